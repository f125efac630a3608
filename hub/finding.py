"""What people look for in all that was ever said; told to them privately, page by page."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import tzinfo
from typing import Final

from hub.access import DESK_ROLES, may_look_up, visible, works_on
from hub.errors import NotAllowed, Refusal
from hub.kit import Kit
from hub.model import (
    Button,
    Conversation,
    Delivery,
    DeliveryId,
    Hit,
    Message,
    MessageId,
    MessageKind,
    Note,
    Person,
    Search,
    Source,
    Visibility,
    Work,
)
from hub.text import folded

PAGE: Final = 8
MOST: Final = 100
LONGEST: Final = 200
"""Characters of what is asked."""
READ: Final = 20_000
"""Characters of a message among which what was found is sought."""
_AROUND: Final = 100
_BEFORE: Final = 30
_LATEST: Final = 20
_SHORTEST: Final = 3
_ENDING: Final = 2
"""So many letters at the end of a word may be another form's."""

Page = tuple[Note, tuple[Button, ...]]


class Searching:
    def __init__(self, kit: Kit, *, zone: tzinfo) -> None:
        self._access = kit.access
        self._searches = kit.store.searches
        self._conversations = kit.store.conversations
        self._messages = kit.store.messages
        self._deliveries = kit.store.deliveries
        self._views = kit.store.views
        self._make = kit.make
        self._outbox = kit.outbox
        self._clock = kit.clock
        self._zone = zone

    async def find(self, source: Source, by: Person, text: str) -> None:
        """Tell him the first page of what he may see. Raises Refusal."""
        if by.role not in DESK_ROLES:
            await self._access.refused(source, "find", who=by.id)
            raise NotAllowed("find_not_yours")
        asked = " ".join(text.split())[:LONGEST]
        if not asked:
            raise Refusal("find_what")
        search = await self._search(source, by, asked)
        note, buttons = await self._page(by, search, 0)
        cause = f"{source}/found"
        await self._outbox.put(self._make.tell(cause, by, note, buttons=buttons))

    async def turn(
        self, source: Source, by: Person, id: str, page: int, notice: DeliveryId | None
    ) -> None:
        """Another page of his own search, by what he may see now, in place of the shown one."""
        search = await self._searches.get(id)
        if search is None or search.by != by.id or by.role not in DESK_ROLES:
            await self._access.refused(source, "find", who=by.id)
            raise NotAllowed("search_gone")
        note, buttons = await self._page(by, search, page)
        told = await self._told(notice)
        if told:
            await self._outbox.redo(self._make.retell(told, note, buttons))
        else:
            await self._outbox.put(self._make.tell(f"{source}/found", by, note, buttons=buttons))

    async def _search(self, source: Source, by: Person, text: str) -> Search:
        id = hashlib.blake2s(f"{source}/{by.id}".encode(), digest_size=8).hexdigest()
        known = await self._searches.get(id)
        if known:
            return known
        hits = await self._searches.find(text, **visible(by), limit=MOST)
        search = Search(id=id, by=by.id, at=self._clock.now(), text=text, hits=hits)
        await self._searches.keep(search)
        return search

    async def _told(self, notice: DeliveryId | None) -> Delivery | None:
        told = await self._deliveries.get(notice) if notice else None
        if told and told.work is Work.RETELL and told.about:
            return await self._deliveries.get(told.about)
        return told

    async def _page(self, by: Person, search: Search, page: int) -> Page:
        found = await self._allowed(by, search)
        if not found:
            return Note(code="found_nothing", values={"text": search.text}), ()
        last = (len(found) - 1) // PAGE
        page = min(max(page, 0), last)
        some = found[page * PAGE : (page + 1) * PAGE]
        values = {"text": search.text, "count": str(len(found))}
        if last:
            values |= {"page": str(page + 1), "pages": str(last + 1)}
        code = _title(pages=last + 1, all=len(search.hits) < MOST)
        lines = [await self._line(by, search, hit, one) for hit, one in some]
        shows = await self._shows(by, [one for _, one in some])
        return Note(code=code, values=values, lines=tuple(lines)), (
            *shows,
            *_turns(search, page, last),
        )

    async def _allowed(self, by: Person, search: Search) -> list[tuple[Hit, Conversation]]:
        there = await self._conversations.many(hit.conversation for hit in search.hits)
        allowed = {one.id: one for one in there if may_look_up(by, one)}
        return [
            (hit, allowed[hit.conversation]) for hit in search.hits if hit.conversation in allowed
        ]

    async def _line(self, by: Person, search: Search, hit: Hit, one: Conversation) -> Note:
        values = {
            "number": str(one.number),
            "name": one.name,
            "channel": one.channel,
            "day": f"{one.active_at.astimezone(self._zone):%d.%m.%Y}",
            "stands": one.status,
        }
        text = _around(await self._text(hit.message, one), search.text)
        said = (Note(code="found_text", values={"text": text}),) if text else ()
        topic = one.id if works_on(by, one) else None
        return Note(code="found_line", values=values, lines=said, topic=topic)

    async def _text(self, id: MessageId | None, conversation: Conversation) -> str:
        """Where it was found, or what was said last."""
        hit = await self._messages.get(id) if id else None
        if hit:
            return _read(hit)
        latest = await self._messages.of(conversation.id, limit=_LATEST)
        said = [_read(one) for one in latest if one.kind is not MessageKind.SYSTEM]
        return next((text for text in reversed(said) if text), "")

    async def _shows(self, by: Person, some: Sequence[Conversation]) -> list[Button]:
        """What has no topic to be opened can be shown there."""
        with_topic = await self._views.with_topic(some)
        return [
            Button(label="show", press=f"show:{one.number}", number=one.number)
            for one in some
            if works_on(by, one)
            if one.id not in with_topic or one.visibility is not Visibility.SHOWN
        ]


def _title(*, pages: int, all: bool) -> str:
    if not all:
        return "found_many"
    return "found_pages" if pages > 1 else "found"


def _turns(search: Search, page: int, last: int) -> list[Button]:
    back = [Button(label="previous_page", press=f"find:{search.id}:{page - 1}")] if page else []
    on = [Button(label="next_page", press=f"find:{search.id}:{page + 1}")] if page < last else []
    return [*back, *on]


def _read(message: Message) -> str:
    """Its words on one line, as far as they are found by."""
    named = (one.name or "" for one in message.attachments)
    told = message.note.values.values() if message.note else ()
    return " ".join(" ".join((message.text[:READ], *named, *told)).split())


def _around(text: str, asked: str) -> str:
    """The stretch in which the first of the words that can be seen stands."""
    seen = folded(text)
    beginnings = (word[: max(_SHORTEST, len(word) - _ENDING)] for word in folded(asked).split())
    places = [place for word in beginnings if (place := seen.find(word)) >= 0]
    start = max(0, min(places, default=0) - _BEFORE)
    end = start + _AROUND
    return f"{'…' if start else ''}{text[start:end].strip()}{'…' if end < len(text) else ''}"
