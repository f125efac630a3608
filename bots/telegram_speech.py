"""Saying what the hub wants said with a Telegram bot: cut to Telegram's limits, one call a part."""

from __future__ import annotations

from typing import Any

from aiogram import Bot
from aiogram.types import BufferedInputFile, Message, ReplyParameters

from bots import telegram_api, telegram_markup
from bots.text import CAPTION_LIMIT, TEXT_LIMIT, Piece, prefixed, split
from hub.errors import Undeliverable
from hub.ports import File, Outgoing, Part


class Speech:
    """`repeat` is the mark of what may have been said before: Telegram has no key for repeats."""

    def __init__(self, bot: Bot, *, repeat: str) -> None:
        self._bot = bot
        self._mark = f"{repeat}\n"

    async def say(
        self,
        chat_id: int,
        outgoing: Outgoing,
        part: int,
        *,
        topic: int | None = None,
        silent: bool = False,
    ) -> Part:
        """Say the given part; the mark, where asked for, stands over just that part."""
        steps = self._steps(outgoing, part)
        piece, file = steps[part]
        if outgoing.perhaps_sent:
            piece = prefixed(self._mark, piece)
        last = part + 1 == len(steps)
        framed = _frame(outgoing, first=part == 0, last=last)
        framed |= {"message_thread_id": topic, "disable_notification": silent}
        sent = await self._say(chat_id, piece, file, framed)
        return Part(native=str(sent.message_id), more=not last)

    async def alter(self, chat_id: int, native: str, outgoing: Outgoing) -> None:
        """Change the words and buttons of a text; that they are so already is as good."""
        piece = split(_whole(outgoing), TEXT_LIMIT)[0]
        try:
            await self._bot.edit_message_text(
                chat_id=chat_id,
                message_id=int(native),
                text=piece.text,
                entities=telegram_markup.to_entities(piece.spans),
                reply_markup=telegram_markup.inline_keyboard(outgoing.buttons),
            )
        except Undeliverable as error:
            if error.reason != telegram_api.NOT_MODIFIED:
                raise

    def _steps(self, outgoing: Outgoing, part: int) -> list[tuple[Piece, File | None]]:
        """What to say, one call each.

        The cuts leave room for the mark of a repeat, so that they are the same in every try; only
        a text that fits as it is goes whole.
        """
        whole, room = _whole(outgoing), TEXT_LIMIT - len(self._mark)
        if not outgoing.files:
            fits = part == 0 and not outgoing.perhaps_sent and len(whole.text) <= TEXT_LIMIT
            return [(piece, None) for piece in ([whole] if fits else _spoken(whole, room, room))]
        caption, *rest = _spoken(whole, room, CAPTION_LIMIT - len(self._mark))
        first, *others = outgoing.files
        said: list[tuple[Piece, File | None]] = [(caption, first)]
        return [*said, *((piece, None) for piece in rest), *((Piece(), file) for file in others)]

    async def _say(
        self, chat_id: int, piece: Piece, file: File | None, framed: dict[str, Any]
    ) -> Message:
        entities = telegram_markup.to_entities(piece.spans)
        if file is None:
            return await self._bot.send_message(chat_id, piece.text, entities=entities, **framed)
        framed |= {"caption": piece.text, "caption_entities": entities}
        upload = BufferedInputFile(await file.read(), file.name)
        return await self._bot.send_photo(chat_id, upload, **framed)


def _frame(outgoing: Outgoing, *, first: bool, last: bool) -> dict[str, Any]:
    """The quote stands over the first part, the buttons under the last one."""
    reply = None
    if first and outgoing.reply_to:
        reply = ReplyParameters(message_id=int(outgoing.reply_to), allow_sending_without_reply=True)
    keyboard = telegram_markup.inline_keyboard(outgoing.buttons) if last else None
    return {"reply_parameters": reply, "reply_markup": keyboard}


def _whole(outgoing: Outgoing) -> Piece:
    return Piece(text=outgoing.text, spans=outgoing.spans)


def _spoken(whole: Piece, limit: int, first: int) -> list[Piece]:
    """The first piece and those of the rest that hold more than blanks, which Telegram refuses."""
    head, *rest = split(whole, limit, first)
    return [head, *(piece for piece in rest if piece.text.strip())]
