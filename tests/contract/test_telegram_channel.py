"""What only Telegram has: formatting, marks of repeats, shared phones, polling by one at a time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from datetime import timedelta
from itertools import count

import pytest

from bots.asking import Silences, Turn
from bots.clock import SystemClock
from bots.telegram_api import Migrated, create_bot
from hub import reasons
from hub.errors import DeliveryError, Malformed, Undeliverable, Unsent
from hub.model import Inbound, Met, Span
from hub.ports import Outgoing, RawUpdate
from tests.contract.channel_sides import (
    MARK,
    PNG,
    TIMEOUT,
    Reader,
    Sandboxed,
    TelegramSide,
    photo,
    sandbox_without_limits,
    say,
)


@pytest.fixture(scope="module")
async def sandboxed() -> AsyncIterator[Sandboxed]:
    async with sandbox_without_limits() as people:
        yield people


@pytest.fixture
async def side(sandboxed: Sandboxed) -> AsyncIterator[TelegramSide]:
    side = await TelegramSide.of(sandboxed)
    yield side
    await side.leave()


@pytest.fixture
def reader(side: TelegramSide) -> Reader:
    return Reader(side.channel)


async def send_all(side: TelegramSide, outgoing: Outgoing) -> list[str]:
    """Every part, one after the other; the ids they got."""
    natives: list[str] = []
    for number in count():
        part = await side.channel.send(side.peer, outgoing, number)
        natives.append(part.native)
        if not part.more:
            break
    return natives


async def test_formatting_comes_in_and_goes_out(side: TelegramSide, reader: Reader) -> None:
    html = '😀 <b>жирный</b> и <i>курсив</i>, <a href="https://a.example/">ссылка</a>'
    await side.write(html, html=True)

    read = await reader.next_inbound()
    await side.channel.send(side.peer, say(read.text, spans=read.spans), 0)

    assert read.text == "😀 жирный и курсив, ссылка"
    assert (await side.heard())[0]["html"] == html


async def test_a_repeat_is_marked_before_its_formatting(side: TelegramSide) -> None:
    await side.start()
    bold = Span(kind="bold", offset=0, length=2)

    await side.channel.send(side.peer, say("да, везут", spans=(bold,), perhaps_sent=True), 0)

    assert (await side.heard())[0]["html"] == f"{MARK}\n<b>да</b>, везут"


async def test_a_photo_without_words_is_marked_in_its_caption(side: TelegramSide) -> None:
    await side.start()

    await side.channel.send(side.peer, say(files=(photo(),), perhaps_sent=True), 0)

    assert (await side.heard())[0]["text"] == MARK


async def test_a_text_of_full_length_goes_whole(side: TelegramSide) -> None:
    await side.start()

    await send_all(side, say("😀" * 4096))

    assert [one["text"] for one in await side.heard()] == ["😀" * 4096]


async def test_a_repeat_too_long_for_its_mark_goes_in_two(side: TelegramSide) -> None:
    await side.start()
    said = say("😀" * 4096, perhaps_sent=True)

    first = await side.channel.send(side.peer, said, 0)
    last = await side.channel.send(side.peer, say(said.text), 1)

    texts = [one["text"] for one in await side.heard()]
    assert (first.more, last.more) == (True, False)
    assert texts[0].startswith(f"{MARK}\n")
    assert "".join(texts).removeprefix(f"{MARK}\n") == said.text


async def test_a_part_repeated_is_cut_where_it_was_before(side: TelegramSide) -> None:
    await side.start()
    text = "ё" * 10_000

    await side.channel.send(side.peer, say(text), 0)
    await side.channel.send(side.peer, say(text, perhaps_sent=True), 1)
    await side.channel.send(side.peer, say(text), 2)

    first, marked, last = [one["text"] for one in await side.heard()]
    assert first + marked.removeprefix(f"{MARK}\n") + last == text


async def test_what_does_not_fit_a_caption_follows_it(side: TelegramSide) -> None:
    await side.start()
    text = "ё" * 1500

    natives = await send_all(side, say(text, files=(photo(), photo())))

    heard = await side.heard()
    assert len(natives) == 2
    assert "".join(one["text"] for one in heard) == text
    assert [one["photo"] for one in heard] == [PNG, PNG, b""]


async def test_a_phone_counts_only_if_it_is_his_own(side: TelegramSide, reader: Reader) -> None:
    await side.share_phone(phone="+79110000001", user_id=int(side.silent))
    await side.share_phone(phone="+79110000002", user_id=int(side.peer))

    anothers, own = await reader.next_inbound(), await reader.next_inbound()

    assert anothers.phone is None
    assert own.phone == "+79110000002"
    assert (anothers.own_phone, own.own_phone) == (None, "+79110000002")
    assert [one.kind for one in (*anothers.attachments, *own.attachments)] == ["contact"] * 2


async def test_start_brings_its_payload(side: TelegramSide, reader: Reader) -> None:
    await side.start()

    (update,) = (await reader.next()).updates
    met = side.channel.read(update.raw)

    assert isinstance(met, Met)
    assert met.payload == "promo"


async def test_an_edit_is_the_same_message_and_a_block_is_none(
    side: TelegramSide, reader: Reader, sandboxed: Sandboxed
) -> None:
    written = await side.write("раз")
    edit = {"chat": side.account, "message": int(written), "text": "два"}
    await sandboxed.do(f"/telegram/users/{side.peer}/edit", **edit)
    await side.block()

    batch = await reader.next()

    read = [side.channel.read(update.raw) for update in batch.updates]
    first, edited, blocked = read
    assert isinstance(first, Inbound)
    assert isinstance(edited, Inbound)
    assert (edited.source, edited.edited, edited.text) == (first.source, True, "два")
    assert edited.edited_at is not None
    assert (first.edited, blocked) == (False, None)
    assert {side.channel.line(update.raw) for update in batch.updates} == {side.peer}


async def test_what_is_said_in_a_group_is_not_for_this_channel(
    side: TelegramSide, reader: Reader, sandboxed: Sandboxed
) -> None:
    group = await _group(sandboxed, side)
    said = {"chat": group, "text": "привет всем"}
    await sandboxed.do(f"/telegram/users/{side.peer}/write", **said)

    batch = await reader.next()

    assert batch.updates
    assert [side.channel.read(update.raw) for update in batch.updates] == [None] * len(
        batch.updates
    )


async def test_an_answer_that_is_no_json_costs_one_update(
    side: TelegramSide, reader: Reader
) -> None:
    await side.write("до")
    await side.break_json()
    await side.write("после")

    updates = list((await reader.next()).updates)
    while len(updates) < 3:
        updates += (await reader.next()).updates

    before, broken, after = updates
    assert [int(one.id) - int(before.id) for one in updates] == [0, 1, 2]
    assert [_text(side, before), _text(side, after)] == ["до", "после"]
    with pytest.raises(Malformed):
        side.channel.read(broken.raw)


async def test_a_second_poller_is_named(side: TelegramSide) -> None:
    polling = asyncio.create_task(side.channel.fetch(None))
    await asyncio.sleep(0.1)
    second = asyncio.create_task(side.channel.fetch(None))

    with pytest.raises(Unsent, match="only one bot instance"):
        await polling

    second.cancel()


async def test_what_is_too_large_to_fetch_is_said_so(side: TelegramSide, reader: Reader) -> None:
    await side.photo("", size=30 << 20)
    (attachment,) = (await reader.next_inbound()).attachments

    with pytest.raises(Undeliverable) as refused:
        await side.channel.download(attachment)

    assert refused.value.reason == reasons.TOO_LARGE


@pytest.mark.parametrize("effect", ["reset", "http"])
async def test_a_file_that_could_not_be_fetched_says_that_nothing_was_sent(
    side: TelegramSide, reader: Reader, effect: str
) -> None:
    await side.photo("")
    (attachment,) = (await reader.next_inbound()).attachments
    await side.spoil({"effect": effect}, "getFile")

    with pytest.raises(Unsent):
        await side.channel.download(attachment)


async def test_a_group_that_moved_tells_where(side: TelegramSide, sandboxed: Sandboxed) -> None:
    group = await _group(sandboxed, side, kind="group")
    moved = await sandboxed.do(f"/telegram/groups/{group}/migrate")
    bot = create_bot(side.secret, f"{sandboxed.url}/telegram", TIMEOUT)

    with pytest.raises(Migrated) as told:
        await bot.send_message(chat_id=group, text="сюда")

    assert told.value.chat_id == moved["id"]
    await bot.session.close()


async def _group(sandboxed: Sandboxed, side: TelegramSide, kind: str = "supergroup") -> int:
    owner = int(side.peer)
    group = await sandboxed.do(
        "/telegram/groups", title="Чат", kind=kind, owner=owner, admins=[side.account]
    )
    return int(group["id"])


def _text(side: TelegramSide, update: RawUpdate) -> str:
    read = side.channel.read(update.raw)
    assert isinstance(read, Inbound)
    return read.text


async def test_whether_edits_and_reactions_are_answered_again_is_asked_in_no_group(
    side: TelegramSide, sandboxed: Sandboxed
) -> None:
    """What is asked in vain counts there as well: the twenty of a minute are for what waits."""
    group = -1001000000009
    fault = await sandboxed.do("/faults", service="telegram", effect="error", code=502)
    silences = Silences(SystemClock(), patience=timedelta(seconds=1), first=0.0, longest=0.0)
    async with create_bot(side.secret, f"{sandboxed.url}/telegram", TIMEOUT).context() as bot:
        calls: dict[str, Callable[[], Awaitable[object]]] = {
            "editMessageText": lambda: bot.edit_message_text("x", chat_id=group, message_id=1),
            "setMessageReaction": lambda: bot.set_message_reaction(group, 1),
            "pinChatMessage": lambda: bot.pin_chat_message(group, 1),
            "deleteMessage": lambda: bot.delete_message(group, 1),
            "sendMessage": lambda: bot.send_message(group, "x"),
        }
        for call in calls.values():
            for _ in range(4):
                with Turn(silences).taken(), suppress(DeliveryError):
                    await call()
    await sandboxed.delete(f"/faults/{fault['id']}")
    made = (await sandboxed.look("/calls", service="telegram", bot=side.account))["calls"]
    for method in calls:
        asked = [one["params"]["chat_id"] for one in made if one["method"] == method]
        assert [str(chat) == str(group) for chat in asked] == [True, False, False, False]
