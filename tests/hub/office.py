"""A small company, a hub of its own, a hand for the clock, and somebody who keeps who was woken."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from configuration.patterns import LinearPattern
from hub.directory import Directory
from hub.hub import Hub, assemble
from hub.model import (
    Address,
    Audience,
    Chain,
    Conversation,
    Delivery,
    Desk,
    DeskId,
    Inbound,
    Inbox,
    InboxId,
    Lane,
    Peer,
    Person,
    PersonId,
    Role,
    Source,
    Voice,
)
from storage.mongo import MongoStore

NOON: Final = datetime(2026, 11, 21, 12, tzinfo=UTC)
STEP: Final = timedelta(minutes=3)
COURIERS: Final = DeskId("couriers")
STAFF: Final = Inbox(
    id=InboxId("staff"),
    channel="telegram",
    audience=Audience.STAFF,
    desk=COURIERS,
    voice=Voice("telegram:staff"),
)
SHOP: Final = Inbox(
    id=InboxId("shop"),
    channel="telegram",
    audience=Audience.CUSTOMERS,
    desk=COURIERS,
    voice=Voice("telegram:shop"),
)


def person(id: str, role: Role, peer: str) -> Person:
    desks = frozenset({COURIERS}) if role in (Role.OPERATOR, Role.HEAD) else frozenset()
    return Person(id=PersonId(id), name=id.title(), role=role, peer=Peer(peer), desks=desks)


LENA: Final = person("lena", Role.OPERATOR, "4001")
RUSLAN: Final = person("ruslan", Role.COURIER, "5101")
TIMUR: Final = person("timur", Role.MANAGER, "5202")
BORIS: Final = person("boris", Role.MANAGER, "5301")
ANDREY: Final = person("andrey", Role.HEAD, "4100")


def _no_token(voice: Voice, source: Source) -> str:
    return f"{voice}/{source}"


class Clock:
    def __init__(self) -> None:
        self.time = NOON

    def now(self) -> datetime:
        return self.time

    def at(self, minutes: float) -> None:
        self.time = NOON + timedelta(minutes=minutes)


class Woken:
    """Keeps the ids of whatever was really new."""

    def __init__(self) -> None:
        self.ids: list[str] = []

    def wake(self, deliveries: Sequence[Delivery]) -> None:
        self.ids += [one.id for one in deliveries]

    def doubt(self, voice: Voice) -> None: ...


class Office:
    """`hub` is assembled anew by `restart`, with other inboxes if need be."""

    def __init__(self, store: MongoStore) -> None:
        self.store = store
        self.clock = Clock()
        self.woken = Woken()
        self.hub = self._assembled((STAFF, SHOP))

    def restart(self, *inboxes: Inbox) -> None:
        self.hub = self._assembled(inboxes or (STAFF, SHOP))

    async def writes(self, inbox: Inbox, peer: str, text: str) -> Conversation:
        """A contact does; the conversation as it is then."""
        address = Address(inbox=inbox.id, peer=Peer(peer))
        native = str(len(self.woken.ids) + 1)
        await self.hub.reception.receive(
            Inbound(
                source=Source(f"{inbox.id}:{peer}:{native}"),
                address=address,
                name="Руслан",
                id_in_channel=native,
                written_at=self.clock.now(),
                text=text,
            )
        )
        latest = await self.store.conversations.latest(address)
        assert latest
        return latest

    async def told(self, who: Person) -> list[str]:
        """The codes of what waits to be told to somebody, in order."""
        voice = self.hub.directory.doors(who)[0]
        lane = Lane(voice=voice, place=who.peer or "")
        found = await self.store.deliveries.waiting(voice, limit=1000, lane=lane)
        return [one.note.code for one in sorted(found, key=lambda one: one.rank) if one.note]

    def _assembled(self, inboxes: Iterable[Inbox]) -> Hub:
        people = (LENA, RUSLAN, TIMUR, BORIS, ANDREY)
        directory = Directory(
            inboxes=inboxes,
            desks=[Desk(id=COURIERS, title="Курьеры")],
            people=people,
            chains=[Chain(id="default", match={}, steps=(TIMUR.id, BORIS.id, ANDREY.id))],
            desk_voice=Voice("desk"),
        )
        return assemble(
            self.store,
            directory,
            self.clock,
            self.woken,
            orders=None,
            order_pattern=LinearPattern(r"\b\d{5}\b"),
            ack_step=STEP,
            reopen_window=timedelta(days=1),
            token=_no_token,
            invitation=timedelta(days=3),
        )
