"""What is read in headers of mail, whichever program wrote them."""

from __future__ import annotations

from time import perf_counter
from typing import Any

import pytest

from bots.mailboxes import LONGEST, MOST_NAMES, headers, line, mailboxes, names, words

IVAN = "ivan@example.com"


@pytest.mark.parametrize(
    ("written", "name", "email"),
    [
        ("Иван Петров <ivan@example.com>", "Иван Петров", IVAN),
        ("ivan@example.com", "", IVAN),
        ("<ivan@example.com>", "", IVAN),
        ("=?utf-8?B?0JjQstCw0L0=?= <ivan@example.com>", "Иван", IVAN),
        ("=?koi8-r?B?6dfBziDwxdTSz9c=?= <ivan@example.com>", "Иван Петров", IVAN),
        (
            "=?windows-1251?Q?=C8=E2=E0=ED?=\r\n =?windows-1251?Q?_=CF.?= <ivan@example.com>",
            "Иван П.",
            IVAN,
        ),
        ("=?bogus?B?zzzz?= <ivan@example.com>", "=?bogus?B?zzzz?=", IVAN),
        ('"Петров, Иван" <ivan@example.com>', "Петров, Иван", IVAN),
        ("Петров, Иван <ivan@example.com>", "Петров, Иван", IVAN),
        ('"Иван \\"Ваня\\" Петров" <ivan@example.com>', 'Иван "Ваня" Петров', IVAN),
        ("ivan@example.com (Иван (старший) Петров)", "Иван старший Петров", IVAN),
        ("Отдел: ivan@example.com, b@example.com;", "", IVAN),
        ("<@relay.example,@b.example:ivan@example.com>", "", IVAN),
        ('"Без конца <ivan@example.com>', '"Без конца', IVAN),
        ("Иван\r\n\tПетров <ivan@example.com>", "Иван Петров", IVAN),
        ("Ива\u202eн\x00 <ivan@example.com>", "Ива н", IVAN),
        ("victim@example.org <ivan@example.com>", "victim@example.org", IVAN),
        ('"<victim@example.org>" <ivan@example.com>', "<victim@example.org>", IVAN),
        ("=?utf-8?Q?=3Cvictim=40example.org=3E?= <ivan@example.com>", "<victim@example.org>", IVAN),
        ("MAILER-DAEMON <>", "MAILER-DAEMON", ""),
        ("root", "root", ""),
        ("Иван <ivan at example.com>", "Иван", ""),
    ],
)
def test_the_sender_is_told_by_his_address_and_never_by_his_name(
    written: str, name: str, email: str
) -> None:
    found = mailboxes(written)[0]
    assert (found.name, found.email) == (name, email)


def test_several_are_told_apart_and_nobody_is_nobody() -> None:
    several = mailboxes("A <a@x.ru>, b@x.ru; Друзья: C <c@x.ru>;")
    assert [one.email for one in several] == ["a@x.ru", "b@x.ru", "c@x.ru"]
    assert mailboxes("undisclosed-recipients:;") == mailboxes("") == mailboxes(" ,;: ") == []


def test_names_of_letters_are_read_newest_first_and_only_so_many() -> None:
    assert names("<a@x>", "<r1@x>\r\n <r2@x>") == ["a@x", "r2@x", "r1@x"]
    assert names("Your message of Monday <a@x>") == ["a@x"]
    assert names("a@x") == ["a@x"]
    many = names("<reply@x>", " ".join(f"<n{one}@x>" for one in range(1_000)))
    assert len(many) == MOST_NAMES
    assert (many[0], many[1], many[-1]) == ("reply@x", "n999@x", "n0@x")


@pytest.mark.parametrize(
    ("posted", "read"),
    [
        ({"A": "1", "B": ["2", "3"]}, {"A": ["1"], "B": ["2", "3"]}),
        ([["A", "1"], ["B", "2"], ["B", "3"]], {"A": ["1"], "B": ["2", "3"]}),
        ([{"name": "A", "value": "1"}, {"Name": "B", "Value": 2}], {"A": ["1"], "B": ["2"]}),
        ("A: 1\r\nB: 2\r\n 3\r\n\r\nтело", {"A": ["1"], "B": ["2\r\n 3"]}),
        ({"A": 1, "B": {"x": True}}, {"A": ["1"], "B": ['{"x": true}']}),
        ([1, [], ["A"], {"name": "A"}, "A: 1"], {}),
        (5, {}),
        (None, {}),
    ],
)
def test_headers_are_read_however_they_are_posted(posted: Any, read: dict[str, list[str]]) -> None:
    assert headers(posted) == read


@pytest.mark.parametrize(
    "piece",
    [
        '"',
        "(",
        "<",
        ",",
        "\\",
        '"\\',
        "a@",
        "<a@b>,",
        "=?",
        "=?utf-8?B?",
        "=?utf-8?Q?=?=",
        "\r\n ",
        "()",
        "(a",
    ],
)
def test_hostile_headers_take_no_time(piece: str) -> None:
    """Held far from the tenth of a second, whatever else the machine does."""
    hostile = piece * 500_000
    for read in (mailboxes, words, names):
        began = perf_counter()
        read(hostile)
        assert perf_counter() - began < 2
    assert len(words(hostile)) <= LONGEST
    assert "\n" not in line(hostile[:LONGEST])
