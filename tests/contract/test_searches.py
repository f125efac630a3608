"""What is found by words, numbers, orders, phones and names, over all history."""

from dataclasses import replace
from typing import Any

import pytest

from hub.model import (
    Account,
    Attachment,
    Contact,
    Customer,
    DeskId,
    Dossier,
    Hit,
    Message,
    MessageId,
    MessageKind,
    Note,
    Order,
    Revision,
    Search,
    Status,
)
from storage.mongo import MongoStore
from tests.contract.samples import ANNA, DESK, NOON, address, at, conversation, message

STAFF = DeskId("staff")


@pytest.fixture
async def four(store: MongoStore) -> MongoStore:
    """Contacts, names, desks, orders, and how long ago."""
    people: dict[str, dict[str, Any]] = {
        "a": {"name": "Пётр Семёнов"},
        "b": {"name": "Анна", "desk": STAFF, "order": "84К2301"},
        "c": {"name": "Ирина", "address": address("c", inbox="vk"), "number": 5001},
        "d": {"name": "Олег", "status": Status.CLOSED, "closed_by": "rule:thanks"},
    }
    for number, (id, more) in enumerate(people.items()):
        given: dict[str, Any] = {"address": address(id), "contact": f"contact {id}"}
        await store.conversations.insert(conversation(id, active_at=at(number), **given | more))
    return store


async def _said(store: MongoStore, id: str, text: str, minutes: float = 0, **more: Any) -> Message:
    name = f"{id}{minutes:g}"
    written = message(name, text=text, conversation=id, at=at(minutes), **more)
    return await store.messages.insert(written)


async def _found(store: MongoStore, text: str, limit: int = 10, **seen: Any) -> str:
    """The ids of conversations, in one word."""
    hits = await store.searches.find(text, **({"desks": None} | seen), limit=limit)
    return "".join(hit.conversation for hit in hits)


async def test_what_was_said_last_is_found_first(four: MongoStore) -> None:
    await _said(four, "a", "Букет роз", 5)
    await _said(four, "b", "букета нет", 7)
    await _said(four, "c", "Букету рады", 6)
    await _said(four, "c", "Букет", 1)
    hits = await four.searches.find("букеты", desks=None, limit=10)
    said = [(hit.conversation, hit.message) for hit in hits]
    assert said == [("b", "b7"), ("c", "c6"), ("a", "a5")]
    assert await _found(four, "букеты", limit=2) == "bc"


@pytest.mark.parametrize("asked", ["белые розы", "РОЗА белая", "розы белых"])
async def test_all_words_stand_in_one_message_in_whatever_form(
    four: MongoStore, asked: str
) -> None:
    await _said(four, "a", "Белая роза, одна", 1)
    await _said(four, "b", "Розы", 2)
    await _said(four, "b", "Белые", 3)
    assert await _found(four, asked) == "a"


async def test_the_rarest_word_decides_where_to_look(four: MongoStore) -> None:
    for minutes in range(30):
        await _said(four, "b", "Заказ едет", minutes)
    await _said(four, "a", "Заказ застрял в лифте", -1)
    assert await _found(four, "заказ лифт") == "a"


async def test_comments_captions_names_of_files_and_cards_are_found(four: MongoStore) -> None:
    file = Attachment(kind="document", name="Гравировка.pdf")
    card = Attachment(kind="contact", data={"name": "Зоя", "phone": "+79115550011"})
    await _said(four, "a", "между нами: фарфор", 1, kind=MessageKind.COMMENT)
    await _said(four, "b", "", 2, attachments=(file, card))
    await _said(four, "c", "", 3, note=Note(code="email", values={"subject": "Возврат вазы"}))
    await _said(four, "d", "", 4, facts={"subject": "Хрусталь", "headers": "received"})
    every = {
        "фарфору": "a",
        "гравировки": "b",
        "Зою": "b",
        "8 911 555-00-11": "b",
        "вазу": "c",
        "хрусталя": "d",
        "received": "",
    }
    for asked, found in every.items():
        assert await _found(four, asked) == found, asked


async def test_the_hubs_own_lines_are_not_found(four: MongoStore) -> None:
    note = Note(code="with_you", values={"name": "Василиса"})
    await _said(four, "a", "", 1, kind=MessageKind.SYSTEM, note=note)
    assert await _found(four, "Василиса") == ""


async def test_an_edit_is_found_and_what_it_replaced_is_not(four: MongoStore) -> None:
    first = await _said(four, "a", "Лилии", 1)
    file = Attachment(kind="document", name="пионы.txt")
    edit = Revision(at=at(2), text="Ирисы", attachments=(file,))
    await four.messages.revise(first.id, edit)
    assert [await _found(four, text) for text in ("лилия", "ирис", "пион")] == ["", "a", "a"]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("5001", "c"),
        ("№5001", "c"),
        ("# 5001", "c"),
        ("84К2301", "b"),
        ("84к2301", "b"),
        ("семенов", "a"),
        ("ПЁТР СЕМЁНОВ", "a"),
        ("Петра", "a"),
        ("Олег", "d"),
        ("семенов олег", ""),
        ("", ""),
        ("$where", ""),
    ],
)
async def test_numbers_orders_and_names(four: MongoStore, asked: str, found: str) -> None:
    assert await _found(four, asked) == found


@pytest.mark.parametrize(
    "asked",
    ["+7 911 222-45-01", "8(911)222-45-01", "9112224501", "2224501", "+7911•••4501", "A@mail.RU"],
)
async def test_a_contact_is_found_by_phone_and_email(four: MongoStore, asked: str) -> None:
    contact = Contact(id="contact a", name="П", address=address("a"))
    await four.contacts.put(replace(contact, phone="+79112224501", email="a@mail.ru"))
    assert await _found(four, asked) == "a"


async def test_a_phone_that_came_later_is_found(four: MongoStore) -> None:
    contact = Contact(id="contact a", name="П", address=address("a"))
    await four.contacts.wrote(contact)
    await four.contacts.wrote(replace(contact, phone="+79112224501"))
    assert await _found(four, "89112224501") == "a"
    await four.contacts.verified("contact a", "phone", "+79115550011")
    assert await _found(four, "89112224501") == ""
    assert await _found(four, "8 911 555 00 11") == "a"


async def test_a_contact_is_found_by_what_the_order_service_says(four: MongoStore) -> None:
    customer = Customer(id="7", name="Варвара Котова", phone="+79112224501", email="v@mail.ru")
    order = Order(id="91004", status="new", customer=customer)
    account = Account(customer=customer, active=(order,))
    await four.dossiers.put(Dossier(id="contact d", asked_at=NOON, due=NOON, accounts=(account,)))
    for asked in ("Котовой", "варвара", "911 222 45 01", "v@mail.ru", "91004"):
        assert await _found(four, asked) == "d", asked


async def test_a_message_is_found_by_the_order_it_is_about(four: MongoStore) -> None:
    await _said(four, "a", "Опоздаю", 1, order="84213")
    assert await _found(four, "84213") == "a"


async def test_only_what_may_be_seen_is_found(four: MongoStore) -> None:
    for minutes, id in enumerate("abcd"):
        await _said(four, id, "Секретное слово", minutes)
    listed = {"in": frozenset({"vk"})}
    excepted = {"not_in": frozenset({"vk"})}
    assert await _found(four, "секретное", desks=frozenset({STAFF})) == "b"
    assert await _found(four, "секретное", desks=frozenset({DESK}), inboxes=listed) == "c"
    assert await _found(four, "секретное", desks=frozenset({DESK}), inboxes=excepted) == "da"
    assert await _found(four, "секретное", desks=frozenset()) == ""
    for asked in ("84К2301", "Анна"):
        assert await _found(four, asked, desks=frozenset({DESK})) == ""
    assert await _found(four, "5001", inboxes=excepted) == ""


async def test_what_may_not_be_seen_takes_no_place_from_what_may(store: MongoStore) -> None:
    for number in range(700):
        id, desk = f"x{number}", STAFF if number else DESK
        given = {"address": address(id), "contact": id, "desk": desk}
        await store.conversations.insert(conversation(id, **given))
        await _said(store, id, "Снег идёт", number)
    assert await _found(store, "снег", desks=frozenset({DESK}), limit=3) == "x0"
    assert await _found(store, "снега идёт", desks=frozenset({DESK}), limit=3) == "x0"
    assert await _found(store, "снег едет", desks=frozenset({DESK}), limit=3) == ""


async def test_a_search_is_kept(store: MongoStore) -> None:
    hits = (Hit(conversation=conversation().id, message=MessageId("m")),)
    search = Search(id="s1", by=ANNA, at=NOON, text="букет", hits=hits)
    await store.searches.keep(search)
    await store.searches.keep(search)
    assert await store.searches.get("s1") == search
    assert await store.searches.get("s2") is None
