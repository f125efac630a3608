"""The update log keeps what was fetched until it is handled, whatever it looks like."""

import asyncio
import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hub.model import UpdateState
from storage.driver import Client, DriverCollection
from storage.mongo import MongoStore
from tests.contract.samples import NOON, TELEGRAM, VK, at, update
from tests.contract.watch import Watch

# Half an emoji beside its other half is the emoji, once it has been JSON.
_ANY_TEXT = st.text(st.characters()).map(lambda text: str(json.loads(json.dumps(text))))
_ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | _ANY_TEXT,
    lambda inner: st.lists(inner) | st.dictionaries(_ANY_TEXT, inner),
    max_leaves=8,
)


@pytest.fixture
def log(mongo_client: Client, database_name: str) -> DriverCollection:
    return mongo_client[database_name]["updates"]


async def test_storing_returns_the_new_ones_in_order(store: MongoStore) -> None:
    first, second, third = update("1"), update("2"), update("3")
    assert await store.updates.store([second]) == [second]
    assert await store.updates.store([third, second, first]) == [third, first]


async def test_storing_nothing_is_fine(store: MongoStore) -> None:
    assert await store.updates.store([]) == []


async def test_an_update_twice_in_one_batch_is_stored_once(store: MongoStore) -> None:
    assert await store.updates.store([update("1"), update("1")]) == [update("1")]


async def test_an_update_stored_at_once_by_many_is_new_to_one(store: MongoStore) -> None:
    stored = await asyncio.gather(*(store.updates.store([update("1")]) for _ in range(20)))
    assert sum(map(len, stored)) == 1


async def test_a_batch_is_one_command(store: MongoStore, watch: Watch) -> None:
    await store.updates.store([update(str(number)) for number in range(100)])
    assert len(watch.commands) == 1


async def test_storing_again_changes_nothing(store: MongoStore) -> None:
    await store.updates.store([update("1", raw={"text": "first"})])
    await store.updates.store([update("1", raw={"text": "second"})])
    [waiting] = await store.updates.waiting(TELEGRAM, 10)
    assert waiting.raw == {"text": "first"}


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=50
)
@given(raw=st.dictionaries(_ANY_TEXT, _ANY_JSON))
async def test_any_json_survives(
    store: MongoStore, log: DriverCollection, raw: dict[str, object]
) -> None:
    await log.delete_many({})
    await store.updates.store([update("1", raw=raw)])
    [waiting] = await store.updates.waiting(TELEGRAM, 1)
    assert waiting.raw == raw


async def test_those_that_wait_come_lowest_rank_first_due_or_not(store: MongoStore) -> None:
    late, early = update("a", 2, due=NOON), update("b", 1, due=at(60))
    await store.updates.store([late, early, update("c", 0, voice=VK)])
    assert await store.updates.waiting(TELEGRAM, 10) == [early, late]
    assert await store.updates.waiting(TELEGRAM, 1) == [early]


async def test_a_handled_update_waits_no_more_and_is_kept_for_a_while(store: MongoStore) -> None:
    await store.updates.store([update("1", album="a")])
    await store.updates.handled("1")
    assert await store.updates.waiting(TELEGRAM, 10) == []
    [kept] = await store.updates.album(TELEGRAM, "a")
    assert kept.state is UpdateState.HANDLED


async def test_the_parts_of_an_album_come_together_in_order(store: MongoStore) -> None:
    parts = [update("1", 1, album="a"), update("2", 2, album="a")]
    others = [update("3", album="b"), update("4"), update("5", album="a", voice=VK)]
    await store.updates.store([*reversed(parts), *others])
    assert await store.updates.album(TELEGRAM, "a") == parts


async def test_a_postponed_update_waits_and_its_failures_are_counted(store: MongoStore) -> None:
    await store.updates.store([update("1")])
    await store.updates.postpone("1", at(1), "broken")
    await store.updates.postpone("1", at(2), "broken again")
    [waiting] = await store.updates.waiting(TELEGRAM, 10)
    assert (waiting.due, waiting.reason, waiting.tries) == (at(2), "broken again", 2)


async def test_a_dead_update_waits_again_once_it_is_revived(store: MongoStore) -> None:
    await store.updates.store([update("1", tries=5)])
    await store.updates.bury("1", "broken")
    assert await store.updates.waiting(TELEGRAM, 10) == []
    assert await store.updates.revive("1")
    assert not await store.updates.revive("1")
    assert await store.updates.waiting(TELEGRAM, 10) == [update("1")]


async def test_what_does_not_exist_is_not_revived(store: MongoStore) -> None:
    assert not await store.updates.revive("1")


async def test_the_last_rank_counts_handled_updates_too(store: MongoStore) -> None:
    assert await store.updates.last_rank(TELEGRAM) == 0
    await store.updates.store([update("1", 7), update("2", 3), update("3", 9, voice=VK)])
    await store.updates.handled("1")
    assert await store.updates.last_rank(TELEGRAM) == 7


async def test_each_voice_has_a_cursor_of_its_own(store: MongoStore) -> None:
    assert await store.updates.cursor(TELEGRAM) is None
    await store.updates.move_cursor(TELEGRAM, "10")
    await store.updates.move_cursor(TELEGRAM, "11")
    await store.updates.move_cursor(VK, "ts")
    assert await store.updates.cursor(TELEGRAM) == "11"


async def test_of_old_updates_only_the_handled_are_cleaned_away(
    store: MongoStore, log: DriverCollection
) -> None:
    await store.updates.store([update("handled", 1), update("dead", 2), update("new", 3)])
    await store.updates.handled("handled")
    await store.updates.bury("dead", "broken")
    age = {"handled_at": datetime.now(UTC) - timedelta(days=8)}
    await log.update_many({"handled_at": {"$exists": True}}, {"$set": age})
    await store.updates.clean(datetime.now(UTC) - timedelta(days=9))
    assert await log.count_documents({}) == 3
    await store.updates.clean(datetime.now(UTC) - timedelta(days=7))
    assert await log.count_documents({}) == 2
    assert await store.updates.revive("dead")
