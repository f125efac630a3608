"""python-telegram-bot holds a conversation with topics, media and buttons through the stand-in."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, InputMediaPhoto, Update
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
)
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    ContextTypes,
    MessageHandler,
    MessageReactionHandler,
    filters,
)

from sandbox.telegram.files import sample_png
from tests.sandbox.telegram_support import Stage

FORUM, ANN, BOB = -1001, 11, 12
TOKEN = "700:desk"
PICTURE, OTHER = sample_png(40, 30), sample_png(30, 40)
BUTTONS = InlineKeyboardMarkup([[InlineKeyboardButton("Взять", callback_data="take:1")]])


def bot_of(stage: Stage, token: str = TOKEN) -> Bot:
    base = f"{stage.people.url}/telegram"
    return Bot(token, base_url=f"{base}/bot", base_file_url=f"{base}/file/bot")


@pytest.fixture
async def bot(stage: Stage) -> AsyncIterator[Bot]:
    await stage.people.telegram.limits(enabled=False)
    async with bot_of(stage) as bot:
        yield bot


async def test_it_hears_people_and_answers_them(stage: Stage, bot: Bot) -> None:
    """Polling; a text, a press and a reaction."""
    application = Application.builder().bot(bot).build()
    reacted = asyncio.Event()

    async def answer(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        assert update.effective_message
        text = update.effective_message.text
        await update.effective_message.reply_text(f"Вы пишете: {text}", reply_markup=BUTTONS)

    async def press(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        assert update.callback_query
        await update.callback_query.answer("Ваше")
        await update.callback_query.edit_message_text("Взято")

    async def react(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        assert update.message_reaction
        assert [one.to_dict()["emoji"] for one in update.message_reaction.new_reaction] == ["👍"]
        reacted.set()

    application.add_handler(MessageHandler(filters.TEXT, answer))
    application.add_handler(CallbackQueryHandler(press))
    application.add_handler(MessageReactionHandler(react))
    await stage.people.faults.add(
        service="telegram", method="getUpdates", effect="error", code=502, times=1
    )
    async with application:
        await application.start()
        assert application.updater
        await application.updater.start_polling(timeout=1, allowed_updates=Update.ALL_TYPES)
        await _talk(stage)
        await asyncio.wait_for(reacted.wait(), 5)
        await application.updater.stop()
        await application.stop()


async def _talk(stage: Stage) -> None:
    await stage.ann.write("Где заказ?", bot="desk_bot")
    said = await stage.ann.chat("desk_bot").wait_for("Вы пишете: Где заказ?")
    pressed = await stage.ann.press("Взять", message=said)
    assert pressed["text"] == "Ваше"
    taken = await said.becomes(contains="Взято", no_button="Взять")
    await stage.ann.react(taken, "👍")


async def test_it_sends_media_and_fetches_it_again(stage: Stage, bot: Bot) -> None:
    photo = await bot.send_photo(ANN, PICTURE, caption="<b>Вот</b>", parse_mode="HTML")
    assert [one.type for one in photo.caption_entities] == ["bold"]
    file = await photo.photo[-1].get_file()
    assert bytes(await file.download_as_bytearray()) == PICTURE
    album = await bot.send_media_group(
        ANN, [InputMediaPhoto(PICTURE, caption="раз"), InputMediaPhoto(OTHER)]
    )
    assert len({one.media_group_id for one in album}) == 1
    assert [one.caption for one in album] == ["раз", None]
    document = await bot.send_document(ANN, b"pdf", filename="счёт.pdf")
    assert document.document
    assert document.document.file_name == "счёт.pdf"
    place = await bot.send_location(ANN, 59.9, 30.3)
    assert place.location
    edited = await photo.edit_caption("Теперь так")
    assert not isinstance(edited, bool)
    assert edited.caption == "Теперь так"
    assert await document.delete()
    texts = await stage.ann.chat("desk_bot").texts()
    assert texts[-4:] == ["Теперь так", "раз", "", ""]


async def test_it_runs_topics_from_creation_to_deletion(stage: Stage, bot: Bot) -> None:
    topic = await bot.create_forum_topic(FORUM, "Руслан")
    thread = topic.message_thread_id
    sent = await bot.send_message(FORUM, "карточка", message_thread_id=thread)
    assert sent.is_topic_message
    assert sent.message_thread_id == thread
    assert await bot.edit_forum_topic(FORUM, thread, name="Руслан А.")
    assert await bot.close_forum_topic(FORUM, thread)
    assert (await stage.forum.topic("Руслан А.")).closed
    assert await bot.reopen_forum_topic(FORUM, thread)
    assert await bot.set_message_reaction(FORUM, sent.message_id, "👌")
    seen = await (await stage.forum.topic("Руслан А.")).last()
    assert seen.kind == "forum_topic_reopened"
    assert await bot.delete_forum_topic(FORUM, thread)
    with pytest.raises(BadRequest, match="Message thread not found"):
        await bot.send_message(FORUM, "x", message_thread_id=thread)


async def test_refusals_are_what_it_knows_them_for(stage: Stage, bot: Bot) -> None:
    with pytest.raises(Forbidden, match="bot can't initiate conversation with a user"):
        await bot.send_message(BOB, "x")
    await stage.ann.block("desk_bot")
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(ANN, "x")
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(999, "x")
    with pytest.raises(BadRequest, match="Can't parse entities"):
        await bot.send_message(FORUM, "<b>x", parse_mode="HTML")
    async with bot_of(stage, "701:shy") as shy:
        with pytest.raises(BadRequest, match="Not enough rights to create a topic"):
            await shy.create_forum_topic(FORUM, "x")
    with pytest.raises(InvalidToken):
        async with bot_of(stage, "702:nobody"):
            pass
    await stage.forum.migrate(to=-1002)
    with pytest.raises(ChatMigrated) as moved:
        await bot.send_message(FORUM, "x")
    assert moved.value.new_chat_id == -1002


async def test_weather_is_what_it_knows_it_for(stage: Stage, bot: Bot) -> None:
    faults = stage.people.faults
    await faults.add(service="telegram", method="sendMessage", effect="reset", times=1)
    with pytest.raises(NetworkError):
        await bot.send_message(ANN, "x")
    await faults.add(service="telegram", method="sendMessage", effect="http", status=502, times=1)
    with pytest.raises(NetworkError):
        await bot.send_message(ANN, "x")
    (newest,) = await bot.get_updates(offset=-1)
    first = asyncio.create_task(bot.get_updates(timeout=5, offset=newest.update_id + 1))
    async with bot_of(stage) as other:
        second = asyncio.create_task(other.get_updates(timeout=5, offset=newest.update_id + 1))
        ended, waiting = await asyncio.wait((first, second), return_when=asyncio.FIRST_COMPLETED)
        assert isinstance(ended.pop().exception(), Conflict)
        await stage.ann.write("x", bot="desk_bot")
        assert [update.message for update in await waiting.pop()]


async def test_a_flood_is_told_in_seconds_and_is_over_after_them(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
    await stage.people.telegram.limits(enabled=True, private_rate=2, private_burst=1)
    async with bot_of(stage) as bot:
        await bot.send_message(ANN, "раз")
        with pytest.raises(RetryAfter) as flooded:
            await bot.send_message(ANN, "два")
        assert isinstance(flooded.value.retry_after, timedelta)
        await stage.people.clock.advance(flooded.value.retry_after.total_seconds())
        await bot.send_message(ANN, "два")
    assert await stage.people.telegram.violations() == []
