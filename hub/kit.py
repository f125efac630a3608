"""What every capability works with."""

from __future__ import annotations

from dataclasses import dataclass

from hub.access import Access
from hub.directory import Directory
from hub.making import Making
from hub.outbox import Outbox
from hub.ports import Clock, Orders, Store
from hub.record import Record


@dataclass(frozen=True, slots=True, kw_only=True)
class Kit:
    store: Store
    directory: Directory
    access: Access
    record: Record
    make: Making
    outbox: Outbox
    clock: Clock
    orders: Orders | None
    """The order service, where there is one."""
