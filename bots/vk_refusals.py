"""What VK's refusal of a message is about, and without what it may go."""

from __future__ import annotations

import re
from typing import Final

from bots.vk_calls import CallRefused
from bots.vk_sending import Step
from bots.without import BY_TRIMMING, next_form
from hub import reasons
from hub.errors import Refused, Undeliverable
from hub.model.lacking import BUTTONS, FILES, FORMATTING, QUOTE, without_file

_CAUSES: Final = {911: BUTTONS, 912: BUTTONS, 913: QUOTE, 921: QUOTE}
"""Keyboards, bots' abilities being off, messages that cannot be forwarded or replied to."""
_IN_WORDS: Final = (
    (BUTTONS, re.compile(r"keyboard|template|button")),
    (FORMATTING, re.compile(r"format_data")),
    (QUOTE, re.compile(r"reply|forward")),
    (FILES, re.compile(r"attachment|\blat\b|\blong\b")),
)


def refused(
    error: Undeliverable, step: Step, *, buttons: bool, quote: bool, guess: bool = True
) -> Undeliverable:
    """The error itself where nothing could be left out that has to do with it. Without `guess`
    only what the words of the refusal name is left out, and no content.
    """
    if isinstance(error, Refused) or error.reason in reasons.CODES:
        return error
    there = {BUTTONS: buttons, QUOTE: quote, FILES: guess and bool(step.files or step.place)}
    guessed = (*BY_TRIMMING, FILES) if guess else ()
    order = dict.fromkeys((*_causes(error), *guessed))
    what = next((one for one in order if there.get(one)), None)
    if what is None:
        return error
    return Refused(error.reason, *(_of_files(step) if what == FILES else (what,)))


def _causes(error: Undeliverable) -> list[str]:
    code = error.code if isinstance(error, CallRefused) else 0
    known = [_CAUSES[code]] if code in _CAUSES else []
    return known + [what for what, pattern in _IN_WORDS if pattern.search(error.reason)]


def _of_files(step: Step) -> list[str]:
    """Which of them it is VK does not say."""
    place = [without_file(step.at)] if step.place else []
    return place + [next_form(file) for file in step.files]
