"""Who a contact is and what is his, by the order service: asked behind what is shown at once."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final

from hub.accounts import bears, his_account, is_certain, is_his, key_of, keys, profile_of
from hub.errors import NotAllowed, OrdersDown, Refusal
from hub.facts import Facts
from hub.identity import Identity
from hub.kit import Kit
from hub.model import Account, Contact, Conversation, Dossier, Order, Person, Source

NEVER: Final = datetime(9999, 1, 1, tzinfo=UTC)
"""Until he writes again."""
REFRESH: Final = timedelta(minutes=3)
AT_ONCE: Final = 8
A_ROUND: Final = 64
CLAIM: Final = timedelta(seconds=30)
"""How long one of many hubs has it to itself."""
FIRST_PAUSE: Final = timedelta(seconds=1)
LONGEST_PAUSE: Final = timedelta(minutes=1)
_STEEPEST: Final = 10


class Dossiers:
    """What is known is asked for again `refresh` later, and ever less often in a conversation in
    which nothing happens.
    """

    def __init__(self, kit: Kit, facts: Facts, identity: Identity, *, refresh: timedelta) -> None:
        self._kit = kit
        self._contacts = kit.store.contacts
        self._dossiers = kit.store.dossiers
        self._conversations = kit.store.conversations
        self._record = kit.record
        self._clock = kit.clock
        self._facts = facts
        self._identity = identity
        self._refresh = refresh

    async def seen(self, contact: Contact, *, anew: bool = False) -> None:
        """He wrote: what is not known, or was too long ago, is asked for soon. `anew`: something
        about himself has changed, and whatever is known may be wrong.
        """
        if self._kit.orders is None:
            return
        now = self._clock.now()
        since = NEVER if anew else now - self._refresh
        await self._dossiers.want(contact.id, now, known_since=since, at_latest=now + self._refresh)

    async def orders_of(self, contact: Contact) -> tuple[Order, ...]:
        """His active orders as they were told last: only what is certainly his."""
        known = await self._dossiers.get(contact.id)
        account = his_account(contact, known, ())
        if known is None or account is None or not is_certain(contact, known, account):
            return known.orders if known else ()
        return (*known.orders, *account.active)

    async def refresh(self, contact: Contact) -> Dossier:
        """What the order service says now. Raises OrdersDown."""
        before = await self._dossiers.get(contact.id)
        fresh = await self._asked(contact)
        await self._dossiers.put(fresh, instead_of=before)
        await self._conclude(contact, fresh, before)
        return fresh

    async def tick(self) -> None:
        """Ask what is due, some side by side: one slow answer keeps few others waiting."""
        if self._kit.orders is None:
            return
        due = await self._dossiers.due(self._clock.now(), A_ROUND)
        for first in range(0, len(due), AT_ONCE):
            together = map(self._again, due[first : first + AT_ONCE])
            for failed in await asyncio.gather(*together, return_exceptions=True):
                if failed:
                    raise failed

    async def pick(
        self, source: Source, by: Person, conversation: Conversation, key: str
    ) -> Account:
        """Somebody who may see the conversation says which of those it may be he is: `key` is that
        of accounts.key_of. Raises Refusal.
        """
        contact = await self._contacts.get(conversation.contact)
        known = await self._dossiers.get(conversation.contact)
        accounts = known.accounts if known else ()
        account = next((one for one in accounts if key_of(one.customer) == key), None)
        if contact is None or account is None:
            raise NotAllowed("not_yours")
        if not is_his(contact, account):
            await self._join_by_hand(contact, account)
            detail = {"account": account.customer.id}
            await self._record.event(source, "identified", conversation, by.id, detail)
        await self._learn(contact, account, certain=False)
        await self._facts.refresh(conversation)
        return account

    async def _join_by_hand(self, contact: Contact, account: Account) -> None:
        profile = profile_of(account)
        former = (*contact.former, contact.profile or "")
        joined = replace(contact, profile=profile, former=former, apart=contact.apart - {profile})
        if await self._contacts.move(contact, joined) is None:
            raise Refusal("identified_already")

    async def _again(self, dossier: Dossier) -> None:
        claimed = await self._dossiers.claim(dossier, self._clock.now() + CLAIM)
        contact = await self._contacts.get(dossier.id) if claimed else None
        if claimed is None:
            return
        if contact is None:
            await self._dossiers.put(replace(claimed, due=NEVER), instead_of=claimed)
            return
        try:
            fresh = await self._asked(contact)
        except OrdersDown as error:
            fresh = self._missing(claimed, error)
        await self._dossiers.put(fresh, instead_of=claimed)
        await self._conclude(contact, fresh, claimed)

    async def _asked(self, contact: Contact) -> Dossier:
        now = self._clock.now()
        known = Dossier(id=contact.id, asked_at=now, due=await self._next(contact, now))
        if contact.person:
            return replace(known, orders=await self._of_staff(contact))
        return await self._of_customer(contact, known)

    async def _of_staff(self, contact: Contact) -> tuple[Order, ...]:
        person = self._kit.directory.person(contact.person)
        if self._kit.orders is None or person is None or person.peer is None:
            return ()
        return tuple(await self._kit.orders.of_staff(person.peer))

    async def _of_customer(self, contact: Contact, known: Dossier) -> Dossier:
        """By the first of what is known of him that the order service knows as well."""
        inbox = self._kit.directory.inboxes.get(contact.address.inbox)
        if self._kit.orders is None or inbox is None:
            return known
        for by, value, certain in keys(contact, inbox):
            accounts = tuple(await self._kit.orders.customers(by, value))
            if accounts:
                sure = certain and all(bears(one, by, value) for one in accounts)
                return replace(known, accounts=accounts, certain=sure)
        return known

    async def _next(self, contact: Contact, now: datetime) -> datetime:
        latest = await self._conversations.latest(contact.address)
        if latest is None or latest.over:
            return NEVER
        return now + max(self._refresh, (now - latest.active_at) / 4)

    def _missing(self, before: Dossier, error: OrdersDown) -> Dossier:
        """What was known before stays."""
        now = self._clock.now()
        pause = min(FIRST_PAUSE * 2 ** min(before.tries, _STEEPEST), LONGEST_PAUSE)
        return replace(
            before,
            due=now + pause,
            tries=before.tries + 1,
            missing=str(error) or "no answer",
            silent_since=before.silent_since or error.since or now,
        )

    async def _conclude(self, contact: Contact, fresh: Dossier, before: Dossier | None) -> None:
        """Whose it is, and what his card says of it."""
        if fresh.missing is None and contact.person is None:
            await self._identify(contact, fresh)
        latest = await self._conversations.latest(contact.address)
        if latest:
            await self._facts.refresh(latest)
        if latest and before and _told(before) != _told(fresh):
            await self._facts.spread(latest)

    async def _identify(self, contact: Contact, fresh: Dossier) -> None:
        if not fresh.accounts:
            await self._identity.unknown(contact)
        if not fresh.certain or len(fresh.accounts) != 1:
            return
        [account] = fresh.accounts
        joined = await self._contacts.join(contact.id, profile_of(account))
        latest = await self._conversations.latest(contact.address) if joined else None
        if latest:
            detail = {"account": account.customer.id}
            await self._record.event(contact.id, "identified", latest, detail=detail)
        known_there = self._knows_address(contact, account)
        # Somebody may have joined him with others before, or have said that he is not it.
        said_so = known_there and profile_of(account) not in contact.apart
        if joined or said_so or is_his(contact, account):
            await self._learn(joined or contact, account, certain=known_there)

    def _knows_address(self, contact: Contact, account: Account) -> bool:
        """Whether the order service knows where he writes from: then all it says of him is his."""
        inbox = self._kit.directory.inboxes.get(contact.address.inbox)
        own = [key for key in keys(contact, inbox) if key[0] == inbox.known_by] if inbox else []
        return any(bears(account, by, value) for by, value, _ in own)

    async def _learn(self, contact: Contact, account: Account, *, certain: bool) -> None:
        """The account's phone and e-mail are his, unless he has verified others himself."""
        told = {"phone": account.customer.phone, "email": account.customer.email}
        new = {
            name: value for name, value in told.items() if value and name not in contact.verified
        }
        for name, value in new.items():
            if certain:
                await self._contacts.verified(contact.id, name, value)
            elif getattr(contact, name) is None:
                await self._contacts.wrote(_with(contact, name, value))


def _told(dossier: Dossier) -> tuple[object, ...]:
    return dossier.accounts, dossier.orders


def _with(contact: Contact, field: str, value: str) -> Contact:
    return replace(contact, phone=value) if field == "phone" else replace(contact, email=value)
