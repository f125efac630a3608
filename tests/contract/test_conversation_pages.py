"""Pages of conversations, newest activity first, and what narrows them."""

from typing import Any

import pytest

from hub.model import Audience, DeskId, PersonId, Status, TagId
from storage.mongo import MongoStore
from tests.contract.samples import ANNA, address, at, conversation, message

ORDERS, STAFF = DeskId("orders"), DeskId("staff")


async def _given(store: MongoStore, id: str, minutes: float, **more: Any) -> None:
    given = {"address": address(id)} | more
    await store.conversations.insert(conversation(id, active_at=at(minutes), **given))


async def _page(store: MongoStore, **asked: Any) -> str:
    """Their ids, in one word."""
    page = await store.conversations.page(**({"desks": None} | asked))
    return "".join(one.id for one in page)


@pytest.fixture
async def four(store: MongoStore) -> MongoStore:
    await _given(store, "a", 1, name="Пётр Семёнов", assignee=ANNA, status=Status.OPEN)
    await _given(store, "b", 2, desk=STAFF, audience=Audience.STAFF, order="17")
    await _given(store, "c", 3, address=address("c", inbox="vk"), tags=(TagId("late"),))
    await _given(store, "d", 4, desk=STAFF, status=Status.CLOSED)
    return store


async def test_the_newest_activity_comes_first(four: MongoStore) -> None:
    assert await _page(four) == "dcba"
    assert await _page(four, limit=2) == "dc"


async def test_a_page_goes_on_after_the_last_seen(store: MongoStore) -> None:
    for number in range(7):
        await _given(store, str(number), number // 3)
    seen, after = "", None
    while page := await store.conversations.page(desks=None, after=after, limit=2):
        seen += "".join(one.id for one in page)
        after = page[-1].active_at, page[-1].id
    assert seen == "6543210"


async def test_only_the_desks_that_may_be_seen_are_shown(four: MongoStore) -> None:
    assert await _page(four, desks=frozenset({ORDERS})) == "ca"
    assert await _page(four, desks=frozenset({ORDERS, STAFF})) == "dcba"
    assert await _page(four, desks=frozenset()) == ""


async def test_asking_for_a_desk_does_not_open_it(four: MongoStore) -> None:
    assert await _page(four, desks=frozenset({ORDERS}), where={"desk": STAFF}) == ""


async def test_inboxes_are_listed_or_excepted(four: MongoStore) -> None:
    assert await _page(four, inboxes={"in": frozenset({"vk"})}) == "c"
    assert await _page(four, inboxes={"not_in": frozenset({"vk"})}) == "dba"
    assert await _page(four, inboxes={"not_in": frozenset()}) == "dcba"


@pytest.mark.parametrize(
    ("where", "found"),
    [
        ({"status": "new"}, "cb"),
        ({"desk": "staff"}, "db"),
        ({"inbox": "vk"}, "c"),
        ({"assignee": "anna"}, "a"),
        ({"assignee": None}, "dcb"),
        ({"tag": "late"}, "c"),
        ({"tag": None}, "dba"),
        ({"order": "17"}, "b"),
        ({"desk": "staff", "status": "closed"}, "d"),
    ],
)
async def test_fields_narrow_a_page(
    four: MongoStore, where: dict[str, str | None], found: str
) -> None:
    assert await _page(four, where=where) == found


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("Где ЁЛКА", "a"),
        ("елка", "ba"),
        ("елка, 4417!", "b"),
        ("4417", "b"),
        ("где заказ", ""),
        ("семенов", "a"),
        ("ПЁТР", "dcba"),
        ("ёлки", "ba"),
        ("$all", ""),
        ("!!!", ""),
        ("", "dcba"),
    ],
)
async def test_all_words_are_found_in_one_message_or_the_name(
    four: MongoStore, words: str, found: str
) -> None:
    await four.messages.insert(message("1", text="Где моя ёлка?", conversation="a"))
    await four.messages.insert(message("2", text="Ёлка к заказу 4417", conversation="b"))
    assert await _page(four, words=words) == found


async def test_words_open_no_desk(four: MongoStore) -> None:
    await four.messages.insert(message("1", text="секрет", conversation="b"))
    assert await _page(four, desks=frozenset({ORDERS}), words="секрет") == ""


async def test_a_name_that_nobody_has_narrows_to_nothing(four: MongoStore) -> None:
    assert await _page(four, where={"assignee": PersonId("$assignee")}) == ""
