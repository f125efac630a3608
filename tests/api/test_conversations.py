"""Conversations as the API tells them."""

from datetime import datetime

import pytest

from hub.model import (
    DeskId,
    PersonId,
    Priority,
    Status,
    TagId,
)
from storage.mongo import MongoStore
from tests.api.support import Served, ids, seed
from tests.contract.samples import address, at, conversation, message


async def test_a_conversation_has_the_shape_of_the_contract(store: MongoStore, hub: Served) -> None:
    await store.conversations.insert(
        conversation(
            "c1",
            contact="k7",
            address=address("77", "customers-vk"),
            channel="vk",
            status=Status.RESOLVED,
            assignee=PersonId("lena"),
            priority=Priority.URGENT,
            tags=(TagId("loyalty"),),
            order="10042",
            unread_comments=2,
            first_reply_at=at(1),
            resolved_at=at(5.5),
            closed_by="person:lena",
        )
    )
    assert await hub.get("/api/conversations/c1") == (
        200,
        {
            "id": "c1",
            "number": 1001,
            "status": "resolved",
            "desk": "orders",
            "inbox": "customers-vk",
            "channel": "vk",
            "audience": "customers",
            "contact": {"id": "k7", "name": "Пётр"},
            "assignee": "lena",
            "priority": "urgent",
            "tags": ["loyalty"],
            "order": "10042",
            "unread_comments": 2,
            "incident": None,
            "created_at": "2026-11-21T12:00:00+00:00",
            "first_reply_at": "2026-11-21T12:01:00+00:00",
            "resolved_at": "2026-11-21T12:05:30+00:00",
            "closed_by": "person:lena",
            "links": [],
            "messages": [],
        },
    )


async def test_a_list_is_the_newest_first_and_without_messages(
    store: MongoStore, hub: Served
) -> None:
    await seed(store)
    status, page = await hub.get("/api/conversations")
    assert (status, ids(page["items"])) == (200, ["c-staff", "c-vk", "c-tg"])
    assert page["next"] is None
    assert not any("messages" in item for item in page["items"])


async def test_pages_meet_every_conversation_once_even_those_of_one_moment(
    store: MongoStore, hub: Served
) -> None:
    for number in range(25):
        moment = at(number // 10)
        await store.conversations.insert(
            conversation(f"c{number:02}", address=address(str(number)), active_at=moment)
        )
    expected = [f"c{number:02}" for number in reversed(range(25))]
    assert ids(await hub.items("/api/conversations", limit=7)) == expected
    assert ids(await hub.items("/api/conversations", limit=5)) == expected


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("status", "pending"),
        ("desk", "mail"),
        ("inbox", "orders-mail"),
        ("assignee", "lena"),
        ("tag", "loyalty"),
        ("order", "10042"),
        ("q", "ГРАВИРОВКУ золотом"),
        ("q", "семёнова"),
    ],
)
async def test_every_filter_leaves_what_it_asks_for(
    store: MongoStore, hub: Served, name: str, value: str
) -> None:
    sought = conversation(
        "sought",
        address=address("1", "orders-mail"),
        desk=DeskId("mail"),
        status=Status.PENDING,
        assignee=PersonId("lena"),
        tags=(TagId("loyalty"), TagId("address")),
        order="10042",
        name="Анна Семенова",
    )
    await store.conversations.insert(sought)
    await store.conversations.insert(conversation("other", address=address("2")))
    await store.messages.insert(message("m1", 1, "гравировку золотом", conversation="sought"))
    assert ids(await hub.items("/api/conversations", **{name: value})) == ["sought"]


async def test_filters_are_asked_together(store: MongoStore, hub: Served) -> None:
    for number, status in enumerate((Status.NEW, Status.OPEN)):
        made = conversation(
            f"c{number}", address=address(str(number)), status=status, order="10042"
        )
        await store.conversations.insert(made)
    assert ids(await hub.items("/api/conversations", order="10042", status="open")) == ["c1"]
    assert await hub.items("/api/conversations", order="10043", status="open") == []


async def test_a_parameter_without_a_value_is_as_good_as_none(
    store: MongoStore, hub: Served
) -> None:
    await seed(store)
    asked = "status=&desk=&inbox=&assignee=&tag=&order=&q=&limit=&after="
    _, page = await hub.get(f"/api/conversations?{asked}")
    assert len(page["items"]) == 3


async def test_times_are_read_back_as_they_were(store: MongoStore, hub: Served) -> None:
    await store.conversations.insert(conversation("c1", created_at=at(0.01)))
    _, found = await hub.get("/api/conversations/c1")
    assert datetime.fromisoformat(found["created_at"]) == at(0.01)
