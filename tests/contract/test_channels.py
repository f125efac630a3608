"""What the engine may rely on in every channel, whichever messenger is behind it."""

from __future__ import annotations

import traceback
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from hub import reasons
from hub.errors import (
    DeliveryError,
    Flooded,
    Malformed,
    PerhapsSent,
    Refused,
    Unauthorized,
    Undeliverable,
    Unsent,
)
from hub.model import Button, Inbound, Met
from hub.model.lacking import QUOTE
from hub.ports import RawUpdate
from tests.contract.channel_sides import (
    PNG,
    Reader,
    Sandboxed,
    Side,
    TelegramSide,
    VkSide,
    photo,
    sandbox_without_limits,
    say,
)

TEXT = "Где мой заказ 48213? 😀\n\n  <b>не</b> *жирный* & «ёлочки»"
RESET = {"effect": "reset"}
SILENCE = {"effect": "hang", "seconds": 4}
BAD_GATEWAY = {"effect": "http", "status": 502}
WORDLESS = {"effect": "http", "status": 500, "body": '{"ok": false}'}
NOT_JSON = {"effect": "http", "status": 200, "body": "<html>"}


@pytest.fixture(scope="module")
async def sandboxed() -> AsyncIterator[Sandboxed]:
    async with sandbox_without_limits() as people:
        yield people


@pytest.fixture(params=[TelegramSide, VkSide], ids=["telegram", "vk"])
async def side(request: pytest.FixtureRequest, sandboxed: Sandboxed) -> AsyncIterator[Side]:
    side: Side = await request.param.of(sandboxed)
    yield side
    await side.leave()


@pytest.fixture
async def reader(side: Side) -> Reader:
    reader = Reader(side.channel)
    await reader.begin()
    return reader


def written_out(error: BaseException) -> str:
    """All that a log would show of it."""
    return "".join(traceback.format_exception(error)) + repr(error) + repr(error.args)


async def test_a_text_is_read_as_it_was_written(side: Side, reader: Reader) -> None:
    id_in_channel = await side.write(TEXT)

    read = await reader.next_inbound()

    assert read.text == TEXT
    assert read.name == side.name
    assert read.id_in_channel == id_in_channel
    assert (read.address.inbox, read.address.peer) == (side.channel.party.split(":")[1], side.peer)
    assert abs(read.written_at - datetime.now(UTC)) < timedelta(minutes=1)
    assert read.omitted == ()


async def test_an_update_is_in_its_peers_line(side: Side, reader: Reader) -> None:
    await side.write("раз")

    (update,) = (await reader.next()).updates

    assert side.channel.line(update.raw) == side.peer


async def test_the_old_cursor_brings_the_same_updates_again(side: Side, reader: Reader) -> None:
    await side.write("раз")
    await side.write("два")

    first = (await side.channel.fetch(reader.cursor)).updates
    again = (await side.channel.fetch(reader.cursor)).updates

    # Telegram gives fewer at once to whoever asks the same again in a hurry.
    assert again
    assert again == first[: len(again)]
    assert side.channel.read(again[0].raw) == side.channel.read(first[0].raw)


async def test_the_next_cursor_brings_what_came_since(side: Side, reader: Reader) -> None:
    await side.write("раз")
    assert (await reader.next_inbound()).text == "раз"
    await side.write("два")

    assert (await reader.next_inbound()).text == "два"


async def test_a_photo_comes_with_its_caption_and_its_bytes(side: Side, reader: Reader) -> None:
    await side.photo("вот такой")

    read = await reader.next_inbound()

    assert read.text == "вот такой"
    (attachment,) = read.attachments
    assert (attachment.kind, attachment.voice) == ("photo", side.channel.voice)
    assert await side.channel.download(attachment) == PNG


async def test_a_sticker_comes_with_its_picture(side: Side, reader: Reader) -> None:
    await side.sticker()

    (attachment,) = (await reader.next_inbound()).attachments
    assert attachment.kind in ("sticker", "photo")
    assert await side.channel.download(attachment)


async def test_pressing_start_is_a_meeting(side: Side, reader: Reader) -> None:
    await side.start()

    (update,) = (await reader.next()).updates
    met = side.channel.read(update.raw)

    assert isinstance(met, Met)
    assert (met.name, met.address.peer) == (side.name, side.peer)


async def test_a_text_arrives_as_it_was_sent(side: Side) -> None:
    await side.write("здравствуйте")

    part = await side.channel.send(side.peer, say(TEXT), 0)

    assert not part.more
    assert [one["text"] for one in await side.heard()] == [TEXT]


async def test_a_photo_arrives_with_its_caption_and_its_bytes(side: Side) -> None:
    await side.write("здравствуйте")

    part = await side.channel.send(side.peer, say("вот чек", files=(photo(),)), 0)

    assert not part.more
    (heard,) = await side.heard()
    assert (heard["text"], heard["photo"]) == ("вот чек", PNG)


async def test_a_long_text_arrives_in_parts_with_one_quote(side: Side) -> None:
    quoted = await side.write("здравствуйте")
    text = "Слово и ещё одно. " * 500 + "Конец"
    said = say(text, reply_to=quoted)

    part, parts = await side.channel.send(side.peer, said, 0), 1
    while part.more:
        part, parts = await side.channel.send(side.peer, said, parts), parts + 1

    heard = await side.heard()
    assert len(heard) == parts > 1
    assert " ".join(one["text"].strip() for one in heard) == text
    assert [one["reply_to"] for one in heard] == [quoted, *([""] * (parts - 1))]


async def test_replies_are_known_by_the_same_ids_both_ways(side: Side, reader: Reader) -> None:
    await side.write("здравствуйте")
    part = await side.channel.send(side.peer, say("слушаем"), 0)
    await side.write("я об этом", reply_to=part.native)

    await reader.next_inbound()

    assert (await reader.next_inbound()).reply_to == part.native


async def test_a_reply_to_what_is_gone_is_sent_without_it(side: Side) -> None:
    """By the channel itself, or by the engine, which is told what to leave out."""
    await side.write("здравствуйте")
    said = say("слушаем", reply_to="777777")
    without: tuple[str, ...] = (QUOTE,)
    try:
        await side.channel.send(side.peer, said, 0)
    except Refused as error:
        without = error.without
        await side.channel.send(side.peer, replace(said, reply_to=None), 0)
    assert without == (QUOTE,)

    assert [one["reply_to"] for one in await side.heard()] == [""]


async def test_an_altered_message_has_its_new_words_and_buttons(side: Side) -> None:
    await side.write("здравствуйте")
    buttons = ((Button(label="Принял", press="ack:1"),),)
    part = await side.channel.send(side.peer, say("срочно", buttons=buttons), 0)
    assert (await side.heard())[0]["labels"] == ["Принял"]

    await side.channel.alter(side.peer, part.native, say("принято"))
    await side.channel.alter(side.peer, part.native, say("принято"))

    (heard,) = await side.heard()
    assert (heard["text"], heard["labels"]) == ("принято", [])


async def test_who_never_wrote_cannot_be_written_to(side: Side) -> None:
    with pytest.raises(Undeliverable) as refused:
        await side.channel.send(side.silent, say("кто там?"), 0)

    assert refused.value.reason in reasons.UNREACHABLE


async def test_who_has_blocked_us_cannot_be_written_to(side: Side) -> None:
    await side.write("здравствуйте")
    await side.block()

    with pytest.raises(Undeliverable) as refused:
        await side.channel.send(side.peer, say("вы где?"), 0)

    assert refused.value.reason == reasons.BLOCKED


async def test_a_flood_tells_how_long_to_wait(side: Side) -> None:
    await side.write("здравствуйте")
    await side.spoil({"effect": "error", **side.flood})

    with pytest.raises(Flooded) as flooded:
        await side.channel.send(side.peer, say("раз"), 0)

    assert flooded.value.retry_after > timedelta(0)
    assert await side.heard() == []


@pytest.mark.parametrize("fault", [RESET, SILENCE, BAD_GATEWAY, WORDLESS, NOT_JSON])
async def test_a_lost_answer_is_no_failure_for_sure(
    side: Side, fault: Mapping[str, object]
) -> None:
    await side.write("здравствуйте")
    await side.spoil({**fault, "when": "after"})

    with pytest.raises(PerhapsSent):
        await side.channel.send(side.peer, say("раз"), 0)

    assert [one["text"] for one in await side.heard()] == ["раз"]


async def test_a_refused_connection_is_a_failure_for_sure(side: Side) -> None:
    nowhere = side.unreachable()

    with pytest.raises(Unsent):
        await nowhere.send(side.peer, say("раз"), 0)

    await nowhere.close()


async def test_a_token_that_is_refused_is_said_so(side: Side) -> None:
    impostor = side.impostor()

    with pytest.raises(Unauthorized):
        await impostor.send(side.peer, say("раз"), 0)
    with pytest.raises(Unauthorized):
        await impostor.fetch(None)

    assert [one.level for one in await impostor.check()] == ["FAIL"]
    await impostor.close()


async def test_check_finds_nothing_wrong_with_a_sound_account(side: Side) -> None:
    (finding,) = await side.channel.check()

    assert (finding.party, finding.level) == (side.channel.party, "ok")


async def test_a_malformed_update_stops_nobody(side: Side, reader: Reader) -> None:
    await side.confuse()
    await side.write("я здесь")

    updates: list[RawUpdate] = []
    while len(updates) < 2:
        updates += (await reader.next()).updates

    with pytest.raises(Malformed):
        side.channel.read(updates[0].raw)
    assert side.channel.line(updates[0].raw) == side.peer
    read = side.channel.read(updates[1].raw)
    assert isinstance(read, Inbound)
    assert read.text == "я здесь"


@pytest.mark.parametrize(
    "raw", [{}, {"malformed": ["?"]}, {"message": 5}, {"object": []}, {"message": {"chat": "?"}}]
)
def test_a_line_is_found_in_anything(side: Side, raw: Mapping[str, object]) -> None:
    assert side.channel.line(raw) == ""


async def test_a_file_that_is_gone_is_lost(side: Side, reader: Reader) -> None:
    await side.photo("")
    (attachment,) = (await reader.next_inbound()).attachments

    with pytest.raises(Undeliverable) as lost:
        await side.channel.download(replace(attachment, ref=f"{attachment.ref}x"))

    assert lost.value.reason == reasons.FILE_LOST


@pytest.mark.parametrize("fault", [RESET, BAD_GATEWAY, NOT_JSON, {"effect": "error"}])
async def test_no_error_tells_the_token(side: Side, fault: Mapping[str, object]) -> None:
    await side.spoil({**fault, "times": None}, "*")
    nowhere = side.unreachable()
    attempts = [
        side.channel.fetch(None),
        side.channel.send(side.peer, say("раз", files=(photo(),)), 0),
        side.channel.alter(side.peer, "1", say("раз")),
        nowhere.fetch(None),
        nowhere.send(side.peer, say("раз"), 0),
    ]

    for attempt in attempts:
        with pytest.raises(DeliveryError) as failed:
            await attempt
        assert side.secret not in written_out(failed.value)
    (finding,) = await side.channel.check()
    assert finding.level == "FAIL"
    assert side.secret not in finding.says
    await nowhere.close()
