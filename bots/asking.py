"""Calls to messengers as one turn of a delivery makes them: which went out, which were answered.

While a method of an account is known not to answer, one call at a time finds out whether it does
again; whoever else would make one is held back without making it.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeAlias

from bots.circuit import Circuit
from hub import reasons
from hub.errors import DeliveryError, Held, PerhapsSent, Unanswered, Unsent
from hub.ports import Clock

Ping: TypeAlias = Callable[[], Awaitable[object]]
"""A call of the same account that nobody would ever see, and that is answered if this one is."""
Asked: TypeAlias = tuple[str, str]
"""An account and one of its methods."""


def is_silence(error: BaseException) -> bool:
    """Whether it says nothing of what was asked for, only that there was no answer."""
    refused = isinstance(error, Unsent) and error.reason == reasons.NO_CONNECTION
    return refused or isinstance(error, PerhapsSent | Unanswered | asyncio.CancelledError)


class Silences:
    """Who does not answer, of all that this process asks. `longest` seconds are between two tries,
    `patience` is how long a try may take.
    """

    def __init__(self, clock: Clock, *, patience: timedelta, first: float, longest: float) -> None:
        self.clock = clock
        self._patience = patience
        self._first = first
        self._longest = longest
        self._circuits: dict[Asked, Circuit] = {}

    def circuit(self, asked: Asked) -> Circuit:
        known = self._circuits.get(asked)
        if known is None:
            known = Circuit(self._patience, first=self._first, longest=self._longest)
            self._circuits[asked] = known
        return known

    def down_since(self, account: str) -> datetime | None:
        """The earliest, of all its methods that do not answer."""
        known = (one.down_since for (of, _), one in self._circuits.items() if of == account)
        return min(filter(None, known), default=None)


@dataclass(slots=True)
class Turn:
    """`wary`: it may have been said before, where a repeat would be seen: not again before the
    messenger is known to answer. `granted` is what it may ask though others may not.
    """

    silences: Silences
    wary: bool = False
    granted: Asked | None = None
    called: int = 0
    """Calls that went out, answered or not."""
    answered: set[Asked] = field(default_factory=set)
    mended: bool = False
    """Something that did not answer does again."""
    held_by: Asked | None = None
    down_since: datetime | None = None
    """Since when what this turn asked last has been known not to answer."""
    again_at: datetime | None = None

    @contextmanager
    def taken(self) -> Iterator[None]:
        """While this lasts every `asking` of this task is a part of this turn."""
        token = _TURN.set(self)
        try:
            yield
        finally:
            _TURN.reset(token)

    def admit(self, asked: Asked) -> None:
        """Raises Held."""
        circuit, now = self.silences.circuit(asked), self.silences.clock.now()
        if asked != self.granted and not circuit.admits(now):
            self._hold(asked)
        self.granted = None

    def lost(self, asked: Asked, began: datetime) -> None:
        circuit, now = self.silences.circuit(asked), self.silences.clock.now()
        circuit.failed(began, now)
        self.down_since, self.again_at = circuit.down_since, circuit.asked_at(now)

    def heard(self, asked: Asked) -> None:
        circuit = self.silences.circuit(asked)
        self.mended = self.mended or circuit.down_since is not None
        self.down_since = self.again_at = None
        self.answered.add(asked)
        circuit.succeeded()

    async def make_sure(self, asked: Asked, ping: Ping) -> None:
        """Raises Held where not even that is answered."""
        circuit = self.silences.circuit(asked)
        if not self.wary and circuit.down_since is None:
            return
        began = self.silences.clock.now()
        try:
            await ping()
        except (DeliveryError, asyncio.CancelledError) as error:
            if not is_silence(error):
                return
            circuit.failed(began, self.silences.clock.now())
            if isinstance(error, asyncio.CancelledError):
                raise
            self._hold(asked)

    def _hold(self, asked: Asked) -> None:
        circuit, now = self.silences.circuit(asked), self.silences.clock.now()
        self.held_by = asked
        raise Held(circuit.since or now, circuit.asked_at(now))


_TURN: ContextVar[Turn | None] = ContextVar("turn", default=None)


@asynccontextmanager
async def asking(account: str, method: str, ping: Ping | None = None) -> AsyncIterator[None]:
    """Around each call of a method. Outside of turns it changes nothing; inside it raises Held
    where the messenger is known not to answer.
    """
    turn = _TURN.get()
    if turn is None:
        yield
        return
    asked = (account, method)
    turn.admit(asked)
    if ping:
        await turn.make_sure(asked, ping)
    began = turn.silences.clock.now()
    turn.called += 1
    try:
        yield
    except (DeliveryError, asyncio.CancelledError) as error:
        (turn.lost(asked, began) if is_silence(error) else turn.heard(asked))
        raise
    turn.heard(asked)


def noted() -> None:
    """A call goes out to somebody who is no messenger: only that it does is of interest."""
    if turn := _TURN.get():
        turn.called += 1
