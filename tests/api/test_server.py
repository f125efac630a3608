"""The server itself: when the database is away, and at its end."""

import asyncio

from hub.model import Attachment, Voice
from storage.mongo import MongoStore
from tests.api.conftest import Fail
from tests.api.support import Served, seed, served
from tests.contract.samples import conversation, message

ANDREY = {"Authorization": "Bearer key-of-andrey"}


async def test_a_database_that_does_not_answer_is_503_and_later_all_is_well(
    store: MongoStore, hub: Served, fail: Fail
) -> None:
    await seed(store)
    await fail("find", "aggregate", closeConnection=True)
    for path in ("/api/conversations", "/api/files/m/0"):
        async with hub.session.get(path, headers=ANDREY) as response:
            assert response.status == 503
            assert response.headers["Retry-After"]
            sentence = "the database does not answer, try again later"
            assert await response.json() == {"error": sentence}
    await fail("nothing", closeConnection=True)
    assert (await hub.get("/api/conversations"))[0] == 200


async def test_a_database_that_hangs_is_not_waited_for_long(store: MongoStore, fail: Fail) -> None:
    await fail("find", blockConnection=True, blockTimeMS=1_000)
    async with served(store, patience=0.2) as hub, asyncio.timeout(0.9):
        assert (await hub.get("/api/conversations"))[0] == 503


async def test_a_request_in_flight_is_answered_before_the_end(store: MongoStore) -> None:
    asked, given = asyncio.Event(), asyncio.Event()

    async def read(_attachment: Attachment) -> bytes:
        asked.set()
        await given.wait()
        return b"content"

    await store.conversations.insert(conversation("c1"))
    file = Attachment(kind="photo", voice=Voice("v"), ref="r1")
    await store.messages.insert(message("m1", 1, conversation="c1", attachments=(file,)))
    async with served(store, read_file=read) as hub:
        request = asyncio.ensure_future(hub.session.get("/api/files/m1/0", headers=ANDREY))
        await asked.wait()
        ending = asyncio.ensure_future(hub.server.__aexit__())
        await asyncio.sleep(0)
        given.set()
        assert await (await request).read() == b"content"
        await ending


async def test_answers_with_personal_data_are_kept_by_nobody(hub: Served) -> None:
    for path in ("/api/conversations", "/api/conversations/absent"):
        async with hub.session.get(path, headers=ANDREY) as response:
            assert response.headers["Cache-Control"] == "no-store"
            assert response.headers["X-Content-Type-Options"] == "nosniff"
