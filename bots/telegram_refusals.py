"""What Telegram's refusal of a call is about, and without what the call may be made."""

from __future__ import annotations

import re
from typing import Final

from bots import telegram_api
from bots.telegram_steps import Step
from bots.without import BY_TRIMMING, next_form
from hub import reasons
from hub.errors import Refused, Undeliverable
from hub.model.lacking import (
    BUTTONS,
    CAPTION,
    CHOSEN,
    FILES,
    FORMATTING,
    QUOTE,
    apart,
    without_file,
)

# Telegram has no codes for these: its own words, as the servers' sources have them.
_CAUSES: Final = (
    (BUTTONS, re.compile(r"BUTTON_|reply markup|REPLY_MARKUP|keyboard|BUTTON", re.IGNORECASE)),
    (CAPTION, re.compile(r"caption is too long|CAPTION_TOO_LONG")),
    (FORMATTING, re.compile(r"entit|ENTIT|URL_INVALID")),
    (CHOSEN, re.compile(r"quote", re.IGNORECASE)),
    (
        QUOTE,
        re.compile(r"repl(?:y|ied)|quote|REPLY_|QUOTE_|MESSAGE_ID_INVALID", re.IGNORECASE),
    ),
    (
        FILES,
        re.compile(
            r"PHOTO_|IMAGE_PROCESS|STICKER_|VOICE_|VIDEO_|MEDIA_|FILE_|CHAT_SEND_"
            r"|file|too big|non-empty"
        ),
    ),
)
_ABOUT_THE_PLACE: Final = re.compile(
    r"Forbidden|PEER_|USER_|USERNAME_|user not found|CHAT_(?!SEND_)"
)
_OURS: Final = (reasons.TOO_LARGE, reasons.FILE_LOST)
_OTHERS: Final = reasons.CODES - {*_OURS} | {
    telegram_api.NOT_MODIFIED,
    telegram_api.NOT_THERE,
    telegram_api.TOPIC_CLOSED,
}


def refused(
    error: Undeliverable,
    step: Step,
    *,
    buttons: bool,
    quote: bool,
    chosen: bool = False,
    guess: bool = True,
) -> Undeliverable:
    """The error itself where nothing could be left out that has to do with it. Without `guess`
    only what the words of the refusal name is left out, and no content.
    """
    if error.reason in _OTHERS or _ABOUT_THE_PLACE.search(error.reason):
        return error
    content = guess and (step.files or step.thing)
    there = {
        BUTTONS: buttons,
        FORMATTING: bool(step.piece.spans),
        CHOSEN: chosen,
        QUOTE: quote,
        CAPTION: guess and bool(step.files and step.piece.text),
        FILES: bool(content),
    }
    guessed = (*BY_TRIMMING, FILES) if guess else ()
    order = dict.fromkeys((*_causes(error.reason), *guessed))
    what = next((one for one in order if there[one]), None)
    if what is None:
        return error
    without = _of_files(error, step) if what == FILES else (what,)
    return Refused(error.reason, *without)


def _causes(words: str) -> list[str]:
    if words in _OURS:
        return [FILES]
    return [what for what, pattern in _CAUSES if pattern.search(words)]


def _of_files(error: Undeliverable, step: Step) -> tuple[str, ...]:
    """One of an album is named by its number; if it is not, each goes by itself."""
    if step.thing:
        return (without_file(step.at),)
    if len(step.files) == 1:
        return (next_form(step.files[0]),)
    number = error.number if isinstance(error, telegram_api.OfAlbum) else 0
    if 0 < number <= len(step.files):
        return (next_form(step.files[number - 1]),)
    return tuple(apart(file.index) for file in step.files if file.index is not None)
