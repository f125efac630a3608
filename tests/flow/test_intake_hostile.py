"""What is posted wrongly, or by somebody else, changes nothing and is told what is wrong."""

from __future__ import annotations

import json
from typing import Any

import pytest

from sandbox.out import signature
from tests.flow.posting import (
    CALLS,
    REVIEWS,
    SECRETS,
    Json,
    call,
    chat,
    group,
    hub_url,
    mail,
    post,
    review,
)
from tests.flow.world import World

SECRET = SECRETS["site-chat"]
FAULTS: tuple[tuple[str, Json, str, Any], ...] = (
    ("orders-mail", mail(), "from", None),
    ("orders-mail", mail(), "from", {}),
    ("orders-mail", mail(), "at", "вчера"),
    ("calls", call(), "event", "rang"),
    ("calls", call(), "event", None),
    ("reviews", review(), "rating", 0),
    ("reviews", review(), "rating", 6),
    ("reviews", review(), "rating", "пять"),
    ("reviews", review(), "store", None),
    ("reviews", review(), "text", "я" * 65_537),
    ("site-chat", chat(), "text", "я" * 65_537),
    ("site-chat", chat(), "contact", {"name": "я" * 501}),
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
    await refused(world, "site-chat", chat(text=" "), "the body")
    nothing = chat(text="", attachments=[{"url": "file:///etc/passwd"}])
    await refused(world, "site-chat", nothing, "the body")
    many = [{"url": "https://x.example/1"}] * 21
    await refused(world, "site-chat", chat(attachments=many), "attachments")
    for inbox, body, name, value in FAULTS:
        await refused(world, inbox, body | {name: value}, name)
    await refused(world, "calls", chat(), "event")


@pytest.mark.parametrize(
    "raw",
    [b"", b"[]", b"null", b"{", b"\xff\xfe", b'{"text": "\\ud800"}', b"[" * 100_000, b"NaN", b"5"],
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


async def test_what_nobody_needs_and_cannot_be_read_is_left_out_and_named(world: World) -> None:
    """B: the words arrive all the same."""
    urls = ("file:///etc/passwd", "nonsense", "javascript:alert(1)", "http://[", 5)
    files: list[Json] = [{"url": url, "name": f"файл-{at}.pdf"} for at, url in enumerate(urls)]
    files += [{"kind": "location", "lat": 91, "lon": 0, "name": "точка"}, {"name": "без ссылки"}]
    odd = {"name": 5, "phone": ["79110000000"], "email": None}
    await post(world, "site-chat", chat(attachments=files, contact=odd, more={"deep": [None]}))
    copy = await world.clients.all.wait_for("Вопрос")
    assert copy.text.count("Файл не передан") == 7
    assert "файл-4.pdf" in copy.text
    assert "без ссылки" in copy.text
    assert "Не всё о собеседнике удалось прочитать" in copy.text
    await post(world, "site-chat", chat("e2", text="Снова", contact="Анна", attachments=None))
    assert "Не всё о собеседнике" in (await world.clients.all.wait_for("Снова")).text
    await post(world, "site-chat", chat("e3", text="Половина \ud83d", attachments="нет"))
    assert "Часть вложений не передана" in (await world.clients.all.wait_for("Половина")).text


async def test_numbers_may_be_words_and_null_is_nothing(world: World) -> None:
    absent = dict.fromkeys(("to", "duration", "recording_url", "contact"))
    await post(world, "calls", call() | absent | {"from": 79119994501})
    await group(world, CALLS).all.wait_for("Пропущенный звонок с +7911•••4501")
    ended = call("k2", "ended", duration="125", recording_url="нет такой")
    await post(world, "calls", ended)
    told = await group(world, CALLS).all.wait_for("длительность 2:05")
    assert "Запись разговора не передана" in told.text
    await post(world, "calls", call("k3", "ended", duration=-1))
    assert "Длительность звонка не удалось" in (await group(world, CALLS).all.wait_for("—")).text
    nothing = dict.fromkeys(("app_version", "url", "contact"))
    await post(world, "reviews", review(rating="2") | nothing)
    await group(world, REVIEWS).all.wait_for("★★☆☆☆ App Store")


async def test_who_calls_himself_otherwise_later_stays_who_he_was(world: World) -> None:
    """H: what senders choose fills in what is not known, and changes nothing that is."""
    await post(world, "site-chat", chat())
    first = {"name": "Анна", "phone": "+7 911 999-45-01"}
    await post(world, "site-chat", chat("e2", text="Это я", contact=first))
    other = {"name": "Пётр", "phone": "+79110000000", "email": "petr@example.com"}
    await post(world, "site-chat", chat("e3", text="Теперь иначе", contact=other))
    copy = await world.clients.all.wait_for("Теперь иначе")
    assert copy.text.startswith("⚙ Названо другое: +7911•••0000. Данные собеседника прежние.")
    contact = await world.app.hub.store.contacts.get("site-chat:t1")
    assert contact
    assert (contact.name, contact.phone) == ("Анна", "+79119994501")
    assert contact.email == "petr@example.com"
    assert contact.claimed == ("Пётр", "+79110000000")


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
