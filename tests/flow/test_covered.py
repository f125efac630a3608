"""Whole phones, e-mail and postal addresses stand in no group, log or metric; what a person typed
is never altered.
"""

from __future__ import annotations

import re

import pytest

from sandbox.client import People
from tests.flow.conftest import Hub
from tests.flow.posting import call, chat, mail, post, review
from tests.flow.world import DESK, SPB, STAFF, VK_SPB, World, world_of

OURS = re.compile(r"9219990\d{3}")
"""The phones of this test, in whatever form, once everything but digits is taken out."""
WRITERS = re.compile(r"(?i)irina\.volkova@|guest\.one@|ivan@")
"""E-mail addresses of those who write in this test."""
IRINAS = "48213"
"""The order of a customer who writes."""


def _phone(number: int) -> str:
    return f"+79219990{number:03d}"


async def test_no_whole_address_stands_in_a_group_a_log_or_a_metric(
    people: People, hub: Hub, capfd: pytest.CaptureFixture[str]
) -> None:
    home = (await people.orders.get(IRINAS))["address"]["text"]
    async with hub() as app, world_of(people, app) as world:
        await people.calls.wait_for("groups.getLongPollServer", count=2)
        await _everybody_writes(world)
        await _everything_is_asked(world)
        await _nothing_is_told(world, home)
    out, err = capfd.readouterr()
    assert "voice owned" in out + err
    assert not _told(out + err, home)


def _told(text: str, home: str) -> bool:
    found = OURS.search(_digits(text)) or WRITERS.search(text)
    return found is not None or home in text


async def _nothing_is_told(world: World, home: str) -> None:
    groups = world.people.telegram
    for group in (await groups.world())["groups"]:
        there = groups.group(int(group["id"]))
        said, named = await there.all.messages(), [one.name for one in await there.topics()]
        ours = [one.text for one in said if one.by_bot]
        assert not [text for text in (*ours, *named) if _told(text, home)]
    async with world.http.get("/metrics") as response:
        assert not _told(await response.text(), home)
    async with world.http.get("/healthz") as response:
        assert not _told(await response.text(), home)


async def _everybody_writes(world: World) -> None:
    vera = await world.people.telegram.add_user("Вера", id=970_601, phone=_phone(1))
    await vera.start(SPB)
    await vera.write("Вопрос", bot=SPB)
    await vera.share_contact(bot=SPB)
    await world.clients.all.wait_for("Контакт:")
    await world.ruslan.contact(phone=_phone(2), first_name="Сосед", bot=STAFF)
    await world.couriers.all.wait_for("Контакт:")
    nina = await world.people.vk.add_user("Нина", "Волкова")
    await nina.write(VK_SPB, "Добрый день")
    await post(world, "calls", call("k1", "missed", **{"from": _phone(3)}))
    await post(world, "calls", call("k2", "ended", **{"from": _phone(3), "duration": 5}))
    await post(world, "orders-mail", mail(contact={"name": _phone(4), "phone": _phone(4)}))
    await post(world, "orders-mail", mail("m2", **{"from": "irina.volkova@example.ru"}))
    bare = {"external_id": "guest.one@example.org", "email": "guest.one@example.org"}
    await post(world, "site-chat", chat("e2", "t2", contact=bare))
    await post(world, "reviews", review(contact={"name": "Олег", "phone": _phone(5)}))
    await post(world, "site-chat", chat(contact={"name": _phone(6), "phone": _phone(6)}))
    await world.person(6001).write("Где мой заказ", bot=SPB)
    irina = await world.clients.topic("Ирина")
    await irina.wait_for(f"Заказ {IRINAS}", by="bots")
    await world.clients.all.wait_for("Добрый день")
    await world.people.telegram.group(-1001000000005).all.wait_for("Не работает")
    await world.people.telegram.group(-1001000000004).all.wait_for("•••", count=2)
    await world.people.telegram.group(-1001000000003).all.wait_for("Письмо m1")
    await world.people.telegram.group(-1001000000003).all.wait_for("Письмо m2")
    await world.people.telegram.group(-1001000000003).topic("i•••@example.ru")
    await world.clients.topic("g•••@example.org")


async def _everything_is_asked(world: World) -> None:
    topic = await world.clients.topic("Вера")
    place = {"group": topic.group, "topic": topic.id}
    for command in ("/who", f"/find {_phone(1)}", "/urgent Не открывают"):
        await world.marat.write(command, **place)
    await world.marat.chat(DESK).wait_for("запросу")
    await topic.wait_for("вызов")


def _digits(text: str) -> str:
    return re.sub(r"[\s().+-]", "", text)
