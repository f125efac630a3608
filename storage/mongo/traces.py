"""Where somebody has left traces, as filters."""

from collections.abc import Sequence
from typing import Final

from hub.model import DeliveryState, Traces, Work
from storage.documents import Document

_OF_A_SEARCH: Final = {"note.code": {"$regex": "^found"}, "state": DeliveryState.SENT}


def gone(traces: Traces, within: Document, calls: Sequence[str]) -> dict[str, Document]:
    """What is deleted, by collection."""
    peers = [one.peer for one in traces.addresses]
    told = [{"conversation": within}, {"note.lines.topic": within}, _OF_A_SEARCH]
    waiting = [f"{line}{more}" for line in _announced(traces) for more in ("", "/retell")]
    return {
        "messages": {"conversation": within},
        "deliveries": {
            "$or": [*told, {"_id": {"$in": waiting}}, *_lanes(traces)],
            "work": {"$ne": Work.ERASE},
        },
        "shown": shown(traces, calls),
        "cards": {"_id": within},
        "threads": at_addresses(traces),
        "dossiers": {"_id": {"$in": list(traces.contacts)}},
        "names": {"peer": {"$in": peers}},
        "inquiries": {"_id": within},
        "confirmations": {"conversation": within},
        "lanes": {"lane.place": {"$in": [one.place for one in traces.lanes]}},
        "searches": {},
    }


def shown(traces: Traces, calls: Sequence[str]) -> Document:
    """What stands in messengers of him, `calls` among it."""
    of_his = {"conversation": {"$in": list(traces.conversations)}}
    announced = {"delivery": {"$in": [*_announced(traces), *calls]}}
    return {"$or": [of_his, announced, *_lanes(traces)]}


def _announced(traces: Traces) -> list[str]:
    """The lines in General that told of those without a topic."""
    return [f"{id}/waiting/ask" for id in traces.conversations]


def _lanes(traces: Traces) -> list[Document]:
    return [{"lane.voice": one.voice, "lane.place": one.place} for one in traces.lanes]


def at_addresses(traces: Traces) -> Document:
    """What belongs to an address of his."""
    return {
        "$or": [{"address.inbox": one.inbox, "address.peer": one.peer} for one in traces.addresses]
    }
