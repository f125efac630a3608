"""Names that the outside gives to messages."""

from __future__ import annotations

import asyncio

from hub.model import InboxId, Peer
from storage.mongo import MongoStore

MAIL, OTHER = InboxId("orders-mail"), InboxId("other-mail")


async def test_a_name_stays_with_the_peer_it_was_first_kept_for(store: MongoStore) -> None:
    names = store.names
    assert await names.peer(MAIL, "m1@x") is None
    assert await names.keep(MAIL, "m1@x", Peer("first")) == "first"
    assert await names.keep(MAIL, "m1@x", Peer("second")) == "first"
    assert await names.peer(MAIL, "m1@x") == "first"


async def test_names_of_two_inboxes_never_meet(store: MongoStore) -> None:
    await store.names.keep(MAIL, "m1|x", Peer("a"))
    await store.names.keep(OTHER, "m1|x", Peer("b"))
    assert await store.names.peer(MAIL, "m1|x") == "a"
    assert await store.names.peer(InboxId("orders-mail|m1"), "x") is None


async def test_of_many_at_once_one_is_first(store: MongoStore) -> None:
    peers = [Peer(f"p{number}") for number in range(20)]
    kept = await asyncio.gather(*(store.names.keep(MAIL, "m", peer) for peer in peers))
    assert len(set(kept)) == 1
