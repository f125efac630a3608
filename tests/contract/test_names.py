"""Names that the outside gives to messages."""

from __future__ import annotations

import asyncio

from hub.model import InboxId, Peer
from storage.driver import Client
from storage.mongo import MongoStore

MAIL, OTHER = InboxId("orders-mail"), InboxId("other-mail")
IVAN, OLGA = "ivan@example.com", "olga@example.com"


async def test_a_name_stays_with_the_peer_it_was_first_kept_for(store: MongoStore) -> None:
    names = store.names
    assert await names.peers(MAIL, ["m1@x"]) == {}
    assert await names.keep(MAIL, "m1@x", Peer("first"), by=IVAN) == "first"
    assert await names.keep(MAIL, "m1@x", Peer("second"), by=IVAN) == "first"
    assert await names.peers(MAIL, ["m1@x", "m2@x"]) == {"m1@x": ["first"]}


async def test_two_who_use_one_name_have_one_each(store: MongoStore) -> None:
    """Nobody can take somebody's name away by using it first."""
    names = store.names
    assert await names.keep(MAIL, "m1@x", Peer("a"), by=IVAN) == "a"
    assert await names.keep(MAIL, "m1@x", Peer("b"), by=OLGA) == "b"
    assert sorted((await names.peers(MAIL, ["m1@x"]))["m1@x"]) == ["a", "b"]


async def test_names_of_two_inboxes_never_meet(store: MongoStore) -> None:
    await store.names.keep(MAIL, "m1|x", Peer("a"), by=IVAN)
    await store.names.keep(OTHER, "m1|x", Peer("b"), by=IVAN)
    assert await store.names.peers(MAIL, ["m1|x"]) == {"m1|x": ["a"]}
    assert await store.names.peers(InboxId("orders-mail|m1"), ["x"]) == {}


async def test_of_many_at_once_one_is_first(store: MongoStore) -> None:
    peers = [Peer(f"p{number}") for number in range(20)]
    kept = await asyncio.gather(*(store.names.keep(MAIL, "m", one, by=IVAN) for one in peers))
    assert len(set(kept)) == 1


async def test_names_of_earlier_releases_are_known(
    store: MongoStore, mongo_client: Client, database_name: str
) -> None:
    earlier = {"_id": "orders-mail|m1@x", "peer": "a"}
    await mongo_client[database_name]["names"].insert_one(earlier)
    assert await store.names.peers(MAIL, ["m1@x", "m2@x"]) == {"m1@x": ["a"]}
