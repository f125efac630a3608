"""What is sent has its files fetched before; what cannot be had is a sentence."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import cast

import pytest

from bots.contents import Contents
from handlers.texts import Words
from hub import reasons
from hub.errors import Undeliverable, Unsent
from hub.model import (
    Asks,
    Attachment,
    ConversationId,
    Delivery,
    DeliveryId,
    Lane,
    Message,
    MessageId,
    MessageKind,
    Urgency,
    Voice,
    Work,
)
from hub.ports import Channel, Files

VOICE = Voice("pbx")
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


class Kept(Files):
    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}

    async def has(self, key: str) -> bool:
        return key in self.files

    async def read(self, key: str) -> bytes | None:
        return self.files.get(key)

    async def write(self, key: str, content: bytes) -> None:
        self.files.setdefault(key, content)


class Pbx:
    """A channel, as far as files are concerned."""

    voice = VOICE
    carries = frozenset({"audio"})
    asks: frozenset[Asks] = frozenset()

    def __init__(self, *answers: Callable[[], Awaitable[bytes]]) -> None:
        self.answers = list(answers)
        self.asked = 0

    async def download(self, _: Attachment) -> bytes:
        self.asked += 1
        return await self.answers.pop(0)()


async def sound() -> bytes:
    return b"ID3"


async def never() -> bytes:
    await asyncio.Event().wait()
    raise AssertionError


async def gone() -> bytes:
    raise Undeliverable(reasons.FILE_LOST)


async def busy() -> bytes:
    raise Unsent("HTTP 503")


def a_message(*refs: str) -> Message:
    return Message(
        id=MessageId("m"),
        conversation=ConversationId("c"),
        seq=1,
        kind=MessageKind.IN,
        at=NOW,
        received_at=NOW,
        text="Звонок",
        attachments=tuple(Attachment(kind="audio", ref=ref, voice=VOICE) for ref in refs),
    )


def a_delivery(*, fetches: bool = True) -> Delivery:
    return Delivery(
        id=DeliveryId("m/show"),
        lane=Lane(voice=VOICE, place="7"),
        work=Work.SHOW,
        line="7",
        rank=1,
        urgency=Urgency.NORMAL,
        due=NOW,
        fetches=fetches,
    )


def contents(pbx: Pbx, *, patience: float = 60) -> Contents:
    made = Contents(Words("ru"), Kept(), UTC, patience=timedelta(seconds=patience))
    made.add(cast("Channel", pbx))
    return made


async def test_a_file_is_asked_for_once() -> None:
    pbx = Pbx(sound)
    made = contents(pbx)
    await made.prepare(a_message("1"), a_delivery())
    await made.prepare(a_message("1"), a_delivery())
    (file,) = (await made.message(a_message("1"), a_delivery())).files
    assert (await file.read(), file.name) == (b"ID3", "audio.mp3")
    assert pbx.asked == 1


async def test_of_several_those_that_can_be_had_are_sent() -> None:
    pbx = Pbx(sound, gone, sound)
    made = contents(pbx)
    await made.prepare(a_message("1", "2", "3"), a_delivery())
    said = await made.message(a_message("1", "2", "3"), a_delivery())
    assert len(said.files) == 2
    assert (
        said.text
        == "Звонок\nЗдесь было: аудиозапись. Файл не передан: файла нет или его не отдают."
    )
    assert pbx.asked == 3


async def test_the_words_do_not_wait_for_ever() -> None:
    pbx = Pbx(sound, never)
    made = contents(pbx, patience=0.05)
    await made.prepare(a_message("1", "2", "3"), a_delivery())
    said = await made.message(a_message("1", "2", "3"), a_delivery())
    assert len(said.files) == 1
    assert said.text.count("его слишком долго не отдают") == 2
    assert pbx.asked == 2


async def test_what_may_come_yet_is_asked_for_again() -> None:
    pbx = Pbx(busy, sound)
    made = contents(pbx)
    with pytest.raises(Unsent):
        await made.prepare(a_message("1"), a_delivery())
    with pytest.raises(Unsent):
        await made.message(a_message("1"), a_delivery())
    await made.prepare(a_message("1"), a_delivery())
    assert len((await made.message(a_message("1"), a_delivery())).files) == 1


async def test_what_was_written_before_deliveries_were_prepared_is_fetched_in_its_turn() -> None:
    made = contents(Pbx(sound))
    assert len((await made.message(a_message("1"), a_delivery(fetches=False))).files) == 1
