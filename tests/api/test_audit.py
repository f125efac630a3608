"""The audit as the API tells it."""

from dataclasses import replace
from typing import Any

from hub.model import (
    ConversationId,
    Event,
    PersonId,
)
from storage.mongo import MongoStore
from tests.api.support import Served
from tests.contract.samples import address, at, conversation, event


async def test_the_audit_says_who_did_what(store: MongoStore, hub: Served) -> None:
    await store.conversations.insert(conversation("c1"))
    about, by = ConversationId("c1"), PersonId("lena")
    await store.events.add(event("e1", 0, conversation=about, who=by))
    tried = Event(id="e2", at=at(1), did="refused", detail={"tried": "take", "by": "5999"})
    await store.events.add(tried)
    assert await hub.get("/api/audit") == (
        200,
        {
            "items": [
                {
                    "at": "2026-11-21T12:00:00+00:00",
                    "who": "lena",
                    "did": "took",
                    "conversation": "c1",
                    "detail": {},
                },
                {
                    "at": "2026-11-21T12:01:00+00:00",
                    "who": None,
                    "did": "refused",
                    "conversation": None,
                    "detail": {"tried": "take", "by": "5999"},
                },
            ],
            "next": None,
        },
    )


async def test_the_audit_of_one_conversation_or_person(store: MongoStore, hub: Served) -> None:
    for id in ("c1", "c2"):
        await store.conversations.insert(conversation(id, address=address(id)))
        for who in ("lena", "oleg"):
            about: dict[str, Any] = {"conversation": ConversationId(id), "who": PersonId(who)}
            await store.events.add(event(f"{id} {who}", **about))
    both = [
        (one["conversation"], one["who"])
        for asked in ({"conversation": "c1"}, {"person": "oleg"})
        for one in await hub.items("/api/audit", **asked)
    ]
    assert both == [("c1", "lena"), ("c1", "oleg"), ("c1", "oleg"), ("c2", "oleg")]
    assert len(await hub.items("/api/audit", conversation="c2", person="lena")) == 1


async def test_pages_of_the_audit_meet_every_event_once(store: MongoStore, hub: Served) -> None:
    events = [
        replace(event(f"e{number:02}", number // 10), did=f"{number}") for number in range(25)
    ]
    for one in events:
        await store.events.add(one)
    found = await hub.items("/api/audit", limit=7)
    assert [one["did"] for one in found] == [one.did for one in events]
