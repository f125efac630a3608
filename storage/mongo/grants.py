"""Grants stand in the conversation itself: what is written there when one begins or ends."""

from typing import Any, Final

from hub.model import Grant, PersonId, Status
from storage.documents import Codec, Document
from storage.mongo.collection import Filter, literal

_CODEC: Final = Codec(Grant, key=None)
_GUESTS: Final = {"$ifNull": ["$guests", []]}
_PARTED: Final = {"$ifNull": ["$parted", []]}
_NAMES: Final = {"$ifNull": ["$guests.person", []]}


def is_guest(person: PersonId) -> Document:
    return {"guests.person": person}


def is_no_guest(person: PersonId) -> Document:
    return {"guests.person": {"$ne": person}}


def shared(grant: Grant) -> Document:
    return {"guests": _with(grant, _GUESTS)}


def unshared(person: PersonId, by: PersonId | None) -> Document:
    """What he had nobody has, and open becomes new by that."""
    parts = {"$eq": ["$$one.person", literal(person)]}
    his = _equal("$assignee", person)
    nobodys = {"$and": [his, {"$eq": ["$status", Status.OPEN]}]}
    return {
        "guests": _those_who({"$not": [parts]}),
        "parted": _parting(parts, by),
        "assignee": {"$cond": [his, None, "$assignee"]},
        "status": {"$cond": [nobodys, Status.NEW, "$status"]},
    }


def assigned(to: PersonId, grant: Grant | None, by: PersonId | None) -> Document:
    """Whoever had it and was a guest is none any more; whom it is given to keeps what he has."""
    stays = {"$or": [_equal("$$one.person", to), {"$ne": ["$$one.person", "$assignee"]}]}
    kept = _those_who(stays)
    parted = _parting({"$not": [stays]}, by)
    if grant is None:
        return {"guests": kept, "parted": parted}
    has_one = {"$in": [literal(to), _NAMES]}
    return {"guests": {"$cond": [has_one, kept, _with(grant, kept)]}, "parted": parted}


def over(by: PersonId | None) -> Document:
    was_guest = {"$in": ["$assignee", _NAMES]}
    nobodys = {"$cond": [was_guest, None, "$assignee"]}
    return {"guests": [], "parted": _parting(True, by), "assignee": nobodys}


def followed(id: str) -> Document:
    kept = {"$ne": ["$$one.id", literal(id)]}
    return {"parted": {"$filter": {"input": _PARTED, "as": "one", "cond": kept}}}


def _with(grant: Grant, guests: Filter) -> Document:
    """The seq is read where it is written: nothing comes between."""
    given = {"$mergeObjects": [literal(_CODEC.dump(grant)), {"seq": "$seq"}]}
    return {"$concatArrays": [guests, [given]]}


def _parting(condition: Filter | bool, by: PersonId | None) -> Document:
    """Those to be told that it has ended."""
    ended = {"$mergeObjects": ["$$one", {"ended_by": literal(by)}]}
    parting = {"$map": {"input": _those_who(condition), "as": "one", "in": ended}}
    return {"$concatArrays": [_PARTED, parting]}


def _those_who(condition: Filter | bool) -> dict[str, Any]:
    return {"$filter": {"input": _GUESTS, "as": "one", "cond": condition}}


def _equal(field: str, value: str) -> dict[str, Any]:
    return {"$eq": [field, literal(value)]}
