"""kill -9 at every step of a message, and a restart: nothing lost, nothing doubled unmarked."""

from __future__ import annotations

from typing import Final, NamedTuple

import pytest

from sandbox.client import People
from sandbox.telegram.files import sample_png
from tests.faults.fail_points import NOT_PRIMARY, FailPoints
from tests.faults.hub_process import HubProcess
from tests.faults.ledger import (
    COURIERS,
    DESK,
    MARK,
    OFFER,
    STAFF,
    Ledger,
    assert_once_in_order,
    seen,
)
from tests.faults.weather import spent

GUEST: Final = 4301
WRITES: Final = ("insert", "update", "findAndModify")


class Step(NamedTuple):
    """The hub's first such command on a collection, after `skip` of them."""

    collection: str
    commands: tuple[str, ...] = WRITES
    skip: int = 0


STEPS: Final = {
    "fetched, not stored": Step("updates", ("insert",)),
    "stored, not acknowledged": Step("cursors", ("update",)),
    "stored, not handled": Step("contacts", ("find", *WRITES)),
    "handled without a conversation": Step("conversations"),
    "handled up to the message": Step("messages"),
    "handled up to the deliveries": Step("deliveries", ("insert",)),
    "handled, not marked so": Step("updates", ("update",)),
    "about to be claimed": Step("deliveries", ("update",)),
    "about to make the topic": Step("threads"),
    "the topic made, its id not stored": Step("threads", ("update",), skip=1),
    "the card posted, not stored": Step("cards", ("update",)),
    "shown, not remembered": Step("shown", ("insert",), skip=1),
    "remembered, not settled": Step("deliveries", ("update",), skip=5),
}


@pytest.mark.faults
@pytest.mark.parametrize("step", STEPS)
async def test_a_hub_killed_at_any_step_of_the_way_in_loses_and_doubles_nothing(
    hub: HubProcess, ledger: Ledger, fail_points: FailPoints, step: str
) -> None:
    await hub.start()
    await hub.owns_all()
    async with fail_points.held(*STEPS[step]) as held:
        await ledger.ruslan.asks()
        await ledger.ruslan.asks()
        await held.reached()
        await hub.kill()
    await hub.start()
    await ledger.ruslan.arrived()
    await ledger.ruslan.answers()
    await ledger.check()


@pytest.mark.usefixtures("idle")
@pytest.mark.faults
async def test_a_reply_to_a_copy_that_the_hub_forgot_is_offered_to_be_sent(
    hub: HubProcess, ledger: Ledger, people: People, fail_points: FailPoints
) -> None:
    """Killed between showing and remembering: the copy without the mark is nobody's any more."""
    await hub.start()
    await ledger.ruslan.asks()
    await ledger.settles()
    await fail_points.refuse(NOT_PRIMARY, "insert", collection="shown")
    copy = await ledger.ruslan.shown(await ledger.ruslan.asks())
    await hub.kill()
    await fail_points.off()
    await hub.start()
    await ledger.ruslan.group.all.wait_for(f"{MARK}\nq0-1", within=60)
    place = {"group": copy.chat, "topic": copy.topic}
    await ledger.lena.write("Звоню", reply_to=copy.id, **place)
    offer = await ledger.ruslan.group.all.wait_for(button=OFFER, within=60)
    await ledger.lena.press(OFFER, message=offer, wait=60)
    await people.telegram.user(5101).chat(STAFF).wait_for("Звоню", within=60)
    await ledger.check()


ANSWERING: Final = {
    "before the answer is sent": {"method": "sendMessage", "bot": STAFF, "when": "before"},
    "after the answer is sent": {"method": "sendMessage", "bot": STAFF, "when": "after"},
    "before the reaction": {"method": "setMessageReaction", "when": "before"},
    "after the reaction": {"method": "setMessageReaction", "when": "after"},
}


@pytest.mark.faults
@pytest.mark.parametrize("moment", ANSWERING)
async def test_a_hub_killed_while_it_answers_brings_every_answer_once(
    hub: HubProcess, ledger: Ledger, people: People, moment: str
) -> None:
    await hub.start()
    await ledger.ruslan.asks()
    await ledger.ruslan.copy()
    fault = {"service": "telegram", "effect": "hang", "times": 1, **ANSWERING[moment]}
    await people.faults.add(**fault)
    await ledger.ruslan.answers()
    await spent(people)
    await hub.restart()
    await ledger.ruslan.answers()
    await ledger.check()


@pytest.mark.faults
@pytest.mark.parametrize("when", ["before", "after"])
async def test_a_hub_killed_while_it_makes_a_topic_makes_one(
    hub: HubProcess, ledger: Ledger, people: People, when: str
) -> None:
    await hub.start()
    fault = {"service": "telegram", "effect": "hang", "method": "createForumTopic", "when": when}
    await people.faults.add(**fault, times=1)
    await ledger.ruslan.asks()
    await spent(people)
    await hub.restart()
    await ledger.ruslan.asks()
    await ledger.check()


@pytest.mark.usefixtures("idle")
@pytest.mark.faults
@pytest.mark.parametrize("method", ["getFile", "download", "sendPhoto"])
async def test_a_hub_killed_in_the_middle_of_a_photo_brings_the_photo(
    hub: HubProcess, ledger: Ledger, people: People, method: str
) -> None:
    await hub.start()
    await ledger.ruslan.asks()
    await ledger.ruslan.copy()
    door = sample_png(64, 48)
    await people.faults.add(service="telegram", effect="hang", method=method, times=1)
    await people.telegram.user(5101).photo(door, bot=STAFF, caption="Дверь")
    await spent(people)
    await hub.restart()
    copy = await people.telegram.group(COURIERS).all.wait_for("Дверь", kind="photo", within=60)
    assert await copy.download() == door
    assert copy.text.removeprefix(f"{MARK}\n") == "Дверь"
    await ledger.check()


@pytest.mark.faults
@pytest.mark.parametrize("when", ["before", "after"])
async def test_a_hub_killed_after_the_card_and_in_the_middle_of_the_copy_shows_the_copy(
    hub: HubProcess, ledger: Ledger, people: People, when: str
) -> None:
    """The card is no proof that what it was drawn for has been shown."""
    await hub.start()
    await people.faults.add(
        service="telegram", effect="delay", seconds=1, method="sendMessage", bot=DESK, times=1
    )
    await ledger.ruslan.asks()
    await spent(people)
    await people.faults.add(
        service="telegram", effect="hang", method="sendMessage", bot=DESK, when=when, times=1
    )
    await spent(people)
    await hub.restart()
    await ledger.ruslan.arrived()
    await ledger.ruslan.answers()
    await ledger.check()


@pytest.mark.faults
@pytest.mark.parametrize("when", ["before", "after"])
async def test_vk_gets_an_answer_once_whatever_moment_the_hub_is_killed_at(
    hub: HubProcess, ledger: Ledger, people: People, when: str
) -> None:
    await hub.start()
    await people.calls.wait_for("groups.getLongPollServer", count=2, within=60)
    nina = await ledger.vk_customer("Нина", "Волкова")
    await nina.asks()
    await nina.copy()
    await people.faults.add(service="vk", effect="hang", method="messages.send", when=when, times=1)
    await nina.answers()
    await spent(people)
    await hub.restart()
    await nina.answers()
    await ledger.check()


@pytest.mark.faults
@pytest.mark.parametrize("when", ["before", "after"])
async def test_a_hub_killed_while_it_shows_a_guest_a_message_shows_it(
    hub: HubProcess, ledger: Ledger, people: People, when: str
) -> None:
    guest = people.telegram.user(GUEST)
    await guest.start(DESK)
    await hub.start()
    anna = await ledger.customer("Анна")
    await anna.asks()
    copy = await anna.copy()
    await ledger.lena.write("/share @mkt", group=copy.chat, topic=copy.topic)
    await guest.chat(DESK).wait_for("Что было до вас", within=60)
    await ledger.settles()
    there = {"method": "sendMessage", "bot": DESK, "chat": GUEST, "when": when, "times": 1}
    await people.faults.add(service="telegram", effect="hang", **there)
    said = [await anna.asks()]
    await spent(people)
    await hub.restart()
    said.append(await anna.asks())
    await guest.chat(DESK).wait_for(said[-1], within=60)
    await ledger.check()
    live = [one.text for one in await guest.chat(DESK).messages() if "Что было" not in one.text]
    assert_once_in_order(seen(live), said, "the guest's chat")
