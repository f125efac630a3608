"""What earlier deliveries have sent: the copies that edits and recalls alter."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import replace

from bots.backoff import outlast
from hub import reasons
from hub.errors import Undeliverable, Unsent
from hub.model import WAITING, Delivery, DeliveryState
from hub.ports import Deliveries, Outgoing, Part, Views

_ON_ITS_WAY = (*WAITING, DeliveryState.SENDING)


class Copies:
    """Deliveries are forgotten in time, what they have shown is not."""

    def __init__(self, deliveries: Deliveries, views: Views) -> None:
        self._deliveries = deliveries
        self._views = views

    async def parts(self, delivery: Delivery) -> tuple[str, ...]:
        """The ids of what `about` has sent, one for each of its calls, in order. Raises
        Undeliverable if nothing is known to have been sent.
        """
        earlier = await self._deliveries.get(delivery.about) if delivery.about else None
        if earlier and earlier.state in _ON_ITS_WAY:
            raise Unsent("what is to be changed has not been sent yet")
        shown = await self._views.shown_by(delivery.about) if delivery.about else []
        found = earlier.native if earlier else ()
        return _some(found or [one.native for one in shown])

    async def as_sent(self, delivery: Delivery) -> Delivery:
        """With what was left out of it when it was sent: its parts are cut alike."""
        earlier = await self._deliveries.get(delivery.about) if delivery.about else None
        lacks = dict.fromkeys((*(earlier.lacks if earlier else ()), *delivery.lacks))
        return replace(delivery, lacks=tuple(lacks))

    async def is_marked(self, delivery: Delivery, natives: Sequence[str]) -> bool:
        """Whether the part whose turn it is says that it may be a repeat: it has to go on so."""
        part = len(delivery.native)
        native = natives[part] if part < len(natives) else ""
        shown = await self._views.recall(delivery.lane, native)
        return shown is not None and shown.marked

    async def changed(
        self,
        delivery: Delivery,
        natives: Sequence[str],
        looks: Callable[[int], str],
        change: Callable[[], Awaitable[Part]],
    ) -> Part:
        """`change` the part whose turn it is, unless it says so already; `looks` tells what a part
        is to say. From before the call until its answer nobody knows what it says.
        """
        at, lane = len(delivery.native), delivery.lane
        native, says = natives[at] if at < len(natives) else "", looks(at)
        shown = await self._views.recall(lane, native) if native else None
        if says and shown and shown.looks == says:
            more = at + 1 < len(natives) or bool(looks(at + 1))
            return Part(native=native, more=more, looks=says)
        if shown and shown.looks:
            await self._views.looks(lane, native, "")
        part = await change()
        if shown and says:
            await outlast(lambda: self._views.looks(lane, native, says))
        return replace(part, looks=says)

    async def left(self, delivery: Delivery) -> tuple[str, ...]:
        """The ids of all that shows the message there, without those dealt with already."""
        earlier = await self._deliveries.get(delivery.about) if delivery.about else None
        shown = await self._views.copies(delivery.message) if delivery.message else []
        there = [one.native for one in shown if one.lane == delivery.lane]
        everything = dict.fromkeys((*(earlier.native if earlier else ()), *there))
        return _some(one for one in everything if one not in delivery.native)


def only_part(looks: Callable[[Outgoing, int], str], outgoing: Outgoing, part: int) -> str:
    """Of a note: an alteration changes its first part alone."""
    return looks(outgoing, part) if part == 0 else ""


def _some(natives: Iterable[str]) -> tuple[str, ...]:
    found = tuple(natives)
    if not found:
        raise Undeliverable(reasons.NO_COPY)
    return found
