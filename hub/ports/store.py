"""All of the storage in one hand, and the clock."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from hub.ports.conversations import (
    Confirmations,
    Contacts,
    Conversations,
    Erasure,
    Escalations,
    Events,
    Files,
    Messages,
    Names,
    Searches,
)
from hub.ports.engine import Deliveries, Lanes, Leases, Updates, Views
from hub.ports.orders import Dossiers, Inquiries
from hub.ports.people import Invitations, People, Reaches


class Clock(Protocol):
    def now(self) -> datetime: ...


class Store(Protocol):
    """All of the storage in one hand."""

    updates: Updates
    contacts: Contacts
    conversations: Conversations
    messages: Messages
    searches: Searches
    erasure: Erasure
    deliveries: Deliveries
    lanes: Lanes
    leases: Leases
    escalations: Escalations
    dossiers: Dossiers
    events: Events
    views: Views
    files: Files
    names: Names
    people: People
    invitations: Invitations
    reaches: Reaches
    confirmations: Confirmations
    inquiries: Inquiries
