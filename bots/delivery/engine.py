"""The delivery engine: every voice we own sends what waits for it, lane by lane, and says what
became of it.
"""

from __future__ import annotations

from collections.abc import Sequence

from bots.asking import Silences
from bots.delivery.follow import Consequences, Follow
from bots.delivery.lane import Waiting
from bots.delivery.means import Means
from bots.delivery.outlet import Outlet
from bots.delivery.pace import Pace
from bots.delivery.watch import Watch
from bots.ownership import Hold
from hub.model import Delivery, Voice
from hub.ports import Clock, Deliveries, Lanes, Sender, Views


class Engine:
    """The clock must never go back."""

    def __init__(
        self,
        *,
        deliveries: Deliveries,
        lanes: Lanes,
        views: Views,
        follow: Follow,
        clock: Clock,
        watch: Watch,
        pace: Pace | None = None,
    ) -> None:
        pace = pace or Pace()
        self._means = Means(
            deliveries=deliveries,
            lanes=lanes,
            views=views,
            follow=follow,
            clock=clock,
            watch=watch,
            pace=pace,
            silences=Silences(
                clock,
                patience=pace.call,
                first=pace.patience.first,
                longest=pace.patience.ping,
            ),
        )
        self._outlets: dict[Voice, Outlet] = {}

    async def run(self, voice: Voice, sender: Sender, hold: Hold) -> None:
        """For ever: sends for this voice, as long as the lease is held."""
        consequences = Consequences(self._means.follow, self._means.deliveries)
        outlet = Outlet(voice, sender, hold, consequences, self._means)
        self._outlets[voice] = outlet
        try:
            await outlet.run()
        finally:
            del self._outlets[voice]

    def owns(self, voice: Voice) -> bool:
        """Whether this engine sends for the voice; another hub's has to be rung for otherwise."""
        return voice in self._outlets

    def wake(self, deliveries: Sequence[Delivery]) -> None:
        """These have just been inserted, or made to wait again, by this process."""
        for delivery in deliveries:
            outlet = self._outlets.get(delivery.lane.voice)
            if outlet:
                outlet.put(delivery)

    def ring(self, voice: Voice) -> None:
        """Somebody else has inserted something."""
        outlet = self._outlets.get(voice)
        if outlet:
            outlet.ask()

    def doubt(self, voice: Voice) -> None:
        """Something may have been inserted without `wake` being told: nothing more is sent before
        the store has been read, so that what comes after does not overtake it.
        """
        outlet = self._outlets.get(voice)
        if outlet:
            outlet.doubt()

    def waiting(self) -> list[Waiting]:
        """Every lane in which something waits, flies, or was of late."""
        return [lane for outlet in self._outlets.values() for lane in outlet.waiting()]
