"""Recordings of calls: fetched from where the telephone system keeps them, heard in the topic."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any, Final

import pytest
import yaml

from sandbox.client import People, SeenMessage
from tests.flow.conftest import HUB_YAML, Hub
from tests.flow.posting import CALLS, call, group, post
from tests.flow.world import World, world_of

FRAME: Final = b"\xff\xfb\x90\x64" + bytes(413)
SOUND: Final = FRAME * 40
TOO_LARGE: Final = 20 * 2**20 + 1
PAGE: Final = b"<!doctype html><title>Sign in</title>"


def inboxes(*files_from: str) -> list[dict[str, Any]]:
    declared = yaml.safe_load(HUB_YAML.read_text())["inboxes"]
    own = {"files_from": list(files_from)}
    return [one | (own if one["id"] == "calls" else {}) for one in declared]


@pytest.fixture
async def world(people: People, hub: Hub) -> AsyncIterator[World]:
    """The telephone system keeps its recordings at the sandbox's address."""
    url = await people.out.put_file("first.mp3", SOUND)
    base = url.rpartition("/out-files/")[0]
    async with hub(inboxes=inboxes(base)) as app, world_of(people, app) as world:
        yield world


async def recorded(world: World, url: str) -> SeenMessage:
    await post(world, "calls", call("k1", "ended", duration=3, recording_url=url))
    return await group(world, CALLS).all.wait_for("длительность 0:03", within=30)


async def recording(world: World, name: str, content: bytes, size: int = 0) -> SeenMessage:
    return await recorded(world, await world.people.out.put_file(name, content, size=size))


@pytest.mark.parametrize(("name", "as_file"), [("rec.mp3", "rec.mp3"), ("4711", "4711.mp3")])
async def test_a_recording_is_heard_in_the_topic(world: World, name: str, as_file: str) -> None:
    """A08"""
    shown = await recording(world, name, SOUND)
    assert shown.kind == "audio"
    assert shown.raw["files"][0]["name"] == as_file
    assert await shown.download() == SOUND
    assert "Файл не передан" not in shown.text
    (found,) = (await world.conversation(inbox="calls"))["messages"]
    assert found["attachments"][0]["kind"] == "audio"


@pytest.mark.parametrize(
    ("content", "size", "why"),
    [
        (SOUND, TOO_LARGE, "файл больше"),
        (PAGE, 0, "по ссылке оказалось другое"),
        (b"", 0, "по ссылке оказалось другое"),
    ],
)
async def test_what_is_no_recording_is_a_sentence_under_the_call(
    world: World, content: bytes, size: int, why: str
) -> None:
    shown = await recording(world, "rec.mp3", content, size)
    assert shown.kind == "text"
    assert f"Здесь было: аудиозапись. Файл не передан: {why}" in shown.text


async def test_a_recording_that_is_gone_is_a_sentence(world: World) -> None:
    url = await world.people.out.put_file("rec.mp3", SOUND)
    shown = await recorded(world, url + ".bak")
    assert "Файл не передан: файла нет или его не отдают." in shown.text


@pytest.mark.parametrize("effect", ["hang", "reset", "http"])
async def test_a_telephone_system_that_fails_is_a_sentence(world: World, effect: str) -> None:
    fault = {"seconds": 60} if effect == "hang" else {"status": 503} if effect == "http" else {}
    await world.people.faults.add(service="out", method="file", effect=effect, **fault)
    shown = await recording(world, "rec.mp3", SOUND)
    assert "Файл не передан: файла нет или его не отдают." in shown.text
    assert "возможно, повтор" not in shown.text
    assert len(await group(world, CALLS).all.find("длительность")) == 1


async def test_a_telephone_system_that_errs_for_a_moment_is_asked_again(world: World) -> None:
    fault = {"effect": "http", "status": 503, "times": 3}
    await world.people.faults.add(service="out", method="file", **fault)
    shown = await recording(world, "rec.mp3", SOUND)
    assert shown.kind == "audio"
    assert "Файл не передан" not in shown.text


async def test_a_slow_telephone_system_is_waited_for(world: World) -> None:
    await world.people.faults.add(service="out", method="file", effect="delay", seconds=2, times=1)
    shown = await recording(world, "rec.mp3", SOUND)
    assert shown.kind == "audio"
    assert "возможно, повтор" not in shown.text


async def test_from_a_host_that_nobody_named_nothing_is_fetched(people: People, hub: Hub) -> None:
    others = inboxes("https://pbx.example:8443")
    async with hub(inboxes=others) as app, world_of(people, app) as world:
        await people.faults.add(service="out", method="file", effect="reset")
        shown = await recording(world, "rec.mp3", SOUND)
        assert "Здесь было: аудиозапись. Файл не передан: файла нет" in shown.text
        (fault,) = await people.faults.all()
        assert fault["used"] == 0
