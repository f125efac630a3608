"""Pages of conversations: newest activity first, narrowed by fields and by words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from hub.model import Conversation, ConversationId, DeskId, Message
from storage.documents import words
from storage.mongo.collection import Collection

_MOST_FOUND: Final = 1_000
_FIELDS: Final = {"inbox": "address.inbox", "tag": "tags"}
_OPERATORS: Final = {"in": "$in", "not_in": "$nin"}

Clause = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """As `Conversations.page` documents it."""

    desks: frozenset[DeskId] | None
    inboxes: Mapping[str, frozenset[str]] | None
    where: Mapping[str, str | None] | None
    words: str | None
    after: tuple[datetime, ConversationId] | None


class Search:
    """Where words are given: the thousand conversations in which they were said last, at most."""

    def __init__(
        self, conversations: Collection[Conversation], messages: Collection[Message]
    ) -> None:
        self._conversations = conversations
        self._messages = messages

    async def page(self, asked: Asked, limit: int) -> list[Conversation]:
        clauses = _clauses(asked)
        if asked.words:
            clauses.append({"_id": {"$in": await self._with_words(words(asked.words))}})
        where = {"$and": clauses} if clauses else {}
        return await self._conversations.find(where, sort=("-active_at", "-_id"), limit=limit)

    async def _with_words(self, sought: list[str]) -> list[str]:
        if not sought:
            return []
        match = {"words": {"$all": sought}}
        said = await self._messages.aggregate(
            {"$match": match},
            {"$group": {"_id": "$conversation", "last": {"$max": "$at"}}},
            {"$sort": {"last": -1}},
            {"$limit": _MOST_FOUND},
        )
        named = await self._conversations.documents(match, limit=_MOST_FOUND, fields=["_id"])
        return [found["_id"] for found in (*said, *named)]


def _clauses(asked: Asked) -> list[Clause]:
    clauses: list[Clause] = []
    if asked.desks is not None:
        clauses.append({"desk": {"$in": sorted(asked.desks)}})
    for side, ids in (asked.inboxes or {}).items():
        clauses.append({"address.inbox": {_OPERATORS[side]: sorted(ids)}})
    for name, value in (asked.where or {}).items():
        clauses.append({_FIELDS.get(name, name): _equal(name, value)})
    if asked.after:
        clauses.append(_after(*asked.after))
    return clauses


def _equal(name: str, value: str | None) -> Any:
    """No tag at all is an empty list, not an absent value."""
    return {"$size": 0} if name == "tag" and value is None else {"$eq": value}


def _after(active_at: datetime, id: ConversationId) -> Clause:
    """The first part bounds the index scan; the second needs nothing but its keys."""
    later = [{"active_at": {"$lt": active_at}}, {"_id": {"$lt": id}}]
    return {"active_at": {"$lte": active_at}, "$or": later}
