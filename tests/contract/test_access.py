"""X07: whatever rights people have, every surface shows what the rule allows and nothing else."""

from collections.abc import Mapping, Sequence
from itertools import chain, combinations, count, product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bots.web.audit import Audit
from hub.access import Access, may_look_up, may_see, visible, works_on
from hub.assignment import Assignment
from hub.directory import Directory
from hub.errors import NotAllowed
from hub.guests import Guests
from hub.kit import Kit
from hub.making import Making
from hub.mirroring import Mirroring
from hub.model import (
    Audience,
    Conversation,
    Desk,
    DeskId,
    Grant,
    Inbox,
    InboxId,
    InboxRule,
    Peer,
    Person,
    PersonId,
    Role,
    Source,
    Voice,
    Work,
)
from hub.offers import Offers
from hub.outbox import Outbox
from hub.record import Content, Record
from hub.showing import Showing
from hub.writing import Writing
from storage.mongo import MongoStore
from tests.contract.samples import NOON, address, at, conversation, message
from tests.contract.test_identity import Nobody, Noon

DESKS = (DeskId("clients"), DeskId("couriers"))
INBOXES = (InboxId("customers-tg"), InboxId("customers-vk"))
HE, SHE = PersonId("he"), PersonId("she")
HEADS = {Role.HEAD, Role.ADMIN}
GIVEN = {Role.GUEST, Role.INTERNAL, Role.MANAGER}
COLLEAGUES = HEADS | {Role.OPERATOR, Role.MANAGER, Role.INTERNAL}

_NUMBERS = count()
_SOME_INBOXES = st.frozensets(st.sampled_from(INBOXES))


def _people(id: PersonId, peer: str) -> st.SearchStrategy[Person]:
    return st.builds(
        Person,
        id=st.just(id),
        name=st.just(id.title()),
        role=st.sampled_from(Role),
        peer=st.just(Peer(peer)),
        desks=st.frozensets(st.sampled_from(DESKS)),
        inboxes=st.builds(InboxRule, listed=_SOME_INBOXES, excepted=st.booleans()),
    )


def _universe() -> list[Conversation]:
    """Each desk, each inbox, given to each, both or nobody; in the hands of him, her or nobody."""
    both = (HE, SHE)
    given_to = list(chain.from_iterable(combinations(both, size) for size in range(3)))
    found = []
    for number, (desk, inbox, guests) in enumerate(product(DESKS, INBOXES, given_to)):
        assignee = (None, HE, SHE)[number % 3]
        found.append(
            conversation(
                f"c{number}",
                address=address(str(number), inbox),
                desk=desk,
                active_at=at(number),
                assignee=assignee,
                guests=tuple(Grant(id=f"g{one}", person=one, by=SHE, at=NOON) for one in guests),
            )
        )
    return found


def _at_the_desk(person: Person, one: Conversation) -> bool:
    """The rule in other words."""
    if person.role not in COLLEAGUES:
        return False
    desk = person.role in HEADS or one.desk in person.desks
    inbox = one.address.inbox in person.inboxes.listed
    return desk and inbox != person.inboxes.excepted


def _sees(person: Person, one: Conversation) -> bool:
    granted = person.role in GIVEN and person.id in {grant.person for grant in one.guests}
    return granted or _at_the_desk(person, one)


@pytest.fixture
async def full(store: MongoStore) -> MongoStore:
    for one in _universe():
        inserted = await store.conversations.insert(one)
        await store.messages.insert(message(f"m{one.id}", 1, "гравировка", conversation=one.id))
        access = Access(_directory([]), store.events, Noon())
        await access.refused(Source(one.id), "write", conversation=inserted)
    return store


def _directory(people: Sequence[Person]) -> Directory:
    return Directory(
        inboxes=[
            Inbox(
                id=id,
                channel="telegram",
                audience=Audience.CUSTOMERS,
                desk=DESKS[0],
                voice=Voice(id),
            )
            for id in INBOXES
        ],
        desks=[Desk(id=id, title=id) for id in DESKS],
        people=people,
        desk_voice=Voice("desk"),
    )


def _kit(store: MongoStore, people: Sequence[Person]) -> Kit:
    directory = _directory(people)
    make = Making(directory, Noon())
    outbox = Outbox(store.deliveries, Noon(), Nobody())
    record = Record(
        conversations=store.conversations,
        messages=store.messages,
        events=store.events,
        directory=directory,
        make=make,
        outbox=outbox,
        clock=Noon(),
    )
    access = Access(directory, store.events, Noon())
    return Kit(
        store=store,
        directory=directory,
        access=access,
        record=record,
        make=make,
        outbox=outbox,
        clock=Noon(),
        orders=None,
    )


_SLOW = settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@_SLOW
@given(person=_people(HE, "1"))
async def test_lists_search_and_audit_hold_exactly_what_may_be_looked_up(
    full: MongoStore, person: Person
) -> None:
    everything = await full.conversations.page(desks=None, limit=100)
    allowed = {one.id for one in everything if person.role in COLLEAGUES if _sees(person, one)}
    listed = await full.conversations.page(**visible(person), limit=100)
    said = await full.conversations.page(**visible(person), words="гравировка", limit=100)
    hits = await full.searches.find("гравировка", **visible(person), limit=100)
    events, _ = await Audit(full.conversations, full.events).page(person, limit=1_000)
    assert {one.id for one in listed} == allowed
    assert {one.id for one in said} == allowed
    assert {one.conversation for one in hits} == allowed
    assert {one.conversation for one in events if one.conversation} == allowed
    assert {one.id for one in everything if may_look_up(person, one)} == allowed


@_SLOW
@given(he=_people(HE, "1"), she=_people(SHE, "2"))
async def test_nobody_presses_is_offered_or_is_told_what_he_may_not(
    full: MongoStore, he: Person, she: Person
) -> None:
    kit = _kit(full, [he, she])
    mirroring = Mirroring(kit)
    guests, showing = Guests(kit, mirroring), Showing(kit, mirroring)
    assignment = Assignment(kit, guests=guests, showing=showing)
    people = {he.id: he, she.id: she}
    for one in await full.conversations.page(desks=None, limit=100):
        for person in people.values():
            assert works_on(person, one) is _at_the_desk(person, one)
            assert may_see(person, one) is _sees(person, one)
            assert await _may_press(kit, person, one) is _at_the_desk(person, one)
        for candidate in assignment.candidates(one):
            assert candidate.role is Role.GUEST or _at_the_desk(candidate, one)
        written = message("new", one.seq + 1, "слово", conversation=one.id)
        copies = mirroring.of(written, one)
        assert {copy.person for copy in copies} == _guests(people, one)
        for copy in copies:
            assert copy.person
            assert copy.lane.place == people[copy.person].peer


async def _may_press(kit: Kit, person: Person, one: Conversation) -> bool:
    try:
        await kit.access.require(person.id, one, "press", Source(f"q{one.id}{person.id}"))
    except NotAllowed:
        return False
    return True


def _guests(people: Mapping[PersonId, Person], one: Conversation) -> set[PersonId]:
    granted = {grant.person for grant in one.guests}
    return {id for id in granted if people[id].role in GIVEN}


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(he=_people(HE, "1"), she=_people(SHE, "2"))
async def test_a_comment_is_told_to_nobody_who_may_not_see_it(
    full: MongoStore, he: Person, she: Person
) -> None:
    kit = _kit(full, [he, she])
    mirroring = Mirroring(kit)
    writing = Writing(kit, showing=Showing(kit, mirroring), mirroring=mirroring, offers=Offers(kit))
    people = {he.id: he, she.id: she}
    for stored in await full.conversations.page(desks=None, limit=100):
        source = Source(f"d1:{next(_NUMBERS)}:{stored.id}")
        by = SHE if stored.assignee == HE else HE
        await writing.comment(source, by, stored, Content(native="1", text="между нами"))
        waiting = await full.deliveries.waiting(Voice("desk"), limit=100_000)
        told = [one for one in waiting if one.id.startswith(f"{source}/")]
        mirrored = {one.person for one in told if one.work is Work.MIRROR}
        assert mirrored == _guests(people, stored) - {by}
        for delivery in told:
            person = people[delivery.person] if delivery.person else None
            assert delivery.work is Work.MIRROR or (person and _at_the_desk(person, stored))
