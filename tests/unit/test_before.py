"""What a guest is shown of the time before him."""

from dataclasses import replace
from typing import Any, cast
from zoneinfo import ZoneInfo

import pytest

from bots.authors import Authors
from bots.before import LONGEST, MESSAGES, Before
from handlers.texts import Words
from hub.directory import Directory
from hub.errors import Unsent
from hub.model import (
    Attachment,
    Conversation,
    Delivery,
    Grant,
    Message,
    MessageKind,
    Person,
    PersonId,
    Role,
    Voice,
)
from hub.ports import Messages
from tests.contract.samples import ANNA, NOON, conversation, delivery, message

HISTORY = delivery("h")


class Kept:
    """The messages of one conversation."""

    def __init__(self, *messages: Message) -> None:
        self._messages = messages

    async def of(self, conversation: Any, *, limit: int) -> list[Message]:  # noqa: ARG002
        return list(self._messages[-limit:])


async def told(*messages: Message, seq: int | None = None, tried: Delivery = HISTORY) -> str:
    words = Words("ru")
    people = [Person(id=ANNA, name="Анна", role=Role.OPERATOR)]
    directory = Directory(inboxes=(), desks=(), people=people, desk_voice=Voice("desk"))
    store, zone = cast("Messages", Kept(*messages)), ZoneInfo("Europe/Moscow")
    before = Before(store, words, Authors(words, directory), zone)
    last = messages[-1].seq if seq is None else seq
    grant = Grant(id="g", person=PersonId("ksenia"), by=ANNA, at=NOON, seq=last)
    return (await before.of(grant, _home(), tried)).text


def _home() -> Conversation:
    return conversation(number=1001, name="Пётр")


async def test_the_oldest_comes_first_each_with_who_wrote_it() -> None:
    answer = message("2", 2, "Скоро", kind=MessageKind.OUT, author=ANNA)
    text = await told(message("1", 1, "Где заказ?"), answer)
    assert text.index("Пётр") < text.index("Где заказ?") < text.index("Анна") < text.index("Скоро")


async def test_comments_lines_of_the_hub_and_what_was_taken_back_are_not_told() -> None:
    text = await told(
        message("1", 1, "Где заказ?"),
        message("2", 2, "между нами", kind=MessageKind.COMMENT, author=ANNA),
        message("3", 3, "строка", kind=MessageKind.SYSTEM),
        message("4", 4, "лишнее", kind=MessageKind.OUT, author=ANNA, recalled_at=NOON),
    )
    assert not [word for word in ("между нами", "строка", "лишнее") if word in text]


async def test_what_came_after_the_grant_is_not_told_twice() -> None:
    text = await told(message("1", 1, "раз"), message("2", 2, "два"), seq=1)
    assert "раз" in text
    assert "два" not in text


async def test_files_are_named() -> None:
    photo = Attachment(kind="photo", ref="r", voice=Voice("v"))
    assert "[фотография]" in await told(message("1", 1, attachments=(photo,)))


@pytest.mark.parametrize(("number", "length"), [(1_000, 10), (90, 1_000), (1, 50_000)])
async def test_it_is_bounded_and_says_what_is_left_out(number: int, length: int) -> None:
    many = [message(str(one), one, f"{one} " + "я" * length) for one in range(1, number + 1)]
    text = await told(*many)
    assert len(text) < LONGEST + MESSAGES * 40
    assert f"{number} я" in text
    assert number == 1 or "Более ранние сообщения не показаны" in text


async def test_a_message_with_its_place_taken_is_waited_for_once() -> None:
    """It was counted before the grant and is not stored yet."""
    messages = message("1", 1, "раз"), message("3", 3, "три")
    with pytest.raises(Unsent):
        await told(*messages)
    assert "три" in await told(*messages, tried=replace(HISTORY, tries=1))
