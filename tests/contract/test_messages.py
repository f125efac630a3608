"""Lines of a conversation, as they were written and in their order."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

from hub.model import Attachment, Conversation, MessageId, Revision, Span
from storage.mongo import MongoStore
from storage.mongo.messages import MOST_EARLIER
from tests.contract.samples import HOME, at, message


async def test_a_message_inserted_again_is_the_first_one(store: MongoStore) -> None:
    first = message("1", text="первое")
    assert await store.messages.insert(first) == first
    assert await store.messages.insert(message("1", text="второе")) == first
    assert await store.messages.get(first.id) == first


async def test_what_was_never_written_is_not_there(store: MongoStore) -> None:
    assert await store.messages.get(MessageId("1")) is None
    assert await store.messages.of(HOME) == []


async def test_the_lines_come_in_their_order(store: MongoStore) -> None:
    lines = [message(str(seq), seq) for seq in range(5)]
    for line in [*reversed(lines), message("other", conversation="c2")]:
        await store.messages.insert(line)
    assert await store.messages.of(HOME) == lines


async def test_of_many_lines_the_latest_are_given(store: MongoStore) -> None:
    lines = [message(str(seq), seq) for seq in range(5)]
    for line in lines:
        await store.messages.insert(line)
    assert await store.messages.of(HOME, limit=2) == lines[3:]


async def test_a_line_is_found_by_its_place(store: MongoStore) -> None:
    second = await store.messages.insert(message("2", 2))
    assert await store.messages.at(HOME, 2) == second
    assert await store.messages.at(HOME, 1) is None


async def test_an_edit_replaces_the_text_and_keeps_the_old_one(store: MongoStore) -> None:
    first = await store.messages.insert(message("1", text="$первое"))
    photo = Attachment(kind="photo", ref="f", data={"mime": "$b"})
    bold = Span(kind="bold", offset=0, length=3)
    edit = Revision(at=at(1), text="$text", spans=(bold,), attachments=(photo,), omitted=("game",))
    revised = await store.messages.revise(first.id, edit)
    now = replace(first, text="$text", spans=(bold,), attachments=(photo,), omitted=("game",))
    assert revised == replace(now, earlier=("$первое",), edits=1, revised_at=at(1))
    assert await store.messages.get(first.id) == revised
    again = await store.messages.revise(first.id, Revision(at=at(2), text="третье"))
    assert again is not None
    assert again.earlier == ("$первое", "$text")
    assert again.attachments == ()


async def test_of_edits_without_end_the_first_and_the_latest_texts_are_kept(
    store: MongoStore,
) -> None:
    first = await store.messages.insert(message("1", text="0"))
    for number in range(1, 2 * MOST_EARLIER):
        edit = Revision(at=at(1), text=str(number))
        revised = await store.messages.revise(first.id, edit)
        assert revised is not None
        assert (revised.text, revised.version) == (str(number), number)
    stored = await store.messages.get(first.id)
    assert stored is not None
    kept = range(MOST_EARLIER, 2 * MOST_EARLIER - 1)
    assert stored.earlier == ("0", *map(str, kept))
    assert len(stored.earlier) == MOST_EARLIER


async def test_the_same_edit_twice_is_one(store: MongoStore) -> None:
    first = await store.messages.insert(message("1", text="первое"))
    edit = Revision(at=at(1), text="второе")
    assert await store.messages.revise(first.id, edit) == await store.messages.revise(
        first.id, edit
    )
    stored = await store.messages.get(first.id)
    assert stored is not None
    assert stored.earlier == ("первое",)


async def test_the_last_edit_wins_in_whatever_order_they_come(store: MongoStore) -> None:
    first = await store.messages.insert(message("1", text="первое"))
    newer = await store.messages.revise(first.id, Revision(at=at(2), text="третье"))
    assert await store.messages.revise(first.id, Revision(at=at(1), text="второе")) is None
    assert await store.messages.get(first.id) == newer


async def test_edits_at_once_leave_every_text_but_one_in_the_past(store: MongoStore) -> None:
    first = await store.messages.insert(message("1", text="0"))
    edits = [Revision(at=at(1), text=str(number)) for number in range(1, 9)]
    await asyncio.gather(*(store.messages.revise(first.id, edit) for edit in edits))
    stored = await store.messages.get(first.id)
    assert stored is not None
    assert sorted([*stored.earlier, stored.text]) == [str(number) for number in range(9)]


async def test_what_was_recalled_is_not_edited_any_more(store: MongoStore) -> None:
    first = await store.messages.insert(message("1", text="первое"))
    recalled = await store.messages.recalled(first.id, at(1))
    assert recalled == replace(first, recalled_at=at(1))
    assert await store.messages.recalled(first.id, at(2)) == recalled
    assert await store.messages.revise(first.id, Revision(at=at(3), text="второе")) is None


async def test_what_is_not_there_is_neither_edited_nor_recalled(store: MongoStore) -> None:
    assert await store.messages.revise(MessageId("1"), Revision(at=at(1), text="а")) is None
    assert await store.messages.recalled(MessageId("1"), at(1)) is None


async def test_an_edited_message_is_found_by_its_new_words(
    store: MongoStore, given: Callable[..., Awaitable[Conversation]]
) -> None:
    await given()
    first = await store.messages.insert(message("1", text="букет"))
    await store.messages.revise(first.id, Revision(at=at(1), text="Торт"))
    found = await store.conversations.page(desks=None, words="торт")
    assert [one.id for one in found] == [HOME]
    assert await store.conversations.page(desks=None, words="букет") == []


async def test_an_order_is_given_in_the_place_of_the_one_that_was_known(store: MongoStore) -> None:
    first = await store.messages.insert(message("m1"))
    given = await store.messages.set_order(first.id, "48213", instead_of=None)
    assert given == replace(first, order="48213")
    assert await store.messages.set_order(first.id, "48214", instead_of=None) is None
    assert await store.messages.set_order(first.id, None, instead_of="48213") == first
