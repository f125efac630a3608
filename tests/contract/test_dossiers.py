"""What the order service has said of contacts is kept, and its time to be asked again comes."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from hub.model import Account, Customer, Dossier, Order, Participant, Peer
from storage.mongo import MongoStore
from tests.contract.samples import NOON, at

_IRINA = Customer(
    id="c1", name="Ирина", phone="+79990000000", email="i@example.ru", telegram=Peer("6001")
)
_NEVER = datetime(9999, 1, 1, tzinfo=UTC)
_ORDER = Order(
    id="48213",
    status="delivering",
    customer=_IRINA,
    slot_from=at(60),
    slot_to=at(180),
    address="Невский пр., 1",
    shop=Participant(id="B13", name="Лето"),
    courier=Participant(id="ruslan", name="Руслан", peer=Peer("5101")),
    substitution="call",
    fields={"engraving": "Ё «два  пробела»", "пробел в имени": "x"},
    total="3480",
)


def dossier(id: str = "shop:1", **more: Any) -> Dossier:
    given: dict[str, Any] = {"asked_at": NOON, "due": at(3)}
    return Dossier(id=id, **(given | more))


async def test_a_dossier_comes_back_as_it_was_put(store: MongoStore) -> None:
    account = Account(customer=_IRINA, active=(_ORDER,), past=3, last_order_at=NOON)
    whole = dossier(accounts=(account,), orders=(_ORDER,), certain=True, missing="x", tries=2)
    assert await store.dossiers.get(whole.id) is None
    await store.dossiers.put(whole)
    assert await store.dossiers.get(whole.id) == whole
    changed = replace(whole, accounts=(), missing=None)
    await store.dossiers.put(changed)
    assert await store.dossiers.many([whole.id, "nobody"]) == [changed]


async def test_those_longest_overdue_come_first(store: MongoStore) -> None:
    for minutes in (3, 1, 2, 9):
        await store.dossiers.put(dossier(str(minutes), due=at(minutes)))
    assert [one.id for one in await store.dossiers.due(at(3), 10)] == ["1", "2", "3"]
    assert [one.id for one in await store.dossiers.due(at(3), 2)] == ["1", "2"]


async def _want(store: MongoStore, minutes: float, known_since: float) -> None:
    moments = {"known_since": at(known_since), "at_latest": at(minutes + 3)}
    await store.dossiers.want("shop:1", at(minutes), **moments)


async def test_who_is_new_is_wanted_at_once(store: MongoStore) -> None:
    await _want(store, 0, -3)
    await _want(store, 1, -2)
    assert await store.dossiers.due(NOON, 10) == [dossier(asked_at=None, due=NOON)]


async def test_what_is_old_is_wanted_again(store: MongoStore) -> None:
    await store.dossiers.put(dossier(asked_at=NOON, due=at(60)))
    await _want(store, 5, 1)
    assert await store.dossiers.due(at(5), 10) == [dossier(due=at(5))]


async def test_what_is_known_well_is_wanted_in_time(store: MongoStore) -> None:
    await store.dossiers.put(dossier(asked_at=NOON, due=_NEVER))
    await _want(store, 1, -2)
    assert await store.dossiers.due(at(3), 10) == []
    await _want(store, 2, -1)
    assert await store.dossiers.due(at(4), 10) == [dossier(due=at(4))]


async def test_what_is_missing_keeps_its_time(store: MongoStore) -> None:
    await store.dossiers.put(dossier(asked_at=None, missing="no answer", due=at(2)))
    await _want(store, 1, 1)
    assert await store.dossiers.due(at(1), 10) == []


async def test_one_of_two_hubs_asks(store: MongoStore) -> None:
    await store.dossiers.put(dossier(due=NOON))
    [found] = await store.dossiers.due(NOON, 10)
    assert await store.dossiers.claim(found, at(1)) == dossier(due=at(1))
    assert await store.dossiers.claim(found, at(1)) is None
    assert await store.dossiers.due(at(0.5), 10) == []


async def test_what_was_wanted_while_it_was_asked_for_is_asked_for_again(store: MongoStore) -> None:
    await store.dossiers.put(dossier(due=NOON))
    claimed = await store.dossiers.claim(dossier(due=NOON), at(1))
    await _want(store, 0.5, 0.5)
    told = dossier(due=at(9), asked_at=at(0.4), certain=True)
    await store.dossiers.put(told, instead_of=claimed)
    assert await store.dossiers.due(at(0.5), 10) == [replace(told, due=at(0.5))]
    await store.dossiers.put(told, instead_of=replace(told, due=at(0.5)))
    assert await store.dossiers.get("shop:1") == told


async def test_what_nobody_wanted_can_be_put(store: MongoStore) -> None:
    await store.dossiers.put(dossier(), instead_of=dossier())
    assert await store.dossiers.get("shop:1") == dossier()


async def test_what_is_never_due_is_not(store: MongoStore) -> None:
    await store.dossiers.put(dossier(due=_NEVER))
    assert await store.dossiers.due(at(10**6), 10) == []
    assert (await store.dossiers.many(["shop:1"]))[0].due == _NEVER
