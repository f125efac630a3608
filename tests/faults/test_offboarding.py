"""kill -9 between the steps of an offboarding, and of an entry: both are finished all the same."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, Final

import pytest

from hub.model import Invitation, PersonId, Role, Source, Voice
from sandbox.client import People
from sandbox.telegram.client import Person
from storage.documents import Codec, storable
from tests.faults.fail_points import FailPoints
from tests.faults.hub_process import HubProcess
from tests.faults.ledger import DESK, STAFF, Ledger
from tests.faults.waiting import eventually
from tests.flow.joining import LINK

ANDREY, LENA, VERA = 4100, 4001, 5109
COURIERS: Final = -1001000000001
WRITES: Final = ("insert", "update", "findAndModify")
LEAVING: Final = {
    "not left yet": ("people", WRITES, 0),
    "left, his invitations open": ("invitations", ("update",), 0),
    "left, nothing else done": ("events", ("insert",), 0),
    "nothing asked of Telegram": ("deliveries", ("insert",), 0),
    "his work not given back": ("conversations", ("findAndModify",), 0),
    "not known to be finished": ("people", ("update",), 0),
}
ENTERING: Final = {
    "the link not spent": ("invitations", ("findAndModify",), 0),
    "spent, and nobody is in": ("people", ("insert",), 0),
    "in, and older links are open": ("invitations", ("update",), 0),
    "in, and not welcomed": ("deliveries", ("insert",), 0),
}


@pytest.mark.faults
@pytest.mark.parametrize("step", LEAVING)
async def test_an_offboarding_that_is_cut_short_is_finished(
    hub: HubProcess, ledger: Ledger, people: People, fail_points: FailPoints, step: str
) -> None:
    andrey, lena = people.telegram.user(ANDREY), people.telegram.user(LENA)
    await hub.start()
    await ledger.ruslan.asks()
    copy = await ledger.ruslan.copy()
    await lena.press("Взять", group=copy.chat, topic=copy.topic, wait=60)
    await ledger.settles()
    await _link_of_old(ledger)
    async with fail_points.held(*LEAVING[step]) as held:
        await andrey.write("/offboard lena", bot=DESK)
        await held.reached()
        await hub.kill()
    await hub.start()
    await andrey.chat(DESK).wait_for("Лена: доступ закрыт. Открытые обращения (1)", within=60)
    await eventually(lambda: _is_out(lena), "she is still in the group")
    await eventually(lambda: _is_free(ledger), "the conversation is still hers")
    assert len(await andrey.chat(DESK).find("доступ закрыт")) == 1
    await eventually(lambda: _all_over(ledger), "an old link of hers is still open")


@pytest.mark.faults
@pytest.mark.parametrize("step", ENTERING)
async def test_an_entry_that_is_cut_short_is_finished(
    hub: HubProcess, ledger: Ledger, people: People, fail_points: FailPoints, step: str
) -> None:
    andrey, vera = people.telegram.user(ANDREY), people.telegram.user(VERA)
    await hub.start()
    await andrey.write("/invite courier Вера Ким +79110005109", bot=DESK)
    told = await andrey.chat(DESK).wait_for("Приглашение: Вера", within=60)
    link = LINK.search(told.text)
    assert link
    await vera.follow(link[0])
    await vera.chat(STAFF).wait_for("поделитесь", within=60)
    await ledger.settles()
    await _forgotten_link(ledger)
    async with fail_points.held(*ENTERING[step]) as held:
        await vera.share_contact(bot=STAFF)
        await held.reached()
        await hub.kill()
    await hub.start()
    await vera.chat(STAFF).wait_for("вы в команде", within=60)
    await andrey.chat(DESK).wait_for("Приглашение принято: Вера Ким (vera-kim)", within=60)
    known: list[dict[str, Any]] = await ledger.database.people.find(
        {"person.phone": "+79110005109"}
    ).to_list(None)
    assert [one["_id"] for one in known] == ["vera-kim"]
    await eventually(lambda: _all_over(ledger), "a link is still open")


async def _is_out(person: Person) -> bool:
    return COURIERS not in [chat["chat"] for chat in await person.chats()]


async def _forgotten_link(ledger: Ledger) -> None:
    """Another link for the same phone, as two heads make at one moment."""
    made = await ledger.database.invitations.find_one({})
    assert made is not None
    await ledger.database.invitations.insert_one({**made, "_id": "forgotten"})


async def _link_of_old(ledger: Ledger) -> None:
    """One for Lena's phone that nobody has used."""
    phone = "+79110004001"
    await ledger.database.people.update_one({"_id": "lena"}, {"$set": {"person.phone": phone}})
    made = Invitation(
        id="of old",
        voice=Voice("desk"),
        source=Source("d1:1"),
        role=Role.OPERATOR,
        name="Лена",
        phone=phone,
        by=PersonId("andrey"),
        expires_at=datetime.now(UTC) + timedelta(days=1),
        made_at=datetime.now(UTC),
    )
    document = Codec(Invitation).dump(made)
    await ledger.database.invitations.insert_one(storable(document))


async def _all_over(ledger: Ledger) -> bool:
    return await ledger.database.invitations.find_one({"state": {"$ne": "over"}}) is None


async def _is_free(ledger: Ledger) -> bool:
    found = await ledger.database.conversations.find_one({})
    return found is not None and (found["assignee"], found["status"]) == (None, "new")


@pytest.mark.faults
async def test_who_asks_to_join_while_the_hub_is_killed_is_let_in(
    hub: HubProcess, ledger: Ledger, people: People, fail_points: FailPoints
) -> None:
    andrey, zoya = people.telegram.user(ANDREY), people.telegram.user(4003)
    await hub.start()
    await andrey.write("/invite operator Зоя +79110004003 couriers", bot=DESK)
    told = await andrey.chat(DESK).wait_for("Приглашение: Зоя", within=60)
    link = LINK.search(told.text)
    assert link
    await zoya.follow(link[0])
    await zoya.chat(DESK).wait_for("поделитесь", within=60)
    await zoya.share_contact(bot=DESK)
    shown = await zoya.chat(DESK).wait_for("личная ссылка", within=60)
    await ledger.settles()
    async with fail_points.held("deliveries", ("insert",)) as held:
        await zoya.join(invite=shown.raw["buttons"][0][0]["url"])
        await held.reached()
        await hub.kill()
    await hub.start()
    await eventually(lambda: _is_in(zoya), "she is not let in")


async def _is_in(person: Person) -> bool:
    return not await _is_out(person)
