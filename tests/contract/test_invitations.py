"""Links that let one person in, once."""

import asyncio
from dataclasses import replace
from typing import Any

from hub.model import DeskId, Invitation, InvitationState, Knock, Role, Source
from storage.mongo import MongoStore
from tests.contract.samples import ANNA, TELEGRAM, at

OPENED = Source("staff:7:1")


def invitation(id: str = "hash", **more: Any) -> Invitation:
    given: dict[str, Any] = {
        "voice": TELEGRAM,
        "source": Source("d-1:7"),
        "role": Role.OPERATOR,
        "name": "Зоя",
        "phone": "+79110004003",
        "by": ANNA,
        "expires_at": at(10),
        "desks": frozenset({DeskId("a"), DeskId("b")}),
    }
    return Invitation(id=id, **(given | more))


async def test_an_invitation_made_again_is_the_first_one(store: MongoStore) -> None:
    first = invitation()
    assert await store.invitations.insert(first) == first
    assert await store.invitations.insert(invitation(name="Другая")) == first
    assert await store.invitations.get("hash") == first


async def test_one_of_many_opens_it_and_may_do_so_again(store: MongoStore) -> None:
    first = await store.invitations.insert(invitation())
    sources = [Source(f"staff:{peer}:1") for peer in range(8)]
    opened = await asyncio.gather(
        *(store.invitations.open(first.id, source, at(1)) for source in sources)
    )
    (won,) = [one for one in opened if one]
    assert won.opened is not None
    assert won == replace(first, opened=won.opened, state=InvitationState.ENTERING)
    assert await store.invitations.open(first.id, won.opened, at(20)) == won


async def test_of_two_for_one_phone_that_are_opened_at_once_one_opens(store: MongoStore) -> None:
    for id in ("first", "second"):
        await store.invitations.insert(invitation(id))
    await store.invitations.insert(invitation("hers", phone="+79110004001"))
    tries = [(id, Source(f"staff:{id}:1")) for id in ("first", "second", "hers")]
    opened = await asyncio.gather(
        *(store.invitations.open(id, source, at(1)) for id, source in tries)
    )
    assert len([one for one in opened[:2] if one]) == 1
    assert opened[2] is not None


async def test_older_ones_for_the_phone_are_over_and_no_others(store: MongoStore) -> None:
    made = {"before": at(0), "long before": None, "after": at(2)}
    for id, moment in made.items():
        await store.invitations.insert(invitation(id, made_at=moment))
    await store.invitations.insert(invitation("hers", made_at=at(0), phone="+79110004001"))
    await store.invitations.open("before", OPENED, at(1))
    for _ in range(2):
        await store.invitations.close([invitation().phone], at(1))
    found = {id: await store.invitations.get(id) for id in (*made, "hers")}
    over = {id for id, one in found.items() if one and one.state is InvitationState.OVER}
    assert over == {"before", "long before"}
    assert await store.invitations.open("long before", Source("staff:8:1"), at(1)) is None
    assert await store.invitations.open("after", Source("staff:8:1"), at(3)) is not None


async def test_an_expired_one_and_an_unknown_one_open_to_nobody(store: MongoStore) -> None:
    await store.invitations.insert(invitation())
    assert await store.invitations.open("hash", OPENED, at(10)) is None
    assert await store.invitations.open("another", OPENED, at(1)) is None
    assert await store.invitations.open("hash", OPENED, at(9)) is not None


async def test_the_latest_link_that_somebody_came_by_counts(store: MongoStore) -> None:
    assert await store.invitations.knocked("staff|7") is None
    await store.invitations.knock(Knock(id="staff|7", invitation="hash", at=at(0)))
    latest = Knock(id="staff|7", invitation="another", at=at(1))
    await store.invitations.knock(latest)
    assert await store.invitations.knocked("staff|7") == latest
