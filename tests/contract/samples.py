"""Nouns as examples: whole but for what a test says of them."""

from datetime import UTC, datetime, timedelta
from typing import Any

from hub.model import (
    Address,
    Audience,
    Conversation,
    ConversationId,
    Delivery,
    DeliveryId,
    DeskId,
    Escalation,
    EscalationId,
    Event,
    InboxId,
    Lane,
    Message,
    MessageId,
    MessageKind,
    Peer,
    PersonId,
    Shown,
    Status,
    Thread,
    Update,
    Urgency,
    Voice,
    Work,
)

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
TELEGRAM = Voice("telegram:customers")
VK = Voice("vk:customers")
ANNA = PersonId("anna")
BORIS = PersonId("boris")
DESK = DeskId("orders")
HOME = ConversationId("c1")
LANE = Lane(voice=TELEGRAM, place="desk:orders")


def at(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


def address(peer: str = "77", inbox: str = "shop") -> Address:
    return Address(inbox=InboxId(inbox), peer=Peer(peer))


def conversation(id: str = HOME, **more: Any) -> Conversation:
    given: dict[str, Any] = {
        "number": 0,
        "contact": "contact",
        "name": "Пётр",
        "address": address(),
        "channel": "telegram",
        "audience": Audience.CUSTOMERS,
        "desk": DESK,
        "status": Status.NEW,
        "created_at": NOON,
        "active_at": NOON,
    }
    return Conversation(id=ConversationId(id), **(given | more))


def message(id: str, seq: int = 1, text: str = "", **more: Any) -> Message:
    given: dict[str, Any] = {
        "conversation": HOME,
        "kind": MessageKind.IN,
        "at": NOON,
        "received_at": NOON,
    }
    return Message(id=MessageId(id), seq=seq, text=text, **(given | more))


def delivery(id: str, rank: int = 1, **more: Any) -> Delivery:
    given: dict[str, Any] = {
        "lane": LANE,
        "work": Work.SHOW,
        "line": HOME,
        "urgency": Urgency.NORMAL,
        "due": NOON,
    }
    return Delivery(id=DeliveryId(id), rank=rank, **(given | more))


def card(rank: int = 1, **more: Any) -> Delivery:
    return delivery("card", rank, work=Work.CARD, conversation=HOME, **more)


def update(id: str, rank: int = 1, **more: Any) -> Update:
    given: dict[str, Any] = {
        "voice": TELEGRAM,
        "line": "77",
        "raw": {},
        "received_at": NOON,
        "due": NOON,
    }
    return Update(id=id, rank=rank, **(given | more))


def escalation(id: str = "e1", **more: Any) -> Escalation:
    given: dict[str, Any] = {
        "conversation": HOME,
        "text": "Курьер не приехал",
        "by": ANNA,
        "steps": (ANNA, BORIS),
        "started_at": NOON,
        "due": NOON,
    }
    return Escalation(id=EscalationId(id), **(given | more))


def event(id: str, minutes: float = 0, **more: Any) -> Event:
    return Event(id=id, at=at(minutes), did="took", **more)


def thread(**more: Any) -> Thread:
    given: dict[str, Any] = {"desk": DESK, "address": address(), "name": "Пётр"}
    return Thread(**(given | more))


def shown(native: str, **more: Any) -> Shown:
    given: dict[str, Any] = {"lane": LANE, "delivery": DeliveryId("d1")}
    return Shown(native=native, **(given | more))
