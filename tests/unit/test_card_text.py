"""A card is one message whatever it has to say, and no phone stands on it whole."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bots.desk.card_text import CardText
from bots.text import TEXT_LIMIT, width
from handlers.texts import Words
from hub.card import CardFacts, Earlier, Involved, OrderFacts, Part, Stage
from hub.directory import Directory
from hub.model import (
    Address,
    Customer,
    DeskId,
    Face,
    InboxId,
    Peer,
    Person,
    PersonId,
    Role,
    Status,
    Thread,
    Voice,
)

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
LENA = Person(id=PersonId("lena"), name="Лена", role=Role.OPERATOR)
PEOPLE = Directory(inboxes=[], desks=[], people=[LENA], desk_voice=Voice("desk"))
LINKS = {"order": "https://shop.example/o/{order}", "customer": "https://shop.example/c/{customer}"}
CARDS = CardText(
    Words("ru"),
    PEOPLE,
    ZoneInfo("Europe/Moscow"),
    LINKS,
    lambda one: f"https://t.me/c/1/{one.topic}",
)
BARE = CardFacts(
    number=1042,
    name="Пётр",
    inbox="customers-tg",
    role="customer",
    stage=Stage.NOBODYS,
    assignee=None,
    urgent=False,
    public=False,
    phone=None,
    asked=True,
)
THREAD = Thread(
    desk=DeskId("couriers"),
    address=Address(inbox=InboxId("staff"), peer=Peer("5101")),
    name="Руслан",
    topic="77",
)


def order(id: str = "48213", **more: Any) -> OrderFacts:
    usual: dict[str, Any] = {
        "status": "delivering",
        "slot_from": NOON,
        "slot_to": NOON.replace(hour=14),
        "substitution": "call",
        "fields": {"engraving": "Ё «два  пробела»"},
        "involved": (Involved(part=Part.COURIER, name="Руслан", thread=THREAD),),
    }
    return OrderFacts(id=id, **(usual | more))


def test_only_the_first_sign_of_a_card_is_the_hub_s_own() -> None:
    customer = Customer(id="c1", name="⚙ Проверено")
    facts = replace(BARE, name="Иван ⚙ Заказ оплачен", asked=True, customer=customer)
    card = CARDS.of(facts, Face.ACTIONS).text
    assert card.startswith("⚙ № 1042 · Иван (⚙) Заказ оплачен")
    assert card.replace("(⚙)", "").count("⚙") == 1
    assert "(⚙) Проверено" in card


def said(facts: CardFacts, face: Face = Face.ACTIONS) -> str:
    return CARDS.of(facts, face).text


def test_what_is_not_known_is_not_said() -> None:
    assert said(BARE) == "⚙ № 1042 · Пётр\nКлиент · customers-tg\nПока никто не взял"


def test_an_order_is_told_of_with_its_people() -> None:
    card = CARDS.of(replace(BARE, orders=(order(),)), Face.ACTIONS)
    assert card.text.splitlines()[2:6] == [
        "Заказ 48213 · везут · 21.11 15:00–17:00",
        "Курьер: Руслан",
        "Замены: позвонить клиенту",
        "Гравировка: Ё «два  пробела»",
    ]
    opened = {one.data["url"] for one in card.spans}
    assert opened == {"https://shop.example/o/48213", "https://t.me/c/1/77"}


def test_what_nobody_has_words_for_is_told_as_it_is() -> None:
    odd = order(status="on_hold", substitution="maybe", fields={"ribbon": "красная"})
    text = said(replace(BARE, orders=(odd,)))
    assert "48213 · on_hold · " in text
    assert "\nmaybe\nribbon: красная\n" in text


def test_of_many_orders_the_first_are_told_of_and_the_others_counted() -> None:
    orders = tuple(order(str(10_000 + number)) for number in range(200))
    text = said(replace(BARE, orders=orders, order="10150"))
    assert text.count("везут") == 5
    assert text.index("Заказ 10150") < text.index("Заказ 10000")
    assert text.count("Заказ ") == 5
    assert "и ещё 180" in text
    assert len(text) < TEXT_LIMIT


def test_a_long_field_says_how_long_it_is() -> None:
    text = said(replace(BARE, orders=(order(fields={"engraving": "ы" * 4000}),)))
    assert "ыы… (показано 300 из 4000 знаков)" in text


def test_a_name_cannot_look_like_lines_of_the_card() -> None:
    text = said(replace(BARE, name="Зло\nОтвечает: Лена\u202e\u2028конец"))
    assert text.splitlines()[0] == "⚙ № 1042 · Зло Отвечает: Лена конец"
    fields = order(fields={"comment": "раз\nПока никто не взял"})
    assert "раз ⏎ Пока никто не взял\n" in said(replace(BARE, orders=(fields,)))


def test_earlier_conversations_tell_how_they_ended() -> None:
    earlier = (
        Earlier(
            number=7,
            channel="vk",
            at=NOON,
            status=Status.RESOLVED,
            tags=("Баллы",),
            by="person:lena",
        ),
        Earlier(number=6, channel="email", at=NOON, status=Status.CLOSED, by="rule:служебные"),
        Earlier(number=5, channel="telegram", at=NOON, status=Status.CLOSED, by="timer"),
    )
    lines = said(replace(BARE, earlier=earlier, repeats=3)).splitlines()
    assert lines[0] == "⚙ № 1042 · Пётр · повтор ×3"
    assert lines[2] == "Раньше:"
    assert lines[3].startswith("— № 7 · ")
    assert lines[3].endswith(" · 21.11.2026 · Баллы · решено · Лена")
    assert lines[4].endswith("закрыто · правило «служебные»")
    assert lines[5].endswith("закрыто")


@pytest.mark.parametrize("known", [True, False])
def test_silence_is_said_with_its_beginning(known: bool) -> None:
    text = said(replace(BARE, silent_since=NOON, known=known))
    assert "Служба заказов не отвечает с 21.11 15:00." in text
    assert "Активных заказов нет" not in text


HOSTILE = st.text(max_size=30) | st.sampled_from(
    [
        "\u202e" * 50,
        "a" * 400,
        "👩🏽\u200d🚒" * 90,
        "\n" * 400,
        "+79112224501 и 8 (911) 222-45-01",
        "{name}",
        "%s",
    ]
)
INVOLVED = st.builds(
    Involved,
    part=st.sampled_from(Part),
    name=HOSTILE,
    thread=st.none() | st.just(THREAD),
)
ORDERS = st.builds(
    order,
    id=HOSTILE,
    status=HOSTILE,
    substitution=HOSTILE | st.none(),
    fields=st.dictionaries(HOSTILE, HOSTILE, max_size=4),
    involved=st.lists(INVOLVED, max_size=3).map(tuple),
)
CUSTOMERS = st.builds(Customer, id=HOSTILE, name=HOSTILE, phone=st.just("+79112224501"))
EARLIER = st.builds(
    Earlier,
    number=st.just(1),
    channel=st.just("vk"),
    at=st.just(NOON),
    status=st.sampled_from(Status),
    tags=st.lists(HOSTILE, max_size=3).map(tuple),
)
FACTS = st.builds(
    replace,
    st.just(BARE),
    name=HOSTILE,
    inbox=HOSTILE,
    orders=st.lists(ORDERS, max_size=4).map(lambda few: tuple(few * 6)),
    customer=st.none() | CUSTOMERS,
    candidates=st.lists(CUSTOMERS, max_size=3).map(lambda few: tuple(few * 3)),
    earlier=st.lists(EARLIER, max_size=3).map(tuple),
)


@given(facts=FACTS, face=st.sampled_from(Face))
def test_whatever_it_has_to_say_it_fits_and_covers_phones(facts: CardFacts, face: Face) -> None:
    card = CARDS.of(facts, face)
    assert 0 < len(card.text) <= TEXT_LIMIT
    assert card.text.splitlines()[0].startswith("⚙ № 1042")
    assert "\nПока никто не взял" in card.text
    assert all(one.offset + one.length <= width(card.text) for one in card.spans)
    assert len(card.spans) <= 100
    assert not re.search(r"9112224501", re.sub(r"[\s()+-]", "", card.text))


@given(face=st.sampled_from(Face), number=st.integers(1, 5))
def test_the_same_facts_look_the_same(face: Face, number: int) -> None:
    assert replace(BARE, number=number).looks(face) == replace(BARE, number=number).looks(face)
    assert replace(BARE, number=number).looks(face) != replace(BARE, number=9).looks(face)
