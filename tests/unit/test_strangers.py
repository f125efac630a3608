"""Files at addresses that strangers named are no way into our own network."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from aiohttp import web

from bots.channels.http import HttpChannel
from bots.channels.vk import VkChannel
from bots.signing import Signer
from bots.strangers import NotNow, StrangersFiles, is_public
from hub import reasons
from hub.errors import Undeliverable, Unsent
from hub.model import Attachment, Audience, DeskId, Inbox, InboxId, Voice


class Inside:
    """A server in our own network, and what it was asked for."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.port = 0
        self.ill = 0

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def serve(self, request: web.Request) -> web.Response:
        self.asked.append(request.path)
        if request.path == "/out/away":
            raise web.HTTPFound(request.query["to"])
        if request.path == "/out/loop":
            raise web.HTTPFound("/out/loop")
        if request.path == "/out/large":
            return web.Response(body=b"x" * (20 * 2**20 + 1))
        if request.path == "/out/ill" and self.ill > 0:
            self.ill -= 1
            return web.Response(status=503)
        if request.path == "/out/mute":
            await asyncio.sleep(60)
        known = request.path in ("/file", "/out/file", "/out/ill", "/outside/file")
        return web.Response(body=b"secret") if known else web.Response(status=404)


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


@pytest.fixture
async def files(inside: Inside) -> AsyncIterator[StrangersFiles]:
    """One path of our own network is named."""
    files = StrangersFiles([f"{inside.base}/out"], silence=0.3)
    yield files
    await files.close()


async def test_what_the_installer_named_may_be_private(
    inside: Inside, files: StrangersFiles
) -> None:
    assert await files.fetch(f"{inside.base}/out/file") == b"secret"
    with pytest.raises(Undeliverable):
        await files.fetch(f"http://127.0.0.2:{inside.port}/out/file")
    with pytest.raises(Undeliverable):
        await files.fetch(f"{inside.base}/out/absent")


BESIDE = (
    *("/file", "/outside/file", "/out/../file", "/out/%2e%2e/file", "/out/%2E%2E%2Ffile", "/", ""),
    *("/out/..;/file", "/out%2f..%2ffile", "/out/.%2e/file", "/out/%252e%252e/file", "//file"),
    *("/out/..%5cfile", "/out/\\..\\file", "/OUT/file", "/out\n/../file", "/./out/../file"),
)


@pytest.mark.parametrize("path", BESIDE)
async def test_beside_what_was_named_nothing_is_fetched(
    inside: Inside, files: StrangersFiles, path: str
) -> None:
    with pytest.raises(Undeliverable, match=reasons.FILE_LOST):
        await files.fetch(inside.base + path)
    assert "/file" not in inside.asked
    assert "/outside/file" not in inside.asked


async def test_a_whole_host_may_be_named(inside: Inside) -> None:
    files = StrangersFiles([inside.base])
    assert await files.fetch(f"{inside.base}/file") == b"secret"
    await files.close()


async def test_what_is_named_with_a_tricky_path_is_trusted_nowhere(inside: Inside) -> None:
    files = StrangersFiles([f"{inside.base}/out/%252e%252e/"])
    with pytest.raises(Undeliverable):
        await files.fetch(f"{inside.base}/out/file")
    await files.close()


async def test_a_redirect_leads_nowhere_that_may_not_be_asked_for(
    inside: Inside, files: StrangersFiles
) -> None:
    away = f"{inside.base}/out/away?to="
    assert await files.fetch(f"{away}/out/file") == b"secret"
    aims = (
        *(f"http://localhost:{inside.port}/out/file", "file:///etc/passwd", "http://10.0.0.1/"),
        *("/file", "../file", f"{inside.base}/file", "//localhost/file"),
    )
    for aim in aims:
        with pytest.raises(Undeliverable):
            await files.fetch(away + aim)
    with pytest.raises(Undeliverable):
        await files.fetch(f"{inside.base}/out/loop")
    assert inside.asked.count("/out/file") == 1
    assert "/file" not in inside.asked


async def test_too_much_is_not_read(inside: Inside, files: StrangersFiles) -> None:
    with pytest.raises(Undeliverable, match=reasons.TOO_LARGE):
        await files.fetch(f"{inside.base}/out/large")


async def test_an_error_of_the_host_loses_nobody_elses_file(
    inside: Inside, files: StrangersFiles
) -> None:
    inside.ill = 2
    with pytest.raises(NotNow):
        await files.fetch(f"{inside.base}/out/ill")
    assert await files.fetch(f"{inside.base}/out/file") == b"secret"
    assert await files.fetch(f"{inside.base}/out/ill") == b"secret"


async def test_a_host_that_says_nothing_is_waited_for_once_and_asked_again_later(
    inside: Inside, files: StrangersFiles
) -> None:
    with pytest.raises(Undeliverable):
        await files.fetch(f"{inside.base}/out/mute")
    with pytest.raises(NotNow):
        await files.fetch(f"{inside.base}/out/file")


async def test_the_silence_of_a_messengers_own_store_is_an_outage(inside: Inside) -> None:
    inside.ill = 2
    files = StrangersFiles([f"{inside.base}/out"], own=True)
    with pytest.raises(Unsent, match="503"):
        await files.fetch(f"{inside.base}/out/ill")
    with pytest.raises(Undeliverable, match=reasons.FILE_LOST):
        await files.fetch(f"{inside.base}/file")
    with pytest.raises(Undeliverable, match=reasons.FILE_LOST):
        await files.fetch(f"http://localhost:{inside.port}/out/file")
    await files.close()


def test_nothing_is_put_where_nothing_may_be_fetched(inside: Inside) -> None:
    files = StrangersFiles(own=True)
    with pytest.raises(Undeliverable):
        files.session_for(f"{inside.base}/out/file")


async def test_where_answers_go_nothing_is_fetched_from(inside: Inside) -> None:
    own = an_inbox("http")
    channel = HttpChannel(
        own, Signer("s" * 16), reply_url=f"{inside.base}/out/answers", files_from=(), timeout=2
    )
    with pytest.raises(Undeliverable, match=reasons.FILE_LOST):
        await channel.download(Attachment(kind="document", ref=f"{inside.base}/out/file"))
    await channel.close()
    assert inside.asked == []


async def test_vks_files_are_fetched_from_vk_and_from_nowhere_else_of_ours(inside: Inside) -> None:
    channel = VkChannel(
        "token", 1, an_inbox("vk"), base_url="http://127.0.0.1:9/vk", timeout=2, files_from=()
    )
    with pytest.raises(Undeliverable, match=reasons.FILE_LOST):
        await channel.download(Attachment(kind="document", ref=f"{inside.base}/out/file"))
    await channel.close()
    named = VkChannel(
        "token", 1, an_inbox("vk"), base_url=f"{inside.base}/vk", timeout=2, files_from=()
    )
    found = await named.download(Attachment(kind="document", ref=f"{inside.base}/out/file"))
    assert found == b"secret"
    await named.close()


def an_inbox(channel: str) -> Inbox:
    return Inbox(
        id=InboxId("i"),
        channel=channel,
        audience=Audience.CUSTOMERS,
        desk=DeskId("d"),
        voice=Voice("v"),
    )


OURS = (
    *("10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "224.0.0.1"),
    *("fe80::1", "fc00::1", "::", "64:ff9b::10.0.0.1", "2002:7f00:1::", "::ffff:10.0.0.1"),
    *("255.255.255.255", "fe80::1%eth0", "ff02::1", "::127.0.0.1", "4000::1"),
)


@pytest.mark.parametrize("address", OURS)
def test_addresses_of_nobody_and_of_ourselves_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "2a00:1450:4010:c0e::65", "64:ff9b::8.8.8.8"])
def test_addresses_of_the_world_are_public(address: str) -> None:
    assert is_public(address)
