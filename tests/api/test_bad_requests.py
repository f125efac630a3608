"""What is asked for wrongly, or with bad intent, gets one sentence and nothing else."""

import asyncio
import re
from base64 import urlsafe_b64encode

import pytest
from yarl import URL

from storage.mongo import MongoStore
from tests.api.support import Served, seed

ANDREY = {"Authorization": "Bearer key-of-andrey"}
KEYED = ("/api/conversations", "/api/conversations/c-tg", "/api/audit", "/api/files/m/0")
EQUAL = ("desk", "inbox", "assignee", "tag", "order", "q")


def _cursor(text: str) -> str:
    return urlsafe_b64encode(text.encode()).decode().rstrip("=")


HEADERS = (
    *("", "Bearer", "Bearer ", "Basic key-of-andrey", "key-of-andrey", "Bearer ключ"),
    *("Bearer key-of-nobody", "Bearer key-of-andre", "Bearer key-of-andreyy"),
    *("Bearer KEY-OF-ANDREY", "Bearer key-of-gone", f"Bearer {'k' * 5000}"),
)
LIMITS = ("0", "501", "-1", "1.5", "1e2", "٣", " 5", "9" * 5000, "many")
CURSORS = (
    *("first", "%%%", "ключ", "A" * 1001, _cursor("c1"), _cursor("1e9 c1"), _cursor("-1 c1")),
    *(_cursor("999999999999999 c1"), _cursor('{"$gt": ""}')),
    urlsafe_b64encode(b"1 \xff\xfe\xfd").decode(),
)
STATUSES = ("NEW", "new,open", "*", "$ne", "deleted")
VALUES = ("$ne", '{"$ne": null}', "[$gt]", ".*", "null", "\x00", "'; drop", "../..", "\u2028")
NOWHERE = (
    *("/", "/api", "/api/", "//etc/passwd", "/healthz/../api/x"),
    *("/api/conversations/", "/api/conversations/c-tg/messages"),
    *("/api/conversations/%00", "/api/conversations/%ff%fe", f"/api/conversations/{'c' * 7000}"),
    "/api/conversations/..%2f..%2fetc%2fpasswd",
    "/api/files/../../../etc/passwd",
    "/api/files/..%2f..%2f..%2fetc%2fpasswd/0",
    "/api/files/%2e%2e/%2e%2e/etc/passwd/0",
    *(f"/api/files/customers-tg:77:1/{index}" for index in ("-1", "1", "٠", "9" * 5000)),
)


async def test_without_a_known_key_nothing_is_told(hub: Served) -> None:
    for headers in ({}, *({"Authorization": header} for header in HEADERS)):
        for path in KEYED:
            async with hub.session.get(f"{path}?unknown=1", headers=headers) as response:
                assert response.status == 401, (headers, path)
                assert response.headers["WWW-Authenticate"] == "Bearer"
                assert list(await response.json()) == ["error"]


@pytest.mark.parametrize(("name", "values"), [("limit", LIMITS), ("after", CURSORS)])
async def test_a_wrong_value_is_refused_with_the_parameter_s_name(
    hub: Served, name: str, values: tuple[str, ...]
) -> None:
    for path in ("/api/conversations", "/api/audit"):
        for value in values:
            status, said = await hub.get(path, **{name: value})
            assert status == 422, (path, value)
            assert said["error"].startswith(f"{name}: expected ")
            assert len(said["error"]) < 200


async def test_a_value_may_not_be_of_any_length(hub: Served) -> None:
    for name in EQUAL:
        assert (await hub.get("/api/conversations", **{name: "ы" * 200}))[0] == 200
        status, said = await hub.get("/api/conversations", **{name: "ы" * 201})
        assert (status, said) == (422, {"error": f"{name}: expected at most 200 characters"})


async def test_an_unknown_status_is_refused(hub: Served) -> None:
    known = "new, open, pending, snoozed, resolved, closed"
    for value in STATUSES:
        refused = await hub.get("/api/conversations", status=value)
        assert refused == (422, {"error": f"status: expected one of {known}"}), value


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ("/api/conversations?desks=a", "desks: unknown parameter; known: status, desk, inbox"),
        ("/api/conversations?desk[$ne]=a", "desk[$ne]: unknown parameter"),
        ("/api/conversations?desk=a&desk=b", "desk: given more than once"),
        ("/api/audit?q=a", "q: unknown parameter; known: conversation, person"),
        ("/api/conversations/c-tg?limit=1", "limit: unknown parameter"),
        (f"/api/audit?{'x' * 500}=1", f"{'x' * 40}: unknown parameter"),
    ],
)
async def test_an_unknown_or_doubled_parameter_is_refused(
    hub: Served, asked: str, sentence: str
) -> None:
    status, said = await hub.get(asked)
    assert status == 422
    assert said["error"].startswith(sentence)


async def test_a_value_is_a_value_and_no_query(store: MongoStore, hub: Served) -> None:
    await seed(store)
    for value in VALUES:
        for name in EQUAL:
            found = await hub.get("/api/conversations", **{name: value})
            assert found == (200, {"items": [], "next": None}), (name, value)


async def test_a_path_that_leads_nowhere_says_so(store: MongoStore, hub: Served) -> None:
    await seed(store)
    for path in NOWHERE:
        url = URL(f"http://127.0.0.1:{hub.port}{path}", encoded=path.isascii())
        async with hub.session.get(url, headers=ANDREY) as response:
            assert response.status == 404, path
            assert await response.json() == {"error": "there is nothing here"}


async def test_nothing_can_be_changed(hub: Served) -> None:
    for method in ("POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND"):
        for path in ("/healthz", "/metrics", *KEYED):
            async with hub.session.request(method, path, data=b"x" * 10_000) as response:
                assert response.status == 405, (method, path)
                assert response.headers["Allow"] == "GET,HEAD"
                assert await response.json() == {"error": "this method is not served here"}


async def test_head_is_get_without_a_body(store: MongoStore, hub: Served) -> None:
    await seed(store)
    for path in ("/healthz", "/api/conversations", "/api/conversations/c-tg"):
        async with hub.session.head(path, headers=ANDREY) as response:
            assert (response.status, await response.read()) == (200, b"")


@pytest.mark.parametrize(
    "request_line",
    [
        "GET ../../etc/passwd HTTP/1.1",
        f"GET /api/conversations?q={'q' * 20_000} HTTP/1.1",
        "GET /api/conversations HTTP/9.9",
        "STEAL /healthz HTTP/1.1",
        "\x16\x03\x01\x02",
        "GET http://[::bad/ HTTP/1.1",
        "GET /\x00 HTTP/1.1",
    ],
)
async def test_what_is_no_request_gets_no_trace_of_the_code(hub: Served, request_line: str) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", hub.port)
    writer.write(f"{request_line}\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
    answer = await asyncio.wait_for(reader.read(), timeout=10)
    writer.close()
    assert re.match(rb"HTTP/1\.[01] 4\d\d ", answer)
    assert b"Traceback" not in answer
    assert b".py" not in answer
    assert (await hub.get("/api/conversations"))[0] == 200
