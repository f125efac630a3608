"""What the hub and its engine need of the outside. `storage` and the channels implement these.

Inserting is keyed: the same id a second time changes nothing. Times are UTC-aware.
"""

from hub.ports.channels import (
    Batch,
    Channel,
    File,
    Finding,
    Outgoing,
    Part,
    Quote,
    RawUpdate,
    Sender,
    Window,
)
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
from hub.ports.engine import Deliveries, Doorbell, Lanes, Leases, Queue, Updates, Views, Waker
from hub.ports.orders import Dossiers, Inquiries, Orders
from hub.ports.people import Invitations, People, Reaches
from hub.ports.store import Clock, Store

__all__ = [
    "Batch",
    "Channel",
    "Clock",
    "Confirmations",
    "Contacts",
    "Conversations",
    "Deliveries",
    "Doorbell",
    "Dossiers",
    "Erasure",
    "Escalations",
    "Events",
    "File",
    "Files",
    "Finding",
    "Inquiries",
    "Invitations",
    "Lanes",
    "Leases",
    "Messages",
    "Names",
    "Orders",
    "Outgoing",
    "Part",
    "People",
    "Queue",
    "Quote",
    "RawUpdate",
    "Reaches",
    "Searches",
    "Sender",
    "Store",
    "Updates",
    "Views",
    "Waker",
    "Window",
]
