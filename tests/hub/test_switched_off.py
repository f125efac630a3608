"""An inbox that hub.yaml does not have any more: its old topics can be read, and say so."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from hub.errors import Refusal
from hub.model import MessageId, MessageKind, Source
from hub.record import Content
from tests.hub.office import LENA, SHOP, STAFF, Office

SUBSCRIPT = re.compile(r"inboxes\[")


async def test_whoever_answers_is_told_and_nothing_is_lost(office: Office) -> None:
    conversation = await office.writes(SHOP, "777", "Где заказ?")
    office.restart(STAFF)
    with pytest.raises(Refusal) as refused:
        await office.hub.writing.answer(
            Source("a"), LENA.id, conversation, Content(native="1", text="Едет")
        )
    assert refused.value.code == "inbox_off"
    office.restart()
    await office.hub.writing.answer(
        Source("a"), LENA.id, conversation, Content(native="1", text="Едет")
    )
    assert "a/answer" in office.woken.ids


async def test_answers_there_can_be_neither_edited_nor_sent_after_all(office: Office) -> None:
    conversation = await office.writes(SHOP, "777", "Где заказ?")
    said = Content(native="1", text="Едет")
    await office.hub.writing.comment(
        Source("k"), LENA.id, conversation, said, offered="kept_inside"
    )
    await office.hub.writing.answer(Source("a"), LENA.id, conversation, said)
    office.restart(STAFF)
    comment = await office.store.messages.get(MessageId("k"))
    assert comment
    with pytest.raises(Refusal, match="inbox_off"):
        await office.hub.writing.send_after_all(comment, LENA.id)
    await office.hub.revising.recall(Source("r"), LENA, MessageId("a"))


async def test_all_the_rest_goes_on_in_its_old_topics(office: Office) -> None:
    conversation = await office.writes(STAFF, "5101", "Вопрос")
    office.restart(SHOP)
    await office.hub.assignment.take(Source("t"), LENA, conversation)
    taken = await office.store.conversations.get(conversation.id)
    assert taken
    await office.hub.writing.comment(Source("k"), LENA.id, taken, Content(native="2", text="Жду"))
    await office.hub.escalating.start(Source("u"), LENA, taken, "Срочно")
    await office.hub.escalating.tick()
    await office.hub.ordering.tick()
    await office.hub.dossiers.tick()
    await office.hub.facts.of(taken)
    await office.hub.closing.close(Source("c"), LENA, taken, None)
    kinds = [one.kind for one in await office.store.messages.of(conversation.id, limit=50)]
    assert MessageKind.COMMENT in kinds


def test_nobody_takes_an_inbox_for_granted() -> None:
    """`Directory.inbox` says that it is gone, `inboxes.get` finds nothing: a KeyError is poison."""
    found = [
        f"{file}:{number}"
        for room in ("hub", "handlers")
        for file in Path(room).rglob("*.py")
        for number, line in enumerate(file.read_text().splitlines(), 1)
        if SUBSCRIPT.search(line)
    ]
    assert not found
