"""What all services share on the people's side: the clock, faults, calls and the event stream."""

from __future__ import annotations

import contextlib
import json

from aiohttp import web

from sandbox.calllog import Call
from sandbox.faults import BadFault
from sandbox.ground import Ground

KEEPALIVE = 15.0


def routes(ground: Ground) -> list[web.RouteDef]:
    controls = Controls(ground)
    return [
        web.get("/people/clock", controls.clock),
        web.post("/people/clock", controls.set_clock),
        web.get("/people/faults", controls.faults),
        web.post("/people/faults", controls.add_fault),
        web.delete("/people/faults", controls.clear_faults),
        web.delete(r"/people/faults/{id:\d+}", controls.remove_fault),
        web.get("/people/calls", controls.calls),
        web.get("/people/events", controls.stream),
        web.get("/people/events/list", controls.events),
    ]


class Controls:
    """Handlers over the common ground."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    async def clock(self, _request: web.Request) -> web.Response:
        clock = self._ground.clock
        return web.json_response({"now": clock.now(), "scale": clock.scale})

    async def set_clock(self, request: web.Request) -> web.Response:
        given = await request.json()
        try:
            if "scale" in given:
                self._ground.clock.scale = float(given["scale"])
            if "advance" in given:
                self._ground.clock.advance(float(given["advance"]))
        except (ValueError, TypeError) as wrong:
            return web.json_response({"error": str(wrong)}, status=400)
        return await self.clock(request)

    async def faults(self, _request: web.Request) -> web.Response:
        return web.json_response({"faults": self._ground.faults.as_json()})

    async def add_fault(self, request: web.Request) -> web.Response:
        try:
            fault = self._ground.faults.add(await request.json())
        except (BadFault, ValueError) as wrong:
            return web.json_response({"error": str(wrong)}, status=400)
        return web.json_response({"id": fault.id})

    async def remove_fault(self, request: web.Request) -> web.Response:
        there = self._ground.faults.remove(int(request.match_info["id"]))
        return web.json_response({"removed": there}, status=200 if there else 404)

    async def clear_faults(self, _request: web.Request) -> web.Response:
        self._ground.faults.clear()
        return web.json_response({"faults": []})

    async def calls(self, request: web.Request) -> web.Response:
        """With `timeout`, waits until there are `count` calls that fit."""
        query = request.query
        since, limit = int(query.get("since", 0)), int(query.get("limit", 1000))
        enough = int(query.get("count", 1))

        def find() -> list[Call]:
            service, bot, method = (query.get(name) for name in ("service", "bot", "method"))
            return self._ground.calls.since(
                since, service=service, bot=bot, method=method, limit=limit
            )

        def look() -> bool | None:
            return len(find()) >= enough or None

        await self._ground.events.until(look, float(query.get("timeout", 0)))
        shown = [call.as_json() for call in find()]
        return web.json_response({"calls": shown, "last": self._ground.calls.last_id})

    async def events(self, request: web.Request) -> web.Response:
        since, limit = int(request.query.get("since", 0)), int(request.query.get("limit", 1000))
        shown = [event.as_json() for event in self._ground.events.since(since, limit)]
        return web.json_response({"events": shown, "last": self._ground.events.last_id})

    async def stream(self, request: web.Request) -> web.StreamResponse:
        """Server-sent events after `Last-Event-ID`; -1 means from now on."""
        given = request.headers.get("Last-Event-ID") or request.query.get("since", "0")
        cursor = int(given)
        cursor = self._ground.events.last_id if cursor < 0 else cursor
        headers = {"Content-Type": "text/event-stream", "Cache-Control": "no-store"}
        response = web.StreamResponse(headers=headers)
        await response.prepare(request)
        with contextlib.suppress(ConnectionResetError):  # the listener has gone
            await self._pour(response, cursor)
        return response

    async def _pour(self, response: web.StreamResponse, cursor: int) -> None:
        events = self._ground.events
        while True:
            batch = events.since(cursor)
            if not batch:
                await events.woken(KEEPALIVE)
                batch = events.since(cursor)
            if not batch:
                await response.write(b": still here\n\n")
                continue
            cursor = batch[-1].id
            lines = (f"id: {event.id}\ndata: {json.dumps(event.as_json())}\n\n" for event in batch)
            await response.write("".join(lines).encode())
