"""The product in one hand: what handlers call."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, timedelta, tzinfo

from hub.about import About
from hub.access import Access
from hub.admission import Admission
from hub.assignment import Assignment
from hub.choosing import Choosing
from hub.closing import Closing
from hub.confirming import Confirming
from hub.directory import Directory
from hub.dossiers import REFRESH, Dossiers
from hub.elsewhere import Elsewhere
from hub.escalation import Escalating
from hub.facts import USUAL, CardRules, Facts
from hub.finding import Searching
from hub.forgetting import Erasing
from hub.guests import Guests
from hub.identity import Identity
from hub.invitations import Invitations, Token
from hub.kit import Kit
from hub.membership import Membership
from hub.merging import Merging
from hub.offboarding import Offboarding
from hub.order_numbers import FIVE_DIGITS, OrderNumbers
from hub.ordering import Ordering
from hub.outbox import Outbox
from hub.outcomes import Outcomes
from hub.people import People
from hub.ports import Clock, Orders, Store, Waker
from hub.profiles import Profiles
from hub.reaching import Reaching
from hub.reacting import Reacting
from hub.reception import Reception
from hub.record import Record
from hub.revising import Revising
from hub.roster import Roster
from hub.showing import Showing
from hub.writing import Writing


@dataclass(frozen=True, slots=True, kw_only=True)
class Hub:
    store: Store
    directory: Directory
    access: Access
    people: People
    invitations: Invitations
    membership: Membership
    offboarding: Offboarding
    reaching: Reaching
    roster: Roster
    outbox: Outbox
    reception: Reception
    facts: Facts
    dossiers: Dossiers
    showing: Showing
    elsewhere: Elsewhere
    searching: Searching
    erasing: Erasing
    identity: Identity
    merging: Merging
    profiles: Profiles
    writing: Writing
    revising: Revising
    reacting: Reacting
    guests: Guests
    assignment: Assignment
    closing: Closing
    escalating: Escalating
    confirming: Confirming
    ordering: Ordering
    choosing: Choosing
    outcomes: Outcomes


def assemble(
    store: Store,
    directory: Directory,
    clock: Clock,
    waker: Waker,
    *,
    orders: Orders | None,
    order_pattern: re.Pattern[str] = FIVE_DIGITS,
    zone: tzinfo = UTC,
    ack_step: timedelta,
    reopen_window: timedelta,
    token: Token,
    invitation: timedelta,
    cards: CardRules = USUAL,
    refresh: timedelta = REFRESH,
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
        store=store,
        directory=directory,
        access=access,
        record=record,
        outbox=outbox,
        clock=clock,
        orders=orders,
    )
    escalating = Escalating(kit, ack_step=ack_step)
    revising = Revising(kit)
    people = People(store.people, directory, clock)
    membership = Membership(kit)
    admission = Admission(kit, people=people, membership=membership)
    reaching = Reaching(store.reaches, directory, clock)
    roster = Roster(kit, reaching=reaching)
    about = About(kit, revising)
    facts = Facts(kit, cards)
    dossiers = Dossiers(kit, facts, Identity(kit), refresh=refresh)
    return Hub(
        store=store,
        directory=directory,
        access=access,
        people=people,
        invitations=Invitations(kit, admission=admission, token=token, lifetime=invitation),
        membership=membership,
        offboarding=Offboarding(kit, people=people, membership=membership, escalating=escalating),
        reaching=reaching,
        roster=roster,
        outbox=outbox,
        reception=Reception(kit, dossiers),
        facts=facts,
        dossiers=dossiers,
        showing=Showing(kit),
        elsewhere=Elsewhere(kit),
        searching=Searching(kit, zone=zone),
        erasing=Erasing(kit),
        identity=Identity(kit),
        merging=Merging(kit),
        profiles=Profiles(kit, zone=zone),
        writing=Writing(kit),
        revising=revising,
        reacting=Reacting(kit, escalating=escalating),
        guests=Guests(kit),
        assignment=Assignment(kit),
        closing=Closing(kit, escalating=escalating, reopen_window=reopen_window),
        escalating=escalating,
        confirming=Confirming(kit),
        ordering=Ordering(kit, about, OrderNumbers(order_pattern), zone),
        choosing=Choosing(kit, about, zone),
        outcomes=Outcomes(kit, escalating=escalating, revising=revising, roster=roster),
    )
