"""One turn of a delivery: claim, call, settle, follow."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Final

import structlog

from bots.asking import Asked, Turn
from bots.backoff import outlast
from bots.delivery.call import Caller
from bots.delivery.follow import Consequences
from bots.delivery.means import Means
from bots.delivery.reader import Reader
from bots.delivery.schedule import Schedule
from bots.delivery.standing import Standing
from bots.delivery.verdict import OUTWARD, OVER, Called, judge
from bots.lateness import in_steps
from bots.ownership import Hold
from hub.errors import Flooded, StoreDown
from hub.model import WAITING, Delivery, DeliveryId, DeliveryState, Shown, Work
from hub.ports import Part

_SHOWING: Final = frozenset({Work.SHOW, Work.ANSWER, Work.EDIT, Work.MIRROR})
_REMEMBERED: Final = _SHOWING | {Work.TELL, Work.ASK, Work.CARD}

_log = structlog.get_logger(__name__)


class Turns:
    def __init__(
        self,
        *,
        hold: Hold,
        caller: Caller,
        schedule: Schedule,
        reader: Reader,
        standing: Standing,
        consequences: Consequences,
        means: Means,
    ) -> None:
        self._hold = hold
        self._caller = caller
        self._schedule = schedule
        self._reader = reader
        self._standing = standing
        self._consequences = consequences
        self._means = means
        self._held: dict[DeliveryId, Asked] = {}
        """What was held back last, and whom it would have asked."""

    async def take(self, delivery: Delivery) -> None:
        """The turn of what the schedule has just named."""
        after: Delivery | None = None
        called = True
        try:
            named = {"delivery": delivery.id, "work": delivery.work}
            after, called = await in_steps(self._turn(delivery), "delivery", **named)
        except Exception:  # noqa: BLE001 - it stays in SENDING for recovery; the lane goes on
            _log.exception("turn failed", delivery=delivery.id, work=delivery.work)
        finally:
            self._let_go(delivery, after, called=called)
        if after and after.state in OVER and after.open:
            await self._consequences.draw(after)

    async def _turn(self, delivery: Delivery) -> tuple[Delivery | None, bool]:
        """What became of it, None if it is not ours any more; and whether a call was made."""
        turn = self._may_ask(delivery)
        if isinstance(turn, datetime):
            return replace(delivery, due=turn), False
        try:
            after = await self._make(delivery, turn)
        finally:
            self._asked(delivery, turn)
        return after, turn.called > 0

    def _may_ask(self, delivery: Delivery) -> Turn | datetime:
        """Of what was held back before: when it is worth asking, if that is not now. The store need
        not know: there it is due.
        """
        silences, now = self._means.silences, self._means.clock.now()
        asked = self._held.get(delivery.id)
        if asked and not silences.circuit(asked).admits(now):
            return silences.circuit(asked).asked_at(now)
        wary = delivery.work in OUTWARD and delivery.perhaps_sent
        return Turn(silences, wary=wary, granted=asked)

    def _asked(self, delivery: Delivery, turn: Turn) -> None:
        if turn.granted:
            self._means.silences.circuit(turn.granted).spared(self._means.clock.now())
        self._held.pop(delivery.id, None)
        if turn.held_by:
            self._held[delivery.id] = turn.held_by
        if turn.mended:
            self._reader.ask()

    async def _make(self, delivery: Delivery, turn: Turn) -> Delivery | None:
        trouble = await self._caller.prepare(delivery, turn)
        try:
            claimed = await self._claim(delivery)
        except StoreDown:
            self._reader.unanswered(delivery)
            return delivery
        if claimed is None or claimed.state in WAITING:
            return claimed
        if not self._caller.may_call(self._means.clock.now()):
            return await self._settle(replace(delivery, epoch=claimed.epoch))
        if trouble:
            return await self._follow(claimed, trouble, turn)
        return await self._call(claimed, turn)

    async def _claim(self, delivery: Delivery) -> Delivery | None:
        """In SENDING; as it was, if another has to go first; None if it has changed meanwhile."""
        if not await self._is_first(delivery):
            return delivery
        epoch = self._hold.epoch
        if not await self._means.deliveries.claim(delivery, epoch, self._means.clock.now()):
            self._reader.ask()
            return None
        self._reader.claimed(delivery)
        return replace(delivery, state=DeliveryState.SENDING, epoch=epoch)

    async def _is_first(self, delivery: Delivery) -> bool:
        """Where the store holds more of the lane than memory, one of lower rank may be there."""
        if not self._schedule.is_partial(delivery.lane):
            return True
        deliveries = self._means.deliveries
        first = await deliveries.first_in_line(delivery.lane, delivery.line)
        if first is None or first.rank >= delivery.rank:
            return True
        self._schedule.put(first, self._means.clock.now(), anyway=True)
        return False

    async def _call(self, claimed: Delivery, turn: Turn) -> Delivery | None:
        before = turn.called
        outcome = await self._caller.step(claimed, turn)
        now = self._means.clock.now()
        self._standing.heed(outcome, turn, now)
        also = outcome.also if isinstance(outcome, Part) else ()
        self._schedule.count(claimed, len(also), now)
        called = _called(turn, turn.called > before)
        after = judge(claimed, outcome, now, self._means.pace.patience, called)
        if isinstance(outcome, Flooded):
            await self._block(after)
        looks = outcome.looks if isinstance(outcome, Part) else ""
        return await self._conclude(after, also, looks, marked=claimed.perhaps_sent)

    async def _follow(self, claimed: Delivery, trouble: Exception, turn: Turn) -> Delivery | None:
        """What it needs could not be had: nothing was sent."""
        now, patience = self._means.clock.now(), self._means.pace.patience
        after = judge(claimed, trouble, now, patience, _called(turn, False))
        return await self._conclude(after, ())

    async def _block(self, after: Delivery) -> None:
        """Before anything else: nobody may call there again, not even after a crash."""
        self._schedule.block(after.lane, after.due, self._means.clock.now())
        self._means.watch.flooded(after.lane, after.due)
        await outlast(lambda: self._means.lanes.block(after.lane, after.due))

    async def _conclude(
        self, after: Delivery, also: tuple[str, ...], looks: str = "", *, marked: bool = False
    ) -> Delivery | None:
        """Recovery takes what is remembered beyond `native` for a last part that was sent: the
        last is remembered before it is settled, those before it afterwards.
        """
        if after.state in OVER:
            after = replace(after, open=self._means.follow.concerns(after))
        if after.state is DeliveryState.SENT:
            await self._remember(after, also, looks, marked=marked)
        settled = await self._settle(after)
        if settled:
            self._means.watch.settled(after)
            if after.state is DeliveryState.PENDING:
                await self._remember(after, also, looks, marked=marked)
        return settled

    async def _settle(self, after: Delivery) -> Delivery | None:
        if await outlast(lambda: self._means.deliveries.settle(after)):
            return after
        stored = await outlast(lambda: self._means.deliveries.get(after.id))
        if stored and (stored.state, stored.epoch) == (after.state, after.epoch):
            return after  # the store did it without our hearing of it
        _log.warning("delivery is not ours any more", delivery=after.id, state=after.state)
        return None

    async def _remember(
        self, after: Delivery, also: tuple[str, ...], looks: str, *, marked: bool
    ) -> None:
        """What was remembered of earlier calls stays as it is."""
        if after.work in _REMEMBERED and after.native:
            beside = replace(after, id=DeliveryId(f"{after.id}/also"), native=also)
            *before, last = _shown(after, marked=marked)
            shown = [*before, replace(last, looks=looks), *_shown(beside, marked=marked)]
            await outlast(lambda: self._means.views.remember(shown))

    def _let_go(self, delivery: Delivery, after: Delivery | None, *, called: bool) -> None:
        again = after if after and after.state in WAITING else None
        self._schedule.done(delivery, again, self._means.clock.now(), called=called)
        if self._schedule.hungry:
            self._reader.feed()


def _called(turn: Turn, any: bool) -> Called:
    return Called(any=any, down_since=turn.down_since, again_at=turn.again_at)


def _shown(delivery: Delivery, *, marked: bool) -> list[Shown]:
    """A note about a message does not stand for that message. The others of an album stand beside
    its delivery, so that recovery takes none of them for a part that was sent.
    """
    return [
        Shown(
            lane=delivery.lane,
            native=native,
            delivery=delivery.id,
            conversation=delivery.conversation,
            message=delivery.message if delivery.work in _SHOWING else None,
            marked=marked,
        )
        for native in delivery.native
    ]
