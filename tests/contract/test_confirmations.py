"""What was confirmed is never changed, and versions count up."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

from hub.model import (
    Address,
    Confirmation,
    ConfirmationId,
    ConfirmationState,
    ConversationId,
    InboxId,
    MessageId,
    Peer,
)
from storage.mongo import MongoStore
from tests.contract.samples import ANNA
from tests.contract.samples import NOON as NOW

ASKED, DOUBTED = ConfirmationState.ASKED, ConfirmationState.DOUBTED
CONFIRMED, REPLACED = ConfirmationState.CONFIRMED, ConfirmationState.REPLACED
ADDRESS = Address(inbox=InboxId("tg"), peer=Peer("7"))


def _one(id: str = "w1", **more: str) -> Confirmation:
    return replace(
        Confirmation(
            id=ConfirmationId(id),
            conversation=ConversationId("c1"),
            address=ADDRESS,
            order="48222",
            field="engraving",
            value="Ёж & Ко",
            by=ANNA,
            asked_at=NOW,
            phrase=MessageId("m1"),
        ),
        **more,  # type: ignore[arg-type]
    )


async def test_versions_count_up_for_each_field_of_each_order(store: MongoStore) -> None:
    versions = [
        (await store.confirmations.insert(one)).version
        for one in (_one("a"), _one("b"), _one("a"), _one("c", field="card"), _one("d", order="2"))
    ]
    assert versions == [1, 2, 1, 1, 1]


async def test_two_at_once_get_different_versions(store: MongoStore) -> None:
    both = await asyncio.gather(*(store.confirmations.insert(_one(str(n))) for n in range(8)))
    assert sorted(one.version for one in both) == list(range(1, 9))


async def test_a_decision_is_made_once(store: MongoStore) -> None:
    one = await store.confirmations.insert(_one())
    await store.confirmations.move(one.id, ASKED, of=DOUBTED, at=NOW)
    decided = await asyncio.gather(
        *(store.confirmations.move(one.id, CONFIRMED, of=ASKED, at=NOW) for _ in range(4)),
        store.confirmations.move(one.id, ConfirmationState.CORRECTED, of=ASKED, at=NOW),
    )
    assert len([one for one in decided if one]) == 1


async def test_what_is_confirmed_is_due_until_it_is_told(store: MongoStore) -> None:
    one = await store.confirmations.insert(_one())
    assert await store.confirmations.due(NOW) == []
    await store.confirmations.move(one.id, ASKED, of=DOUBTED, at=NOW)
    await store.confirmations.move(one.id, CONFIRMED, of=ASKED, at=NOW)
    later = NOW + timedelta(seconds=5)
    assert [due.id for due in await store.confirmations.due(NOW)] == [one.id]
    await store.confirmations.told(one.id, again=later)
    assert await store.confirmations.due(NOW) == []
    assert [due.tries for due in await store.confirmations.due(later)] == [1]
    await store.confirmations.told(one.id, again=None)
    assert await store.confirmations.due(later) == []


async def test_a_newer_one_replaces_what_nobody_has_decided(store: MongoStore) -> None:
    confirmed, asked, newer = [await store.confirmations.insert(_one(id)) for id in "abc"]
    for one in (confirmed, asked):
        await store.confirmations.move(one.id, ASKED, of=DOUBTED, at=NOW)
    await store.confirmations.move(confirmed.id, CONFIRMED, of=ASKED, at=NOW)
    replaced = await store.confirmations.replace_older(newer, NOW)
    assert [(one.id, one.state) for one in replaced] == [(asked.id, REPLACED)]
    kept = await store.confirmations.get(confirmed.id)
    assert kept
    assert kept.state is CONFIRMED


async def test_what_is_asked_is_found_by_address_and_by_message(store: MongoStore) -> None:
    first, second = [await store.confirmations.insert(_one(id)) for id in "ab"]
    await store.confirmations.move(first.id, ASKED, of=DOUBTED, at=NOW)
    assert [one.id for one in await store.confirmations.asked(ADDRESS)] == [first.id]
    found = await store.confirmations.taken_from(MessageId("m1"))
    assert [one.id for one in found] == [first.id]
    await store.confirmations.move(second.id, ASKED, of=DOUBTED, at=NOW)
    assert len(await store.confirmations.taken_from(MessageId("m1"))) == 2
