"""Whose address it is: only what is certain joins contacts, and by hand both ways are open."""

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import combinations
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hub.access import Access
from hub.directory import Directory
from hub.errors import Refusal
from hub.identity import Identity
from hub.kit import Kit
from hub.making import Making
from hub.merging import Merging
from hub.model import (
    Audience,
    Contact,
    Conversation,
    Delivery,
    Desk,
    Inbound,
    Inbox,
    InboxId,
    Person,
    PersonId,
    Role,
    Source,
    Voice,
)
from hub.outbox import Outbox
from hub.record import Record
from storage.mongo import MongoStore
from tests.contract.samples import DESK, NOON, address, conversation

INBOXES = ("telegram", "telegram-2", "vk", "vk-2")
PEERS = ("77", "78")
PHONES = ("+79110000001", "+79110000002")
HEAD = Person(id=PersonId("head"), name="Андрей", role=Role.HEAD)
LENA = Person(id=PersonId("lena"), name="Лена", role=Role.OPERATOR, desks=frozenset({DESK}))
MARAT = replace(LENA, id=PersonId("marat"), desks=frozenset())


class Noon:
    def now(self) -> Any:
        return NOON


class Nobody:
    """Whoever would be woken to send."""

    def wake(self, deliveries: Sequence[Delivery]) -> None:
        pass

    def doubt(self, voice: Voice) -> None:
        pass


def _kit(store: MongoStore) -> Kit:
    directory = Directory(
        inboxes=[_inbox(id) for id in INBOXES],
        desks=[Desk(id=DESK, title="Клиенты")],
        people=[HEAD, LENA, MARAT],
        desk_voice=Voice("desk"),
    )
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
    return Kit(
        store=store,
        directory=directory,
        access=Access(directory, store.events, Noon()),
        record=record,
        make=make,
        outbox=outbox,
        clock=Noon(),
        orders=None,
    )


def _inbox(id: str) -> Inbox:
    return Inbox(
        id=InboxId(id),
        channel=id.partition("-")[0],
        audience=Audience.CUSTOMERS,
        desk=DESK,
        voice=Voice(id),
    )


class Contacts:
    """People who write in, by inbox and peer, and who handle them."""

    def __init__(self, store: MongoStore) -> None:
        kit = _kit(store)
        self.store = store
        self.identity = Identity(kit)
        self.merging = Merging(kit, self.identity)
        self._sources = 0

    async def wrote(self, inbox: str, peer: str) -> Conversation:
        id = f"{inbox}:{peer}"
        at = address(peer, inbox)
        await self.store.contacts.wrote(Contact(id=id, name=f"{inbox} {peer}", address=at))
        return await self.store.conversations.insert(
            conversation(f"c{id}", contact=id, address=at, channel=inbox, name=f"{inbox} {peer}")
        )

    async def shared(self, inbox: str, peer: str, phone: str) -> Conversation:
        talk = await self.wrote(inbox, peer)
        await self.identity.heard(self._inbound(talk, own_phone=phone), talk)
        return talk

    async def named(self, inbox: str, peer: str, phone: str) -> Conversation:
        """It is said to be his, by whomever."""
        talk = await self.wrote(inbox, peer)
        contact = await self.of(talk)
        await self.store.contacts.wrote(replace(contact, phone=phone))
        await self.identity.heard(self._inbound(talk, phone=phone, text=phone), talk)
        return talk

    async def of(self, talk: Conversation) -> Contact:
        found = await self.store.contacts.get(talk.contact)
        assert found
        return found

    async def together(self, *talks: Conversation) -> bool:
        profiles = {(await self.of(talk)).profile for talk in talks}
        return len(profiles) == 1 and profiles != {None}

    async def merge(self, one: Conversation, other: Conversation, *, by: Person = LENA) -> None:
        await self.merging.merge(self.source(), by, one, other)

    async def unmerge(self, talk: Conversation, *, by: Person = LENA) -> None:
        await self.merging.unmerge(self.source(), by, talk)

    def source(self) -> Source:
        self._sources += 1
        return Source(f"s{self._sources}")

    def _inbound(self, talk: Conversation, **told: Any) -> Inbound:
        return Inbound(
            source=self.source(),
            address=talk.address,
            id_in_channel="1",
            name=talk.name,
            written_at=NOON,
            **told,
        )


@pytest.fixture
def contacts(store: MongoStore) -> Contacts:
    return Contacts(store)


_WHERE = st.tuples(st.sampled_from(INBOXES), st.sampled_from(PEERS))
_DEEDS = st.lists(
    st.tuples(
        st.sampled_from(["wrote", "shared", "named", "merge", "unmerge"]),
        _WHERE,
        _WHERE,
        st.sampled_from(PHONES),
    ),
    max_size=14,
)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(deeds=_DEEDS)
async def test_equal_numbers_of_messengers_never_meet_and_only_what_is_certain_joins(
    contacts: Contacts, deeds: list[Any]
) -> None:
    """The key is channel, inbox and peer; nothing else makes two contacts one."""
    example = contacts.source()
    played = _Played(contacts)
    for deed, (inbox, peer), (other, other_peer), number in deeds:
        where, there = (inbox, f"{peer}{example}"), (other, f"{other_peer}{example}")
        await played.play(deed, where, there, f"{number}{example[1:]}")
    for id, talk in played.talks.items():
        known = await contacts.of(talk)
        assert (known.id, str(known.address)) == (id, id.replace(":", "/"))
    for one, another in combinations(played.talks.values(), 2):
        together = await contacts.together(one, another)
        assert played.by_hand or not together or played.linked(one, another)
        assert played.by_hand or together or not played.sure(one, another)


class _Played:
    """What was done, and what follows from it: the phones that were ever certainly somebody's."""

    def __init__(self, contacts: Contacts) -> None:
        self._contacts = contacts
        self.talks: dict[str, Conversation] = {}
        self.certain: defaultdict[str, set[str]] = defaultdict(set)
        self.by_hand = False

    def linked(self, one: Conversation, another: Conversation) -> bool:
        """By phones, of the two themselves and of those in between."""
        reached = set(self.certain[one.contact])
        for _ in self.certain:
            for phones in self.certain.values():
                reached |= phones if reached & phones else set()
        return bool(reached & self.certain[another.contact])

    def sure(self, one: Conversation, another: Conversation) -> bool:
        """Nobody has ever had but one phone, and theirs is the same."""
        same = self.certain[one.contact] & self.certain[another.contact]
        return bool(same) and all(len(phones) <= 1 for phones in self.certain.values())

    async def play(
        self, deed: str, where: tuple[str, str], there: tuple[str, str], phone: str
    ) -> None:
        one = self.talks[":".join(where)] = await self._contacts.wrote(*where)
        match deed:
            case "shared":
                await self._contacts.shared(*where, phone)
                self.certain[one.contact].add(phone)
            case "named":
                await self._contacts.named(*where, phone)
            case "merge" | "unmerge":
                await self._by_hand(deed, one, there)

    async def _by_hand(self, deed: str, one: Conversation, there: tuple[str, str]) -> None:
        self.by_hand = True
        other = self.talks[":".join(there)] = await self._contacts.wrote(*there)
        with suppress(Refusal):
            if deed == "merge":
                await self._contacts.merge(one, other)
                assert await self._contacts.together(one, other)
            else:
                before = await self._contacts.of(one)
                await self._contacts.unmerge(one)
                assert before.profile in (await self._contacts.of(one)).apart


async def test_two_who_share_at_once_are_joined(contacts: Contacts) -> None:
    one, other = await asyncio.gather(
        contacts.shared("telegram", "77", PHONES[0]), contacts.shared("telegram-2", "77", PHONES[0])
    )
    assert await contacts.together(one, other)


async def test_what_was_taken_apart_is_not_joined_again_by_itself(contacts: Contacts) -> None:
    one = await contacts.shared("telegram", "77", PHONES[0])
    other = await contacts.shared("telegram-2", "77", PHONES[0])
    await contacts.unmerge(other)
    for _ in range(2):
        await contacts.shared("telegram", "77", PHONES[0])
        await contacts.shared("telegram-2", "77", PHONES[0])
    assert (await contacts.of(other)).profile is None
    third = await contacts.shared("vk", "5", PHONES[0])
    assert await contacts.together(one, third)
    await contacts.merge(one, other)
    assert await contacts.together(one, other, third)


async def test_what_was_joined_by_hand_and_taken_apart_is_as_it_was(contacts: Contacts) -> None:
    """Whoever is named: those who came together go together."""
    for leaver in range(3):
        suffix = str(leaver)
        irina = await contacts.shared("telegram", f"1{suffix}", f"+791100001{suffix}0")
        in_msk = await contacts.shared("telegram-2", f"1{suffix}", f"+791100001{suffix}0")
        oleg = await contacts.wrote("vk", f"1{suffix}")
        before = [await contacts.of(talk) for talk in (irina, in_msk, oleg)]
        await contacts.merge(irina, oleg)
        assert await contacts.together(irina, in_msk, oleg)
        await contacts.unmerge((irina, in_msk, oleg)[leaver])
        after = [await contacts.of(talk) for talk in (irina, in_msk, oleg)]
        assert [one.profile for one in after] == [one.profile for one in before]
        assert [one.former for one in after] == [()] * 3
        with pytest.raises(Refusal, match="not_merged"):
            await contacts.unmerge(oleg)


async def test_merging_twice_changes_nothing(contacts: Contacts) -> None:
    one, other = await contacts.wrote("telegram", "1"), await contacts.wrote("vk", "1")
    await contacts.merge(one, other)
    known = await contacts.of(one), await contacts.of(other)
    await contacts.merge(one, other)
    await contacts.merge(other, one)
    assert (await contacts.of(one), await contacts.of(other)) == known
    with pytest.raises(Refusal, match="merge_already"):
        await contacts.merging.require(one, other)


async def test_nobody_is_merged_with_himself_or_with_staff(contacts: Contacts) -> None:
    one = await contacts.wrote("telegram", "1")
    for deed in (contacts.merging.require, contacts.merge):
        with pytest.raises(Refusal, match="merge_same"):
            await deed(one, one)
    with pytest.raises(Refusal, match="merge_staff"):
        await contacts.merging.require(one, replace(one, audience=Audience.STAFF))


async def test_what_was_interrupted_is_finished_by_whoever_comes_next(contacts: Contacts) -> None:
    """As a kill leaves it: some of them are where they go, some are where they were."""
    irina = await contacts.shared("telegram", "1", PHONES[0])
    in_msk = await contacts.shared("telegram-2", "1", PHONES[0])
    oleg = await contacts.wrote("vk", "1")
    before = await contacts.of(irina)
    await contacts.merge(irina, oleg)
    await contacts.store.contacts.move(await contacts.of(irina), before)
    await contacts.merge(irina, oleg)
    assert await contacts.together(irina, in_msk, oleg)
    lonely = replace(await contacts.of(oleg), profile=None, former=())
    await contacts.store.contacts.move(await contacts.of(oleg), lonely)
    await contacts.store.contacts.move(
        await contacts.of(in_msk), replace(await contacts.of(in_msk), profile=None, former=())
    )
    await contacts.unmerge(irina)
    assert (await contacts.of(irina)).profile == before.profile


async def test_a_merge_is_nothing_to_take_apart_for_who_sees_one_side_only(
    contacts: Contacts,
) -> None:
    one, other = await contacts.wrote("telegram", "1"), await contacts.wrote("vk", "1")
    await contacts.merge(one, other, by=HEAD)
    with pytest.raises(Refusal, match="not_merged"):
        await contacts.unmerge(one, by=MARAT)
    await contacts.unmerge(one, by=LENA)
    assert not await contacts.together(one, other)
