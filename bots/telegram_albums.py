"""Albums: Telegram brings their parts one by one, in any order, and does not say how many."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final, TypeVar

from bots.raw import mapping
from bots.text import Piece, lines
from hub.errors import NotYet
from hub.model import DeliveryId, Inbound, Lane, MessageId, Shown, Update, UpdateState
from hub.ports import Clock, Updates, Views
from hub.record import Content

PAUSE: Final = timedelta(seconds=1)
"""An album is whole when nothing more came for so long."""

Told = TypeVar("Told", Inbound, Content)


@dataclass(frozen=True, slots=True, kw_only=True)
class Album:
    """`members` are the parts of one message, its first one first; `parts` are all that came, also
    those that came when the message had been made. `done`: it has been handled before.
    """

    parts: tuple[Update, ...]
    members: tuple[Update, ...]
    done: bool


class Albums:
    """The views remember what each part belongs to: so a reply to any of them is understood."""

    def __init__(self, updates: Updates, views: Views, clock: Clock) -> None:
        self._updates = updates
        self._views = views
        self._clock = clock

    async def of(self, update: Update, lane: Lane, prefix: str, *, last_chance: bool) -> Album:
        """The album of a part; `prefix` and a number are the source of a message of that lane.
        Raises NotYet while more may come.
        """
        parts = await self._parts(update)
        newest = max((part.received_at for part in parts), default=update.received_at)
        if not last_chance and self._clock.now() - newest < PAUSE:
            raise NotYet
        members = await self._members(number_of(update), parts, lane, prefix)
        others = [one for one in members if number_of(one) != number_of(update)]
        done = any(one.state is UpdateState.HANDLED for one in others)
        return Album(parts=parts, members=members, done=done)

    async def edited(self, update: Update, lane: Lane, prefix: str) -> Album:
        """The album of a part that was edited, each as it was when this edit came."""
        log = await self._log(update)
        latest = {number_of(one): one for one in log if one.rank <= update.rank}
        parts = tuple(latest[number] for number in sorted(latest))
        members = await self._members(number_of(update), parts, lane, prefix)
        return Album(parts=parts, members=members, done=False)

    async def _parts(self, update: Update) -> tuple[Update, ...]:
        first: dict[int, Update] = {}
        for one in await self._log(update):
            if "message" in one.raw:
                first.setdefault(number_of(one), one)
        return tuple(first[number] for number in sorted(first))

    async def _log(self, update: Update) -> list[Update]:
        """By rank; what has no number cannot be read either."""
        log = await self._updates.album(update.voice, update.album or "")
        return [one for one in log if number_of(one)]

    async def _members(
        self, number: int, parts: Sequence[Update], lane: Lane, prefix: str
    ) -> tuple[Update, ...]:
        """Settled once, before anything is made of them: who comes later stands alone."""
        belong = {number_of(part): await self._belongs(part, lane) for part in parts}
        if not any(belong.values()):
            lead = MessageId(f"{prefix}:{min(belong, default=number)}")
            belong = dict.fromkeys(belong, lead)
            await self._views.remember(_shown(lane, part, lead) for part in belong)
        mine = belong.get(number)
        if mine is None:
            return tuple(part for part in parts if number_of(part) == number)
        return tuple(part for part in parts if belong[number_of(part)] == mine)

    async def _belongs(self, part: Update, lane: Lane) -> MessageId | None:
        shown = await self._views.recall(lane, str(number_of(part)))
        return shown.message if shown else None


def album_of(raw: Mapping[str, object]) -> str | None:
    """What belongs together. Never raises."""
    album = message_in(raw).get("media_group_id")
    return album if isinstance(album, str) else None


def number_of(update: Update) -> int:
    """The message's own number; 0 where it has none."""
    number = message_in(update.raw).get("message_id")
    return number if isinstance(number, int) else 0


def together(parts: Sequence[Told], words: Sequence[Told] = ()) -> Told:
    """One message of all parts, named as the first; `words` gives the order of their captions."""
    said = lines(*(Piece(text=part.text, spans=part.spans) for part in words or parts))
    return replace(
        parts[0],
        text=said.text,
        spans=said.spans,
        attachments=tuple(one for part in parts for one in part.attachments),
        omitted=tuple(dict.fromkeys(kind for part in parts for kind in part.omitted)),
        reply_to=next((part.reply_to for part in parts if part.reply_to), None),
        forwarded_from=next((part.forwarded_from for part in parts if part.forwarded_from), None),
        chosen=next((part.chosen for part in parts if part.chosen), ""),
        note=next((part.note for part in parts if part.note), None),
    )


def message_in(raw: Mapping[str, object]) -> Mapping[str, object]:
    """The message that an update is about."""
    return mapping(raw.get("message")) or mapping(raw.get("edited_message"))


def _shown(lane: Lane, number: int, lead: MessageId) -> Shown:
    delivery = DeliveryId(f"{lead}/album")
    return Shown(lane=lane, native=str(number), delivery=delivery, message=lead)
