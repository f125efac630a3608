"""pyTelegramBotAPI holds a conversation with topics, media and buttons through the stand-in."""

import asyncio
from collections.abc import AsyncIterator
from io import BytesIO
from typing import Any

import pytest
from telebot import asyncio_helper
from telebot.async_telebot import AsyncTeleBot
from telebot.asyncio_helper import ApiTelegramException
from telebot.types import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputFile,
    InputMediaPhoto,
    ReactionTypeEmoji,
)

from sandbox.telegram.files import sample_png
from tests.sandbox.telegram_support import Stage

FORUM, ANN, BOB = -1001, 11, 12
PICTURE, OTHER = sample_png(40, 30), sample_png(30, 40)


@pytest.fixture
async def bot(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[AsyncTeleBot]:
    """Its addresses and its session belong to the module."""
    await stage.people.telegram.limits(enabled=False)
    base = f"{stage.people.url}/telegram"
    monkeypatch.setattr(asyncio_helper, "API_URL", base + "/bot{0}/{1}")
    monkeypatch.setattr(asyncio_helper, "FILE_URL", base + "/file/bot{0}/{1}")
    monkeypatch.setattr(asyncio_helper, "session_manager", asyncio_helper.SessionManager())
    bot = AsyncTeleBot("700:desk")
    yield bot
    await bot.close_session()  # type: ignore[no-untyped-call]


async def test_it_hears_people_and_answers_them(stage: Stage, bot: AsyncTeleBot) -> None:
    """Polling; a text, a press and a reaction."""
    reacted = asyncio.Event()
    keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("Взять", callback_data="take:1")]])

    async def answer(message: Any) -> None:
        await bot.reply_to(message, f"Вы пишете: {message.text}", reply_markup=keyboard)

    async def press(call: Any) -> None:
        await bot.answer_callback_query(call.id, "Ваше", show_alert=True)
        await bot.edit_message_text("Взято", call.message.chat.id, call.message.message_id)

    async def react(reaction: Any) -> None:
        assert [one.emoji for one in reaction.new_reaction] == ["👍"]
        reacted.set()

    bot.register_message_handler(answer, content_types=["text"])
    bot.register_callback_query_handler(press, func=lambda _: True)
    bot.register_message_reaction_handler(react, func=lambda _: True)
    kinds = ["message", "callback_query", "message_reaction"]
    polling = asyncio.create_task(
        bot.polling(non_stop=True, timeout=1, skip_pending=True, allowed_updates=kinds)
    )
    await stage.people.calls.wait_for("getUpdates", bot="desk_bot", count=2)
    sent = await stage.ann.write("Где заказ?", bot="desk_bot")
    said = await stage.ann.chat("desk_bot").wait_for("Вы пишете: Где заказ?")
    assert said.reply_to == sent.id
    pressed = await stage.ann.press("Взять", message=said)
    assert (pressed["text"], pressed["show_alert"]) == ("Ваше", True)
    taken = await said.becomes(contains="Взято", no_button="Взять")
    await stage.ann.react(taken, "👍")
    await asyncio.wait_for(reacted.wait(), 5)
    polling.cancel()
    await asyncio.gather(polling, return_exceptions=True)


async def test_it_sends_media_and_fetches_it_again(stage: Stage, bot: AsyncTeleBot) -> None:
    photo: Any = await bot.send_photo(ANN, PICTURE, caption="*Вот*", parse_mode="MarkdownV2")
    assert [one.type for one in photo.caption_entities] == ["bold"]
    file = await bot.get_file(photo.photo[-1].file_id)
    assert await bot.download_file(file.file_path) == PICTURE
    media: list[Any] = [InputMediaPhoto(InputFile(BytesIO(one))) for one in (PICTURE, OTHER)]
    media[0].caption = "раз"
    album = await bot.send_media_group(ANN, media)
    assert len({one.media_group_id for one in album}) == 1
    document: Any = await bot.send_document(ANN, b"pdf", visible_file_name="счёт.pdf")
    assert document.document.file_name == "счёт.pdf"
    again: Any = await bot.send_photo(ANN, photo.photo[-1].file_id)
    assert again.photo[-1].file_unique_id == photo.photo[-1].file_unique_id
    await bot.edit_message_caption("Теперь так", ANN, photo.message_id)
    assert await bot.delete_message(ANN, document.message_id)
    texts = await stage.ann.chat("desk_bot").texts()
    assert texts[-4:] == ["Теперь так", "раз", "", ""]


async def test_it_runs_topics_from_creation_to_deletion(stage: Stage, bot: AsyncTeleBot) -> None:
    topic = await bot.create_forum_topic(FORUM, "Руслан", icon_color=9367192)
    thread = topic.message_thread_id
    sent = await bot.send_message(FORUM, "карточка", message_thread_id=thread)
    assert (sent.message_thread_id, sent.is_topic_message) == (thread, True)
    assert await bot.edit_forum_topic(FORUM, thread, name="Руслан А.")
    assert await bot.close_forum_topic(FORUM, thread)
    assert (await stage.forum.topic("Руслан А.")).closed
    assert await bot.reopen_forum_topic(FORUM, thread)
    assert await bot.set_message_reaction(FORUM, sent.message_id, [ReactionTypeEmoji("👌")])
    assert await bot.delete_forum_topic(FORUM, thread)
    with pytest.raises(ApiTelegramException, match="message thread not found"):
        await bot.send_message(FORUM, "x", message_thread_id=thread)


async def test_refusals_carry_their_codes_and_words(stage: Stage, bot: AsyncTeleBot) -> None:
    with pytest.raises(ApiTelegramException) as refused:
        await bot.send_message(BOB, "x")
    assert refused.value.error_code == 403
    assert refused.value.description == "Forbidden: bot can't initiate conversation with a user"
    with pytest.raises(ApiTelegramException) as refused:
        await bot.send_message(FORUM, "<b>x", parse_mode="HTML")
    assert refused.value.error_code == 400
    assert refused.value.description.startswith("Bad Request: can't parse entities:")
    await stage.forum.migrate(to=-1002)
    with pytest.raises(ApiTelegramException) as refused:
        await bot.send_message(FORUM, "x")
    assert refused.value.result_json["parameters"]["migrate_to_chat_id"] == -1002


async def test_a_flood_is_told_in_seconds_and_is_over_after_them(
    stage: Stage, bot: AsyncTeleBot
) -> None:
    await stage.people.telegram.limits(enabled=True, private_rate=2, private_burst=1)
    await bot.send_message(ANN, "раз")
    with pytest.raises(ApiTelegramException) as flooded:
        await bot.send_message(ANN, "два")
    assert flooded.value.error_code == 429
    await stage.people.clock.advance(flooded.value.result_json["parameters"]["retry_after"])
    await bot.send_message(ANN, "два")
    assert await stage.people.telegram.violations() == []
