"""Letters as real mail programs send them: each comes in, and what can be read in it is."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from time import process_time
from typing import Any

import pytest
from pydantic import ValidationError

from bots.posted import Posted
from bots.posted_mail import PostedEmail
from bots.posted_reading import read
from bots.posted_shapes import SHAPES
from bots.signing import Signer
from handlers.texts import Words
from hub.model import Audience, DeskId, Inbound, Inbox, InboxId, Voice

INBOX = Inbox(
    id=InboxId("mail"),
    channel="email",
    audience=Audience.CUSTOMERS,
    desk=DeskId("mail"),
    voice=Voice("http:mail"),
)
SIGNER = Signer("secret")
AT = "2026-11-30T10:00:00+03:00"


def letter(**fields: Any) -> tuple[PostedEmail, tuple[str, ...]]:
    body = {"external_id": "e1", "at": AT, "from": "ivan@example.com", "text": "Слова"} | fields
    return read(PostedEmail, json.dumps(body).encode())


def inbound(**fields: Any) -> Inbound:
    posted, left_out = letter(**fields)
    return posted.inbound(INBOX, posted.peer(INBOX), left_out)


def shown(**fields: Any) -> str:
    note = inbound(**fields).note
    assert note
    return Words("ru").note(note)


PROGRAMS: tuple[tuple[str, dict[str, Any], str], ...] = (
    (
        "Gmail",
        {"from": '"Иван Петров" <Ivan@Gmail.com>', "subject": "=?UTF-8?B?0JfQsNC60LDQtw==?="},
        "Тема: Заказ\nОт: Иван Петров <I•••@Gmail.com>",
    ),
    (
        "Outlook, folded and with its own headers",
        {
            "subject": "RE: =?koi8-r?Q?=FA=C1=CB=C1=DA?=\r\n 5",
            "headers": {
                "Thread-Index": "AQHb",
                "X-MS-Exchange-Organization-SCL": -1,
                "Received": ["by a", "by b"],
                "MIME-Version": 1.0,
            },
        },
        "Тема: RE: Заказ 5\nОт: i•••@example.com",
    ),
    (
        "a cron job",
        {"from": "root (Cron Daemon)", "to": "root", "subject": "Cron <root@db> run"},
        "Тема: Cron <root@db> run\nОт: root (Cron Daemon)",
    ),
    (
        "a bounce",
        {"from": "<MAILER-DAEMON>", "subject": None, "message_id": None, "to": None},
        "Письмо без темы\nОт: <MAILER-DAEMON>",
    ),
    (
        "several authors",
        {"from": ["A <anna@x.ru>", "boris@x.ru"]},
        "Письмо без темы\nОт: A <a•••@x.ru>, b•••@x.ru",
    ),
    (
        "a parser that gives objects",
        {
            "from": {"name": "Иван", "address": "ivan@example.com"},
            "to": [{"name": "", "email": "shop@shop.example"}, {"email": "b@x.ru"}],
        },
        "Письмо без темы\nОт: Иван <i•••@example.com>",
    ),
    (
        "headers as pairs, the rest in them",
        {"subject": "", "headers": [["Subject", "Из заголовка"], ["Cc", "c@x.ru"]]},
        "Тема: Из заголовка\nОт: i•••@example.com",
    ),
    (
        "a block of headers",
        {"headers": "Subject: Блок\r\nX-Spam:\r\n\tYES\r\n"},
        "Тема: Блок\nОт: i•••@example.com",
    ),
    (
        "numbers for words",
        {"subject": 48213, "message_id": 17, "in_reply_to": 5},
        "Тема: 48213\nОт: i•••@example.com",
    ),
    (
        "hidden recipients",
        {"to": "undisclosed-recipients:;", "headers": None},
        "Письмо без темы\nОт: i•••@example.com",
    ),
    ("a sender that is none", {"from": "Иван Петров"}, "Письмо без темы\nОт: Иван Петров"),
    (
        "a domain of its own alphabet",
        {"from": "иван@почта.рф"},
        "Письмо без темы\nОт: и•••@почта.рф",
    ),
    (
        "what turns the line",
        {"from": "А\u202eБ\r\nВ <ivan@example.com>"},
        "Письмо без темы\nОт: А Б В <i•••@example.com>",
    ),
)


@pytest.mark.parametrize(
    ("fields", "told"), [one[1:] for one in PROGRAMS], ids=[one[0] for one in PROGRAMS]
)
def test_what_every_mail_program_sends_comes_in(fields: dict[str, Any], told: str) -> None:
    """G"""
    assert shown(**fields) == told
    assert inbound(**fields).text == "Слова"


@pytest.mark.parametrize(
    "field",
    ["to", "subject", "message_id", "in_reply_to", "headers", "text", "attachments", "contact"],
)
def test_no_field_but_the_needed_ones_keeps_a_letter_out(field: str) -> None:
    odd: tuple[Any, ...] = (
        None,
        5,
        5.5,
        True,
        "",
        "x" * 20_000,
        [],
        {},
        [[]],
        [None],
        [{"a": 1}],
        {"a": {"b": []}},
        "\ud800",
        "\u0000",
        "=?utf-8?B?",
        ["x"] * 500,
    )
    for value in odd:
        posted, _ = letter(**{field: value})
        posted.letter(INBOX, lambda _name: None)
        assert posted.inbound(INBOX, posted.peer(INBOX)).name


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        (AT, datetime(2026, 11, 30, 7, tzinfo=UTC)),
        ("Mon, 30 Nov 2026 10:00:00 +0300 (MSK)", datetime(2026, 11, 30, 7, tzinfo=UTC)),
        ("30 Nov 26 07:00 GMT", datetime(2026, 11, 30, 7, tzinfo=UTC)),
        ("Mon, 30 Nov 2026 07:00:00 -0000", datetime(2026, 11, 30, 7, tzinfo=UTC)),
    ],
)
def test_a_date_of_mail_is_a_date(written: str, read_as: datetime) -> None:
    assert letter(at=written)[0].at == read_as


def test_a_clock_that_is_decades_off_does_not_keep_a_letter_out() -> None:
    assert letter(at="Thu, 01 Jan 1970 00:00:00 +0000")[0].at.year > 2020


@pytest.mark.parametrize("field", ["external_id", "at", "from"])
def test_what_is_needed_is_named(field: str) -> None:
    nothing: tuple[Any, ...] = (None, [], {})
    for value in nothing:
        with pytest.raises(ValidationError) as raised:
            letter(**{field: value})
        assert raised.value.errors()[0]["loc"] == (field,)
    for moment in ("вчера", "2026-01-01T10:00:00"):
        with pytest.raises(ValidationError):
            letter(at=moment)


def test_more_files_than_are_taken_are_named() -> None:
    files = [{"url": f"https://x.example/{one}"} for one in range(25)]
    posted, left_out = letter(attachments=files)
    assert len(posted.attachments) == 20
    assert left_out == ("attachments",)


def test_every_part_that_may_be_left_out_has_words() -> None:
    words = Words("ru")
    fields = {
        f"unread.{one.alias or name}"
        for shape in SHAPES.values()
        for name, one in shape.model_fields.items()
        if (one.alias or name) not in shape.needs()
    }
    assert {code for code in fields if words.say(code) == code} == set()


@pytest.mark.parametrize(
    "shape", sorted(set(SHAPES.values()), key=str), ids=lambda one: one.__name__
)
def test_null_is_absent_everywhere(shape: type[Posted]) -> None:
    """What nobody needs may be null as well as left out."""
    full: dict[str, Any] = {
        "external_id": "e",
        "at": AT,
        "from": "a@x.ru",
        "event": "missed",
        "thread": "t",
        "rating": 3,
        "store": "S",
        "text": "т",
    }
    names = {one.alias or name for name, one in shape.model_fields.items()}
    needed = {name: value for name, value in full.items() if name in shape.needs() | {"text"}}
    nulls = dict.fromkeys(names - needed.keys()) | {"contact": dict.fromkeys(("name", "phone"))}
    posted, left_out = read(shape, json.dumps(nulls | needed).encode())
    without, _ = read(shape, json.dumps(needed).encode())
    assert (posted, left_out) == (without, ())


def test_a_name_of_ours_is_known_with_a_domain_and_in_small_letters_and_no_other_is() -> None:
    name = SIGNER.named("mail", "d-1001000000003:11/sent")
    assert all(one.isalnum() or one in "-.%_" for one in name)
    for told in (name, f"{name}@shop.example", name.lower(), f"{name}@a.b.example".lower()):
        assert SIGNER.key_of("mail", told) == "d-1001000000003:11/sent"
    other = Signer("another").named("mail", "d-1001000000003:11/sent")
    spoilt = (
        name[:-1],
        name + "0",
        name.replace("11", "12"),
        other,
        "",
        ".",
        "@",
        "d-1:1",
        name[-32:],
    )
    for told in spoilt:
        assert SIGNER.key_of("mail", told) is None
    assert SIGNER.key_of("other", name) is None


HOSTILE: dict[str, dict[str, Any]] = {
    "no place for it": {"extra": [[]] * 250_000},
    "headers": {"headers": {f"h{one}": "x" for one in range(70_000)}},
    "pairs": {"headers": [["a", "b"]] * 80_000},
    "a block": {"headers": "A: b\r\n" * 120_000},
    "references": {"headers": {"References": "<a@x> " * 170_000}},
    "files": {"attachments": [{}] * 250_000},
    "recipients": {"to": ["a@x"] * 120_000},
    "encoded words": {"subject": "=?utf-8?B?0JfQsNC60LDQtw==?= " * 30_000},
    "quotes": {"from": '"' * 500_000},
    "a contact": {"contact": {f"h{one}": "x" for one in range(70_000)}},
    "halves of characters": {"text": "\ud83d" * 170_000},
    "a long text": {"text": "я" * 500_000},
}


@pytest.mark.parametrize("fields", HOSTILE.values(), ids=HOSTILE)
def test_no_body_takes_long(fields: dict[str, Any]) -> None:
    """Whatever else the machine does: of the processor's time, with much to spare."""
    began = process_time()
    posted, left_out = letter(**fields)
    posted.letter(INBOX, lambda _name: None)
    posted.inbound(INBOX, posted.peer(INBOX), left_out)
    posted.whole()
    assert process_time() - began < 1.5
