"""Nobody learns anything about a conversation that he has no right to."""

import asyncio
import json
from base64 import urlsafe_b64decode
from dataclasses import replace
from itertools import product
from typing import Any

import pytest

from hub.model import (
    Attachment,
    ConversationId,
    DeskId,
    Event,
    Grant,
    MessageKind,
    PersonId,
)
from storage.mongo import MongoStore
from tests.api.support import CONVERSATIONS, SEES, Served, ids, seed, served
from tests.contract.samples import address, at, conversation, message

INBOXES = {"c-tg": "customers-tg", "c-vk": "customers-vk", "c-staff": "staff"}
HIDDEN = 2_100


async def _read(attachment: Attachment) -> bytes:
    return str(attachment.ref).encode()


@pytest.mark.parametrize("who", SEES)
async def test_whatever_is_asked_for_a_list_holds_what_the_person_may_see(
    store: MongoStore, hub: Served, who: str
) -> None:
    await seed(store)
    one_of: dict[str, tuple[str, ...]] = {
        "desk": ("", "clients", "couriers", "*"),
        "inbox": ("", *INBOXES.values()),
        "q": ("", "гравировка"),
        "limit": ("", "1"),
    }
    for values in product(*one_of.values()):
        asked = dict(zip(one_of, values, strict=True)) | {"order": "10042"}
        found = set(ids(await hub.items("/api/conversations", who, **asked)))
        assert found <= SEES[who], asked
    assert set(ids(await hub.items("/api/conversations", who))) == SEES[who]


@pytest.mark.parametrize("who", SEES)
async def test_one_conversation_and_its_files_are_for_those_who_may_see_it(
    store: MongoStore, who: str
) -> None:
    await seed(store)
    async with served(store, read_file=_read) as hub:
        headers = {"Authorization": f"Bearer key-of-{who}"}
        for id in CONVERSATIONS:
            expected = 200 if id in SEES[who] else 404
            assert (await hub.get(f"/api/conversations/{id}", who))[0] == expected
            file = f"/api/files/{INBOXES[id]}:77:1/0"
            async with hub.session.get(file, headers=headers) as response:
                assert response.status == expected
                assert (f"file of {id}" in await response.text()) is (expected == 200)


async def test_a_guest_reads_what_was_said_and_the_comments_since_and_no_phone(
    store: MongoStore, hub: Served
) -> None:
    grant = Grant(id="g", person=PersonId("ksenia"), by=PersonId("andrey"), at=at(0), seq=2)
    phone = "+79110006001"
    called = conversation("c1", address=address(phone, "calls"), guests=(grant,), name=phone)
    await store.conversations.insert(replace(called, contact=f"calls:{phone}"))
    said = (MessageKind.IN, MessageKind.COMMENT, MessageKind.SYSTEM, MessageKind.OUT)
    for seq, kind in enumerate((*said, MessageKind.COMMENT), 1):
        one = message(f"calls:{phone}:{seq}", seq, f"слова {seq}", conversation="c1", kind=kind)
        await store.messages.insert(one)
    status, shown = await hub.get("/api/conversations/c1", "ksenia")
    assert status == 200
    assert [one["text"] for one in shown["messages"]] == ["слова 1", "слова 4", "слова 5"]
    [listed] = await hub.items("/api/conversations", "ksenia")
    assert phone not in json.dumps([shown, listed])
    assert phone in json.dumps(await hub.get("/api/conversations/c1", "andrey"))


async def test_what_is_not_yours_looks_like_what_is_not_there(
    store: MongoStore, hub: Served
) -> None:
    await seed(store)
    assert await hub.get("/api/conversations/c-staff", "lena") == await hub.get(
        "/api/conversations/absent", "lena"
    )
    assert await hub.get("/api/files/staff:77:1/0", "lena") == await hub.get(
        "/api/files/staff:77:9/0", "lena"
    )
    assert await hub.get("/api/audit", "lena", conversation="c-staff") == await hub.get(
        "/api/audit", "lena", conversation="absent"
    )


async def _tell(store: MongoStore, id: str, minutes: float, about: str | None, who: str) -> None:
    conversation = ConversationId(about) if about else None
    event = Event(id=id, at=at(minutes), did="took", who=PersonId(who), conversation=conversation)
    await store.events.add(event)


@pytest.mark.parametrize("who", SEES)
async def test_the_audit_is_of_what_the_reader_may_see(
    store: MongoStore, hub: Served, who: str
) -> None:
    """What is about no conversation is for heads; so is what is about one that is gone. A guest
    reads the conversation and nothing of who did what.
    """
    await seed(store)
    for minutes, about in enumerate((*CONVERSATIONS, None, "erased")):
        await _tell(store, f"e {about}", minutes, about, "lena")
    of_guest = {"c-staff"} if who == "ksenia" else set[str]()
    expected = SEES[who] - of_guest | ({None, "erased"} if who == "andrey" else set())
    asked: list[dict[str, Any]] = [{}, {"person": "lena"}, {"limit": 1}]
    for more in asked:
        found = await hub.items("/api/audit", who, **more)
        assert {one["conversation"] for one in found} == expected
    for about in (*CONVERSATIONS, "erased"):
        one = await hub.items("/api/audit", who, conversation=about)
        assert len(one) == (about in expected)


async def test_a_reader_of_little_finds_all_of_it_once_among_much_that_is_hidden(
    store: MongoStore, hub: Served
) -> None:
    await seed(store)
    minutes = range(HIDDEN // 7)
    hidden = (_tell(store, f"hidden {n}", n // 7, "c-staff", "oleg") for n in range(HIDDEN))
    seen = (_tell(store, f"a seen {n}", n, "c-tg", "lena") for n in minutes)
    await asyncio.gather(*hidden, *seen)
    cursors, found, after = list[str](), list[str](), dict[str, str]()
    while True:
        _, page = await hub.get("/api/audit", "lena", limit="500", **after)
        found += [one["at"] for one in page["items"]]
        if page["next"] is None:
            break
        cursors.append(page["next"])
        after = {"after": page["next"]}
    assert found == [at(minute).isoformat() for minute in minutes]
    assert cursors
    assert not any(b"hidden" in urlsafe_b64decode(cursor + "===") for cursor in cursors)


async def test_another_s_cursor_opens_nothing(store: MongoStore, hub: Served) -> None:
    await seed(store)
    for number in range(3):
        await _tell(store, f"e{number}", number, "c-staff", "oleg")
    for path in ("/api/conversations", "/api/audit"):
        _, page = await hub.get(path, "andrey", limit=1)
        _, seen = await hub.get(path, "vera", after=page["next"])
        assert "c-staff" not in json.dumps(seen)
        assert "c-tg" not in json.dumps(seen)


async def test_a_conversation_that_moves_to_another_desk_takes_its_past_along(
    store: MongoStore, hub: Served
) -> None:
    await store.conversations.insert(
        conversation("c1", address=address("1", "customers-tg"), desk=DeskId("couriers"))
    )
    await _tell(store, "e1", 0, "c1", "oleg")
    assert await hub.items("/api/audit", "lena") == []
    assert len(await hub.items("/api/audit", "oleg")) == 1
