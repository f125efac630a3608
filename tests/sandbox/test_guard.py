"""The playground is for who opened it: no other page acts in it, no upload becomes a page."""

import aiohttp
import pytest

from sandbox.client import People
from sandbox.server import Sandbox
from sandbox.uploads import given_back

ADVANCE = "/people/clock"


async def _post(sandbox: Sandbox, **headers: str) -> int:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    async with (
        aiohttp.ClientSession(sandbox.url) as session,
        session.post(ADVANCE, data=b'{"advance": 1}', headers=named) as answer,
    ):
        return answer.status


def _port(sandbox: Sandbox) -> str:
    return sandbox.url.rpartition(":")[2]


async def test_it_answers_by_its_own_address_and_by_names_of_this_machine(sandbox: Sandbox) -> None:
    port = _port(sandbox)
    for host in ("127.0.0.1", "localhost", "LOCALHOST", "127.0.0.2", "[::1]"):
        assert await _post(sandbox, Host=f"{host}:{port}") == 200, host


@pytest.mark.parametrize(
    "host",
    [
        *("evil.example", "127.0.0.1.evil.example", "localhost.evil.example", "10.0.0.5", "", "["),
        *("169.254.169.254", "127.0.0.1@evil.example", "0x7f000001.example"),
    ],
)
async def test_a_name_of_the_web_that_leads_here_is_refused(sandbox: Sandbox, host: str) -> None:
    assert await _post(sandbox, Host=f"{host}:{_port(sandbox)}" if host else "") in (400, 403)


async def test_a_page_of_elsewhere_may_not_act_here(sandbox: Sandbox, people: People) -> None:
    before = sandbox.ground.clock.now()
    own = sandbox.url
    elsewhere = ("https://evil.example", "null", "http://127.0.0.1:1", f"https{own[4:]}")
    for origin in elsewhere:
        assert await _post(sandbox, Origin=origin) == 403, origin
    for site in ("cross-site", "same-site"):
        assert await _post(sandbox, Sec_Fetch_Site=site) == 403
        assert await _post(sandbox, Sec_Fetch_Site=site, Sec_Fetch_Mode="navigate") == 403
    assert sandbox.ground.clock.now() - before < 1
    assert await _post(sandbox, Origin=own, Sec_Fetch_Site="same-origin") == 200


async def test_a_link_to_the_page_may_be_followed_from_anywhere(sandbox: Sandbox) -> None:
    headers = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
    async with (
        aiohttp.ClientSession(sandbox.url) as session,
        session.get("/", headers=headers) as answer,
    ):
        assert answer.status == 200


@pytest.mark.parametrize(
    "media",
    [
        *(
            "text/html",
            "image/svg+xml",
            "application/xhtml+xml",
            "text/xml",
            "TEXT/HTML; charset=x",
        ),
        *("application/javascript", "image/pngё", "", "video/x-xml"),
    ],
)
def test_what_was_uploaded_is_never_a_page_of_ours(media: str) -> None:
    answer = given_back(b"<script>alert(1)</script>", media)
    assert answer.content_type == "application/octet-stream"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"].startswith("sandbox")


def test_pictures_and_sounds_are_shown_as_what_they_are() -> None:
    for media in ("image/png", "audio/ogg", "video/mp4"):
        assert given_back(b"", media).content_type == media
    assert given_back(b"", "application/pdf").headers["Content-Disposition"] == "attachment"
