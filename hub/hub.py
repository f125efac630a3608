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
from hub.outbox import Outbox
from hub.outcomes import Outcomes
from hub.ports import Clock, Store, Waker
from hub.reacting import Reacting
from hub.reception import Reception
from hub.record import Record
from hub.revising import Revising
from hub.writing import Writing


@dataclass(frozen=True, slots=True, kw_only=True)
class Hub:
    store: Store
    directory: Directory
    access: Access
    outbox: Outbox
    reception: Reception
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
    access = Access(directory, store.events, clock)
    record = Record(
        conversations=store.conversations,
        messages=store.messages,
        events=store.events,
        outbox=outbox,
        clock=clock,
    )
    escalating = Escalating(
        directory=directory,
        conversations=store.conversations,
        escalations=store.escalations,
        deliveries=store.deliveries,
        record=record,
        outbox=outbox,
        clock=clock,
        ack_step=ack_step,
    )
    revising = Revising(
        conversations=store.conversations,
        messages=store.messages,
        deliveries=store.deliveries,
        record=record,
        outbox=outbox,
        clock=clock,
    )
    return Hub(
        store=store,
        directory=directory,
        access=access,
        outbox=outbox,
        escalating=escalating,
        reception=Reception(
            directory=directory,
            access=access,
            contacts=store.contacts,
            conversations=store.conversations,
            messages=store.messages,
            record=record,
            outbox=outbox,
            clock=clock,
        ),
        elsewhere=Elsewhere(
            conversations=store.conversations,
            messages=store.messages,
            record=record,
            outbox=outbox,
            clock=clock,
        ),
        writing=Writing(
            directory=directory,
            conversations=store.conversations,
            messages=store.messages,
            deliveries=store.deliveries,
            record=record,
            outbox=outbox,
            clock=clock,
        ),
        revising=revising,
        reacting=Reacting(
            access=access,
            conversations=store.conversations,
            messages=store.messages,
            deliveries=store.deliveries,
            escalating=escalating,
            outbox=outbox,
            clock=clock,
        ),
        assignment=Assignment(directory, store.conversations, record, outbox),
        closing=Closing(
            directory=directory,
            conversations=store.conversations,
            escalating=escalating,
            record=record,
            outbox=outbox,
            clock=clock,
            reopen_window=reopen_window,
        ),
        outcomes=Outcomes(
            directory=directory,
            conversations=store.conversations,
            messages=store.messages,
            deliveries=store.deliveries,
            escalating=escalating,
            revising=revising,
            record=record,
            outbox=outbox,
            clock=clock,
        ),
    )
