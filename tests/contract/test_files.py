"""Contents of attachments are kept once, and whole."""

import asyncio

import pytest

from storage.driver import Client
from storage.mongo import MongoStore

_PHOTO = bytes(range(256)) * 4_000


@pytest.mark.parametrize("content", [b"", b"x", _PHOTO], ids=len)
async def test_what_was_written_is_read(store: MongoStore, content: bytes) -> None:
    await store.files.write("фото/1\0", content)
    assert await store.files.read("фото/1\0") == content
    assert await store.files.has("фото/1\0")


async def test_what_was_never_written_is_not_there(store: MongoStore) -> None:
    assert await store.files.read("1") is None
    assert not await store.files.has("1")


async def test_writing_again_changes_nothing(store: MongoStore) -> None:
    await store.files.write("1", b"first")
    await store.files.write("1", b"second")
    assert await store.files.read("1") == b"first"


async def test_of_many_who_write_at_once_one_leaves_a_file(
    store: MongoStore, mongo_client: Client, database_name: str
) -> None:
    await asyncio.gather(*(store.files.write("1", _PHOTO) for _ in range(8)))
    assert await store.files.read("1") == _PHOTO
    chunks = mongo_client[database_name]["files.chunks"]
    assert len(await chunks.find({}, ["n"]).to_list(None)) == 4
