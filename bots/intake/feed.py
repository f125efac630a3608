"""Where the updates of a voice come from, and how patiently they are handled."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from hub.model import Voice
from hub.ports import Batch

Raw = Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """`line` says what must keep its order, "" for nothing; `album` what belongs together. Neither
    raises, whatever the update looks like. `fetch` is a Channel's.
    """

    voice: Voice
    fetch: Callable[[str | None], Awaitable[Batch]]
    line: Callable[[Raw], str]
    album: Callable[[Raw], str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakePace:
    """After `tries` failures an update is dead; after `not_yet` vain waits it gets its last chance.

    `width` lines of a voice are handled at a time, and `memory` updates of it are held in memory:
    the rest wait in the store. What is larger than `largest` bytes is not handled at all.
    """

    tries: int = 5
    first: float = 1.0
    longest: float = 60.0
    not_yet: int = 10
    not_yet_first: timedelta = timedelta(milliseconds=200)
    width: int = 32
    memory: int = 1_000
    largest: int = 512 * 1024
    grace: timedelta = timedelta(seconds=3)
    sweep_every: timedelta = timedelta(seconds=2)
