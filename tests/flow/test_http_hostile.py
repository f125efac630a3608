"""Whatever is sent to whichever address of the hub, it is the sender's fault, never a 5xx.

The addresses are those of the hub's own description: a new one fails here until it is proved how it
is spoken to.
"""

from __future__ import annotations

import asyncio
import gzip
import json
from collections.abc import AsyncIterator, Callable
from typing import Any, Final

import pytest
import yaml
from yarl import URL

from sandbox.client import People
from sandbox.out import signature
from tests.flow.conftest import HUB_YAML, Hub
from tests.flow.posting import SECRETS
from tests.flow.world import VK_SPB, World, world_of

SECRET: Final = "a-secret-of-the-tests-1"
HEADER: Final = "X-Telegram-Bot-Api-Secret-Token"

Proof = Callable[[bytes], dict[str, str]]
"""The headers that make a body count as sent by who may."""

HALF: Final = "\\ud800"
DEEP: Final = b"[" * 20_000 + b"]" * 20_000
DEEP_OBJECT: Final = b'{"a":' * 20_000 + b"1" + b"}" * 20_000
BODIES: Final = (
    *(b"", b" ", b"null", b"true", b"[]", b"{}", b"NaN", b"-Infinity", b"1e999", b'"text"', b"{"),
    *(b"[1, 2]", b"\xff\xfe\x00", b"\xef\xbb\xbf{}", b'{"a": 1, "a": 2}', b"<html></html>"),
    *(b"9" * 5_000, b'{"a": ' + b"9" * 5_000 + b"}", DEEP, DEEP_OBJECT, b'"' + b"a" * 500_000),
    f'"{HALF}"'.encode(),
    f'{{"{HALF}": "{HALF}"}}'.encode(),
    b'{"$where": "sleep(1000)", "$gt": ""}',
)
VALUES: Final = (
    *("null", "true", "0", "-1", "1.5", "NaN", "1e999", "9" * 400, '""', '" "', f'"{HALF}"'),
    *("[]", "{}", "[[]]", '{"$gt": ""}', '"\\u0000"', '"' + "я" * 5_000 + '"', "[null]"),
)
TAKEN: Final = {"/telegram/{inbox}": 200, "/vk/{inbox}": 200}
"""What cannot be read is kept as dead there and said to be taken: it would come again for ever."""


def _everything(valid: dict[str, Any]) -> list[bytes]:
    """Each body, and a valid one with each field spoilt in each way."""
    spoilt = [_with(valid, field, value) for field in (*valid, "unknown") for value in VALUES]
    return [*BODIES, *spoilt]


def _with(valid: dict[str, Any], field: str, value: str) -> bytes:
    kept = [
        f"{json.dumps(name)}: {json.dumps(one)}" for name, one in valid.items() if name != field
    ]
    return f"{{{', '.join([*kept, f'{json.dumps(field)}: {value}'])}}}".encode()


WHEN: Final = "2026-11-21T20:00:00+03:00"
POSTED: Final[dict[str, dict[str, Any]]] = {
    "orders-mail": {
        "external_id": "m1",
        "at": WHEN,
        "from": "a@b.example",
        "to": "c@d.example",
        "subject": "s",
        "message_id": "<m1@b.example>",
        "text": "t",
    },
    "calls": {
        "external_id": "k1",
        "at": WHEN,
        "event": "missed",
        "from": "+79119994501",
        "to": "1",
    },
    "reviews": {"external_id": "r1", "at": WHEN, "rating": 2, "store": "s", "text": "t"},
    "site-chat": {"external_id": "e1", "at": WHEN, "thread": "t1", "text": "t"},
}
UPDATE: Final = {"update_id": 5, "message": {"message_id": 1, "date": 1, "text": "t"}}
EVENT: Final = {
    "type": "message_new",
    "group_id": VK_SPB,
    "event_id": "e1",
    "secret": SECRET,
    "object": {"message": {"id": 1, "peer_id": 1, "from_id": 1, "date": 1, "text": "t"}},
}


def _signed(inbox: str) -> Proof:
    return lambda body: {"X-Signature": signature(SECRETS[inbox], body)}


def _with_secret(_body: bytes) -> dict[str, str]:
    return {HEADER: SECRET}


def _bare(_body: bytes) -> dict[str, str]:
    return {}


PROVED: Final[dict[str, tuple[tuple[str, dict[str, Any], Proof], ...]]] = {
    "/intake/{inbox}": tuple(
        (f"/intake/{inbox}", valid, _signed(inbox)) for inbox, valid in POSTED.items()
    ),
    "/telegram/{inbox}": (
        ("/telegram/staff", UPDATE, _with_secret),
        ("/telegram/desk", UPDATE, _with_secret),
    ),
    "/vk/{inbox}": (("/vk/customers-vk", EVENT, _bare),),
}


@pytest.fixture
async def open_hub(people: People, hub: Hub) -> AsyncIterator[World]:
    """Every way in is open."""
    declared = yaml.safe_load(HUB_YAML.read_text())
    inboxes = {inbox["id"]: inbox for inbox in declared["inboxes"]}
    inboxes["staff"] |= {"mode": "webhook", "secret": SECRET}
    inboxes["customers-vk"] |= {"mode": "callback", "secret": SECRET, "confirmation": "c0de"}
    changes = {
        "public_url": "http://127.0.0.1:9",
        "inboxes": list(inboxes.values()),
        "desk_bot": declared["desk_bot"] | {"mode": "webhook", "secret": SECRET},
    }
    async with hub(**changes) as app, world_of(people, app) as world:
        yield world


async def _described(world: World) -> dict[tuple[str, str], dict[str, Any]]:
    async with world.http.get("/api/openapi.json") as response:
        paths = (await response.json())["paths"]
    return {(path, method): one for path, many in paths.items() for method, one in many.items()}


async def test_whatever_is_posted_wherever_is_nobodys_500(open_hub: World) -> None:
    posts = {path for path, method in await _described(open_hub) if method != "get"}
    assert posts == set(PROVED), "say how the new address is spoken to"
    for path, ways in PROVED.items():
        for address, valid, proof in ways:
            bodies = _everything(valid)
            told = await asyncio.gather(*(_post(open_hub, address, body, proof) for body in bodies))
            for body, status in zip(bodies, told, strict=True):
                assert status < 500, (address, body[:200])
                assert path in TAKEN or status in (202, 422, 413), (address, status, body[:200])


async def _post(world: World, address: str, body: bytes, proof: Proof) -> int:
    async with _FEW, world.http.post(address, data=body, headers=proof(body)) as answer:
        return answer.status


_FEW: Final = asyncio.Semaphore(8)


async def test_without_proof_everything_is_refused_whatever_it_says(open_hub: World) -> None:
    bodies = (*BODIES, *(_with(EVENT, "secret", value) for value in VALUES))
    for ways in PROVED.values():
        address, valid, _ = ways[0]
        for body in (*bodies, json.dumps(valid | {"secret": "wrong"}).encode()):
            assert await _post(open_hub, address, body, _bare) in (401, 403), (address, body[:200])


ODD: Final = (
    *("%00", "%ff%fe", "%ed%a0%80", "..%2f..%2fetc%2fpasswd", "%2e%2e", "$where", "a" * 4_000),
    *(
        "%7B%22%24gt%22%3A%22%22%7D",
        "NaN",
        "-1",
        "9" * 400,
        "%E2%80%AE",
        "null",
        "'",
        "%0d%0aX:%201",
    ),
)


async def test_whatever_is_asked_for_is_nobodys_500(open_hub: World) -> None:
    """Every address that is asked, with odd parts of its path and odd values of its parameters."""
    for (path, method), one in (await _described(open_hub)).items():
        if method != "get":
            continue
        names = [given["name"] for given in one["parameters"] if given["in"] == "query"]
        for odd in ODD:
            place = path
            for given in one["parameters"]:
                place = place.replace(f"{{{given['name']}}}", odd)
            asked = [place, *(f"{place}?{name}={odd}" for name in [*names, "unknown"])]
            told = await asyncio.gather(*(_get(open_hub, url) for url in asked))
            assert max(told) < 500, asked


async def _get(world: World, url: str) -> int:
    headers = {"Authorization": "Bearer sandbox-key-andrey"}
    base = f"http://127.0.0.1:{world.app.port}"
    asked = URL(base + url, encoded=True)
    async with _FEW, world.http.get(asked, headers=headers) as answer:
        return answer.status


async def test_a_small_body_that_unpacks_to_a_huge_one_is_refused_by_its_size(
    open_hub: World,
) -> None:
    bomb = gzip.compress(b"0" * 2**26)
    packed = {"Content-Encoding": "gzip"}
    for ways in PROVED.values():
        address, _, proof = ways[0]
        headers = proof(bomb) | packed
        async with open_hub.http.post(address, data=bomb, headers=headers) as answer:
            assert answer.status in (401, 403, 413, 200), address
            assert answer.status != 200 or address.startswith("/telegram/")


_SECOND: Final = b"GET /metrics HTTP/1.1\r\n\r\n"
SMUGGLED: Final = (
    b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + _SECOND,
    b"Content-Length: 4\r\nContent-Length: 5\r\n\r\nbody",
    b"Content-Length: -1\r\n\r\n",
    b"Content-Length: 4 4\r\n\r\nbody",
    b"Content-Length : 4\r\n\r\nbody",
    b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
    b"Transfer-Encoding: chunked\r\n\r\nzz\r\n\r\n",
    b"X-A: 1\r\n : folded\r\n\r\n",
    b"X-\x00: 1\r\n\r\n",
)


async def test_a_request_in_two_minds_about_its_length_is_one_refused_request(
    open_hub: World,
) -> None:
    for rest in SMUGGLED:
        reader, writer = await asyncio.open_connection("127.0.0.1", open_hub.app.port)
        writer.write(b"POST /intake/site-chat HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + rest)
        writer.write_eof()
        async with asyncio.timeout(30):
            told = await reader.read()
        writer.close()
        assert told == b"" or told.split()[1] in (b"400", b"401"), (rest, told)
        assert b"hub_updates" not in told
