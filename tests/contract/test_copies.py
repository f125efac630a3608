"""A copy is asked to say something only where it may say something else."""

from collections.abc import Callable

import pytest

from bots.copies import Copies
from hub.errors import PerhapsSent
from hub.model import Delivery, DeliveryId, Work
from hub.ports import Part
from storage.mongo import MongoStore
from tests.contract.samples import LANE, delivery, shown

EDIT = delivery("1", work=Work.EDIT, about=DeliveryId("d1"))
SECOND = delivery("1", work=Work.EDIT, about=DeliveryId("d1"), native=("5",))


class Messenger:
    """Says what it is asked to, or does so without a word."""

    def __init__(self, copies: Copies) -> None:
        self._copies = copies
        self.said: list[str] = []
        self.silent = False

    async def say(self, wanted: Delivery, *texts: str) -> Part:
        at = len(wanted.native)

        async def change() -> Part:
            self.said.append(texts[at])
            if self.silent:
                raise PerhapsSent("timeout")
            return Part(native=("5", "6")[at], more=at == 0)

        return await self._copies.changed(wanted, ("5", "6"), _of(texts), change)


def _of(texts: tuple[str, ...]) -> Callable[[int], str]:
    return lambda at: texts[at] if at < len(texts) else ""


@pytest.fixture
async def messenger(store: MongoStore) -> Messenger:
    await store.views.remember([shown("5", looks="а"), shown("6", looks="б")])
    return Messenger(Copies(store.deliveries, store.views))


async def test_of_several_parts_only_those_are_edited_that_say_something_else(
    store: MongoStore, messenger: Messenger
) -> None:
    assert await messenger.say(EDIT, "а", "в") == Part(native="5", more=True, looks="а")
    assert (await messenger.say(SECOND, "а", "в")).looks == "в"
    assert messenger.said == ["в"]
    now = await store.views.recall(LANE, "6")
    assert now
    assert now.looks == "в"


async def test_what_it_says_is_unknown_once_an_answer_was_lost(messenger: Messenger) -> None:
    """It may say the new words: to have the old ones back it has to be asked."""
    messenger.silent = True
    with pytest.raises(PerhapsSent):
        await messenger.say(EDIT, "я", "б")
    messenger.silent = False
    await messenger.say(EDIT, "а", "б")
    assert messenger.said == ["я", "а"]


async def test_what_nothing_is_known_of_is_edited(store: MongoStore, messenger: Messenger) -> None:
    await store.views.looks(LANE, "5", "")
    await messenger.say(EDIT, "а", "б")
    await messenger.say(EDIT, "а", "б")
    assert messenger.said == ["а"]
