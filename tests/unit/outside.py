"""The functions that read text from outside.

Whatever looks into what somebody else wrote has a line in READERS; whatever is an expression, or
puts text into a normal form, has one in EXPRESSIONS.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, Final

from bots import (
    mailboxes,
    telegram_api,
    telegram_refusals,
    telegram_updates,
    vk_refusals,
    vk_sending,
)
from bots import text as texts
from bots.channels.http import _SECONDS
from bots.channels.telegram import _START
from bots.clock import SystemClock
from bots.desk.card_text import shown_name
from bots.health import Health
from bots.posted_reading import read
from bots.posted_shapes import SHAPES as POSTED
from bots.telegram_steps import Step, steps
from bots.text import Piece
from bots.vk_comments import VkComment, public_place
from bots.vk_messages import VkMessage, quote, told
from bots.web.cursor import _WRITTEN
from bots.web.endpoint import _WHOLE
from configuration.patterns import LinearPattern
from handlers.people import LONGEST_NAME
from handlers.texts import like_the_sign
from hub import confirming, discretion, finding, intent, merging, oddities, phones, record
from hub.admission import _in_latin
from hub.errors import Undeliverable
from hub.model import Audience, DeskId, Inbox, InboxId, Span, Voice
from hub.model.names import clean
from hub.order_numbers import OrderNumbers
from hub.phrases import LONGEST as LONGEST_PHRASE
from hub.ports import Outgoing
from storage import words
from storage.mongo.search import _NUMBER

Reader = Callable[[str], object]

_RU: Final = "RU"
_FIVE: Final = OrderNumbers(LinearPattern(r"\b\d{5}\b"))
_ANY: Final = OrderNumbers(LinearPattern(r"[A-Z]*-?\d+"))
_WORDY: Final = LinearPattern(r"(?i)прилож\w*|(?:\d+[-.]?)+x")


def _inbox(channel: str) -> Inbox:
    return Inbox(
        id=InboxId("i"),
        channel=channel,
        audience=Audience.CUSTOMERS,
        desk=DeskId("d"),
        voice=Voice("i"),
    )


def _posted(channel: str, *fields: str) -> Reader:
    """With all of the text in these fields. What cannot be read is refused."""
    inbox, shape = _inbox(channel), POSTED[channel]
    body = {"external_id": "e", "at": "2026-11-21T12:00:00+03:00", **_NEEDED.get(channel, {})}

    def posted(text: str) -> object:
        try:
            one, left_out = read(shape, json.dumps(body | dict.fromkeys(fields, text)).encode())
        except ValueError:
            return None
        return one.inbound(inbox, one.peer(inbox), left_out)

    return posted


_NEEDED: Final[Mapping[str, dict[str, str]]] = {
    "http": {"thread": "t"},
    "email": {"from": "a@b.c"},
    "call": {"event": "missed"},
}


def _vk(**fields: Any) -> VkMessage:
    own = {"id": 1, "from_id": 2, "peer_id": 2, "date": 1, "conversation_message_id": 1}
    return VkMessage.model_validate(own | fields)


def _forwards(text: str) -> object:
    parts = [text[at : at + 400] for at in range(0, len(text), 400)]
    message = _vk(fwd_messages=[{"from_id": 3, "text": part} for part in parts])
    return told(message, Voice("v"), {})


def _spans(text: str) -> tuple[Span, ...]:
    """A link for every forty characters."""
    return tuple(
        Span(kind="text_link", offset=at, length=6, data={"url": "https://a.example/"})
        for at in range(0, max(0, len(text) - 40), 40)
    )


def _piece(text: str) -> Piece:
    return Piece(text=text, spans=_spans(text))


def _outgoing(text: str) -> Outgoing:
    return Outgoing(key="d", text=text, spans=_spans(text))


def _many(text: str) -> tuple[Piece, ...]:
    return tuple(Piece(text=part) for part in _parts(text))


def _parts(text: str) -> list[str]:
    return [text[at : at + 99] for at in range(0, len(text), 99)]


READERS: Final[Mapping[str, Reader]] = {
    "order numbers": _FIVE.among,
    "order numbers of another kind": _ANY.among,
    "a pattern of hub.yaml": lambda text: list(_WORDY.places(text[:8_000])),
    "phones.plain": lambda text: phones.plain(text, _RU),
    "phones.international": phones.international,
    "phones.named_in": lambda text: phones.named_in(text, _RU),
    "phones.first_in": phones.first_in,
    "phones.surely_in": lambda text: list(phones.surely_in(text)),
    "phones.is_hidden": phones.is_hidden,
    "phones.masked": phones.masked,
    "phones.covered": phones.covered,
    "discretion.masked_email": discretion.masked_email,
    "discretion.covered": discretion.covered,
    "oddities": lambda text: oddities.oddities(text[:LONGEST_PHRASE]),
    "oddities.length": lambda text: oddities.length(text[:LONGEST_PHRASE]),
    "intent": intent.text_mark,
    "intent.command": intent.command,
    "intent of what is attached": lambda text: list(intent._listed(json.dumps([text]))),
    "intent.unmarked": intent.unmarked,
    "finding": lambda text: finding._around(text, "слово one 12345"),
    "merging": merging._words,
    "confirming": confirming._is_yes,
    "excerpt": record.excerpt,
    "words": words.words,
    "words beside": lambda text: words.words(
        *[text[at : at + 99] for at in range(0, len(text), 99)]
    ),
    "words.sought": words.sought,
    "words.phone_terms": words.phone_terms,
    "text.width": texts.width,
    "text.split": lambda text: texts.split(_piece(text), texts.TEXT_LIMIT),
    "text.with_links": lambda text: texts.with_links(_piece(text)),
    "text.found": lambda text: texts.found(text[-200:], _piece(text)),
    "text.lines": lambda text: texts.lines(*_many(text)),
    "steps in Telegram": lambda text: steps(_outgoing(text), mark=20, whole=False),
    "steps in VK": lambda text: vk_sending.steps(_outgoing(text)),
    "start": _START.fullmatch,
    "a VK comment": lambda text: (
        VkComment.model_validate({"id": 1, "from_id": 2, "date": 1, "text": text}).plain_text
    ),
    "a public place": public_place,
    "a VK message": lambda text: told(_vk(text=text), Voice("v"), {}),
    "VK forwards": _forwards,
    "a VK quote": lambda text: quote(_vk(reply_message={"from_id": 3, "text": text}), {}),
    "a name of a file": clean,
    "a name on a card": shown_name,
    "a posted chat": _posted("http", "text"),
    "a posted chat's names": _posted("http", "text", "contact"),
    "a posted mail": _posted(
        "email", "text", "from", "to", "subject", "message_id", "in_reply_to", "headers"
    ),
    "a posted call": _posted("call", "from", "to"),
    "addresses of a mail": mailboxes.mailboxes,
    "words of a header": mailboxes.words,
    "an encoded word": lambda text: mailboxes.words(f"=?utf-8?Q?{text}"),
    "names of mails": lambda text: mailboxes.names(text, text),
    "headers as they stood": mailboxes.headers,
    "health": lambda text: Health(SystemClock(), parties=("a",)).down("a", text),
    "the cursor of a page": _WRITTEN.fullmatch,
    "a number of a query": _WHOLE.fullmatch,
    "a number that is sought": _NUMBER.fullmatch,
    "the number of an update": lambda text: telegram_updates._NUMBER.search(text.encode()),
    "how long an outside system wants us to wait": _SECONDS.fullmatch,
    "a refusal for a while": telegram_api._RETRY_AFTER.search,
    "a refusal of an album": telegram_api._OF_AN_ALBUM.search,
    "a refusal of Telegram": lambda text: telegram_refusals.refused(
        Undeliverable(text), Step(piece=Piece(text="да")), buttons=False, quote=True
    ),
    "a refusal of VK": lambda text: vk_refusals.refused(
        Undeliverable(text), vk_sending.Step(text="да"), buttons=False, quote=True
    ),
    "the sign of the hub's own lines": like_the_sign,
    "a name in Latin letters": lambda text: _in_latin(text[:LONGEST_NAME]),
}
"""By what they are called here."""

_OURS: Final = "no text from outside: "
EXPRESSIONS: Final[Mapping[str, str]] = {
    "bots/channels/http.py:_SECONDS": "how long an outside system wants us to wait",
    "bots/channels/telegram.py:_START": "start",
    "bots/health.py:_BOT_TOKEN": "health",
    "bots/health.py:_LOGIN": "health",
    "bots/mailboxes.py:_BRACKETED": "names of mails",
    "bots/mailboxes.py:_ESCAPED": "addresses of a mail",
    "bots/mailboxes.py:_TOKEN": "addresses of a mail",
    "bots/posted_reading.py:_HALF": "a posted chat",
    "bots/telegram_api.py:_OF_AN_ALBUM": "a refusal of an album",
    "bots/telegram_api.py:_RETRY_AFTER": "a refusal for a while",
    "bots/telegram_refusals.py:_ABOUT_THE_PLACE": "a refusal of Telegram",
    "bots/telegram_refusals.py:_CAUSES": "a refusal of Telegram",
    "bots/telegram_updates.py:_NUMBER": "the number of an update",
    "bots/vk_comments.py:_MENTION": "a VK comment",
    "bots/vk_comments.py:_PEER": "a public place",
    "bots/vk_refusals.py:_IN_WORDS": "a refusal of VK",
    "bots/web/cursor.py:_WRITTEN": "the cursor of a page",
    "bots/web/endpoint.py:_WHOLE": "a number of a query",
    "bots/web/openapi.py:_IN_PATH": f"{_OURS}paths of our own",
    "handlers/texts.py:_LIKE_THE_SIGN": "the sign of the hub's own lines",
    "hub/admission.py:_in_latin": "a name in Latin letters",
    "hub/discretion.py:_EMAIL": "discretion.masked_email",
    "hub/intent.py:_AFTER_A_NAME": "intent.command",
    "hub/oddities.py:_of": "oddities",
    "hub/order_numbers.py:_GLUED_AFTER": "order numbers",
    "hub/order_numbers.py:_GLUED_BEFORE": "order numbers",
    "hub/order_numbers.py:_MONEY": "order numbers",
    "hub/skeleton.py:_word": "intent",
    "hub/phones.py:_DIGITS": "phones.plain",
    "hub/phones.py:_HIDDEN": "phones.is_hidden",
    "hub/phones.py:_IN_TEXT": "phones.covered",
    "hub/phones.py:_SHAPE": "phones.plain",
    "hub/phones.py:_SURE": "phones.surely_in",
    "storage/embedded/libraries.py:missing_packages": f"{_OURS}what the loader says",
    "storage/embedded/mongod.py:_reason": f"{_OURS}what the mongod that we started says",
    "storage/embedded/support.py:version_of": f"{_OURS}what the mongod of this machine says",
    "storage/mongo/search.py:_NUMBER": "a number that is sought",
    "storage/words.py:_CYRILLIC": "words",
    "storage/words.py:_DIGITS": "words",
    "storage/words.py:_EMAIL": "words",
    "storage/words.py:_LATIN": "words",
    "storage/words.py:_MASKED": "words.sought",
    "storage/words.py:_PHONE": "words",
    "storage/words.py:_RUN": "words",
    "storage/words.py:_WORD": "words",
    "storage/words.py:_folded": "words",
}
"""Where it stands -> which reader feeds it with hostile text, or why none has to."""
