"""A late part says that its album stays inside: once, however often it is handled."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hub.errors import Refusal
from hub.model import Conversation, DeliveryId, DeliveryState, MessageId, Source
from hub.record import Content
from tests.hub.office import LENA, SHOP, Office

FIRST, LATE = Source("d-1:11"), Source("d-1:12")
PHOTO = Content(native="11", text="фасад")


async def test_handled_again_after_a_kill_it_takes_back_once(office: Office) -> None:
    conversation = await office.writes(SHOP, "777", "Где заказ?")
    await office.hub.writing.answer(FIRST, LENA.id, conversation, PHOTO)
    await _has_been_sent(office)
    await _late(office, conversation)
    made = list(office.woken.ids)
    assert f"{LATE}/of/{FIRST}/recall" in made
    assert f"{LATE}/taken_back/show" in made
    office.restart()
    await _late(office, conversation)
    assert office.woken.ids == made


async def test_what_has_not_left_yet_never_does(office: Office) -> None:
    conversation = await office.writes(SHOP, "777", "Где заказ?")
    await office.hub.writing.answer(FIRST, LENA.id, conversation, PHOTO)
    await _late(office, conversation)
    answer = await office.store.deliveries.get(DeliveryId(f"{FIRST}/answer"))
    assert answer
    assert answer.state is DeliveryState.DEAD


async def test_an_offer_of_another_part_is_over(office: Office) -> None:
    conversation = await office.writes(SHOP, "777", "Где заказ?")
    await office.hub.writing.comment(FIRST, LENA.id, conversation, PHOTO, offered="kept_inside")
    await _late(office, conversation)
    comment = await office.store.messages.get(MessageId(FIRST))
    assert comment
    with pytest.raises(Refusal, match="marked_since"):
        await office.hub.writing.send_after_all(comment, LENA.id)


@pytest.mark.parametrize("text", ["// внутри", "/clsoe", "⁄∕ внутри"])
async def test_nothing_marked_leaves_whoever_asks(office: Office, text: str) -> None:
    """Whatever way leads here, of those that there are and of those to come."""
    conversation = await office.writes(SHOP, "777", "Где заказ?")
    with pytest.raises(Refusal, match="marked_since"):
        await office.hub.writing.answer(
            FIRST, LENA.id, conversation, Content(native="11", text=text)
        )
    assert not [id for id in office.woken.ids if id.endswith("/answer")]


async def _late(office: Office, conversation: Conversation) -> None:
    others = [MessageId(FIRST), MessageId("d-1:13")]
    await office.hub.taking_back.album(LATE, LENA, conversation, others)


async def _has_been_sent(office: Office) -> None:
    answer = await office.store.deliveries.get(DeliveryId(f"{FIRST}/answer"))
    assert answer
    store = office.store.deliveries
    await store.claim(answer, 1, office.clock.now())
    claimed = replace(answer, epoch=1, tries=1)
    await store.settle(replace(claimed, state=DeliveryState.SENT, native=("77",)))
