"""What the page is, and what it asks beyond the people's side: the cast, the story, the hub."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import aiohttp
from aiohttp import web

from sandbox.engine import Engine
from sandbox.ground import Ground
from sandbox.hub_process import HubProcess
from sandbox.playground.cast import cast
from sandbox.teller import NoSuchScene, Teller
from sandbox.world import World

PAGE: Final = Path(__file__).parent / "page"
# Whatever people write stays text even if a line of ours should ever forget it.
POLICY: Final = (
    "default-src 'self'; img-src 'self' blob: data:; media-src 'self' blob: data:; "
    "object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
HEADERS: Final = {
    "Content-Security-Policy": POLICY,
    "Cache-Control": "no-cache",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
NO_HUB: Final = "this sandbox runs without a hub: `make demo` starts one"


@dataclass(frozen=True, slots=True, kw_only=True)
class Backstage:
    """A hub wired to the sandbox. `hub_url` is its HTTP side, `api_key` sees everything there."""

    hub: HubProcess
    engine: Engine
    teller: Teller
    hub_url: str
    api_key: str


class Playground:
    """Without a `backstage` one plays by hand: no scenes, no engine."""

    def __init__(self, ground: Ground, world: World) -> None:
        self._ground = ground
        self._world = world
        self._run = secrets.token_hex(8)
        self.backstage: Backstage | None = None

    def enter(self, backstage: Backstage | None) -> None:
        """A hub comes, still starting, or goes: pages that are open already are told as well."""
        self.backstage = backstage
        scenes = backstage.teller.scenes() if backstage else []
        self._ground.events.emit("story", "scenes", at=self._ground.clock.now(), scenes=scenes)

    def routes(self) -> list[web.AbstractRouteDef]:
        return [
            web.get("/", self.index),
            web.get("/stage", self.stage),
            web.post("/stage/scenes/{scene}/play", self.play),
            web.post("/stage/story/{deed:pause|resume|next|stop}", self.story),
            web.post("/stage/hub/{deed:kill|start|restart}", self.hub),
            web.get("/stage/hub/conversations", self.conversations),
            web.get("/stage/hub/conversations/{id}", self.conversations),
            web.get("/playground/{path:.+}", self.file),
        ]

    async def index(self, _request: web.Request) -> web.StreamResponse:
        return web.FileResponse(PAGE / "index.html", headers=HEADERS)

    async def file(self, request: web.Request) -> web.StreamResponse:
        path = (PAGE / request.match_info["path"]).resolve()
        if not path.is_relative_to(PAGE) or not path.is_file():
            raise web.HTTPNotFound
        return web.FileResponse(path, headers=HEADERS)

    async def stage(self, _request: web.Request) -> web.Response:
        """The cast, and how far everything is at the event `last` of this `run` of the sandbox."""
        behind = self.backstage
        teller = behind.teller if behind else None
        shown: dict[str, Any] = {
            "people": cast(self._world),
            "run": self._run,
            "last": self._ground.events.last_id,
            "scenes": teller.scenes() if teller else [],
            "story": teller.state if teller else None,
            "looks": teller.looks if teller else {},
            "order": teller.order if teller else None,
            "engine": behind.engine.state if behind else None,
        }
        return web.json_response(shown)

    async def play(self, request: web.Request) -> web.Response:
        """`{by_hand?: bool}`: each step waits to be asked for."""
        behind, by_hand = self._behind(), bool((await request.json()).get("by_hand"))
        try:
            await behind.teller.play(request.match_info["scene"], by_hand=by_hand)
        except NoSuchScene as wrong:
            raise web.HTTPNotFound(text=f"no scene {wrong}") from wrong
        return web.json_response(behind.teller.state)

    async def story(self, request: web.Request) -> web.Response:
        teller = self._behind().teller
        match request.match_info["deed"]:
            case "pause":
                teller.pause()
            case "resume":
                teller.resume()
            case "next":
                teller.next()
            case _:
                await teller.stop()
        return web.json_response(teller.state)

    async def hub(self, request: web.Request) -> web.Response:
        behind, deed = self._behind(), request.match_info["deed"]
        if deed != "start":
            await behind.hub.kill()
        if deed != "kill":
            await behind.hub.start()
        return web.json_response({"running": behind.hub.running})

    async def conversations(self, request: web.Request) -> web.Response:
        """The hub's own API, asked with the head's key."""
        behind = self._behind()
        path = request.path.removeprefix("/stage/hub")
        headers = {"Authorization": f"Bearer {behind.api_key}"}
        timeout = aiohttp.ClientTimeout(total=5)
        try:
            async with (
                aiohttp.ClientSession(behind.hub_url, timeout=timeout, headers=headers) as http,
                http.get(f"/api{path}", params=request.query) as answer,
            ):
                body = await answer.read()
        except (aiohttp.ClientError, TimeoutError):
            return web.json_response({"error": "the hub is down"}, status=503)
        return web.Response(body=body, status=answer.status, content_type="application/json")

    def _behind(self) -> Backstage:
        if self.backstage is None:
            raise web.HTTPNotFound(text=NO_HUB)
        return self.backstage
