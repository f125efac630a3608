"""Saying what the hub wants said with a Telegram bot: cut to Telegram's limits, one call a part."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from aiogram import Bot
from aiogram.types import (
    BufferedInputFile,
    InputMediaAudio,
    InputMediaDocument,
    InputMediaPhoto,
    InputMediaVideo,
    MediaUnion,
    Message,
    ReplyParameters,
)

from bots import telegram_api, telegram_markup
from bots.looks import digest
from bots.telegram_files import FILES
from bots.telegram_refusals import refused
from bots.telegram_steps import Step, in_words, marked, steps
from bots.text import TEXT_LIMIT, Piece, split
from hub import reasons
from hub.errors import Undeliverable
from hub.model import Attachment
from hub.ports import File, Outgoing, Part, Quote

CARRIED: Final = frozenset({"photo", *FILES, "location", "venue", "contact", "quote"})

_SAID: Final = {
    "voice": ("duration",),
    "audio": ("duration", "performer", "title"),
    "video": ("duration", "width", "height"),
    "animation": ("duration", "width", "height"),
    "video_note": ("duration", "length"),
    "sticker": ("emoji",),
}
"""What Telegram is told of a file besides its content."""
_IN_ALBUM: Final[dict[str, type[Any]]] = {
    "photo": InputMediaPhoto,
    "video": InputMediaVideo,
    "audio": InputMediaAudio,
    "document": InputMediaDocument,
}
_QUOTABLE: Final = frozenset(
    {
        *("bold", "italic", "underline", "strikethrough", "spoiler"),
        *("custom_emoji", "date_time"),
    }
)
"""The formatting that a quote has to have as it stands in the message."""
_UNNAMED: Final = "0"
"""What Telegram will only name later, such as a video that it still converts."""


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
        """Say the given part; the mark, where asked for, stands over just that part. Raises
        Refused where it may go without something.
        """
        cut = self._steps(outgoing, part)
        if part >= len(cut):
            return Part(native="")
        last = part + 1 == len(cut)
        framed = _frame(outgoing, first=part == 0, last=last)
        thread = topic or (int(outgoing.within) if outgoing.within else None)
        framed |= {"message_thread_id": thread, "disable_notification": silent}
        framed["protect_content"] = outgoing.protected or None
        step = self._step(cut[part], outgoing, part)
        try:
            said = await self._say(chat_id, step, framed)
        except Undeliverable as error:
            raise _refused(error, step, framed) from None
        native, *also = [str(sent.message_id) for sent in said]
        if last and native == _UNNAMED:
            native = ""
        if topic and any(sent.message_thread_id != topic for sent in said):
            raise telegram_api.Strayed([native, *also])
        return Part(native=native, more=not last, also=tuple(also))

    def looks(self, outgoing: Outgoing, part: int) -> str:
        """What an edit could change of the given part."""
        cut = self._steps(outgoing, part)
        step = self._step(cut[part], outgoing, part) if part < len(cut) else None
        if step is None or not step.changeable:
            return ""
        place = _place(step.thing, "heading", "horizontal_accuracy") if step.thing else {}
        buttons = outgoing.buttons if part + 1 == len(cut) else ()
        return digest(place, step.piece.text, step.piece.spans, buttons)

    async def alter(self, chat_id: int, native: str, outgoing: Outgoing) -> None:
        """Change the words and buttons of a text; that they are so already is as good."""
        whole = Piece(text=outgoing.text, spans=outgoing.spans)
        step = Step(piece=split(whole, TEXT_LIMIT - len(self._mark))[0])
        step = marked(self._mark, step) if outgoing.perhaps_sent else step
        await self._edit(chat_id, native, step, outgoing)

    async def revise(
        self, chat_id: int, natives: Sequence[str], outgoing: Outgoing, part: int
    ) -> Part:
        """Bring the given part of what was sent as `natives` to what it says now: text, caption or
        live place. What is left over is deleted. Undeliverable if it has grown by a message.
        """
        cut = self._steps(outgoing, part)
        more = part + 1 < len(natives)
        if len(cut) > len(natives):
            raise Undeliverable(reasons.CANNOT_EDIT)
        if part < len(cut):
            step = self._step(cut[part], outgoing, part)
            last = part + 1 == len(cut)
            said = outgoing if last else replace(outgoing, buttons=())
            await self._edit(chat_id, natives[part], step, said)
        else:
            await self.recall(chat_id, natives[part])
        return Part(native=natives[part], more=more)

    async def recall(self, chat_id: int, native: str) -> None:
        """Delete a message; that it is gone already is as good."""
        try:
            await self._bot.delete_message(chat_id, int(native))
        except Undeliverable as error:
            if error.reason != telegram_api.NOT_THERE:
                raise

    def _step(self, step: Step, outgoing: Outgoing, part: int) -> Step:
        if outgoing.in_words_from is not None and part >= outgoing.in_words_from:
            step = in_words(step)
        return marked(self._mark, step) if outgoing.perhaps_sent else step

    def _steps(self, outgoing: Outgoing, part: int) -> list[Step]:
        whole = part == 0 and not outgoing.perhaps_sent
        return steps(outgoing, mark=len(self._mark), whole=whole)

    async def _edit(self, chat_id: int, native: str, step: Step, outgoing: Outgoing) -> None:
        place: dict[str, Any] = {"chat_id": chat_id, "message_id": int(native)}
        place["reply_markup"] = telegram_markup.inline_keyboard(outgoing.buttons)
        entities = telegram_markup.to_entities(step.piece.spans)
        if not step.changeable:
            return
        try:
            if step.thing:
                said = _place(step.thing, "heading", "horizontal_accuracy")
                await self._bot.edit_message_live_location(**said, **place)
            elif step.files:
                caption = step.piece.text
                await self._bot.edit_message_caption(
                    caption=caption, caption_entities=entities, **place
                )
            else:
                text = step.piece.text
                await self._bot.edit_message_text(text=text, entities=entities, **place)
        except Undeliverable as error:
            if error.reason == telegram_api.NOT_MODIFIED:
                return
            buttons = bool(place["reply_markup"])
            raise refused(error, step, buttons=buttons, quote=False, guess=False) from None

    async def _say(self, chat_id: int, step: Step, framed: dict[str, Any]) -> list[Message]:
        if step.thing:
            return [await self._show(chat_id, step.thing, framed)]
        if len(step.files) > 1:
            return await self._send_album(chat_id, step, framed)
        if step.files:
            return [await self._send_file(chat_id, step.files[0], step, framed)]
        entities = telegram_markup.to_entities(step.piece.spans)
        return [await self._bot.send_message(chat_id, step.piece.text, entities=entities, **framed)]

    async def _show(self, chat_id: int, thing: Attachment, framed: dict[str, Any]) -> Message:
        match thing.kind:
            case "venue":
                said = _place(thing, "title", "address")
                return await self._bot.send_venue(chat_id, **said, **framed)
            case "contact":
                return await self._bot.send_contact(chat_id, **_card(thing), **framed)
        said = _place(thing, "live_period", "heading", "horizontal_accuracy")
        return await self._bot.send_location(chat_id, **said, **framed)

    async def _send_album(self, chat_id: int, step: Step, framed: dict[str, Any]) -> list[Message]:
        entities = telegram_markup.to_entities(step.piece.spans)
        said = {"caption": step.piece.text, "caption_entities": entities}
        first, *others = step.files
        media = [await _in_album(first, said), *[await _in_album(file, {}) for file in others]]
        framed = {name: value for name, value in framed.items() if name != "reply_markup"}
        return await self._bot.send_media_group(chat_id, media, **framed)

    async def _send_file(
        self, chat_id: int, file: File, step: Step, framed: dict[str, Any]
    ) -> Message:
        said = dict(framed)
        if step.captioned:
            said["caption"] = step.piece.text
            said["caption_entities"] = telegram_markup.to_entities(step.piece.spans)
        kind = file.kind if file.kind in CARRIED else "document"
        upload = BufferedInputFile(await file.read(), file.name)
        said |= _told(kind, file)
        sent: Message = await getattr(self._bot, f"send_{kind}")(chat_id, upload, **said)
        return sent


async def _in_album(file: File, said: Mapping[str, Any]) -> MediaUnion:
    upload = BufferedInputFile(await file.read(), file.name)
    told = {**_told(file.kind, file), **said}
    media: MediaUnion = _IN_ALBUM[file.kind](media=upload, **told)
    return media


def _told(kind: str, file: File) -> dict[str, Any]:
    return {name: file.data[name] for name in _SAID.get(kind, ()) if name in file.data}


def _place(thing: Attachment, *more: str) -> dict[str, Any]:
    said = {name: thing.data[name] for name in more if name in thing.data}
    return {"latitude": thing.data["lat"], "longitude": thing.data["lon"], **said}


def _card(contact: Attachment) -> dict[str, Any]:
    data = contact.data
    said = {name: data[name] for name in ("last_name", "vcard") if data.get(name)}
    first = data.get("first_name") or data.get("name") or data["phone"]
    return {"phone_number": data["phone"], "first_name": first, **said}


def _frame(outgoing: Outgoing, *, first: bool, last: bool) -> dict[str, Any]:
    """The quote stands over the first part, the buttons under the last one."""
    reply = None
    if first and outgoing.reply_to:
        reply = ReplyParameters(
            message_id=int(outgoing.reply_to),
            allow_sending_without_reply=True,
            **_quoted(outgoing.quote),
        )
    keyboard = telegram_markup.keyboard(outgoing.buttons) if last else None
    return {"reply_parameters": reply, "reply_markup": keyboard}


def _refused(error: Undeliverable, step: Step, framed: Mapping[str, Any]) -> Undeliverable:
    reply: ReplyParameters | None = framed["reply_parameters"]
    return refused(
        error,
        step,
        buttons=bool(framed["reply_markup"]),
        quote=reply is not None,
        chosen=reply is not None and bool(reply.quote),
    )


def _quoted(quote: Quote | None) -> dict[str, Any]:
    if quote is None:
        return {}
    spans = [span for span in quote.spans if span.kind in _QUOTABLE]
    entities = telegram_markup.to_entities(spans)
    return {"quote": quote.text, "quote_entities": entities, "quote_position": quote.at}
