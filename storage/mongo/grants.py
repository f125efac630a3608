"""Grants stand in the conversation itself: what is written there when one begins or ends."""

from typing import Any, Final

from hub.model import Grant, PersonId, Status
from storage.documents import Codec, Document
from storage.mongo.collection import Filter, literal

_CODEC: Final = Codec(Grant, key=None)
_GUESTS: Final = {"$ifNull": ["$guests", []]}
_NAMES: Final = {"$ifNull": ["$guests.person", []]}


def is_guest(person: PersonId) -> Document:
    return {"guests.person": person}


def is_no_guest(person: PersonId) -> Document:
    return {"guests.person": {"$ne": person}}


def shared(grant: Grant) -> Document:
    return {"guests": _with(grant, _GUESTS)}


def unshared(person: PersonId) -> Document:
    """What he had nobody has, and open becomes new by that."""
    his = _equal("$assignee", person)
    nobodys = {"$and": [his, {"$eq": ["$status", Status.OPEN]}]}
    return {
        "guests": _those_who({"$ne": ["$$one.person", literal(person)]}),
        "assignee": {"$cond": [his, None, "$assignee"]},
        "status": {"$cond": [nobodys, Status.NEW, "$status"]},
    }


def assigned(to: PersonId, grant: Grant | None) -> Document:
    """Whoever had it and was a guest is none any more; whom it is given to keeps what he has."""
    stays = {"$or": [_equal("$$one.person", to), {"$ne": ["$$one.person", "$assignee"]}]}
    kept = _those_who(stays)
    if grant is None:
        return {"guests": kept}
    has_one = {"$in": [literal(to), _NAMES]}
    return {"guests": {"$cond": [has_one, kept, _with(grant, kept)]}}


def over() -> Document:
    was_guest = {"$in": ["$assignee", _NAMES]}
    return {"guests": [], "assignee": {"$cond": [was_guest, None, "$assignee"]}}


def _with(grant: Grant, guests: Filter) -> Document:
    """The seq is read where it is written: nothing comes between."""
    given = {"$mergeObjects": [literal(_CODEC.dump(grant)), {"seq": "$seq"}]}
    return {"$concatArrays": [guests, [given]]}


def _those_who(condition: Filter) -> dict[str, Any]:
    return {"$filter": {"input": _GUESTS, "as": "one", "cond": condition}}


def _equal(field: str, value: str) -> dict[str, Any]:
    return {"$eq": [field, literal(value)]}
