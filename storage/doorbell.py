"""The doorbell inside one process, and what may be said of any doorbell's health."""

from asyncio import Event
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from hub.model import Voice


@dataclass(frozen=True, slots=True, kw_only=True)
class DoorbellState:
    """`down_since` is None while all is well, and where there is nothing that could be down."""

    configured: bool
    down_since: datetime | None = None


class Mailbox:
    """Rings not yet listened to; of many for one voice one is kept."""

    def __init__(self) -> None:
        self._voices: dict[Voice, None] = {}
        self._rung = Event()

    def put(self, voice: Voice) -> None:
        self._voices[voice] = None
        self._rung.set()

    async def take(self) -> list[Voice]:
        await self._rung.wait()
        self._rung.clear()
        voices = list(self._voices)
        self._voices.clear()
        return voices


class LocalDoorbell:
    """For one process without Redis."""

    def __init__(self) -> None:
        self._mailboxes: set[Mailbox] = set()

    @property
    def state(self) -> DoorbellState:
        return DoorbellState(configured=False)

    async def ring(self, voice: Voice) -> None:
        for mailbox in self._mailboxes:
            mailbox.put(voice)

    async def listen(self) -> AsyncIterator[Voice]:
        with self.mailbox() as mailbox:
            while True:
                for voice in await mailbox.take():
                    yield voice

    @contextmanager
    def mailbox(self) -> Iterator[Mailbox]:
        mailbox = Mailbox()
        self._mailboxes.add(mailbox)
        try:
            yield mailbox
        finally:
            self._mailboxes.discard(mailbox)

    async def close(self) -> None:
        """Nothing is held."""
