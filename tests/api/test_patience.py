"""Requests that never end, and bugs of ours: neither holds anybody up, neither tells anything."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from structlog.testing import capture_logs

from bots.web import Endpoint, WebServer, web_app
from bots.web.connection import Patience

SHORT = 0.2
LONG = 600.0
_BODY = b"the answer"


class _Handlers:
    """What is served; `broken` says what is wrong with it, and must not be told."""

    def __init__(self) -> None:
        self.asked = asyncio.Event()
        self.may_end = asyncio.Event()
        self.counted: list[tuple[str, str, int]] = []

    async def fine(self, _request: web.Request) -> web.StreamResponse:
        return web.Response(body=_BODY)

    async def slow(self, _request: web.Request) -> web.StreamResponse:
        self.asked.set()
        await self.may_end.wait()
        return web.Response(body=_BODY)

    async def taking(self, request: web.Request) -> web.StreamResponse:
        return web.Response(body=await request.read())

    async def broken(self, request: web.Request) -> web.StreamResponse:
        raise RuntimeError(f"hidden things of {request.path_qs}")

    def count(self, method: str, route: str, status: int) -> None:
        self.counted.append((method, route, status))

    def endpoints(self) -> tuple[Endpoint, ...]:
        shown: dict[str, Any] = {"summary": "", "gives": "text/plain"}
        return (
            Endpoint(path="/fine", handle=self.fine, **shown),
            Endpoint(path="/slow", handle=self.slow, **shown),
            Endpoint(path="/taking", handle=self.taking, method="POST", **shown),
            Endpoint(path="/broken/{name}", handle=self.broken, **shown),
        )


@asynccontextmanager
async def _server(handlers: _Handlers, **patience: float) -> AsyncIterator[WebServer]:
    app = web_app(handlers.endpoints(), counted=handlers.count, patience=LONG)
    given = {"head": LONG, "silence": LONG, **patience}
    async with WebServer(app, "127.0.0.1", 0, patience=Patience(**given)) as server:
        yield server


async def _closed(reader: asyncio.StreamReader) -> bytes:
    """All that was answered until the server closed."""
    async with asyncio.timeout(30):
        try:
            return await reader.read()
        except ConnectionResetError:
            return b""


@pytest.mark.parametrize("begun", [b"", b"GET", b"GET /fine HTTP/1.1\r\nHost: x\r\nX-Slow: "])
async def test_a_request_whose_headers_never_end_is_closed(begun: bytes) -> None:
    async with _server(_Handlers(), head=SHORT) as server:
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        writer.write(begun)
        assert await _closed(reader) == b""
        writer.close()


async def test_headers_that_drip_are_closed_too() -> None:
    async with _server(_Handlers(), head=SHORT) as server:
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        writer.write(b"GET /fine HTTP/1.1\r\nHost: x\r\n")
        ended = asyncio.ensure_future(_closed(reader))
        while not ended.done():
            writer.write(b"X-Drop: 1\r\n")
            await asyncio.wait([ended], timeout=SHORT / 10)
        assert ended.result() == b""
        writer.close()


async def test_the_second_request_of_a_connection_is_waited_for_no_longer_than_the_first() -> None:
    async with _server(_Handlers(), head=SHORT) as server:
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        writer.write(b"GET /fine HTTP/1.1\r\nHost: x\r\n\r\n")
        assert (await reader.readuntil(_BODY)).startswith(b"HTTP/1.1 200")
        writer.write(b"GET /fi")
        assert await _closed(reader) == b""
        writer.close()


async def test_a_client_that_asks_nothing_more_is_closed_after_the_silence() -> None:
    async with _server(_Handlers(), silence=SHORT) as server:
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        writer.write(b"GET /fine HTTP/1.1\r\nHost: x\r\n\r\n")
        assert (await _closed(reader)).endswith(_BODY)
        writer.close()


async def test_a_request_that_is_whole_has_its_time_however_long_the_head_s_is() -> None:
    handlers = _Handlers()
    async with _server(handlers, head=SHORT, silence=SHORT) as server:
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        writer.write(b"GET /slow HTTP/1.1\r\nHost: x\r\n\r\n")
        await handlers.asked.wait()
        loop = asyncio.get_running_loop()
        later = asyncio.Event()
        loop.call_later(3 * SHORT, later.set)
        await later.wait()
        handlers.may_end.set()
        assert (await _closed(reader)).endswith(_BODY)
        writer.close()


async def test_a_bug_of_ours_is_a_logged_and_counted_500_without_insides() -> None:
    handlers = _Handlers()
    async with (
        _server(handlers) as server,
        aiohttp.ClientSession(f"http://127.0.0.1:{server.port}") as session,
    ):
        with capture_logs() as logged:
            async with session.get("/broken/marat?token=t0ken") as response:
                told = await response.json()
                assert response.status == 500
                assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert list(told) == ["error"]
    assert not {"hidden", "RuntimeError", "marat", "t0ken"} & set(told["error"].split())
    assert handlers.counted == [("GET", "/broken/{name}", 500)]
    (line,) = logged
    assert (line["event"], line["route"]) == ("a request broke", "/broken/{name}")
    assert line["exc_info"]


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ({"Content-Encoding": "gzip"}, b"no gzip at all"),
        ({"Content-Encoding": "deflate"}, b"\x00\x01\x02"),
    ],
)
async def test_a_body_that_cannot_be_unpacked_is_the_client_s_fault(
    headers: dict[str, str], body: bytes
) -> None:
    handlers = _Handlers()
    async with (
        _server(handlers) as server,
        aiohttp.ClientSession(f"http://127.0.0.1:{server.port}") as session,
        session.post("/taking", data=body, headers=headers) as response,
    ):
        assert response.status == 400
