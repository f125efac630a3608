"""After a messenger has answered nobody for a while: one summary for each desk that had to wait."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta, tzinfo
from typing import Final

from hub.discretion import covered
from hub.kit import Kit
from hub.model import (
    Conversation,
    Delivery,
    DeliveryState,
    DeskId,
    Note,
    Voice,
)

LEAST: Final = timedelta(seconds=5)
"""What lasted no longer than that is not worth a line."""
NAMED: Final = 20
"""How many uncertain answers a summary leads to."""
DESK_CHANNEL: Final = "telegram"
_OVER: Final = (DeliveryState.SENT, DeliveryState.DEAD, DeliveryState.UNCERTAIN)


class Outages:
    """An outage of a messenger is over when nothing waits for its answers any more: all of it can
    be read in the deliveries that had to wait, whoever dies meanwhile.
    """

    def __init__(self, kit: Kit, *, zone: tzinfo) -> None:
        self._directory = kit.directory
        self._conversations = kit.store.conversations
        self._deliveries = kit.store.deliveries
        self._make = kit.make
        self._outbox = kit.outbox
        self._zone = zone

    async def tick(self) -> None:
        """Tell of those that are over. Doing it twice changes nothing."""
        waited: defaultdict[str, list[Delivery]] = defaultdict(list)
        for delivery in await self._deliveries.silenced():
            if channel := self._channel(delivery.lane.voice):
                waited[channel].append(delivery)
        for channel, those in waited.items():
            if all(one.state in _OVER for one in those):
                await self._over(channel, those)

    def _channel(self, voice: Voice) -> str | None:
        """None of a voice that hub.yaml does not have any more: what waits there waits for that."""
        inboxes = self._directory.inboxes.values()
        channels = (inbox.channel for inbox in inboxes if inbox.voice == voice)
        desks = DESK_CHANNEL if voice == self._directory.desk_voice else None
        return next(channels, desks)

    async def _over(self, channel: str, those: Sequence[Delivery]) -> None:
        since = min(one.silent_since for one in those if one.silent_since)
        until = _answered_at(those) or since
        if until - since >= LEAST:
            cause = f"outage/{channel}/{int(since.timestamp() * 1000)}"
            homes = await self._homes(those)
            for desk in sorted(self._desks(those, homes)):
                note = self._summary(channel, since, until, self._unsure(desk, those, homes))
                await self._outbox.put(self._make.ask(f"{cause}/{desk}", note, desk))
        await self._deliveries.told_of(one.id for one in those)

    async def _homes(self, those: Iterable[Delivery]) -> Mapping[str, Conversation]:
        ids = {one.conversation for one in those if one.conversation}
        found = [await self._conversations.get(id) for id in sorted(ids)]
        return {one.id: one for one in found if one}

    def _desks(self, those: Iterable[Delivery], homes: Mapping[str, Conversation]) -> set[DeskId]:
        """Those that were to be shown something, or whose contacts were to be answered."""
        places = {self._make.desk_lane(desk).place: desk for desk in self._directory.desks}
        shown = {places[one.lane.place] for one in those if one.lane.place in places}
        return (shown | {home.desk for home in homes.values()}) & self._directory.desks.keys()

    def _unsure(
        self, desk: DeskId, those: Iterable[Delivery], homes: Mapping[str, Conversation]
    ) -> list[Conversation]:
        lost = [one for one in those if one.state is DeliveryState.UNCERTAIN and one.conversation]
        found = (homes.get(one.conversation or "") for one in lost)
        unsure = {home.id: home for home in found if home and home.desk == desk}
        return sorted(unsure.values(), key=lambda home: home.number)

    def _summary(
        self, channel: str, since: datetime, until: datetime, unsure: Sequence[Conversation]
    ) -> Note:
        away = told_away(channel, since, until, self._zone)
        if not unsure:
            return Note(code="outage_over", values=away)
        lines = [_line(one) for one in unsure[:NAMED]]
        if more := len(unsure) - NAMED:
            lines += [Note(code="outage_more", values={"number": str(more)})] if more > 0 else []
        return Note(code="outage_over_unsure", values=away, lines=tuple(lines))


def told_away(channel: str, since: datetime, until: datetime, zone: tzinfo) -> Mapping[str, str]:
    """For a sentence that says who did not answer, how long, and from when."""
    return {
        "messenger": channel,
        "lasted": str(max(1, round((until - since).total_seconds()))),
        "since": f"{since.astimezone(zone):%H:%M}",
    }


def _answered_at(those: Iterable[Delivery]) -> datetime | None:
    """When the first of them got through; where none did, when the last was given up."""
    sent = [one.settled_at for one in those if one.state is DeliveryState.SENT and one.settled_at]
    ended = [one.settled_at for one in those if one.settled_at]
    return min(sent, default=None) or max(ended, default=None)


def _line(home: Conversation) -> Note:
    values = {"number": str(home.number), "name": covered(home.name)}
    return Note(code="outage_answer", values=values, topic=home.id)
