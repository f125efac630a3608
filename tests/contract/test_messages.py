"""Lines of a conversation, as they were written and in their order."""

from hub.model import MessageId
from storage.mongo import MongoStore
from tests.contract.samples import HOME, message


async def test_a_message_inserted_again_is_the_first_one(store: MongoStore) -> None:
    first = message("1", text="первое")
    assert await store.messages.insert(first) == first
    assert await store.messages.insert(message("1", text="второе")) == first
    assert await store.messages.get(first.id) == first


async def test_what_was_never_written_is_not_there(store: MongoStore) -> None:
    assert await store.messages.get(MessageId("1")) is None
    assert await store.messages.of(HOME) == []


async def test_the_lines_come_in_their_order(store: MongoStore) -> None:
    lines = [message(str(seq), seq) for seq in range(5)]
    for line in [*reversed(lines), message("other", conversation="c2")]:
        await store.messages.insert(line)
    assert await store.messages.of(HOME) == lines


async def test_of_many_lines_the_latest_are_given(store: MongoStore) -> None:
    lines = [message(str(seq), seq) for seq in range(5)]
    for line in lines:
        await store.messages.insert(line)
    assert await store.messages.of(HOME, limit=2) == lines[3:]


async def test_a_line_is_found_by_its_place(store: MongoStore) -> None:
    second = await store.messages.insert(message("2", 2))
    assert await store.messages.at(HOME, 2) == second
    assert await store.messages.at(HOME, 1) is None
