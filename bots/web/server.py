"""The HTTP server: routes, faults in JSON, a clean beginning and end."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping
from typing import Final, Self

import structlog
from aiohttp import hdrs, web
from aiohttp.typedefs import Middleware

from bots.web.endpoint import Endpoint, Handler
from bots.web.fault import NOTHING_HERE, Fault
from bots.web.openapi import described
from bots.web.shapes import ErrorShape, answer
from hub.errors import StoreDown

Counted = Callable[[str, str, int], None]
"""Told of every answer: method, path of the route, status."""

_PATIENCE: Final = 15.0
_LARGEST_BODY: Final = 2**20
_LAST_REQUESTS_SECONDS: Final = 3.0
_SENTENCES: Final = {
    404: NOTHING_HERE,
    405: "this method is not served here",
    413: "the body is too large",
}
_LATER: Final[Mapping[str, str]] = {hdrs.RETRY_AFTER: "5"}
_SAFE: Final = {
    hdrs.CACHE_CONTROL: "no-store",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'",
}

_log = structlog.get_logger(__name__)


def web_app(
    endpoints: Iterable[Endpoint],
    *,
    counted: Counted,
    patience: float = _PATIENCE,
    largest_body: int = _LARGEST_BODY,
) -> web.Application:
    """All of these, and /api/openapi.json that describes them. `patience` is in seconds."""
    every = _with_description(tuple(endpoints))
    app = web.Application(
        middlewares=[_counting(counted), _faults(patience)], client_max_size=largest_body
    )
    for endpoint in every:
        if endpoint.method == hdrs.METH_GET:
            app.router.add_get(endpoint.path, endpoint.handle)
        else:
            app.router.add_route(endpoint.method, endpoint.path, endpoint.handle)
    return app


def _with_description(endpoints: tuple[Endpoint, ...]) -> tuple[Endpoint, ...]:
    async def openapi(_request: web.Request) -> web.StreamResponse:
        return web.json_response(description)

    itself = Endpoint(
        path="/api/openapi.json", handle=openapi, summary="This description", gives=dict
    )
    every = (*endpoints, itself)
    description = described(every)
    return every


def _counting(counted: Counted) -> Middleware:
    @web.middleware
    async def count(request: web.Request, handler: Handler) -> web.StreamResponse:
        response = await handler(request)
        resource = request.match_info.route.resource
        counted(request.method, resource.canonical if resource else "unknown", response.status)
        response.headers.update(_SAFE)
        return response

    return count


def _faults(patience: float) -> Middleware:
    @web.middleware
    async def answer_faults(request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            async with asyncio.timeout(patience):
                return await handler(request)
        except Fault as fault:
            return _failed(fault)
        except web.HTTPException as error:
            return _failed(_fault_of(error))
        except (StoreDown, TimeoutError) as why:
            _log.warning("request_failed", path=request.path, why=type(why).__name__)
            return _failed(Fault(503, "the database does not answer, try again later", _LATER))

    return answer_faults


def _failed(fault: Fault) -> web.Response:
    return answer(ErrorShape(error=fault.sentence), status=fault.status, headers=fault.headers)


def _fault_of(error: web.HTTPException) -> Fault:
    """Of aiohttp's own: no route, another method, a body too large."""
    kept = {name: value for name, value in error.headers.items() if name == hdrs.ALLOW}
    return Fault(error.status, _SENTENCES.get(error.status, error.reason), kept)


class WebServer:
    """Serves while its context lasts; requests in flight are finished at its end."""

    def __init__(self, app: web.Application, host: str, port: int) -> None:
        self._runner = web.AppRunner(
            app, access_log=None, shutdown_timeout=_LAST_REQUESTS_SECONDS, lingering_time=1.0
        )
        self._host = host
        self._port = port

    async def __aenter__(self) -> Self:
        """Raises OSError where the address cannot be had."""
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, self._host, self._port).start()
        except OSError:
            await self._runner.cleanup()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._runner.cleanup()

    @property
    def port(self) -> int:
        """The real one, where 0 was asked for."""
        return int(self._runner.addresses[0][1])
