"""Two hundred couriers write at once, and two hubs ask about them: each is asked his own, once."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from configuration.patterns import LinearPattern
from hub.about import About
from hub.access import Access
from hub.choosing import Choosing
from hub.directory import Directory
from hub.errors import NotAllowed, OrdersDown, Refusal
from hub.kit import Kit
from hub.making import Making
from hub.mirroring import Mirroring
from hub.model import (
    Account,
    Address,
    Audience,
    Conversation,
    ConversationId,
    Customer,
    Delivery,
    Desk,
    DeskId,
    Inbox,
    InboxId,
    Message,
    MessageId,
    MessageKind,
    Order,
    Participant,
    Peer,
    Person,
    PersonId,
    Pressed,
    Role,
    Source,
    Status,
    Voice,
)
from hub.order_numbers import OrderNumbers
from hub.ordering import Ordering
from hub.outbox import Outbox
from hub.record import Record
from hub.revising import Revising
from storage.mongo import MongoStore

STAFF: Final = Voice("staff")
DESK: Final = DeskId("couriers")
COURIERS: Final = 200
EVERYBODY: Final = [Peer(str(5_000 + number)) for number in range(COURIERS)]


class OrderBook:
    """Who carries what, and nothing else; now and then it does not answer."""

    def __init__(self, carried: Mapping[Peer, Sequence[str]], chance: random.Random) -> None:
        self._carried = carried
        self._chance = chance
        self._whose = {id: peer for peer, ids in carried.items() for id in ids}

    async def order(self, id: str) -> Order | None:
        self._grumble()
        return _order(id, self._whose[id]) if id in self._whose else None

    async def customers(self, by: str, value: str) -> list[Account]:
        raise NotImplementedError

    async def of_staff(self, peer: Peer) -> list[Order]:
        await asyncio.sleep(0)
        self._grumble()
        return [_order(id, peer) for id in self._carried[peer]]

    async def put_field(self, order: str, field: str, value: str) -> None:
        raise NotImplementedError

    def _grumble(self) -> None:
        if self._chance.random() < 0.1:
            raise OrdersDown("busy")


class Nobody:
    """Sends nothing: what was made lies in the outbox."""

    def wake(self, deliveries: Sequence[Delivery]) -> None: ...
    def doubt(self, voice: Voice) -> None: ...


def _order(id: str, peer: Peer) -> Order:
    courier = Participant(id=f"p{peer}", name="", peer=peer)
    return Order(id=id, status="delivering", customer=Customer(id="c", name=""), courier=courier)


class HandClock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self._now = datetime(2026, 11, 21, 12, tzinfo=UTC)

    def now(self) -> datetime:
        return self._now

    def move(self, seconds: float) -> None:
        self._now += timedelta(seconds=seconds)


def _directory() -> Directory:
    inbox = Inbox(
        id=InboxId(STAFF), channel="telegram", audience=Audience.STAFF, desk=DESK, voice=STAFF
    )
    couriers = [
        Person(id=PersonId(f"p{peer}"), name=f"Курьер {peer}", role=Role.COURIER, peer=peer)
        for peer in EVERYBODY
    ]
    desk = Desk(id=DESK, title="Курьеры")
    return Directory(inboxes=[inbox], desks=[desk], people=couriers, desk_voice=Voice("desk"))


def _kit(store: MongoStore, orders: OrderBook, clock: HandClock) -> Kit:
    directory = _directory()
    make = Making(directory, clock)
    outbox = Outbox(store.deliveries, clock, Nobody())
    record = Record(
        conversations=store.conversations,
        messages=store.messages,
        events=store.events,
        directory=directory,
        make=make,
        outbox=outbox,
        clock=clock,
    )
    return Kit(
        store=store,
        directory=directory,
        access=Access(directory, store.events, clock),
        record=record,
        make=make,
        outbox=outbox,
        clock=clock,
        orders=orders,
    )


def _ordering(kit: Kit) -> Ordering:
    return Ordering(
        kit,
        About(kit, Revising(kit, Mirroring(kit))),
        OrderNumbers(LinearPattern(r"\b\d{5}\b")),
        UTC,
    )


def _address(peer: Peer) -> Address:
    return Address(inbox=InboxId(STAFF), peer=peer)


async def _writes(kit: Kit, ordering: Ordering, peer: Peer, text: str) -> None:
    now, store = kit.clock.now(), kit.store
    conversation = await store.conversations.insert(
        Conversation(
            id=ConversationId(f"c{peer}"),
            number=0,
            contact=f"staff:{peer}",
            name=f"Курьер {peer}",
            address=_address(peer),
            channel="telegram",
            audience=Audience.STAFF,
            desk=DESK,
            status=Status.NEW,
            created_at=now,
            active_at=now,
        )
    )
    wrote = await store.conversations.contact_wrote(conversation.id, now)
    assert wrote
    message = Message(
        id=MessageId(f"m{peer}/{wrote.seq}"),
        conversation=wrote.id,
        seq=wrote.seq,
        kind=MessageKind.IN,
        at=now,
        received_at=now,
        text=text,
        order=wrote.order,
    )
    await store.messages.insert(message)
    await kit.outbox.put(kit.make.show(message, wrote))
    await ordering.heard(message.id)


async def _asked_about(orderings: Sequence[Ordering], kit: Kit, clock: HandClock) -> None:
    """Until nothing is left to ask, whoever of them asks it."""
    far = clock.now() + timedelta(days=1)
    while await kit.store.inquiries.due(far, 1):
        await asyncio.gather(*(one.tick() for one in orderings))
        clock.move(1)


def _told(deliveries: Sequence[Delivery], peer: Peer) -> list[Delivery]:
    return [one for one in deliveries if one.lane.place == peer]


def _numbers(deliveries: Sequence[Delivery]) -> set[str]:
    said = [value for one in deliveries if one.note for value in one.note.values.values()]
    return {*said, *(b.press.partition(":")[2] for one in deliveries for b in one.buttons)} - {""}


def _carried(chance: random.Random) -> dict[Peer, list[str]]:
    carried: dict[Peer, list[str]] = {peer: [] for peer in EVERYBODY}
    for number in range(10_000, 10_000 + 2 * COURIERS):
        carried[chance.choice(EVERYBODY)].append(str(number))
    return carried


async def test_each_is_asked_his_own_and_once(store: MongoStore) -> None:
    """C07 C11 C12"""
    chance = random.Random(5)  # noqa: S311
    carried, clock = _carried(chance), HandClock()
    kit = _kit(store, OrderBook(carried, chance), clock)
    two = [_ordering(kit), _ordering(kit)]
    for text in ("Помогите", "Где вы"):
        await asyncio.gather(*(_writes(kit, two[0], peer, text) for peer in EVERYBODY))
    await _asked_about(two, kit, clock)
    private = await store.deliveries.waiting(STAFF, limit=10_000)
    for peer, own in carried.items():
        told = _told(private, peer)
        assert len(told) == bool(own)
        assert _numbers(told) == set(own)
        conversation = await store.conversations.get(ConversationId(f"c{peer}"))
        assert conversation
        assert conversation.order == (own[0] if len(own) == 1 else None)
        messages = await store.messages.of(conversation.id)
        assert {one.order for one in messages} == {conversation.order}


async def test_whatever_they_name_and_press_they_get_only_what_is_theirs(
    store: MongoStore,
) -> None:
    chance = random.Random(6)  # noqa: S311
    carried, clock = _carried(chance), HandClock()
    kit = _kit(store, OrderBook(carried, chance), clock)
    ordering, choosing = (
        _ordering(kit),
        Choosing(kit, About(kit, Revising(kit, Mirroring(kit))), UTC),
    )
    numbers = [str(number) for number in range(10_000, 10_000 + 3 * COURIERS)]
    named = {peer: chance.choice(numbers) for peer in EVERYBODY}
    pressed = {peer: chance.choice(numbers) for peer in EVERYBODY}
    await asyncio.gather(*(_writes(kit, ordering, peer, named[peer]) for peer in EVERYBODY))
    await _asked_about([ordering], kit, clock)
    for peer in EVERYBODY:
        refused = await _refusal(choosing, peer, pressed[peer])
        assert refused == (None if pressed[peer] in carried[peer] else "no_such_order")
    private = await store.deliveries.waiting(STAFF, limit=10_000)
    for peer, own in carried.items():
        conversation = await store.conversations.get(ConversationId(f"c{peer}"))
        assert conversation
        assert conversation.order is None or conversation.order in own
        assert _numbers(_told(private, peer)) <= {*own, named[peer]}
        absent = [one for one in _told(private, peer) if _code(one) == "no_such_order"]
        assert len(absent) == (named[peer] not in own)


def _code(delivery: Delivery) -> str:
    return delivery.note.code if delivery.note else ""


async def _refusal(choosing: Choosing, peer: Peer, order: str) -> str | None:
    """As often as it takes until the order service answers."""
    press = Pressed(
        source=Source(f"q{peer}"), address=_address(peer), name="", press=f"order:{order}"
    )
    while True:
        try:
            await choosing.choose(press, order)
        except NotAllowed as refusal:
            return refusal.code
        except Refusal:
            continue
        return None
