"""Albums: whole, in order, once; and a mark on any part of one keeps all of it inside."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Sequence
from typing import Any

import pytest

from bots.raw import mapping
from hub.model import Voice
from sandbox.client import SeenMessage
from sandbox.telegram.client import Person
from sandbox.telegram.files import sample, sample_png
from tests.flow.world import DESK, SPB, STAFF, World

pytestmark = pytest.mark.usefixtures("idle")

PICTURES = [sample_png(40 + number, 40) for number in range(10)]
_OF_A_PHOTO = ("photo", "caption", "caption_entities")
BOLD = "<b>Вход</b> со двора"


def _photos(count: int, **captions: str) -> list[dict[str, Any]]:
    """Captions by number: `_1="..."`."""
    return [
        {
            "kind": "photo",
            "data": base64.b64encode(PICTURES[number]).decode(),
            "caption": captions.get(f"_{number}", ""),
            "html": True,
        }
        for number in range(count)
    ]


async def test_an_album_of_a_contact_arrives_whole(world: World) -> None:
    sent = await world.ruslan.album(_photos(10, _3=BOLD), bot=STAFF)
    await world.ruslan.write("конец", bot=STAFF)
    topic = await world.couriers.topic("Руслан")
    await topic.wait_for("конец")
    shown = [one for one in await topic.messages() if one.kind == "photo"]
    assert [await one.download() for one in shown] == [await one.download() for one in sent]
    assert len({one.raw["album"] for one in shown}) == 1
    assert [one.html for one in shown if one.text] == [BOLD]
    found = await world.conversation(desk="couriers")
    assert [len(one["attachments"]) for one in found["messages"]] == [10, 0]


async def test_an_album_of_an_operator_arrives_whole(world: World) -> None:
    topic, copy = await world.courier_writes("Вопрос")
    video = {"kind": "video", "data": base64.b64encode(sample("video")).decode()}
    items = [*_photos(2, _0=BOLD), video]
    where = {"group": topic.group, "topic": topic.id, "reply_to": copy.id}
    sent = await world.lena.album(items, **where)
    await sent[0].becomes(reaction="👌")
    got = await _got(world.ruslan, STAFF)
    assert [one.kind for one in got] == ["photo", "photo", "video"]
    assert len({one.raw["album"] for one in got}) == 1
    assert got[0].html == BOLD
    assert [await one.download() for one in got] == [await one.download() for one in sent]
    (call,) = await world.people.calls.wait_for("sendMediaGroup")
    assert call["error"] is None


async def test_documents_and_music_go_as_albums_of_their_own(world: World) -> None:
    papers = [{"kind": "document", "name": f"{number}.pdf"} for number in range(3)]
    tracks = [{"kind": "audio", "name": f"{number}.mp3"} for number in range(2)]
    await world.ruslan.album(papers, bot=STAFF)
    await world.ruslan.album(tracks, bot=STAFF)
    topic = await world.couriers.topic("Руслан")
    shown = await topic.wait_for_all(kind="audio", count=2)
    assert len({one.raw["album"] for one in shown}) == 1
    shown = await topic.wait_for_all(kind="document", count=3)
    assert [one.raw["files"][0]["name"] for one in shown] == ["0.pdf", "1.pdf", "2.pdf"]
    assert len({one.raw["album"] for one in shown}) == 1


async def test_an_album_that_comes_out_of_order_is_put_in_order(world: World) -> None:
    """Its first part comes in a later batch than the others."""
    late = {"service": "telegram", "bot": STAFF, "method": "message"}
    await world.people.faults.add(effect="late", seconds=0.5, times=1, **late)
    sent = await world.ruslan.album(_photos(4, _0="раз", _2="<b>три</b>"), bot=STAFF)
    topic = await world.couriers.topic("Руслан")
    shown = await topic.wait_for_all(kind="photo", count=4)
    assert [await one.download() for one in shown] == [await one.download() for one in sent]
    assert shown[0].html == "раз\n<b>три</b>"
    found = await world.conversation(desk="couriers")
    assert len(found["messages"]) == 1


async def test_what_comes_after_its_album_was_handled_stands_alone(world: World) -> None:
    sent = await world.ruslan.album(_photos(2), bot=STAFF)
    topic = await world.couriers.topic("Руслан")
    await topic.wait_for(kind="photo", count=2)
    await _straggle(world, STAFF, "staff", sent[0])
    await topic.wait_for("опоздавшая")
    found = await world.conversation(desk="couriers")
    assert [len(one["attachments"]) for one in found["messages"]] == [2, 0]


async def test_a_mark_on_a_late_last_part_keeps_the_whole_album_inside(world: World) -> None:
    topic, copy = await world.courier_writes("Вопрос")
    where = {"group": topic.group, "topic": topic.id, "reply_to": copy.id}
    late = {"service": "telegram", "bot": DESK, "method": "message"}
    await world.people.faults.add(effect="late", seconds=0.6, times=2, **late)
    await world.lena.album(_photos(4, _1="// между нами"), **where)
    sent = await world.lena.write("Ответ", **where)
    await sent.becomes(reaction="👌", within=20)
    assert [one.kind for one in await _got(world.ruslan, STAFF)] == ["text"]
    found = await world.conversation(desk="couriers")
    assert ("comment", "между нами", 4) in _told(found)


async def test_what_comes_after_an_answered_album_is_answered_as_well(world: World) -> None:
    customer, copy = await _customer_asks(world)
    where = {"group": world.clients.id, "topic": copy.topic, "reply_to": copy.id}
    sent = await world.lena.album(_photos(2), **where)
    await sent[0].becomes(reaction="👌")
    await _straggle(world, DESK, "desk", sent[0])
    await customer.chat(SPB).wait_for("опоздавшая")


async def test_what_comes_after_a_marked_album_stays_inside_as_well(world: World) -> None:
    customer, copy = await _customer_asks(world)
    where = {"group": world.clients.id, "topic": copy.topic, "reply_to": copy.id}
    sent = await world.lena.album(_photos(2, _0="// между нами"), **where)
    await _until(world, ("comment", "между нами", 2))
    await _straggle(world, DESK, "desk", sent[0])
    await _until(world, ("comment", "опоздавшая", 0))
    assert await _got(customer, SPB) == []


async def test_a_reply_to_any_part_is_understood(world: World) -> None:
    await world.ruslan.album(_photos(3), bot=STAFF)
    topic = await world.couriers.topic("Руслан")
    shown = await topic.wait_for_all(kind="photo", count=3)
    where = {"group": topic.group, "topic": topic.id}
    await world.lena.album(_photos(2), reply_to=shown[2].id, **where)
    got = await world.ruslan.chat(STAFF).wait_for_all(kind="photo", by="bots", count=2)
    await world.ruslan.write("на этой не видно", bot=STAFF, reply_to=got[1].id)
    quoting = await topic.wait_for("на этой не видно")
    assert quoting.reply_to is not None
    again = await world.lena.write("смотрите левее", reply_to=quoting.id, **where)
    await again.becomes(reaction="👌")


async def test_an_edit_of_any_caption_is_an_edit_of_the_album(world: World) -> None:
    sent = await world.ruslan.album(_photos(3, _0="раз", _1="два"), bot=STAFF)
    topic = await world.couriers.topic("Руслан")
    shown = await topic.wait_for_all(kind="photo", count=3)
    await world.ruslan.edit(sent[1], "двадцать два")
    await shown[0].becomes(contains="раз\nдвадцать два")
    assert len(await topic.wait_for_all(kind="photo", count=3)) == 3


async def test_an_edit_that_marks_a_part_of_an_answered_album_stays_inside(world: World) -> None:
    topic, copy = await world.courier_writes("Вопрос")
    where = {"group": topic.group, "topic": topic.id, "reply_to": copy.id}
    sent = await world.lena.album(_photos(2, _0="раз", _1="два"), **where)
    await sent[0].becomes(reaction="👌")
    await world.lena.edit(sent[1], "// между нами")
    await topic.wait_for(by="bots", since=sent[1].id)
    assert "между нами" not in str([one.text for one in await _got(world.ruslan, STAFF)])


async def test_of_an_album_refused_for_one_of_its_parts_that_one_goes_in_another_form(
    world: World,
) -> None:
    topic, copy = await world.courier_writes("Вопрос")
    words = 'Bad Request: failed to send message #2 with the error message "PHOTO_INVALID"'
    fault = {"service": "telegram", "method": "sendMediaGroup", "effect": "error", "code": 400}
    await world.people.faults.add(description=words, times=1, **fault)
    where = {"group": topic.group, "topic": topic.id, "reply_to": copy.id}
    sent = await world.lena.album(_photos(2), **where)
    await sent[0].becomes(reaction="👌", within=20)
    assert sorted(one.kind for one in await _got(world.ruslan, STAFF)) == ["document", "photo"]


async def test_a_flood_told_inside_an_albums_refusal_is_waited_for(world: World) -> None:
    topic, copy = await world.courier_writes("Вопрос")
    words = 'failed to send message #1 with the error message "Too Many Requests: retry after 1"'
    fault = {"service": "telegram", "method": "sendMediaGroup", "effect": "error", "code": 400}
    await world.people.faults.add(description=f"Bad Request: {words}", times=1, **fault)
    where = {"group": topic.group, "topic": topic.id, "reply_to": copy.id}
    sent = await world.lena.album(_photos(2), **where)
    await sent[0].becomes(reaction="👌", within=20)
    assert len(await _got(world.ruslan, STAFF)) == 2


async def _straggle(world: World, bot: str, voice: str, sent: SeenMessage) -> None:
    """A part of the album that the bot hears of long after the others."""
    known = await world.app.hub.store.updates.album(Voice(voice), sent.raw["album"])
    heard = mapping(known[0].raw["message"])
    without = {name: value for name, value in heard.items() if name not in _OF_A_PHOTO}
    part = {**without, "message_id": heard["message_id"] + 5_000, "text": "опоздавшая"}
    await world.people.telegram.bot(bot).put_update({"message": part})


async def _customer_asks(world: World) -> tuple[Person, SeenMessage]:
    customer = await world.people.telegram.add_user("Мария", id=970_001)
    await customer.start(SPB)
    await customer.write("Где мой заказ?", bot=SPB)
    return customer, await world.clients.all.wait_for("Где мой заказ?")


async def _got(person: Person, bot: str) -> list[SeenMessage]:
    """What somebody got, but for greetings and for being told who is with him."""
    ours = [one for one in await person.chat(bot).messages() if one.by_bot]
    return [one for one in ours if not one.text.startswith(("С вами", "Здравствуйте"))]


def _told(conversation: dict[str, Any]) -> Sequence[tuple[str, str, int]]:
    messages = conversation["messages"]
    return [(one["kind"], one["text"], len(one["attachments"])) for one in messages]


async def _until(world: World, line: tuple[str, str, int]) -> None:
    async with asyncio.timeout(20):
        while line not in _told(await world.conversation(desk="clients")):
            await asyncio.sleep(0.05)
