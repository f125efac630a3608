"""Whatever people write arrives character for character, in and out, in Telegram and VK."""

from __future__ import annotations

import random
import re
import unicodedata
from typing import Any

import pytest

from sandbox.client import SeenMessage
from tests.flow.world import SPB, VK_SPB, World

ARTYOM, SVETLANA = 6008, 810007
AWKWARD = [
    "<b>жирный</b> &amp; &lt;i&gt; &#1025; &nbsp;",
    "Ё ё Е\u0308 é e\u0301 Ъ ЪЪ",
    "неразрывный\u00a0пробел, тонкий\u2009пробел, нулевой\u200bпробел, слово\u2060слово",
    "«ёлочки» „лапки“ “quotes” — тире – дефис- минус−",
    "👩🏽‍🍳 👨‍👩‍👧‍👦 🏴󠁧󠁢󠁥󠁮󠁧󠁿 🇷🇺 1️⃣ ❤️ ❤",
    "שלום, עולם! سلام \u202eзадом наперёд\u202c \u2067изолят\u2069",
    "ﬁ ﬃ ½ ① Ⅷ ｆｕｌｌ ㍻ 𝔘𝔫𝔦 𐍈",
    "{order} {0} %s %(x)s ${NAME} \\n \\u0041 `код` *звёзды* _черта_ ||спойлер||",
    "  два  пробела   внутри",
    "строка\nвторая\n\n\nпятая\tтабуляция",
    "[club1|имя] @all @op_lena #тег /take !взять https://example.ru/?a=1&b=2 +7 911 222-45-08",
    "a\u0300\u0301\u0302\u0303\u0304 Zalgơ̷̢",
]
LEFT_OUT = frozenset({"Cs", "Cc", "Cn", "Co"})
"""What the messengers themselves leave out, and what is no character."""
ANY = [chr(one) for one in range(0x20, 0x110000) if unicodedata.category(chr(one)) not in LEFT_OUT]
UNSEEN = re.compile("[\u202a-\u202e]")
"""Telegram takes these out of every text, as it makes a space of a tab; the hub keeps both."""
SEEDS = range(4)


def _random(seed: int) -> list[str]:
    """Texts of characters of every script."""
    dice = random.Random(seed)  # noqa: S311 - the same texts in every run
    return ["".join(dice.choices(ANY, k=dice.randint(1, 80))) for _ in range(12)]


def _lines(texts: list[str]) -> list[str]:
    """Each begins with its number, so that none is a command and all can be told apart."""
    return [f"§{number} {text}." for number, text in enumerate(texts)]


def _at(world: World, copy: SeenMessage) -> dict[str, Any]:
    return {"group": world.clients.id, "topic": copy.topic, "reply_to": copy.id}


async def _kept(world: World, inbox: str, kind: str, number: int) -> list[str]:
    """The newest texts of that kind, as the hub keeps them."""
    found = await world.conversation(inbox=inbox)
    return [one["text"] for one in found["messages"] if one["kind"] == kind][-number:]


async def _in_telegram(world: World, texts: list[str]) -> SeenMessage:
    """In, and shown on the desk; the last copy there."""
    artyom, since = world.person(ARTYOM), await _last(world)
    sent = [(await artyom.write(text, bot=SPB)).text for text in _lines(texts)]
    shown = await world.clients.all.wait_for_all(
        "§", by="bots", since=since, count=len(sent), within=30
    )
    assert [one.text for one in shown] == sent
    assert await _kept(world, "customers-tg", "in", len(sent)) == sent
    return shown[-1]


async def _out_telegram(world: World, copy: SeenMessage, texts: list[str]) -> None:
    chat, before = world.person(ARTYOM).chat(SPB), await world.person(ARTYOM).chat(SPB).last()
    answers = [(await world.lena.write(text, **_at(world, copy))).text for text in _lines(texts)]
    got = await chat.wait_for_all("§", by="bots", since=before.id, count=len(answers), within=30)
    assert [one.text for one in got] == answers
    assert await _kept(world, "customers-tg", "out", len(answers)) == answers


async def _last(world: World) -> int:
    there = await world.clients.all.messages()
    return there[-1].id if there else 0


async def test_awkward_texts_make_the_round_trip_in_telegram(world: World) -> None:
    """X11, contract 6: what a person typed is never altered"""
    copy = await _in_telegram(world, AWKWARD)
    await _out_telegram(world, copy, AWKWARD)


@pytest.mark.parametrize("seed", SEEDS)
async def test_any_text_makes_the_round_trip_in_telegram(world: World, seed: int) -> None:
    texts = _random(seed)
    copy = await _in_telegram(world, texts)
    await _out_telegram(world, copy, texts)


async def test_awkward_texts_make_the_round_trip_in_vk(world: World) -> None:
    await _in_vk_and_out(world, AWKWARD)


@pytest.mark.parametrize("seed", SEEDS)
async def test_any_text_makes_the_round_trip_in_vk(world: World, seed: int) -> None:
    await _in_vk_and_out(world, _random(seed))


async def _in_vk_and_out(world: World, texts: list[str]) -> None:
    svetlana, since = world.people.vk.user(SVETLANA), await _last(world)
    dialog = svetlana.dialog(VK_SPB)
    sent = [(await svetlana.write(VK_SPB, text)).text for text in _lines(texts)]
    shown = await world.clients.all.wait_for_all(
        "§", by="bots", since=since, count=len(sent), within=30
    )
    assert await _kept(world, "customers-vk", "in", len(sent)) == sent
    assert [one.text for one in shown] == [UNSEEN.sub("", one).replace("\t", " ") for one in sent]
    said = [one.id for one in await dialog.messages()]
    answers = [
        (await world.lena.write(text, **_at(world, shown[-1]))).text for text in _lines(texts)
    ]
    await dialog.wait_for(_last_mark(answers), since=max(said), within=30)
    got = [one.text for one in await dialog.messages() if one.id > max(said)]
    assert got == answers
    assert await _kept(world, "customers-vk", "out", len(answers)) == answers


def _last_mark(texts: list[str]) -> str:
    return texts[-1].partition(" ")[0]


async def test_formatting_and_text_survive_together(world: World) -> None:
    """Entities count UTF-16 units: what stands before them decides where they are."""
    text = "👩🏽‍🍳 жирное и код <b>"
    entities = [
        {"type": "bold", "offset": 8, "length": 6},
        {"type": "code", "offset": 17, "length": 3},
    ]
    written = await world.person(ARTYOM).write(text, entities=entities, bot=SPB)
    copy = await world.clients.all.wait_for("жирное", by="bots")
    assert copy.text == written.text
    assert copy.raw["entities"] == written.raw["entities"]
