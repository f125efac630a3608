"""Files at addresses that strangers named are no way into our own network."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from aiohttp import web

from bots.strangers import StrangersFiles, is_public
from hub import reasons
from hub.errors import Undeliverable


class Inside:
    """A server in our own network, and what it was asked for."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.port = 0

    async def serve(self, request: web.Request) -> web.Response:
        self.asked.append(request.path)
        if request.path == "/away":
            raise web.HTTPFound(request.query["to"])
        if request.path == "/loop":
            raise web.HTTPFound("/loop")
        if request.path == "/large":
            return web.Response(body=b"x" * (20 * 2**20 + 1))
        return web.Response(body=b"secret") if request.path == "/file" else web.Response(status=404)


@pytest.fixture
async def inside() -> AsyncIterator[Inside]:
    inside = Inside()
    app = web.Application()
    app.router.add_get("/{path:.*}", inside.serve)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    inside.port = int(runner.addresses[0][1])
    yield inside
    await runner.cleanup()


HOSTS = (
    *("127.0.0.1", "localhost", "127.1", "2130706433", "0x7f.1", "0177.0.0.1", "127.0.0.1."),
    *("[::1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "0", "[::]", "①②⑦.⓪.⓪.①"),
    *("１２７。０。０。１", "user@127.0.0.1", "127.0.0.1%2f", "LOCALHOST", "localhost."),
)


@pytest.mark.parametrize("host", HOSTS)
async def test_no_spelling_of_our_own_address_is_fetched(inside: Inside, host: str) -> None:
    files = StrangersFiles(silence=1)
    with pytest.raises(Undeliverable, match=reasons.FILE_LOST):
        await files.fetch(f"http://{host}:{inside.port}/file")
    await files.close()
    assert inside.asked == []


NO_ADDRESSES = (
    *("", "nonsense", "file:///etc/passwd", "ftp://127.0.0.1/file", "http://", "http://[", "//x/y"),
    *("http://127.0.0.1:99999/", "http://a b/", "gopher://127.0.0.1", "http://\x00/"),
)


@pytest.mark.parametrize("url", NO_ADDRESSES)
async def test_what_is_no_web_address_is_not_fetched(url: str) -> None:
    files = StrangersFiles(silence=1)
    with pytest.raises(Undeliverable, match=reasons.FILE_LOST):
        await files.fetch(url)
    await files.close()


async def test_hosts_that_the_installer_named_may_be_private(inside: Inside) -> None:
    base = f"http://127.0.0.1:{inside.port}"
    files = StrangersFiles([f"{base}/answers"])
    assert await files.fetch(f"{base}/file") == b"secret"
    with pytest.raises(Undeliverable):
        await files.fetch(f"http://127.0.0.2:{inside.port}/file")
    with pytest.raises(Undeliverable):
        await files.fetch(f"{base}/absent")
    await files.close()


async def test_a_redirect_leads_nowhere_that_may_not_be_asked_for(inside: Inside) -> None:
    base = f"http://127.0.0.1:{inside.port}"
    files = StrangersFiles([base])
    assert await files.fetch(f"{base}/away?to=/file") == b"secret"
    for aim in (f"http://localhost:{inside.port}/file", "file:///etc/passwd", "http://10.0.0.1/"):
        with pytest.raises(Undeliverable):
            await files.fetch(f"{base}/away?to={aim}")
    with pytest.raises(Undeliverable):
        await files.fetch(f"{base}/loop")
    assert inside.asked.count("/file") == 1
    await files.close()


async def test_too_much_is_not_read(inside: Inside) -> None:
    base = f"http://127.0.0.1:{inside.port}"
    files = StrangersFiles([base])
    with pytest.raises(Undeliverable, match=reasons.TOO_LARGE):
        await files.fetch(f"{base}/large")
    await files.close()


OURS = (
    *("10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "224.0.0.1"),
    *("fe80::1", "fc00::1", "::", "64:ff9b::10.0.0.1", "2002:7f00:1::", "::ffff:10.0.0.1"),
    *("255.255.255.255", "fe80::1%eth0", "ff02::1"),
)


@pytest.mark.parametrize("address", OURS)
def test_addresses_of_nobody_and_of_ourselves_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "2a00:1450:4010:c0e::65", "64:ff9b::8.8.8.8"])
def test_addresses_of_the_world_are_public(address: str) -> None:
    assert is_public(address)
