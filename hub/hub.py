"""The product in one hand: what handlers call."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, timedelta, tzinfo

from hub.about import About
from hub.access import Access
from hub.acting import Acting
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
from hub.joining import Joining
from hub.kit import Kit
from hub.making import Making
from hub.membership import Membership
from hub.merging import Merging
from hub.mirroring import Mirroring
from hub.offboarding import Offboarding
from hub.offers import Offers
from hub.order_fields import Label
from hub.order_numbers import OrderNumbers
from hub.ordering import Ordering
from hub.outages import Outages
from hub.outbox import Outbox
from hub.outcomes import Outcomes
from hub.patterns import Pattern
from hub.people import People
from hub.phrases import Phrases
from hub.ports import Clock, Orders, Store, Waker
from hub.profiles import Profiles
from hub.reaching import Reaching
from hub.reacting import Reacting
from hub.reception import Reception
from hub.record import Record
from hub.revising import Revising
from hub.roster import Roster
from hub.showing import Showing
from hub.taking_back import TakingBack
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
    make: Making
    outbox: Outbox
    reception: Reception
    joining: Joining
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
    taking_back: TakingBack
    revising: Revising
    reacting: Reacting
    guests: Guests
    assignment: Assignment
    closing: Closing
    escalating: Escalating
    phrases: Phrases
    confirming: Confirming
    ordering: Ordering
    choosing: Choosing
    outcomes: Outcomes
    outages: Outages


def assemble(
    store: Store,
    directory: Directory,
    clock: Clock,
    waker: Waker,
    *,
    orders: Orders | None,
    order_pattern: Pattern,
    zone: tzinfo = UTC,
    ack_step: timedelta,
    reopen_window: timedelta,
    token: Token,
    invitation: timedelta,
    cards: CardRules = USUAL,
    refresh: timedelta = REFRESH,
    field_label: Label = str,
) -> Hub:
    make = Making(directory, clock)
    outbox = Outbox(store.deliveries, clock, waker)
    record = Record(
        conversations=store.conversations,
        messages=store.messages,
        events=store.events,
        directory=directory,
        make=make,
        outbox=outbox,
        clock=clock,
    )
    access = Access(directory, store.events, clock)
    kit = Kit(
        store=store,
        directory=directory,
        access=access,
        record=record,
        make=make,
        outbox=outbox,
        clock=clock,
        orders=orders,
    )
    mirroring = Mirroring(kit)
    showing = Showing(kit, mirroring)
    guests = Guests(kit, mirroring)
    revising = Revising(kit, mirroring)
    offers = Offers(kit)
    identity = Identity(kit)
    escalating = Escalating(kit, showing=showing, ack_step=ack_step)
    people = People(store.people, directory, clock)
    membership = Membership(kit)
    admission = Admission(kit, people=people, membership=membership)
    reaching = Reaching(store.reaches, directory, clock)
    roster = Roster(kit, reaching=reaching)
    about = About(kit, revising)
    facts = Facts(kit, cards)
    acting = Acting(kit)
    phrases = Phrases(kit, acting, field_label)
    numbers = OrderNumbers(order_pattern)
    dossiers = Dossiers(kit, facts, identity, refresh=refresh)
    return Hub(
        store=store,
        directory=directory,
        access=access,
        people=people,
        invitations=Invitations(kit, admission=admission, token=token, lifetime=invitation),
        membership=membership,
        offboarding=Offboarding(
            kit, people=people, membership=membership, guests=guests, escalating=escalating
        ),
        reaching=reaching,
        roster=roster,
        make=make,
        outbox=outbox,
        reception=Reception(kit, dossiers=dossiers, showing=showing, identity=identity),
        joining=Joining(kit, numbers),
        facts=facts,
        dossiers=dossiers,
        showing=showing,
        elsewhere=Elsewhere(kit, showing),
        searching=Searching(kit, zone=zone),
        erasing=Erasing(kit),
        identity=identity,
        merging=Merging(kit, identity),
        profiles=Profiles(kit, identity=identity, zone=zone),
        writing=Writing(kit, showing=showing, mirroring=mirroring, offers=offers),
        taking_back=TakingBack(kit, revising=revising, offers=offers),
        revising=revising,
        reacting=Reacting(kit, escalating=escalating),
        guests=guests,
        assignment=Assignment(kit, guests=guests, showing=showing),
        closing=Closing(kit, guests=guests, escalating=escalating, reopen_window=reopen_window),
        escalating=escalating,
        phrases=phrases,
        confirming=Confirming(kit, phrases, acting=acting, dossiers=dossiers),
        ordering=Ordering(kit, about, numbers, zone),
        choosing=Choosing(kit, about, zone),
        outcomes=Outcomes(
            kit,
            escalating=escalating,
            revising=revising,
            guests=guests,
            membership=membership,
            roster=roster,
            zone=zone,
        ),
        outages=Outages(kit, zone=zone),
    )
