"""Events of a VK community: by Long Poll, or brought by its Callback API.

What either has lost is made anew from the history of its dialogs, so that changing from one to the
other loses nothing: what comes twice has the same source.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from typing import Any, Final, NamedTuple

import aiohttp

from bots import http
from bots.raw import malformed, mapping
from bots.vk_calls import Calls
from bots.vk_messages import is_chat
from bots.vk_people import VkPeople
from bots.vk_reading import MESSAGE_KEY, NAMES_KEY
from hub.errors import DeliveryError
from hub.ports import Batch, RawUpdate

_POLL_SECONDS: Final = 25
_POLL_GRACE_SECONDS: Final = 10
_BROUGHT_SECONDS: Final = 60
_PATIENCE_SECONDS: Final = 3.0
"""How long whoever brings an event is kept waiting for the names in it."""
_PAGE: Final = 200
# Messages of one moment may reach the queue in another order than their dates.
_OVERLAP_SECONDS: Final = 60


class _Place(NamedTuple):
    """Where reading goes on: Long Poll's `ts`, "" where it was not Long Poll that brought the
    latest event; and the date of the latest message stored.
    """

    ts: str
    since: int


class VkEvents:
    """A cursor outlives the process: its `ts` is good under any key, or VK says that it is not."""

    def __init__(
        self,
        calls: Calls,
        people: VkPeople,
        session: Callable[[], Awaitable[aiohttp.ClientSession]],
        group_id: int,
    ) -> None:
        self._calls = calls
        self._people = people
        self._session = session
        self._group_id = group_id
        self._server: Mapping[str, str] | None = None
        self._caught_up = False

    async def poll(self, cursor: str | None) -> Batch:
        """By Long Poll."""
        if cursor is None:
            server = await self._long_poll()
            return Batch(updates=(), cursor=_cursor(await self._beginning(str(server["ts"]))))
        place = _Place(**json.loads(cursor))
        events, ts = await self._next(place)
        return await self._batch(events, place, ts)

    async def catch_up(self, cursor: str | None) -> Batch:
        """Of what is brought: once what was missed until now; after that nothing."""
        if self._caught_up:
            await asyncio.sleep(_BROUGHT_SECONDS)
            return Batch(updates=(), cursor=None)
        if cursor is None:
            batch = Batch(updates=(), cursor=_cursor(await self._beginning("")))
        else:
            place = _Place(**json.loads(cursor))
            batch = await self._batch(await self._missed(place.since), place, "")
        self._caught_up = True
        return batch

    async def brought(self, event: Mapping[str, Any]) -> RawUpdate:
        """What the Callback API has posted, under the id that Long Poll would give it."""
        try:
            async with asyncio.timeout(_PATIENCE_SECONDS):
                event = await self._whole(event)
                await self._people.learn([event])
                return await self._raw_update(event)
        except TimeoutError:
            return RawUpdate(id=str(event["event_id"]), raw=event)

    def after(self, cursor: str | None, event: Mapping[str, Any]) -> str | None:
        """The cursor when what was brought is stored, None if it stays where it is."""
        place = _Place(**json.loads(cursor)) if cursor else _Place(ts="", since=0)
        date = _date(event)
        return _cursor(place._replace(since=date)) if date > place.since else None

    async def _batch(self, events: Sequence[Any], place: _Place, ts: str) -> Batch:
        events = [await self._whole(event) for event in events]
        await self._people.learn(events)
        updates = [await self._raw_update(event) for event in events]
        following = _Place(ts=ts, since=max([place.since, *map(_date, events)]))
        return Batch(updates=tuple(updates), cursor=_cursor(following))

    async def _beginning(self, ts: str) -> _Place:
        """What is older than the community's latest message is nobody's business any more."""
        latest = await self._calls("messages.getConversations", count=1)
        dates = [item["last_message"]["date"] for item in latest["items"]]
        return _Place(ts=ts, since=max(dates, default=0))

    async def _next(self, place: _Place) -> tuple[Sequence[Any], str]:
        """The events after a place and the `ts` to go on from."""
        server = await self._long_poll()
        if not place.ts:
            return await self._missed(place.since), str(server["ts"])
        answer = await self._polled(server, place.ts)
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
        """What people wrote, and what somebody answered them by hand."""
        found = []
        async for item in self._since(since, "messages.getConversations"):
            if not is_chat(peer := item["conversation"]["peer"]["id"]):
                history = self._since(since, "messages.getHistory", peer_id=peer)
                found += [message async for message in history if _is_news(message)]
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

    async def _raw_update(self, event: Any) -> RawUpdate:
        if not mapping(event).get("event_id"):
            return malformed(event)
        raw = {**event, NAMES_KEY: self._people.names_in(event)}
        if event.get("type") == "message_reaction_event":
            raw[MESSAGE_KEY] = await self._message_of(mapping(event.get("object")))
        return RawUpdate(id=str(event["event_id"]), raw=raw)

    async def _whole(self, event: Any) -> Any:
        """With the message that VK has cut fetched whole; what cannot be had stays as it came."""
        body = mapping(mapping(event).get("object"))
        cut = mapping(body.get("message")) or body
        if not _is_cropped(cut):
            return event
        message = await self._message(cut)
        if message is None:
            return event
        return {**event, "object": {**body, "message": message} if "message" in body else message}

    async def _message(self, cut: Mapping[str, Any]) -> Mapping[str, Any] | None:
        within = {
            "peer_id": cut.get("peer_id"),
            "conversation_message_ids": cut.get("conversation_message_id"),
        }
        ways: list[tuple[str, Mapping[str, Any]]] = [
            ("messages.getById", {"message_ids": cut.get("id")}),
            ("messages.getByConversationMessageId", within),
        ]
        for method, named in ways:
            try:
                found = await self._calls(method, **named)
            except DeliveryError:
                continue
            items = mapping(found).get("items")
            for item in items if isinstance(items, list) else []:
                if mapping(item).get("id") == cut.get("id"):
                    return mapping(item)
        return None

    async def _message_of(self, reaction: Mapping[str, Any]) -> int | None:
        """The id of a message that is named by its number within the dialog."""
        named = {
            "peer_id": reaction.get("peer_id"),
            "conversation_message_ids": reaction.get("cmid"),
        }
        try:
            found = await self._calls("messages.getByConversationMessageId", **named)
        except DeliveryError:
            return None
        items = mapping(found).get("items")
        ids = [mapping(item).get("id") for item in items] if isinstance(items, list) else []
        return next((id for id in ids if isinstance(id, int)), None)


def _is_cropped(message: Mapping[str, Any]) -> bool:
    """Also where it is a forward in it that was cut."""
    forwards = message.get("fwd_messages")
    inner = [mapping(one) for one in forwards] if isinstance(forwards, list) else []
    return bool(message.get("is_cropped")) or any(map(_is_cropped, inner))


def _cursor(place: _Place) -> str:
    return json.dumps(place._asdict())


def _is_news(message: Mapping[str, Any]) -> bool:
    """What we sent ourselves is none."""
    return message["from_id"] == message["peer_id"] or bool(message.get("admin_author_id"))


def _event(message: Mapping[str, Any]) -> dict[str, Any]:
    own = f"history-{message['peer_id']}-{message['conversation_message_id']}"
    if message["from_id"] != message["peer_id"]:
        return {"type": "message_reply", "event_id": own, "object": message}
    return {"type": "message_new", "event_id": own, "object": {"message": message}}


def _date(event: Any) -> int:
    """Of a private message; nothing else can be found in the history."""
    body = mapping(mapping(event).get("object"))
    date = mapping(body.get("message")).get("date")
    return date if isinstance(date, int) else 0
