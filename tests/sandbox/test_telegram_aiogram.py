"""Everything the stand-in answers is read by aiogram's own models, one method after another."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import (
    BotCommand,
    BufferedInputFile,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    ReactionTypeEmoji,
    ReplyParameters,
    Update,
)

from sandbox.telegram.files import sample_png
from tests.sandbox.telegram_support import Stage

FORUM, ANN, BOB = -1001, 11, 12
PICTURE = BufferedInputFile(sample_png(40, 30), "снимок.png")
BUTTONS = InlineKeyboardMarkup(
    inline_keyboard=[[InlineKeyboardButton(text="Взять", callback_data="take:1", style="primary")]]
)


@pytest.fixture
async def bot(stage: Stage) -> AsyncIterator[Bot]:
    await stage.people.telegram.limits(enabled=False)
    server = TelegramAPIServer.from_base(f"{stage.people.url}/telegram")
    async with Bot("700:desk", session=AiohttpSession(api=server)) as bot:
        yield bot


async def test_aiogram_reads_itself_and_its_chats(bot: Bot) -> None:
    assert (await bot.me()).username == "desk_bot"
    assert (await bot.get_chat(FORUM)).is_forum
    assert (await bot.get_chat(ANN)).first_name == "Ann"
    assert (await bot.get_chat_member(FORUM, 700)).status == "administrator"
    assert (await bot.get_chat_member(FORUM, ANN)).status == "creator"
    assert (await bot.get_chat_member(FORUM, BOB)).status == "member"
    assert (await bot.get_chat_member(FORUM, 13)).status == "left"
    assert {one.user.id for one in await bot.get_chat_administrators(FORUM)} == {700, ANN}
    assert await bot.get_chat_member_count(FORUM) == 4
    assert (await bot.get_user_profile_photos(ANN)).total_count == 0


async def test_aiogram_sends_every_kind_of_message(bot: Bot) -> None:
    document = BufferedInputFile(b"text", "договор.txt")
    assert (await bot.send_message(ANN, "<b>hi</b>", parse_mode="HTML")).html_text == "<b>hi</b>"
    sent = await bot.send_photo(ANN, PICTURE, caption="ph", reply_markup=BUTTONS)
    assert sent.photo
    assert (sent.photo[-1].width, sent.photo[-1].height) == (40, 30)
    again = await bot.send_photo(ANN, sent.photo[-1].file_id)
    assert again.photo
    assert again.photo[-1].file_unique_id == sent.photo[-1].file_unique_id
    received = (await bot.send_document(ANN, document)).document
    assert received
    assert received.file_name == "договор.txt"
    assert (await bot.send_voice(ANN, BufferedInputFile(b"v", "v.oga"), duration=2)).voice
    assert (await bot.send_video(ANN, BufferedInputFile(b"v", "v.mp4"))).video
    assert (await bot.send_video_note(ANN, BufferedInputFile(b"v", "v.mp4"))).video_note
    assert (await bot.send_audio(ANN, BufferedInputFile(b"v", "v.mp3"))).audio
    assert (await bot.send_animation(ANN, BufferedInputFile(b"v", "v.mp4"))).animation
    assert (await bot.send_sticker(ANN, BufferedInputFile(b"v", "v.webp"))).sticker
    assert (await bot.send_location(ANN, 59.9, 30.3)).location
    assert (await bot.send_venue(ANN, 59.9, 30.3, "ТЦ", "Невский")).venue
    assert (await bot.send_contact(ANN, "+7911", "Ann")).contact
    assert (await bot.send_dice(ANN)).dice
    assert await bot.send_chat_action(ANN, "typing")
    album = await bot.send_media_group(ANN, [InputMediaPhoto(media=PICTURE)] * 2)
    assert len({one.media_group_id for one in album}) == 1


async def test_aiogram_changes_copies_and_takes_back_messages(bot: Bot) -> None:
    sent = await bot.send_message(ANN, "one", reply_markup=BUTTONS)
    reply = ReplyParameters(message_id=sent.message_id, quote="one")
    answer = await bot.send_message(ANN, "two", reply_parameters=reply)
    assert answer.reply_to_message
    assert answer.quote
    assert answer.quote.text == "one"
    edited = await bot.edit_message_text("uno", chat_id=ANN, message_id=sent.message_id)
    assert not isinstance(edited, bool)
    assert edited.edit_date
    assert edited.reply_markup is None
    await bot.edit_message_reply_markup(
        chat_id=ANN, message_id=sent.message_id, reply_markup=BUTTONS
    )
    photo = await bot.send_photo(ANN, PICTURE)
    await bot.edit_message_caption(chat_id=ANN, message_id=photo.message_id, caption="c")
    assert (await bot.copy_message(ANN, ANN, photo.message_id)).message_id > photo.message_id
    assert (await bot.forward_message(ANN, ANN, sent.message_id)).forward_origin
    assert await bot.set_message_reaction(ANN, sent.message_id, [ReactionTypeEmoji(emoji="👌")])
    assert await bot.pin_chat_message(ANN, sent.message_id)
    assert (await bot.get_chat(ANN)).pinned_message
    assert await bot.unpin_chat_message(ANN)
    assert await bot.delete_message(ANN, sent.message_id)
    assert await bot.delete_messages(ANN, [answer.message_id, photo.message_id])


async def test_aiogram_manages_topics_members_and_commands(bot: Bot) -> None:
    stickers = await bot.get_forum_topic_icon_stickers()
    topic = await bot.create_forum_topic(
        FORUM, "Руслан", icon_custom_emoji_id=stickers[0].custom_emoji_id
    )
    thread = topic.message_thread_id
    assert (await bot.send_message(FORUM, "x", message_thread_id=thread)).is_topic_message
    assert await bot.edit_forum_topic(FORUM, thread, name="Другой")
    assert await bot.close_forum_topic(FORUM, thread)
    assert await bot.reopen_forum_topic(FORUM, thread)
    assert await bot.unpin_all_forum_topic_messages(FORUM, thread)
    assert await bot.delete_forum_topic(FORUM, thread)
    link = await bot.create_chat_invite_link(FORUM, name="n", member_limit=1)
    assert (await bot.revoke_chat_invite_link(FORUM, link.invite_link)).is_revoked
    assert await bot.ban_chat_member(FORUM, BOB)
    assert (await bot.get_chat_member(FORUM, BOB)).status == "kicked"
    assert await bot.unban_chat_member(FORUM, BOB)
    assert await bot.set_my_commands([BotCommand(command="take", description="Взять")])
    assert [one.command for one in await bot.get_my_commands()] == ["take"]
    assert await bot.delete_my_commands()
    assert await bot.leave_chat(FORUM)


async def test_aiogram_downloads_what_people_send(bot: Bot, stage: Stage) -> None:
    await stage.ann.photo(bot="desk_bot")
    received = (await bot.get_updates())[-1].message
    assert received
    assert received.photo
    target = await bot.download(received.photo[-1])
    assert target
    assert target.read().startswith(b"\x89PNG")


async def test_aiogram_reads_webhooks(bot: Bot) -> None:
    assert await bot.set_webhook("https://hub.example/telegram/staff", secret_token="s")
    info = await bot.get_webhook_info()
    assert info.url
    assert info.max_connections == 40
    assert await bot.delete_webhook()


async def test_every_kind_of_update_is_read_by_aiogram(bot: Bot, stage: Stage) -> None:
    kinds = ["message", "edited_message", "callback_query", "my_chat_member", "chat_member"]
    await stage.desk.result("getUpdates", allowed_updates=[*kinds, "message_reaction"])
    await _everything_happens(bot, stage)
    raws = await stage.desk.all_updates()
    assert raws[-1]["update_id"] == raws[0]["update_id"] + len(raws) - 1
    updates = [Update.model_validate(raw) for raw in raws]
    assert {update.event_type for update in updates} == {*kinds, "message_reaction"}


async def _everything_happens(bot: Bot, stage: Stage) -> None:
    here: dict[str, Any] = {"group": FORUM}
    ann = stage.ann
    topic = await ann.create_topic(FORUM, "Тема")
    await ann.edit_topic(topic, name="Иная")
    written = await ann.write("text /cmd @ann a@b.ru", **here, topic=topic.id)
    await ann.edit(written, "other")
    await ann.react(written, "👍")
    await ann.write("reply", **here, topic=topic.id, reply_to=written.id, quote="ther")
    for kind in ("photo", "document", "voice", "video", "audio", "video_note", "animation"):
        await ann.send(kind, **here)
    await ann.sticker(**here)
    await ann.location(59.9, 30.3, **here)
    await ann.contact(**here)
    await ann.send("dice", **here)
    await ann.send("venue", latitude=1, longitude=2, title="t", address="a", **here)
    await ann.album([{"kind": "photo"}, {"kind": "video", "caption": "c"}], **here)
    await ann.close_topic(topic)
    await ann.reopen_topic(topic)
    await stage.forum.promote("shy_bot")
    await stage.stranger.join(FORUM)
    await stage.stranger.leave(FORUM)
    sent = await bot.send_message(FORUM, "press", reply_markup=BUTTONS)
    await bot.pin_chat_message(FORUM, sent.message_id)
    await ann.press("Взять", **here, wait=0)
    await stage.forum.demote("desk_bot")
    await stage.forum.promote("desk_bot")
    await ann.block("desk_bot")
    await ann.start("desk_bot", "payload")
