"""Two families of errors: refusals, read by people, and delivery errors, read by the engine."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from hub import reasons


class Refusal(Exception):
    """Something a person asked for and does not get. `code` and `values` become the words."""

    def __init__(self, code: str, **values: str) -> None:
        super().__init__(code, values)
        self.code = code
        self.values: Mapping[str, str] = values


class NotAllowed(Refusal):
    """A refusal that is written into the audit. It looks the same as absence."""


class NotYet(Exception):
    """What this refers to is still being settled; handle the update again in a moment."""


class Malformed(Exception):
    """An update that does not have the shape its messenger documents. It is kept as dead."""


class StoreDown(Exception):
    """The database does not answer: nothing is certain but what it acknowledged; try again."""


class OrdersDown(Exception):
    """The order service is away, slow, or talks nonsense: go on without what it would say. `since`
    is when it began, where that is known.
    """

    def __init__(self, reason: str = "", since: datetime | None = None) -> None:
        super().__init__(reason)
        self.since = since


class DeliveryError(Exception):
    """A send did not succeed. `reason` is a code of hub.reasons or the other side's own words."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Flooded(DeliveryError):
    """The place takes nothing more until `retry_after` has passed. Nothing was sent."""

    def __init__(self, retry_after: timedelta) -> None:
        super().__init__("flooded")
        self.retry_after = retry_after


class Unsent(DeliveryError):
    """Certainly not sent, and worth another try: refused connection, closed desk, lost topic."""


class Unanswered(Unsent):
    """There was no answer, and nothing was asked for that anybody would see twice."""


class Busy(Unsent):
    """Nothing was asked: something has to end before. Its turn comes again after `pause`."""

    def __init__(self, reason: str, pause: timedelta) -> None:
        super().__init__(reason)
        self.pause = pause


class Held(Unsent):
    """Nothing was asked: the messenger is known not to answer, `since` then; another try is worth
    making at `until`.
    """

    def __init__(self, since: datetime, until: datetime) -> None:
        super().__init__(reasons.NO_ANSWER)
        self.since = since
        self.until = until


class PerhapsSent(DeliveryError):
    """The answer was lost: it may have arrived."""


class Repeatable(PerhapsSent):
    """The answer was lost, and the other side knows a repeat when it sees one."""


class Undeliverable(DeliveryError):
    """Certainly not sent, and no further try would change that."""


class Refused(Undeliverable):
    """Certainly not sent as it is; without those parts (hub.model.lacking) it may go."""

    def __init__(self, reason: str, *without: str) -> None:
        super().__init__(reason)
        self.without = without


class Unauthorized(DeliveryError):
    """The token is refused. Nothing was sent; the voice is down until somebody mends it."""
