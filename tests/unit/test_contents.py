"""What is sent has its files fetched before; what cannot be had is a sentence."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import cast

import pytest

from bots.contents import Contents
from bots.strangers import NotNow
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


def lacking(*lacks: str, work: Work = Work.SHOW) -> Delivery:
    return replace(a_delivery(), lacks=lacks, work=work)


async def test_after_a_slip_of_ours_nothing_is_read_and_each_file_has_its_sentence() -> None:
    pbx = Pbx()
    said = await contents(pbx).message(a_message("1", "2"), lacking("files@0"))
    assert (said.text, said.in_words_from) == ("Звонок", 0)
    assert [one.told for one in said.files] == [
        "Здесь было: аудиозапись. Файл не передан: не получилось подготовить."
    ] * 2
    assert pbx.asked == 0


async def test_what_was_refused_goes_as_a_document_after_the_others_then_as_a_sentence() -> None:
    made = contents(Pbx(sound, sound))
    await made.prepare(a_message("1", "2"), a_delivery())
    said = await made.message(a_message("1", "2"), lacking("document:0@0"))
    assert [(one.kind, one.index) for one in said.files] == [("audio", 1), ("document", 0)]
    said = await made.message(a_message("1", "2"), lacking("document:0@0", "file:0@0"))
    assert [one.index for one in said.files] == [1]
    assert said.text.endswith("Файл не передан: мессенджер его не принимает.")
    said = await made.message(a_message("1", "2"), lacking("file:1@1"))
    assert (said.text, [one.index for one in said.files]) == ("Звонок", [0])
    assert said.tail.endswith("Файл не передан: мессенджер его не принимает.")


async def test_an_empty_file_is_a_sentence() -> None:
    async def nothing() -> bytes:
        return b""

    made = contents(Pbx(nothing))
    await made.prepare(a_message("1"), a_delivery())
    said = await made.message(a_message("1"), a_delivery())
    assert said.text.endswith("Файл не передан: он пустой.")
    assert (said.files, said.lacks) == ((), ("file:0",))


async def test_of_an_answer_that_is_all_refused_nothing_is_said() -> None:
    message = replace(a_message("1"), text="")
    with pytest.raises(Undeliverable, match=reasons.REFUSED):
        await contents(Pbx()).message(message, lacking("file:0@0", work=Work.ANSWER))


async def test_a_host_in_trouble_is_asked_again_before_its_file_is_given_up() -> None:
    async def troubled() -> bytes:
        raise NotNow("HTTP 503")

    made = contents(Pbx(*[troubled] * 5))
    for tries in range(3):
        with pytest.raises(Unsent):
            await made.prepare(a_message("1"), replace(a_delivery(), tries=tries))
    await made.prepare(a_message("1"), replace(a_delivery(), tries=3))
    said = await made.message(a_message("1"), a_delivery())
    assert said.text.startswith("Звонок\nЗдесь было")
