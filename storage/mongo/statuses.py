"""What becomes of a conversation by each thing that is done in it: what is written there, in one
step with whatever it depends on. Documents of `$set` in a pipeline.
"""

from datetime import datetime
from typing import Any, Final

from hub.model import PersonId, Status, TagId
from storage.documents import Document
from storage.mongo.collection import literal

COUNTED: Final[Document] = {"seq": {"$add": ["$seq", 1]}}
"""Something stands in it that has a number there."""
_COMMENTS: Final = 20
"""How many of a conversation may be handled at a time, and once more after a kill."""
_REOPENED: Final = {"resolved_at": None, "closed_by": None}


def contact_wrote(at: datetime, within: str | None = None) -> Document:
    """What was resolved is open again, or new where nobody has it."""
    there = {"within": literal(within) if within else None}
    again = {"$cond": [{"$eq": ["$assignee", None]}, Status.NEW, Status.OPEN]}
    status = _by_status(
        (Status.PENDING, Status.OPEN), (Status.SNOOZED, Status.OPEN), (Status.RESOLVED, again)
    )
    active_at = {"$max": ["$active_at", at]}
    return COUNTED | _REOPENED | there | {"status": status, "active_at": active_at}


def answered(by: PersonId, at: datetime) -> Document:
    """Nobody's becomes his; what was noted for him he has read."""
    mine = _unless_assignee(by, or_nobody=True, then="$unread_comments", else_=0)
    assignee = {"$ifNull": ["$assignee", literal(by)]}
    return answered_elsewhere(at) | {"assignee": assignee, "unread_comments": mine}


def answered_elsewhere(at: datetime) -> Document:
    first = {"$ifNull": ["$first_reply_at", at]}
    return COUNTED | _REOPENED | {"status": Status.PENDING, "first_reply_at": first}


def commented(source: str, by: PersonId) -> Document:
    """Of each comment once: the document keeps the `counted` last of them."""
    known = {"$ifNull": ["$counted", []]}
    more = {"$add": ["$unread_comments", {"$cond": [{"$in": [literal(source), known]}, 0, 1]}]}
    unread = _unless_assignee(by, then=more, else_="$unread_comments")
    counted = {"$slice": [{"$concatArrays": [known, [literal(source)]]}, -_COMMENTS]}
    return COUNTED | {"unread_comments": unread, "counted": counted}


def given(to: PersonId) -> Document:
    return {"assignee": literal(to), "status": _by_status((Status.NEW, Status.OPEN))}


def given_up() -> Document:
    return {"assignee": None, "status": _by_status((Status.OPEN, Status.NEW))}


def resolved(by: str, tag: TagId | None, at: datetime) -> Document:
    return {
        "status": Status.RESOLVED,
        "closed_by": literal(by),
        "resolved_at": at,
        "tags": _with_tag(tag) if tag else "$tags",
    }


def closed() -> Document:
    """`current` with it: the index lets the address have another."""
    return {"status": Status.CLOSED, "current": False}


def _with_tag(tag: TagId) -> Document:
    """Each once, in the order they came."""
    more = {"$concatArrays": ["$tags", [literal(tag)]]}
    return {"$cond": [{"$in": [literal(tag), "$tags"]}, "$tags", more]}


def _by_status(*branches: tuple[Status, Any]) -> Document:
    cases = [{"case": {"$eq": ["$status", before]}, "then": then} for before, then in branches]
    return {"$switch": {"branches": cases, "default": "$status"}}


def _unless_assignee(by: PersonId, *, then: Any, else_: Any, or_nobody: bool = False) -> Document:
    assignee = {"$ifNull": ["$assignee", literal(by)]} if or_nobody else "$assignee"
    return {"$cond": [{"$eq": [assignee, literal(by)]}, else_, then]}
