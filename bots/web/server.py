"""The HTTP server: routes, faults in JSON, a clean beginning and end."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping
from typing import Final, Self

import structlog
from aiohttp import hdrs, web
from aiohttp.typedefs import Middleware

from bots.lateness import in_steps
from bots.web.connection import Connection, Patience
from bots.web.endpoint import Endpoint, Handler
from bots.web.fault import NOTHING_HERE, Fault
from bots.web.openapi import described
from bots.web.shapes import ErrorShape, answer
from hub.errors import StoreDown

Counted = Callable[[str, str, int], None]
"""Told of every answer: method, path of the route, status."""

_PATIENCE: Final = 15.0
_LARGEST_BODY: Final = 2**20
LAST_REQUESTS: Final = 3.0
"""Seconds; then their handlers are ended, for which they have as long again."""
_SENTENCES: Final = {
    404: NOTHING_HERE,
    405: "this method is not served here",
    413: "the body is too large",
}
_BROKEN: Final = "something went wrong here; it is noted"
_UNREADABLE: Final = "the body cannot be unpacked"
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
        middlewares=[_whole, _counting(counted), _faults(patience)], client_max_size=largest_body
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


@web.middleware
async def _whole(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Tells the connection, which waits for heads only."""
    connection = request.protocol
    if not isinstance(connection, Connection):
        return await handler(request)
    connection.begins()
    try:
        return await handler(request)
    finally:
        connection.ends()


def _counting(counted: Counted) -> Middleware:
    @web.middleware
    async def count(request: web.Request, handler: Handler) -> web.StreamResponse:
        route = _route(request)
        response = await in_steps(handler(request), "request", route=route)
        counted(request.method, route, response.status)
        response.headers.update(_SAFE)
        return response

    return count


def _route(request: web.Request) -> str:
    """The pattern: paths and queries may hold what is nobody's business."""
    resource = request.match_info.route.resource
    return resource.canonical if resource else "unknown"


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
        except web.RequestPayloadError:
            return _failed(Fault(400, _UNREADABLE))
        except (StoreDown, TimeoutError) as why:
            _log.warning("request_failed", route=_route(request), why=type(why).__name__)
            return _failed(Fault(503, "the database does not answer, try again later", _LATER))
        except ConnectionError:
            raise  # the client has gone
        except Exception:  # noqa: BLE001 - a loop of the process: the next request follows
            _log.exception("a request broke", route=_route(request))
            return _failed(Fault(500, _BROKEN))

    return answer_faults


def _failed(fault: Fault) -> web.Response:
    return answer(ErrorShape(error=fault.sentence), status=fault.status, headers=fault.headers)


def _fault_of(error: web.HTTPException) -> Fault:
    """Of aiohttp's own: no route, another method, a body too large."""
    kept = {name: value for name, value in error.headers.items() if name == hdrs.ALLOW}
    return Fault(error.status, _SENTENCES.get(error.status, error.reason), kept)


class WebServer:
    """Serves while its context lasts; requests in flight are finished at its end."""

    def __init__(
        self, app: web.Application, host: str, port: int, *, patience: Patience | None = None
    ) -> None:
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=LAST_REQUESTS)
        self._host = host
        self._port = port
        self._patience = patience or Patience()
        self._listening: asyncio.Server | None = None

    async def __aenter__(self) -> Self:
        """Raises OSError where the address cannot be had."""
        await self._runner.setup()
        try:
            loop = asyncio.get_running_loop()
            self._listening = await loop.create_server(self._connected, self._host, self._port)
            self._port = int(self._listening.sockets[0].getsockname()[1])
        except OSError as error:
            await self._runner.cleanup()
            raise OSError(
                f"HTTP_HOST, HTTP_PORT: {self._host}:{self._port} cannot be listened on"
                f" ({error.strerror}): stop whoever has it, or give another"
            ) from error
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Takes no more requests, and ends those in flight."""
        if self._listening:
            self._listening.close()
        await self._runner.cleanup()

    @property
    def port(self) -> int:
        """The real one, where 0 was asked for."""
        return self._port

    def _connected(self) -> Connection:
        server = self._runner.server
        if server is None:
            raise ConnectionAbortedError
        return Connection(server, self._patience)
