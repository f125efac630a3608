"""Events of a VK community by Long Poll; what Long Poll has lost is made anew from the history."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from typing import Any, Final, NamedTuple

import aiohttp

from bots import http
from bots.raw import malformed, mapping
from bots.vk_calls import Calls
from hub.errors import DeliveryError
from hub.ports import Batch, RawUpdate

NAME_KEY: Final = "_name"
FIRST_CHAT: Final = 2_000_000_000

_POLL_SECONDS: Final = 25
_POLL_GRACE_SECONDS: Final = 10
_PAGE: Final = 200
# Messages of one moment may reach the queue in another order than their dates.
_OVERLAP_SECONDS: Final = 60


class _Place(NamedTuple):
    """Where reading goes on: Long Poll's `ts`, and the date of the latest message stored."""

    ts: str
    since: int


class VkEvents:
    """A cursor outlives the process: its `ts` is good under any key, or VK says that it is not."""

    def __init__(
        self,
        calls: Calls,
        session: Callable[[], Awaitable[aiohttp.ClientSession]],
        group_id: int,
    ) -> None:
        self._calls = calls
        self._session = session
        self._group_id = group_id
        self._server: Mapping[str, str] | None = None
        self._names: dict[int, str] = {}

    async def fetch(self, cursor: str | None) -> Batch:
        if cursor is None:
            return Batch(updates=(), cursor=_cursor(await self._beginning()))
        place = _Place(**json.loads(cursor))
        events, ts = await self._next(place)
        await self._learn_names(events)
        following = _Place(ts=ts, since=max([place.since, *map(_date, events)]))
        return Batch(updates=tuple(map(self._raw_update, events)), cursor=_cursor(following))

    async def _beginning(self) -> _Place:
        """What is older than the community's latest message is nobody's business any more."""
        server = await self._long_poll()
        latest = await self._calls("messages.getConversations", count=1)
        dates = [item["last_message"]["date"] for item in latest["items"]]
        return _Place(ts=str(server["ts"]), since=max(dates, default=0))

    async def _next(self, place: _Place) -> tuple[Sequence[Any], str]:
        """The events after a place and the `ts` to go on from."""
        answer = await self._polled(await self._long_poll(), place.ts)
        match answer.get("failed"):
            case None:
                return answer.get("updates", ()), str(answer.get("ts", place.ts))
            case 1:
                return await self._missed(place.since), str(answer["ts"])
            case 2:
                self._server = None
                return (), place.ts
        self._server = None
        server = await self._long_poll()
        return await self._missed(place.since), str(server["ts"])

    async def _long_poll(self) -> Mapping[str, str]:
        if self._server is None:
            self._server = await self._calls("groups.getLongPollServer", group_id=self._group_id)
        return self._server

    async def _polled(self, server: Mapping[str, str], ts: str) -> Mapping[str, Any]:
        place = {"act": "a_check", "key": server["key"], "ts": ts, "wait": _POLL_SECONDS}
        session, limit = await self._session(), http.time_limit(_POLL_SECONDS + _POLL_GRACE_SECONDS)
        async with http.asked(session, "GET", server["server"], limit, params=place) as response:
            return await http.object_of(response)

    async def _missed(self, since: int) -> list[dict[str, Any]]:
        found = []
        async for item in self._since(since, "messages.getConversations"):
            if 0 < (peer := item["conversation"]["peer"]["id"]) < FIRST_CHAT:
                history = self._since(since, "messages.getHistory", peer_id=peer)
                found += [message async for message in history if message["from_id"] == peer]
        return [_event(message) for message in sorted(found, key=lambda one: one["id"])]

    async def _since(self, since: int, method: str, **params: object) -> AsyncIterator[Any]:
        """Items of a list that begins with the latest one, page after page."""
        offset, items = 0, [None]
        while items:
            page = await self._calls(method, count=_PAGE, offset=offset, **params)
            items, offset = page["items"], offset + len(page["items"])
            for item in items:
                if item.get("last_message", item)["date"] < since - _OVERLAP_SECONDS:
                    return
                yield item

    async def _learn_names(self, events: Sequence[Any]) -> None:
        """Reading an update asks nobody, so names travel in it. Without them there is an id."""
        unknown = sorted({_sender(event) for event in events} - {0} - self._names.keys())
        if not unknown:
            return
        try:
            users = await self._calls("users.get", user_ids=",".join(map(str, unknown)))
        except DeliveryError:
            return
        for user in users:
            self._names[user["id"]] = f"{user['first_name']} {user['last_name']}".strip()

    def _raw_update(self, event: Any) -> RawUpdate:
        if not mapping(event).get("event_id"):
            return malformed(event)
        name = self._names.get(_sender(event), "")
        return RawUpdate(id=str(event["event_id"]), raw={**event, NAME_KEY: name})


def _cursor(place: _Place) -> str:
    return json.dumps(place._asdict())


def _event(message: Mapping[str, Any]) -> dict[str, Any]:
    own = f"history-{message['peer_id']}-{message['conversation_message_id']}"
    return {"type": "message_new", "event_id": own, "object": {"message": message}}


def _sender(event: Any) -> int:
    """Who wrote, 0 if that is no person."""
    sender = _message(event).get("from_id")
    return sender if isinstance(sender, int) and sender > 0 else 0


def _date(event: Any) -> int:
    date = _message(event).get("date")
    return date if isinstance(date, int) else 0


def _message(event: Any) -> Mapping[str, Any]:
    return mapping(mapping(mapping(event).get("object")).get("message"))
