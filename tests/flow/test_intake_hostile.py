"""What is posted wrongly, or by somebody else, changes nothing and is told what is wrong."""

from __future__ import annotations

import json
from typing import Any

import pytest

from sandbox.out import signature
from tests.flow.posting import SECRETS, Json, call, chat, hub_url, mail, post, review
from tests.flow.world import World

SECRET = SECRETS["site-chat"]
FAULTS: tuple[tuple[str, Json, str, Any], ...] = (
    ("orders-mail", mail(), "from", "nobody"),
    ("orders-mail", mail(), "subject", 5),
    ("orders-mail", mail(), "headers", []),
    ("orders-mail", mail(), "to", 5),
    ("calls", call(), "event", "rang"),
    ("calls", call(), "from", ""),
    ("calls", call(), "duration", -1),
    ("calls", call(), "duration", "5"),
    ("reviews", review(), "rating", 0),
    ("reviews", review(), "rating", 6),
    ("reviews", review(), "rating", "5"),
    ("reviews", review(), "store", None),
)


async def refused(world: World, inbox: str, body: Any, field: str) -> None:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    out, url = world.people.out, hub_url(world)
    status, answer = await out.post_raw(url, inbox, raw, secret=SECRETS[inbox])
    assert status == 422, (body, answer)
    assert any(one.startswith(field) for one in answer["error"].split("; ")), answer


async def test_without_the_inboxs_own_signature_nothing_is_taken(world: World) -> None:
    raw, other = json.dumps(chat()).encode(), json.dumps(chat("e2")).encode()
    right = signature(SECRET, raw)
    wrong = ["", "sha256=", right[7:], right + "0", right.upper(), "sha1=" + right[7:], "ё"]
    wrong += [signature(SECRETS["calls"], raw), signature(SECRET, other), signature("", raw)]
    for one in wrong:
        headers = {"X-Signature": one.encode().decode("latin-1")}
        out, url = world.people.out, hub_url(world)
        status, answer = await out.post_raw(url, "site-chat", raw, **headers)
        assert (status, list(answer)) == (401, ["error"]), one
    status, _ = await world.people.out.post_raw(hub_url(world), "site-chat", raw)
    assert status == 401
    page = await world.get("/api/conversations")
    assert page["items"] == []


@pytest.mark.parametrize("inbox", ["absent", "staff", "customers-vk", "desk", "site-chat%2F", "."])
async def test_where_nothing_is_posted_there_is_nothing(world: World, inbox: str) -> None:
    out, raw = world.people.out, json.dumps(chat()).encode()
    status, answer = await out.post_raw(hub_url(world), inbox, raw, secret=SECRET)
    assert (status, list(answer)) == (404, ["error"])


async def test_every_faulty_field_is_named(world: World) -> None:
    values: tuple[Any, ...] = (None, 5, "", [], {}, "x" * 501)
    for value in values:
        await refused(world, "site-chat", chat() | {"external_id": value}, "external_id")
        await refused(world, "site-chat", chat() | {"thread": value}, "thread")
    times = (None, 5, "", "yesterday", "2026-01-01T10:00:00", "0001-01-01T00:00:00+14:00")
    for value in times:
        await refused(world, "site-chat", chat() | {"at": value}, "at")
    await refused(world, "site-chat", chat(contact="Анна"), "contact")
    await refused(world, "site-chat", chat(contact={"phone": 79110000000}), "contact.phone")
    await refused(world, "site-chat", chat(text=" "), "the body")
    await refused(world, "site-chat", chat(attachments=[{"url": 5}]), "attachments.0.url")
    for url in ("file:///etc/passwd", "nonsense", "javascript:alert(1)", "http://["):
        await refused(world, "site-chat", chat(attachments=[{"url": url}]), "attachments.0.url")
    place = {"kind": "location", "lat": 91, "lon": 0}
    await refused(world, "site-chat", chat(attachments=[place]), "attachments.0.lat")
    many = [{"url": "https://x.example/1"}] * 21
    await refused(world, "site-chat", chat(attachments=many), "attachments")
    for inbox, body, name, value in FAULTS:
        await refused(world, inbox, body | {name: value}, name)
    await refused(world, "calls", chat(), "event")


@pytest.mark.parametrize(
    "raw",
    [b"", b"[]", b"null", b"{", b"\xff\xfe", b'{"text": "\\ud800"}', b"[" * 100_000, b"NaN"],
)
async def test_what_is_no_object_is_refused(world: World, raw: bytes) -> None:
    status, answer = await world.people.out.post_raw(
        hub_url(world), "site-chat", raw, secret=SECRET
    )
    assert (status, list(answer)) == (422, ["error"])


async def test_a_huge_body_is_refused_and_a_large_one_is_not(world: World) -> None:
    raw = json.dumps(chat(text="я" * 1_000_000)).encode()
    status, _ = await world.people.out.post_raw(hub_url(world), "site-chat", raw, secret=SECRET)
    assert status == 413
    await post(world, "site-chat", chat(text="конец " * 3_000))
    await world.clients.all.wait_for("конец", count=2)


async def test_names_of_any_sort_are_kept_apart(world: World) -> None:
    names = ["a", "A", "a/b", "a|b", "a\u0000", "..", "e1:x", "é", "e\u0301", "🚚" * 100, "$where"]
    ids = [await post(world, "site-chat", chat(name, name, f"от {name}")) for name in names]
    assert len(set(ids)) == len(names)
    again = [await post(world, "site-chat", chat(name, name)) for name in names]
    assert again == ids
    for id in ids:
        found = await world.get(f"/api/conversations/{id}")
        assert len(found["messages"]) == 1


async def test_a_name_that_is_a_phone_is_masked_in_the_group(world: World) -> None:
    await post(world, "site-chat", chat(contact={"name": "8 911 999-45-01"}))
    topic = await world.clients.topic("•••4501")
    assert "999" not in topic.name


async def test_our_own_network_is_not_shown_to_a_stranger(world: World) -> None:
    metadata = "http://169.254.169.254/latest/meta-data/"
    own = hub_url(world) + "/healthz"
    await post(world, "site-chat", chat(attachments=[{"url": own}, {"url": metadata}]))
    copy = await world.clients.all.wait_for("Вопрос", within=20)
    assert copy.text.count("файл") + copy.text.count("Файл") >= 2
    assert not await world.clients.all.find("parties")
