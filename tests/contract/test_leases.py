"""One owner of a voice at a time; who comes later counts higher, so who was earlier is refused."""

import asyncio

from hub.model import Lease
from storage.mongo import MongoStore
from tests.contract.samples import NOON, TELEGRAM, VK, at


async def _acquire(store: MongoStore, owner: str, minutes: float = 0, **more: bool) -> Lease:
    until, now = at(minutes + 1), at(minutes)
    lease = await store.leases.acquire(TELEGRAM, owner, until, now, **more)
    assert lease
    return lease


async def test_a_free_voice_is_acquired(store: MongoStore) -> None:
    first = Lease(voice=TELEGRAM, owner="a", epoch=1, until=at(1))
    assert await _acquire(store, "a") == first


async def test_while_it_is_held_nobody_else_has_it(store: MongoStore) -> None:
    await _acquire(store, "a")
    assert await store.leases.acquire(TELEGRAM, "b", at(9), at(0.9)) is None
    assert await store.leases.acquire(VK, "b", at(9), at(0.9))


async def test_of_many_at_once_one_has_it(store: MongoStore) -> None:
    leases = await asyncio.gather(
        *(store.leases.acquire(TELEGRAM, str(owner), at(1), NOON) for owner in range(20))
    )
    assert sum(lease is not None for lease in leases) == 1


async def test_when_it_expires_the_next_has_it_under_the_next_epoch(store: MongoStore) -> None:
    old = await _acquire(store, "a")
    new = await _acquire(store, "b", minutes=1)
    assert (new.owner, new.epoch) == ("b", old.epoch + 1)
    assert await store.leases.renew(old, at(5)) is None


async def test_of_many_who_see_it_expire_one_has_it(store: MongoStore) -> None:
    await _acquire(store, "a")
    leases = await asyncio.gather(
        *(store.leases.acquire(TELEGRAM, str(owner), at(9), at(2)) for owner in range(20))
    )
    assert sum(lease is not None for lease in leases) == 1


async def test_its_own_lease_is_acquired_again_under_the_next_epoch(store: MongoStore) -> None:
    await _acquire(store, "a")
    assert (await _acquire(store, "a")).epoch == 2


async def test_a_lease_is_seized_from_whoever_holds_it(store: MongoStore) -> None:
    old = await _acquire(store, "a")
    new = await _acquire(store, "b", seize=True)
    assert (new.owner, new.epoch) == ("b", 2)
    assert await store.leases.renew(old, at(5)) is None


async def test_a_renewed_lease_lasts_longer_under_the_same_epoch(store: MongoStore) -> None:
    lease = await _acquire(store, "a")
    renewed = await store.leases.renew(lease, at(5))
    assert renewed == Lease(voice=TELEGRAM, owner="a", epoch=1, until=at(5))
    assert await store.leases.acquire(TELEGRAM, "b", at(9), at(4)) is None


async def test_a_released_voice_is_free_and_its_epochs_go_on(store: MongoStore) -> None:
    lease = await _acquire(store, "a")
    await store.leases.release(lease)
    assert await store.leases.renew(lease, at(5)) is None
    assert (await _acquire(store, "b")).epoch == 2


async def test_a_lease_lost_is_not_released(store: MongoStore) -> None:
    old = await _acquire(store, "a")
    new = await _acquire(store, "b", seize=True)
    await store.leases.release(old)
    assert await store.leases.renew(new, at(5))
