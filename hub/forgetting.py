"""Personal data leaves: somebody is forgotten at a head's word, contents when they are old."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Final

from hub.errors import Refusal
from hub.kit import Kit
from hub.model import (
    Audience,
    Button,
    Conversation,
    Delivery,
    DeliveryId,
    DeliveryState,
    Event,
    Forgetting,
    Lane,
    Note,
    Person,
    Source,
    Traces,
)

TOPIC: Final = "topic:"
"""How a target begins that is a whole topic."""
LEFT: Final = "-"
"""Stands for a target that could not be taken away."""
AT_ONCE: Final = 100
INTERRUPTED: Final = timedelta(minutes=10)
"""So long after its beginning, an erasure that is not there was never put; later it is done."""
_OVER: Final = (DeliveryState.SENT, DeliveryState.DEAD, DeliveryState.UNCERTAIN)


class Erasing:
    def __init__(self, kit: Kit) -> None:
        self._directory = kit.directory
        self._access = kit.access
        self._erasure = kit.store.erasure
        self._deliveries = kit.store.deliveries
        self._events = kit.store.events
        self._updates = kit.store.updates
        self._make = kit.make
        self._outbox = kit.outbox
        self._clock = kit.clock

    async def ask(self, source: Source, by: Person, conversation: Conversation) -> None:
        """Say what would be erased, with the button that does it. Raises Refusal."""
        await self._require(source, by, conversation)
        traces = await self._erasure.traces(conversation)
        values = {
            "number": str(conversation.number),
            "addresses": str(len(traces.addresses)),
            "conversations": str(len(traces.conversations)),
        }
        press = f"forget:{conversation.number}"
        button = Button(label="forget", press=press, number=conversation.number)
        note = Note(code="forget_ask", values=values)
        await self._outbox.put(
            self._make.tell(f"{source}/forget", by, note, buttons=(button,)),
        )

    async def forget(
        self, source: Source, by: Person, conversation: Conversation, notice: DeliveryId | None
    ) -> None:
        """Begin it; what messengers have to be asked for follows. Raises Refusal."""
        await self._require(source, by, conversation)
        forgetting = await self._begin(by, conversation)
        await self._erasure.erase(forgetting.traces)
        asked = await self._deliveries.get(notice) if notice else None
        if asked:
            values = {"number": str(conversation.number)}
            await self._outbox.redo(
                self._make.retell(asked, Note(code="forget_begun", values=values))
            )

    async def tick(self) -> None:
        """Finish what messengers have done their part of."""
        for forgetting in await self._erasure.under_way():
            if forgetting.left is None:
                await self._go_on(forgetting)
            else:
                await self._tell(forgetting, forgetting.left)

    async def expire(
        self, kept: Mapping[Audience, timedelta | None], updates: timedelta | None
    ) -> None:
        """What is kept no longer than that goes; None is for ever."""
        now = self._clock.now()
        for audience, time in kept.items():
            while time and await self._erasure.erase_ended(audience, now - time, AT_ONCE):
                continue
        if updates:
            await self._updates.clean(now - updates)

    async def _require(self, source: Source, by: Person, conversation: Conversation) -> None:
        await self._access.require_head(by, "/forget", source)
        if conversation.audience is Audience.STAFF:
            raise Refusal("forget_staff")
        if conversation.address.peer == conversation.contact:
            raise Refusal("forget_again", number=str(conversation.number))

    async def _begin(self, by: Person, conversation: Conversation) -> Forgetting:
        """Written down before anything goes: whoever is interrupted goes on from here."""
        id = f"forget-{conversation.number}"
        known = await self._erasure.get(id)
        if known:
            return known
        traces = self._with_lanes(await self._erasure.traces(conversation))
        now = self._clock.now()
        erasures = await self._plan(id, traces)
        forgetting = Forgetting(
            id=id,
            by=by.id,
            at=now,
            number=conversation.number,
            traces=traces,
            erasures=tuple(one.id for one in erasures),
        )
        await self._events.add(
            Event(
                id=f"forgotten/{id}",
                at=now,
                did="forgotten",
                who=by.id,
                conversation=conversation.id,
                detail={"number": str(conversation.number)},
            )
        )
        await self._erasure.keep(forgetting)
        await self._outbox.put(*erasures)
        return forgetting

    def _with_lanes(self, traces: Traces) -> Traces:
        inboxes = self._directory.inboxes
        known = ((inboxes.get(one.inbox), one.peer) for one in traces.addresses)
        lanes = (Lane(voice=inbox.voice, place=peer) for inbox, peer in known if inbox)
        return replace(traces, lanes=tuple(lanes))

    async def _plan(self, id: str, traces: Traces) -> list[Delivery]:
        """What stands in messengers, some for each delivery."""
        targets = {lane: list(shown) for lane, shown in (await self._erasure.shown(traces)).items()}
        for thread in await self._erasure.topics(traces):
            lane = self._make.desk_lane(thread.desk)
            targets.setdefault(lane, []).append(f"{TOPIC}{thread.topic}")
        return [
            self._make.erase(id, lane, some)
            for lane, all in targets.items()
            for some in _some(all)
            if not self._is_posted(lane)
        ]

    def _is_posted(self, lane: Lane) -> bool:
        """What left by HTTP cannot be taken back."""
        return any(
            inbox.voice == lane.voice and inbox.channel not in ("telegram", "vk")
            for inbox in self._directory.inboxes.values()
        )

    async def _go_on(self, forgetting: Forgetting) -> None:
        erasures = await self._deliveries.many(forgetting.erasures)
        begun = self._clock.now() - forgetting.at < INTERRUPTED
        if begun and len(erasures) < len(forgetting.erasures):
            await self._outbox.put(*await self._plan(forgetting.id, forgetting.traces))
            await self._erasure.erase(forgetting.traces)
        elif all(one.state in _OVER for one in erasures):
            left = sum(map(_left, erasures))
            await self._tell(await self._erasure.done(forgetting, left), left)

    async def _tell(self, forgetting: Forgetting, left: int) -> None:
        by = self._directory.people.get(forgetting.by)
        values = {"number": str(forgetting.number)} | ({"left": str(left)} if left else {})
        if by:
            note = Note(code="forget_left" if left else "forget_done", values=values)
            await self._outbox.put(self._make.tell(f"{forgetting.id}/over", by, note))
        await self._erasure.told(forgetting.id)


def _left(erasure: Delivery) -> int:
    return len(erasure.targets) - len([native for native in erasure.native if native != LEFT])


def _some(targets: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(targets), AT_ONCE):
        yield targets[start : start + AT_ONCE]
