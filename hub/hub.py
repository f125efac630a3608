"""The product in one hand: what handlers call."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from hub.access import Access
from hub.assignment import Assignment
from hub.closing import Closing
from hub.directory import Directory
from hub.elsewhere import Elsewhere
from hub.escalation import Escalating
from hub.kit import Kit
from hub.outbox import Outbox
from hub.outcomes import Outcomes
from hub.ports import Clock, Store, Waker
from hub.reacting import Reacting
from hub.reception import Reception
from hub.record import Record
from hub.revising import Revising
from hub.showing import Showing
from hub.writing import Writing


@dataclass(frozen=True, slots=True, kw_only=True)
class Hub:
    store: Store
    directory: Directory
    access: Access
    outbox: Outbox
    reception: Reception
    showing: Showing
    elsewhere: Elsewhere
    writing: Writing
    revising: Revising
    reacting: Reacting
    assignment: Assignment
    closing: Closing
    escalating: Escalating
    outcomes: Outcomes


def assemble(
    store: Store,
    directory: Directory,
    clock: Clock,
    waker: Waker,
    *,
    ack_step: timedelta,
    reopen_window: timedelta,
) -> Hub:
    outbox = Outbox(directory, store.deliveries, clock, waker)
    record = Record(
        conversations=store.conversations,
        messages=store.messages,
        events=store.events,
        outbox=outbox,
        clock=clock,
    )
    access = Access(directory, store.events, clock)
    kit = Kit(
        store=store, directory=directory, access=access, record=record, outbox=outbox, clock=clock
    )
    escalating = Escalating(kit, ack_step=ack_step)
    revising = Revising(kit)
    return Hub(
        store=store,
        directory=directory,
        access=access,
        outbox=outbox,
        reception=Reception(kit),
        showing=Showing(kit),
        elsewhere=Elsewhere(kit),
        writing=Writing(kit),
        revising=revising,
        reacting=Reacting(kit, escalating=escalating),
        assignment=Assignment(kit),
        closing=Closing(kit, escalating=escalating, reopen_window=reopen_window),
        escalating=escalating,
        outcomes=Outcomes(kit, escalating=escalating, revising=revising),
    )
