"""One owner of a voice at a time; who comes later counts higher, so who was earlier is refused.

Time is the server's: whoever asks says how long, never when.
"""

import asyncio
from datetime import UTC, datetime, timedelta

from hub.model import Lease
from storage.mongo import MongoStore
from tests.contract.samples import TELEGRAM, VK

LONG = timedelta(hours=1)
OVER = timedelta()
"""Over as soon as it is had."""


async def _acquire(
    store: MongoStore, owner: str, ttl: timedelta = LONG, *, seize: bool = False
) -> Lease:
    lease = await store.leases.acquire(TELEGRAM, owner, ttl, seize=seize)
    assert lease
    return lease


async def test_a_free_voice_is_acquired_for_so_long_by_the_servers_clock(
    store: MongoStore,
) -> None:
    before = datetime.now(UTC)
    first = await _acquire(store, "a")
    assert (first.voice, first.owner, first.epoch) == (TELEGRAM, "a", 1)
    assert abs(first.until - before - LONG) < timedelta(minutes=1)


async def test_while_it_is_held_nobody_else_has_it(store: MongoStore) -> None:
    held = await _acquire(store, "a")
    assert await store.leases.acquire(TELEGRAM, "b", LONG) is None
    assert await store.leases.acquire(VK, "b", LONG)
    assert await store.leases.renew(held, LONG)


async def test_of_many_at_once_one_has_it(store: MongoStore) -> None:
    leases = await asyncio.gather(
        *(store.leases.acquire(TELEGRAM, str(owner), LONG) for owner in range(20))
    )
    assert sum(lease is not None for lease in leases) == 1


async def test_when_it_expires_the_next_has_it_under_the_next_epoch(store: MongoStore) -> None:
    old = await _acquire(store, "a", OVER)
    new = await _acquire(store, "b")
    assert (new.owner, new.epoch) == ("b", old.epoch + 1)
    assert await store.leases.renew(old, LONG) is None


async def test_of_many_who_see_it_expire_one_has_it(store: MongoStore) -> None:
    await _acquire(store, "a", OVER)
    leases = await asyncio.gather(
        *(store.leases.acquire(TELEGRAM, str(owner), LONG) for owner in range(20))
    )
    assert sum(lease is not None for lease in leases) == 1


async def test_its_own_lease_is_acquired_again_under_the_next_epoch(store: MongoStore) -> None:
    await _acquire(store, "a")
    assert (await _acquire(store, "a")).epoch == 2


async def test_a_lease_is_seized_from_whoever_holds_it(store: MongoStore) -> None:
    old = await _acquire(store, "a")
    new = await _acquire(store, "b", seize=True)
    assert (new.owner, new.epoch) == ("b", 2)
    assert await store.leases.renew(old, LONG) is None


async def test_a_renewed_lease_lasts_longer_under_the_same_epoch(store: MongoStore) -> None:
    lease = await _acquire(store, "a", OVER)
    renewed = await store.leases.renew(lease, LONG)
    assert renewed
    assert (renewed.owner, renewed.epoch) == ("a", 1)
    assert renewed.until > lease.until
    assert await store.leases.acquire(TELEGRAM, "b", LONG) is None


async def test_a_released_voice_is_free_and_its_epochs_go_on(store: MongoStore) -> None:
    lease = await _acquire(store, "a")
    await store.leases.release(lease)
    assert await store.leases.renew(lease, LONG) is None
    assert (await _acquire(store, "b")).epoch == 2


async def test_a_lease_lost_is_not_released(store: MongoStore) -> None:
    old = await _acquire(store, "a")
    new = await _acquire(store, "b", seize=True)
    await store.leases.release(old)
    assert await store.leases.renew(new, LONG)


async def test_an_owner_that_looks_like_a_field_is_a_name(store: MongoStore) -> None:
    assert (await _acquire(store, "$voice")).owner == "$voice"
