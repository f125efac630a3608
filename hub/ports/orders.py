"""The order service, and what is remembered of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from hub.model import Account, ConversationId, Dossier, Inquiry, Order, Peer


class Orders(Protocol):
    """The order service. Every call raises OrdersDown where it does not answer as it should."""

    async def order(self, id: str) -> Order | None: ...
    async def customers(self, by: str, value: str) -> list[Account]:
        """`by` phone, email, telegram_id or vk_id."""

    async def of_staff(self, peer: Peer) -> list[Order]:
        """The active orders of whoever has that Telegram id."""

    async def put_field(self, order: str, field: str, value: str) -> None:
        """Write the value byte for byte. Raises Undeliverable where there is no such order or
        field.
        """


class Dossiers(Protocol):
    """Every change is one atomic step."""

    async def get(self, id: str) -> Dossier | None: ...
    async def many(self, ids: Sequence[str]) -> list[Dossier]:
        """Those of them that there are, in no order."""

    async def want(
        self, id: str, now: datetime, *, known_since: datetime, at_latest: datetime
    ) -> None:
        """Due at once if there is none, or what it says is older than `known_since`; otherwise
        `at_latest`. What is missing keeps its time.
        """

    async def claim(self, dossier: Dossier, until: datetime) -> Dossier | None:
        """Due at `until`, while it is being asked for. None if its time has changed meanwhile."""

    async def put(self, dossier: Dossier, *, instead_of: Dossier | None = None) -> None:
        """What it says now. Its time is kept if it is not that of `instead_of` any more: somebody
        has wanted it meanwhile.
        """

    async def due(self, now: datetime, limit: int) -> list[Dossier]:
        """Those whose time to be asked again has come, the longest overdue first."""


class Inquiries(Protocol):
    """Every change is one atomic step."""

    async def get(self, id: ConversationId) -> Inquiry | None: ...
    async def heard(self, id: ConversationId, seq: int, now: datetime) -> None:
        """There is something to ask about that message; once for each, in their order."""

    async def edited(self, id: ConversationId, seq: int, now: datetime) -> None:
        """There is something to ask about that message again, of which it has been heard."""

    async def due(self, now: datetime, limit: int) -> list[Inquiry]:
        """The longest overdue first."""

    async def claim(self, inquiry: Inquiry, until: datetime) -> Inquiry | None:
        """Due again at `until`. None if somebody else has it."""

    async def put_off(self, id: ConversationId, due: datetime) -> None: ...
    async def pursued(self, inquiry: Inquiry, *, before: Inquiry, now: datetime) -> bool:
        """Messages up to `inquiry.heard` have been asked about: what was heard since is due now.
        Write waiting, between, notice and past, if they are still those of `before`.
        """

    async def answered(self, inquiry: Inquiry, *, past: bool = False) -> bool:
        """Nothing waits for an answer any more, if what waited is what waits in `inquiry`."""
