"""Views are drawn again: as often as needed, never with content that is out of date."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from hub.model import Button, Delivery, DeliveryState, Face, Lane, Note, Work
from storage.mongo import MongoStore
from tests.contract.samples import LANE, NOON, TELEGRAM, at, card, delivery

_ACTIONS = card(1)
_PEOPLE = card(2, face=Face.PEOPLE, due=at(1))


async def _sending(store: MongoStore, wanted: Delivery) -> Delivery:
    assert await store.deliveries.claim(wanted, 1, NOON)
    return replace(wanted, state=DeliveryState.SENDING, epoch=1)


async def _settled(store: MongoStore, sending: Delivery, **more: Any) -> Delivery:
    given: dict[str, Any] = {
        "state": DeliveryState.SENT,
        "native": ("5",),
        "settled_at": at(1),
    } | more
    settled = replace(sending, **given)
    assert await store.deliveries.settle(settled)
    return settled


async def test_a_view_is_drawn_for_the_first_time(store: MongoStore) -> None:
    assert await store.deliveries.redo(_ACTIONS) == _ACTIONS
    assert await store.deliveries.waiting(TELEGRAM, limit=10) == [_ACTIONS]


async def test_an_equal_one_that_waits_is_enough(store: MongoStore) -> None:
    await store.deliveries.redo(_ACTIONS)
    assert await store.deliveries.redo(card(7, due=at(9))) is None
    assert await store.deliveries.get(_ACTIONS.id) == _ACTIONS


@pytest.mark.parametrize(
    "changed",
    [
        {"face": Face.TAGS},
        {"emoji": "👀"},
        {"note": Note(code="taken", values={"$who.name": "$name"})},
        {"buttons": (Button(label="$label", press="take"),)},
        {"lane": Lane(voice=LANE.voice, place="desk:staff")},
        {"work": Work.RETELL},
    ],
)
async def test_other_content_takes_the_place_of_what_waits(
    store: MongoStore, changed: dict[str, Any]
) -> None:
    await store.deliveries.redo(_ACTIONS)
    other = replace(card(2), **changed)
    assert await store.deliveries.redo(other) == other
    assert await store.deliveries.get(_ACTIONS.id) == other
    assert await store.deliveries.redo(other) is None


@pytest.mark.parametrize("end", [DeliveryState.SENT, DeliveryState.DEAD, DeliveryState.UNCERTAIN])
async def test_what_has_ended_is_drawn_again_from_the_beginning(
    store: MongoStore, end: DeliveryState
) -> None:
    await store.deliveries.redo(_ACTIONS)
    sending = await _sending(store, _ACTIONS)
    await _settled(store, sending, state=end, tries=4, reason="?", open=False)
    assert await store.deliveries.redo(_PEOPLE) == replace(_PEOPLE, epoch=1)


async def test_a_view_redrawn_while_it_is_sent_is_sent_once_more(store: MongoStore) -> None:
    await store.deliveries.redo(_ACTIONS)
    sending = await _sending(store, _ACTIONS)
    assert await store.deliveries.redo(_PEOPLE)
    assert await store.deliveries.waiting(TELEGRAM, limit=10) == []
    await _settled(store, sending)
    [waiting] = await store.deliveries.waiting(TELEGRAM, limit=10)
    assert waiting == replace(_PEOPLE, epoch=1)
    await _settled(store, await _sending(store, waiting))
    assert await store.deliveries.waiting(TELEGRAM, limit=10) == []


async def test_equal_content_is_sent_once_more_too_but_no_more_than_once(
    store: MongoStore,
) -> None:
    """What is being sent may have been read before the change that asks for the redrawing."""
    await store.deliveries.redo(_ACTIONS)
    sending = await _sending(store, _ACTIONS)
    assert await store.deliveries.redo(card(2))
    assert await store.deliveries.redo(card(3)) is None
    await _settled(store, sending)
    assert await store.deliveries.waiting(TELEGRAM, limit=10) == [card(2, epoch=1)]


async def test_the_latest_of_redrawings_while_it_is_sent_counts(store: MongoStore) -> None:
    await store.deliveries.redo(_ACTIONS)
    sending = await _sending(store, _ACTIONS)
    await store.deliveries.redo(_PEOPLE)
    await store.deliveries.redo(card(3, face=Face.TAGS))
    await _settled(store, sending)
    [waiting] = await store.deliveries.waiting(TELEGRAM, limit=10)
    assert waiting.face is Face.TAGS


async def test_a_view_redrawn_while_its_sending_fails_is_sent_with_the_fresh_content(
    store: MongoStore,
) -> None:
    await store.deliveries.redo(_ACTIONS)
    sending = await _sending(store, _ACTIONS)
    await store.deliveries.redo(_PEOPLE)
    await _settled(store, sending, state=DeliveryState.DEAD, reason="no_topic")
    assert await store.deliveries.waiting(TELEGRAM, limit=10) == [replace(_PEOPLE, epoch=1)]


async def test_an_orphan_redrawn_waits_when_it_is_adopted(store: MongoStore) -> None:
    await store.deliveries.redo(_ACTIONS)
    sending = await _sending(store, _ACTIONS)
    await store.deliveries.redo(_PEOPLE)
    uncertain = replace(sending, state=DeliveryState.UNCERTAIN)
    assert await store.deliveries.adopt(uncertain, 2)
    assert await store.deliveries.waiting(TELEGRAM, limit=10) == [replace(_PEOPLE, epoch=1)]


async def test_a_zombie_does_not_settle_what_was_redrawn(store: MongoStore) -> None:
    await store.deliveries.redo(_ACTIONS)
    sending = await _sending(store, _ACTIONS)
    await store.deliveries.redo(_PEOPLE)
    stale = replace(sending, epoch=0, state=DeliveryState.SENT)
    assert not await store.deliveries.settle(stale)
    assert await store.deliveries.waiting(TELEGRAM, limit=10) == []


async def test_of_equal_redrawings_at_once_one_counts(store: MongoStore) -> None:
    redrawn = await asyncio.gather(*(store.deliveries.redo(card(rank)) for rank in range(20)))
    assert sum(one is not None for one in redrawn) == 1


async def test_of_different_redrawings_at_once_one_waits(store: MongoStore) -> None:
    some = [delivery("card", rank, work=Work.MARK, emoji=str(rank)) for rank in range(20)]
    redrawn = await asyncio.gather(*(store.deliveries.redo(one) for one in some))
    [waiting] = await store.deliveries.waiting(TELEGRAM, limit=10)
    assert all(redrawn)
    assert waiting in some


async def test_a_newer_version_of_an_edit_begins_anew(store: MongoStore) -> None:
    """Of several parts the first may have been changed to the older version."""
    edit = delivery("edit", work=Work.EDIT, version=1)
    await store.deliveries.redo(edit)
    sending = await _sending(store, edit)
    await _settled(store, sending, native=("1",), state=DeliveryState.PENDING)
    assert await store.deliveries.redo(replace(edit, rank=2)) is None
    newer = replace(edit, rank=3, version=2)
    assert await store.deliveries.redo(newer) == replace(newer, epoch=1)


async def test_calls_are_remembered_over_a_redrawing(store: MongoStore) -> None:
    await store.deliveries.redo(_ACTIONS)
    await _settled(store, await _sending(store, _ACTIONS))
    await store.deliveries.redo(_PEOPLE)
    assert await store.deliveries.calls_since(LANE, NOON) == [NOON]
