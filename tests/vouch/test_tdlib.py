"""TDLib agrees with the stand-in on a fixed corpus of texts: entities, errors and lengths."""

import json
from collections import Counter
from pathlib import Path

import pytest

from sandbox.telegram.text.formatted import formatted
from tests.sandbox.tdlib import Shown, ours, ours_found, theirs, theirs_found
from tests.sandbox.telegram_support import Stage

CORPUS = json.loads((Path(__file__).parent / "texts.json").read_text())
MOST_TEXT = 4096
FACE = "😀"
REMADE = set("\r\t\u202e\u200b")
"""What is cleaned away or replaced before a message is kept."""
FOUND_BY_SERVERS = "phone_number"

Text = dict[str, str]


def _ours(one: Text) -> Shown:
    if one["mode"]:
        return ours(one["text"], one["mode"])
    found = ours_found(one["text"])
    return one["text"], [entity for entity in found if entity["type"] != FOUND_BY_SERVERS]


def _theirs(one: Text) -> Shown:
    if one["mode"]:
        return theirs(one["text"], one["mode"])
    return one["text"], theirs_found(one["text"])


def _refusal(one: Text) -> str | None:
    """In TDLib's words."""
    answer = _theirs(one)
    return answer if isinstance(answer, str) else None


def test_the_corpus_is_large_and_has_something_of_everything() -> None:
    modes = Counter(one["mode"] for one in CORPUS)
    assert len({(one["mode"], one["text"]) for one in CORPUS}) == len(CORPUS) >= 300
    assert set(modes) == {"HTML", "MarkdownV2", "Markdown", ""}
    assert sum(_refusal(one) is not None for one in CORPUS) >= 40
    kinds = Counter(kind for one in CORPUS for kind in _kinds(_theirs(one)))
    assert len(kinds) >= 15, kinds


def _kinds(answer: Shown) -> list[str]:
    return [] if isinstance(answer, str) else [entity["type"] for entity in answer[1]]


@pytest.mark.parametrize("mode", ["HTML", "MarkdownV2", "Markdown", ""])
def test_texts_are_read_and_refused_as_by_tdlib(mode: str) -> None:
    for one in CORPUS:
        if one["mode"] == mode:
            assert _ours(one) == _theirs(one), one["text"]


async def test_over_http_they_are_refused_in_tdlibs_words(stage: Stage) -> None:
    await stage.people.telegram.limits(enabled=False)
    for one in CORPUS:
        if (refusal := _refusal(one)) is None:
            continue
        said = await stage.desk.refusal("sendMessage", chat_id=11, **_given(one))
        assert said == f"400 Bad Request: {refusal}", one["text"]


async def test_over_http_their_words_come_as_tdlib_reads_them(stage: Stage) -> None:
    """Telegram trims what it keeps, but no blanks that are marked."""
    await stage.people.telegram.limits(enabled=False)
    for one in CORPUS:
        answer = _theirs(one)
        if not isinstance(answer, str) and not REMADE & set(one["text"]):
            sent = await stage.desk.call("sendMessage", chat_id=11, **_given(one))
            kept = answer[0].strip()
            words = sent["result"]["text"].strip() if sent["ok"] else sent["description"]
            assert words == (kept or "Bad Request: message text is empty"), one["text"]


def _given(one: Text) -> Text:
    return {"text": one["text"], **({"parse_mode": one["mode"]} if one["mode"] else {})}


@pytest.mark.parametrize("filling", ["я", FACE, "&lt;", "\u0301"])
async def test_lengths_are_counted_in_characters_after_the_marks(
    stage: Stage, filling: str
) -> None:
    await stage.people.telegram.limits(enabled=False)
    kept = formatted(filling * MOST_TEXT, "HTML")[0]
    assert len(kept) == MOST_TEXT
    read = theirs(filling * MOST_TEXT, "HTML")
    assert not isinstance(read, str)
    assert len(read[0]) == MOST_TEXT
    fits, over = filling * MOST_TEXT, filling * (MOST_TEXT + 1)
    assert len((await stage.desk.send(11, fits, parse_mode="HTML"))["text"]) == MOST_TEXT
    said = await stage.desk.refusal("sendMessage", chat_id=11, text=over, parse_mode="HTML")
    assert said == "400 Bad Request: message is too long"
