"""What a desk remembers of what it shows, and forgets when a topic is lost."""

import asyncio
from dataclasses import replace

from hub.model import ConversationId, DeliveryId, DeskId, Lane, MessageId
from storage.mongo import MongoStore
from tests.contract.samples import DESK, HOME, LANE, VK, address, at, shown, thread

STAFF = DeskId("staff")


async def test_a_thread_is_made_once(store: MongoStore) -> None:
    threads = await asyncio.gather(
        *(store.views.thread(thread(name=str(name))) for name in range(10))
    )
    assert len({one.name for one in threads}) == 1
    assert await store.views.thread(thread(desk=STAFF)) == thread(desk=STAFF)


async def test_a_thread_is_found_by_its_topic_and_its_name(store: MongoStore) -> None:
    await store.views.thread(thread())
    assert await store.views.thread_by_topic(DESK, "5") is None
    await store.views.opened(thread(), "5")
    open_thread = thread(topic="5")
    assert await store.views.thread_by_topic(DESK, "5") == open_thread
    assert await store.views.thread_by_name(DESK, "Пётр") == open_thread
    assert await store.views.thread_by_topic(STAFF, "5") is None
    assert await store.views.thread_by_name(STAFF, "Пётр") is None


async def test_of_threads_with_one_name_the_one_being_made_is_found(store: MongoStore) -> None:
    for peer in ("a", "b", "c"):
        await store.views.thread(thread(address=address(peer)))
    made = thread(address=address("b"))
    await store.views.opening(made, at(1))
    assert await store.views.thread_by_name(DESK, "Пётр") == replace(made, opening_since=at(1))


async def test_a_thread_with_a_topic_is_not_made_again(store: MongoStore) -> None:
    await store.views.thread(thread())
    assert await store.views.opening(thread(), at(1))
    assert await store.views.opened(thread(), "5")
    assert await store.views.opened(thread(), "5")
    assert not await store.views.opening(thread(), at(2))
    assert not await store.views.opened(thread(), "6")
    assert await store.views.thread(thread()) == thread(topic="5")


async def test_with_a_lost_topic_its_cards_are_forgotten(store: MongoStore) -> None:
    other, opened = thread(desk=STAFF, topic="7"), thread(topic="5")
    await store.views.thread(thread())
    await store.views.opened(thread(), "5")
    await store.views.set_card(HOME, opened, "10")
    await store.views.set_card(ConversationId("c2"), other, "11")
    await store.views.lost(opened, "5")
    assert await store.views.thread(thread()) == thread(owes_history=True)
    assert await store.views.card(HOME) is None
    assert await store.views.card(ConversationId("c2")) == "11"


async def test_a_debt_of_history_is_paid_in_the_new_topic(store: MongoStore) -> None:
    await store.views.thread(thread())
    await store.views.opened(thread(), "5")
    await store.views.lost(thread(topic="5"), "5")
    await store.views.opened(thread(), "9")
    owing = thread(topic="9", owes_history=True)
    await store.views.caught_up(thread(topic="5"))
    assert await store.views.thread(thread()) == owing
    await store.views.caught_up(owing)
    assert await store.views.thread(thread()) == thread(topic="9")


async def test_a_topic_is_closed_and_open_again(store: MongoStore) -> None:
    await store.views.thread(thread())
    await store.views.opened(thread(), "5")
    await store.views.closed(DESK, "5", closed=True)
    await store.views.closed(STAFF, "5", closed=False)
    assert await store.views.thread(thread()) == thread(topic="5", closed=True)
    await store.views.closed(DESK, "5", closed=False)
    assert await store.views.thread(thread()) == thread(topic="5")


async def test_a_topic_that_was_certainly_not_made_may_be_made_at_once(store: MongoStore) -> None:
    await store.views.thread(thread())
    await store.views.opening(thread(), at(1))
    await store.views.opening(thread(), None)
    assert await store.views.thread(thread()) == thread()


async def test_a_desk_that_moves_leaves_everything_behind(store: MongoStore) -> None:
    here, there = Lane(voice=VK, place=f"desk:{DESK}"), Lane(voice=VK, place=f"desk:{STAFF}")
    never = thread(address=address("z"))
    for one in (thread(), never, thread(desk=STAFF)):
        await store.views.thread(one)
    await store.views.opened(thread(), "5")
    await store.views.opened(thread(desk=STAFF), "5")
    await store.views.set_card(HOME, thread(topic="5"), "10")
    await store.views.set_card(ConversationId("c2"), thread(desk=STAFF, topic="5"), "11")
    await store.views.remember([shown("6", lane=here), shown("6", lane=there)])
    assert await store.views.groups(DESK) == ()
    await store.views.moved(DESK, ("-1", "-2"))
    assert await store.views.groups(DESK) == ("-1", "-2")
    assert await store.views.thread(thread()) == thread(owes_history=True)
    assert await store.views.thread(never) == never
    assert await store.views.thread(thread(desk=STAFF)) == thread(desk=STAFF, topic="5")
    assert await store.views.card(HOME) is None
    assert await store.views.card(ConversationId("c2")) == "11"
    assert await store.views.recall(here, "6") is None
    assert await store.views.recall(there, "6") is not None


async def test_news_of_an_earlier_loss_changes_nothing(store: MongoStore) -> None:
    await store.views.thread(thread())
    await store.views.opened(thread(), "6")
    await store.views.set_card(HOME, thread(topic="6"), "10")
    await store.views.lost(thread(topic="5"), "5")
    assert await store.views.thread(thread()) == thread(topic="6")
    assert await store.views.card(HOME) == "10"


async def test_a_conversation_has_one_card_the_last(store: MongoStore) -> None:
    assert await store.views.card(HOME) is None
    await store.views.set_card(HOME, thread(topic="5"), "10")
    await store.views.set_card(HOME, thread(topic="5"), "11")
    assert await store.views.card(HOME) == "11"
    await store.views.forget_card(HOME)
    assert await store.views.card(HOME) is None


async def test_what_was_drawn_on_a_card_is_remembered_with_it(store: MongoStore) -> None:
    assert await store.views.card_looks(HOME) is None
    await store.views.drew_card(HOME, "10", "a")
    assert await store.views.card_looks(HOME) is None
    await store.views.set_card(HOME, thread(topic="5"), "10", "a")
    assert await store.views.card_looks(HOME) == "a"
    await store.views.drew_card(HOME, "10", "b")
    await store.views.drew_card(HOME, "9", "c")
    assert await store.views.card_looks(HOME) == "b"
    await store.views.forget_card(HOME)
    assert await store.views.card_looks(HOME) is None


async def test_threads_are_looked_up_and_not_made(store: MongoStore) -> None:
    known, unknown = thread(), thread(address=address("b"))
    await store.views.thread(known)
    assert await store.views.threads([known.id, unknown.id]) == [known]
    assert await store.views.threads([unknown.id]) == []


async def test_a_shown_message_is_recalled_by_its_place(store: MongoStore) -> None:
    first, second = shown("5", message=MessageId("m")), shown("6", conversation=HOME)
    await store.views.remember(one for one in (first, second))
    await store.views.remember([])
    assert await store.views.recall(LANE, "5") == first
    assert await store.views.recall(LANE, "7") is None
    assert await store.views.recall(Lane(voice=VK, place=LANE.place), "5") is None


async def test_what_a_place_showed_once_it_showed_for_good(store: MongoStore) -> None:
    first, again = shown("5"), shown("5", delivery=DeliveryId("d2"))
    await store.views.remember([first])
    await store.views.remember([again, shown("6")])
    assert await store.views.recall(LANE, "5") == first
    assert await store.views.recall(LANE, "6") == shown("6")


async def test_places_of_strange_names_are_not_mixed_up(store: MongoStore) -> None:
    here, there = Lane(voice=VK, place="a|b"), Lane(voice=VK, place="a")
    await store.views.remember([shown("c", lane=here)])
    assert await store.views.recall(there, "b|c") is None


async def test_the_copies_of_a_message_and_the_work_of_a_delivery_are_found(
    store: MongoStore,
) -> None:
    copies = [shown(native, message=MessageId("m")) for native in ("5", "6")]
    other = shown("7", message=MessageId("n"), delivery=DeliveryId("d2"))
    await store.views.remember([*copies, other])
    found = await store.views.copies(MessageId("m"))
    assert sorted(found, key=lambda one: one.native) == copies
    assert await store.views.shown_by(DeliveryId("d2")) == [other]
