"""Plays scenes, by itself or step by step, and tells the event stream how far it is."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Final

import aiohttp

from sandbox.client import NothingCame, People, Refused
from sandbox.ground import Ground
from sandbox.story import Look, Scene

Json = dict[str, Any]
PACE: Final = 2.5
FAILURES: Final[Mapping[type[Exception], str]] = {
    NothingCame: "nothing_came",
    Refused: "refused",
    aiohttp.ClientError: "unreachable",
    TimeoutError: "unreachable",
}
"""What breaks a scene off, by the code that the page has words for."""


class NoSuchScene(KeyError):
    """There is no scene of that name"""


class Teller:
    """`pace` is for how many seconds a line stands before it happens."""

    def __init__(
        self, ground: Ground, url: str, scenes: Mapping[str, type[Scene]], *, pace: float = PACE
    ) -> None:
        self._ground = ground
        self._url = url
        self._scenes = scenes
        self.pace = pace
        self._playing: asyncio.Task[None] | None = None
        self._paused = False
        self._nudge = asyncio.Event()
        self.looks: dict[str, Json] = {}
        self.order: str | None = None
        self.failure = ""
        """Why the last scene broke off, for whoever mends it; the page says it in words."""
        self.state: Json = {"state": "idle", "scene": None, "step": 0, "error": ""}

    def scenes(self) -> list[Json]:
        return [scene.as_json() for scene in self._scenes.values()]

    async def play(self, scene_id: str, *, by_hand: bool = False) -> None:
        """Begins it; a scene that still plays ends where it is."""
        if scene_id not in self._scenes:
            raise NoSuchScene(scene_id)
        await self.stop()
        self._paused = by_hand
        self._nudge.clear()
        self._playing = asyncio.create_task(self._play(self._scenes[scene_id]))

    async def over(self) -> None:
        """Waits for the end of what plays."""
        if self._playing is not None:
            await asyncio.wait({self._playing})

    async def stop(self) -> None:
        if self._playing is not None and not self._playing.done():
            self._playing.cancel()
            await asyncio.gather(self._playing, return_exceptions=True)
        self._playing = None
        if self.state["state"] != "idle":
            self._tell(state="idle")

    def pause(self) -> None:
        if self._plays():
            self._paused = True
            self._tell(state="paused")

    def resume(self) -> None:
        if self._plays():
            self._paused = False
            self._nudge.set()
            self._tell(state="playing")

    def next(self) -> None:
        """The step whose line is shown happens now."""
        self._nudge.set()

    def _plays(self) -> bool:
        return self._playing is not None and not self._playing.done()

    async def _play(self, scene: type[Scene]) -> None:
        async with People(self._url) as people:
            steps = scene.steps()
            played = scene(people, self._show)
            for look in scene.cast:
                self._show(look)
            for number, step in enumerate(steps):
                self._tell(state=self._mode(), scene=scene.id, step=number, error="")
                await self._beat()
                self._tell(state="acting")
                try:
                    await step.deed(played)
                except tuple(FAILURES) as failure:
                    self._broken_off(failure)
                    return
            self._tell(state="done", step=len(steps))

    def _broken_off(self, failure: Exception) -> None:
        self.failure = f"{type(failure).__name__}: {failure}"
        code = next(code for kind, code in FAILURES.items() if isinstance(failure, kind))
        self._tell(state="failed", error=code)

    def _mode(self) -> str:
        return "paused" if self._paused else "playing"

    async def _beat(self) -> None:
        """Until the line has been read; paused, until somebody asks for the next step."""
        while True:
            try:
                async with asyncio.timeout(None if self._paused else self.pace):
                    await self._nudge.wait()
            except TimeoutError:
                if self._paused:
                    continue
            self._nudge.clear()
            return

    def _show(self, look: Look) -> None:
        self.looks[look.phone] = asdict(look)
        self.order = look.order or self.order
        self._ground.events.emit("story", "look", at=self._ground.clock.now(), look=asdict(look))

    def _tell(self, **changes: Any) -> None:
        self.state = {**self.state, **changes}
        self._ground.events.emit("story", "story", at=self._ground.clock.now(), **self.state)
