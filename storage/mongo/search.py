"""Pages of conversations, newest activity first, and what is found by words, over all history."""

import asyncio
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any, Final

from hub.model import (
    Contact,
    Conversation,
    ConversationId,
    DeskId,
    Dossier,
    Hit,
    Message,
    MessageId,
    PersonId,
)
from storage.documents import Codec, Document
from storage.driver import Database
from storage.mongo.collection import Collection
from storage.words import sought

_MOST_FOUND: Final = 1_000
_WINDOWS: Final = (500, 4_000, 20_000)
"""How many of the newest messages with the rarest word are looked at: few, more, no more."""
_MOST_CONTACTS: Final = 200
_AT_ONCE: Final = (500, 5_000)
"""How many conversations are asked for: at first, and then."""
_NEWEST: Final = ("-active_at", "-_id")
_FIELDS: Final = {"inbox": "address.inbox", "tag": "tags"}
_OPERATORS: Final = {"in": "$in", "not_in": "$nin"}
_NUMBER: Final = re.compile(r"(?:№|#)?\s*([0-9]{1,9})")

Clause = dict[str, Any]
Found = dict[str, str | None]
"""Conversation -> the message in which it was found, if it was in one; in order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """As `Conversations.page` documents it."""

    desks: frozenset[DeskId] | None
    inboxes: Mapping[str, frozenset[str]] | None = None
    guest: PersonId | None = None
    where: Mapping[str, str | None] | None = None
    words: str | None = None
    after: tuple[datetime, ConversationId] | None = None


class Finder:
    """Reads what others keep: the indexes are theirs."""

    def __init__(self, database: Database) -> None:
        self._conversations = Collection(database, "conversations", Codec(Conversation))
        self._messages = Collection(database, "messages", Codec(Message))
        self._contacts = Collection(database, "contacts", Codec(Contact))
        self._dossiers = Collection(database, "dossiers", Codec(Dossier))

    async def page(self, asked: Asked, limit: int) -> list[Conversation]:
        clauses = _clauses(asked)
        if asked.words:
            found = await self._find(asked.words, clauses, _MOST_FOUND)
            clauses.append({"_id": {"$in": list(found)}})
        where = {"$and": clauses} if clauses else {}
        return await self._conversations.find(where, sort=_NEWEST, limit=limit)

    async def hits(self, asked: Asked, limit: int) -> tuple[Hit, ...]:
        found = await self._find(asked.words or "", _clauses(asked), limit)
        return tuple(
            Hit(conversation=ConversationId(id), message=MessageId(said) if said else None)
            for id, said in islice(found.items(), limit)
        )

    async def _find(self, text: str, clauses: list[Clause], limit: int) -> Found:
        """By its number, its order, who it is with, and then by what was said, newest first."""
        alternatives = sought(text)
        looks = await asyncio.gather(
            self._numbered(text, clauses),
            self._ordered(text, clauses, limit),
            *(self._known(terms, clauses, limit) for terms in alternatives),
            *(self._named(terms, clauses, limit) for terms in alternatives),
            *(self._said(terms, clauses, limit) for terms in alternatives),
        )
        found: Found = {}
        for look in looks:
            found |= {id: said for id, said in look.items() if id not in found}
        return found

    async def _numbered(self, text: str, clauses: list[Clause]) -> Found:
        number = _NUMBER.fullmatch(text.strip())
        if not number:
            return {}
        where = {"$and": [{"number": int(number[1])}, *clauses]}
        found = await self._conversations.documents(where, fields=["_id"])
        return {one["_id"]: None for one in found}

    async def _ordered(self, text: str, clauses: list[Clause], limit: int) -> Found:
        """Codes are compared whole, whatever the case of their letters."""
        order = text.strip().lstrip("№#").strip()
        if not order or len(order.split()) > 1:
            return {}
        variants = {"order": {"$in": sorted({order, order.upper(), order.lower()})}}
        about = await self._messages.documents(
            variants, ("-at",), _WINDOWS[0], fields=["conversation"]
        )
        theirs = await self._visible(about, clauses, limit)
        return await self._those(variants, clauses, limit) | theirs

    async def _known(self, terms: list[str], clauses: list[Clause], limit: int) -> Found:
        """Of the contact's phone or e-mail, and of whatever the order service says of him."""
        contacts = await self._contacts.documents(
            {"$or": [{"words": {"$all": terms}}, {"email": {"$in": terms}}]},
            limit=_MOST_CONTACTS,
            fields=["_id"],
        )
        dossiers = await self._dossiers.documents(
            {"words": {"$all": terms}}, limit=_MOST_CONTACTS, fields=["_id"]
        )
        ids = list({one["_id"] for one in (*contacts, *dossiers)})
        return await self._those({"contact": {"$in": ids}}, clauses, limit) if ids else {}

    async def _named(self, terms: list[str], clauses: list[Clause], limit: int) -> Found:
        return await self._those({"words": {"$all": terms}}, clauses, limit)

    async def _those(self, where: Clause, clauses: list[Clause], limit: int) -> Found:
        found = await self._conversations.documents(
            {"$and": [where, *clauses]}, sort=_NEWEST, limit=limit, fields=["_id"]
        )
        return {one["_id"]: None for one in found}

    async def _said(self, terms: list[str], clauses: list[Clause], limit: int) -> Found:
        (there, rarest), *others = await self._by_rarity(terms)
        found: Found = {}
        for window in _WINDOWS:
            said = await self._newest(rarest, [term for _, term in others], window)
            found = await self._visible(said, clauses, limit)
            if len(found) >= limit or there <= window:
                break
        return found

    async def _by_rarity(self, terms: list[str]) -> list[tuple[int, str]]:
        counts = await asyncio.gather(*map(self._count, terms))
        return sorted(zip(counts, terms, strict=True))

    async def _count(self, term: str) -> int:
        """No further than anybody looks."""
        counted = await self._messages.aggregate(
            {"$match": {"words": term}},
            {"$limit": _WINDOWS[-1]},
            {"$group": {"_id": None, "count": {"$sum": 1}}},
        )
        return int(counted[0]["count"]) if counted else 0

    async def _newest(self, rarest: str, others: list[str], window: int) -> list[Document]:
        """Of the newest messages with that word, those that have the others too."""
        narrowed = [{"$match": {"words": {"$all": others}}}] if others else []
        return await self._messages.aggregate(
            {"$match": {"words": rarest}},
            {"$sort": {"at": -1}},
            {"$limit": window},
            *narrowed,
            {"$project": {"conversation": 1}},
        )

    async def _visible(self, said: Iterable[Document], clauses: list[Clause], limit: int) -> Found:
        """The newest hit of each conversation that may be seen."""
        hits: Found = {}
        for one in said:
            hits.setdefault(one["conversation"], one["_id"])
        found: Found = {}
        ids, (some, more) = iter(hits), _AT_ONCE
        while len(found) < limit and (asked := list(islice(ids, some))):
            seen = await self._seen(asked, clauses)
            found |= {id: hits[id] for id in asked if id in seen}
            some = more
        return found

    async def _seen(self, ids: Sequence[str], clauses: list[Clause]) -> set[str]:
        where = {"$and": [{"_id": {"$in": ids}}, *clauses]}
        return {one["_id"] for one in await self._conversations.documents(where, fields=["_id"])}


def _clauses(asked: Asked) -> list[Clause]:
    clauses = _allowed(asked)
    for name, value in (asked.where or {}).items():
        clauses.append({_FIELDS.get(name, name): _equal(name, value)})
    if asked.after:
        clauses.append(_after(*asked.after))
    return clauses


def _allowed(asked: Asked) -> list[Clause]:
    """At his desks and inboxes, or given to him alone."""
    walls: Clause = {}
    if asked.desks is not None:
        walls["desk"] = {"$in": sorted(asked.desks)}
    for side, ids in (asked.inboxes or {}).items():
        if ids or side == "in":
            walls["address.inbox"] = {_OPERATORS[side]: sorted(ids)}
    if not walls:
        return []
    granted: list[Clause] = [{"guests.person": asked.guest}] if asked.guest else []
    if granted and asked.desks is not None and not asked.desks:
        return granted
    return [{"$or": [walls, *granted]}] if granted else [walls]


def _equal(name: str, value: str | None) -> Any:
    """No tag at all is an empty list, not an absent value."""
    return {"$size": 0} if name == "tag" and value is None else {"$eq": value}


def _after(active_at: datetime, id: ConversationId) -> Clause:
    """The first part bounds the index scan; the second needs nothing but its keys."""
    later = [{"active_at": {"$lt": active_at}}, {"_id": {"$lt": id}}]
    return {"active_at": {"$lte": active_at}, "$or": later}
