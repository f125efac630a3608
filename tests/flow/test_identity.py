"""Who is it, as far as contacts tell it: phones that they share, and what follows from them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
import yaml

from hub.model import Contact
from sandbox.client import People, SeenMessage
from sandbox.telegram.client import Person
from tests.flow.conftest import HUB_YAML, Hub
from tests.flow.world import DESK, MSK, SPB, VK_SPB, World, world_of

ASKED = "нужен номер телефона"
THANKS = "Спасибо, номер получен."
PHONE = "+79115557701"
HOUSEHOLD = "+79112224512"
MIKHAIL = "+79112224506"
"""A customer whom no messenger knows; he has an active order, 48218."""


def inboxes(*, ask_contact: bool = True) -> list[dict[str, Any]]:
    """Those of the world, as they are by default."""
    declared: list[dict[str, Any]] = yaml.safe_load(HUB_YAML.read_text())["inboxes"]
    messengers = [one for one in declared if one["channel"] in ("telegram", "vk")]
    others = [one for one in declared if one not in messengers]
    return [*({**one, "ask_contact": ask_contact} for one in messengers), *others]


@pytest.fixture
async def asking(people: People, hub: Hub) -> AsyncIterator[World]:
    async with hub(inboxes=inboxes()) as app, world_of(people, app) as world:
        await people.calls.wait_for("groups.getLongPollServer", count=2)
        yield world


@pytest.fixture
async def inna(people: People) -> Person:
    """Nobody knows her."""
    return await _newcomer(people, "Инна", PHONE)


async def _newcomer(people: People, name: str, phone: str, *bots: str) -> Person:
    one = await people.telegram.add_user(name, phone=phone)
    for bot in bots or (SPB,):
        await one.start(bot)
    return one


async def _contact(world: World, person: Person, inbox: str = "customers-tg") -> Contact:
    found = await world.app.hub.store.contacts.get(f"{inbox}:{person.id}")
    assert found
    return found


async def _knows(world: World, person: Person, phone: str) -> SeenMessage:
    """His card, when the phone is on it."""
    topic = await world.clients.topic((await _contact(world, person)).name)
    card = (await topic.find("№ "))[0]
    return await card.becomes(contains=f"{phone[:5]}•••{phone[-4:]}")


async def test_who_is_not_known_is_asked_once_with_a_button(asking: World, inna: Person) -> None:
    await inna.write("Где мой заказ?", bot=SPB)
    asked = await inna.chat(SPB).wait_for(ASKED)
    assert asked.labels == ["Поделиться номером"]
    keyboard = await inna.keyboard(bot=SPB)
    assert keyboard
    assert keyboard["keyboard"][0][0]["request_contact"]
    assert keyboard["one_time_keyboard"]
    await inna.write("Ау", bot=SPB)
    await asking.clients.all.wait_for("Ау")
    await _dossier_is_asked(asking, inna)
    assert len(await inna.chat(SPB).find(ASKED)) == 1


async def test_who_shares_his_number_is_thanked_and_known_by_it(
    asking: World, inna: Person
) -> None:
    await inna.write("Где мой заказ?", bot=SPB)
    await inna.chat(SPB).wait_for(ASKED)
    await inna.press("Поделиться номером", bot=SPB)
    await inna.chat(SPB).wait_for(THANKS)
    assert await inna.keyboard(bot=SPB) is None
    await _knows(asking, inna, PHONE)
    known = await _contact(asking, inna)
    assert (known.phone, known.verified) == (PHONE, frozenset({"phone"}))
    assert len(await asking.audit("phone_shared", count=1)) == 1


async def test_a_shared_number_finds_the_orders(asking: World, people: People) -> None:
    mikhail = await _newcomer(people, "Миша", MIKHAIL)
    await mikhail.write("Где мой заказ?", bot=SPB)
    await mikhail.chat(SPB).wait_for(ASKED)
    await mikhail.press("Поделиться номером", bot=SPB)
    topic = await asking.clients.topic("Миша")
    card = (await topic.find("№ "))[0]
    await card.becomes(contains="48218")


async def test_customers_of_the_order_service_are_not_asked(asking: World, inna: Person) -> None:
    irina = asking.person(6001)
    await irina.write("Где мой заказ?", bot=SPB)
    await inna.write("Где мой заказ?", bot=SPB)
    await inna.chat(SPB).wait_for(ASKED)
    assert await irina.chat(SPB).texts() == ["Где мой заказ?"]


async def test_nobody_is_asked_while_the_order_service_is_away(asking: World, inna: Person) -> None:
    """That it does not answer is no word about who somebody is."""
    await asking.people.faults.add(service="orders", method="*", effect="reset")
    since = await asking.people.calls.last()
    await inna.write("Где мой заказ?", bot=SPB)
    await asking.people.calls.wait_for("*", service="orders", since=since, count=2)
    assert await inna.chat(SPB).find(ASKED) == []
    await asking.people.faults.clear()
    await inna.chat(SPB).wait_for(ASKED, within=30)


async def test_an_inbox_may_be_told_not_to_ask(people: People, hub: Hub, inna: Person) -> None:
    changed = inboxes(ask_contact=False)
    async with hub(inboxes=changed) as app, world_of(people, app) as world:
        await inna.write("Где мой заказ?", bot=SPB)
        await world.clients.all.wait_for("Где мой заказ?")
        await _dossier_is_asked(world, inna)
        assert await inna.chat(SPB).find(ASKED) == []


async def test_who_was_asked_is_not_asked_after_a_restart(
    people: People, hub: Hub, inna: Person
) -> None:
    async with hub(inboxes=inboxes()) as app, world_of(people, app):
        await inna.write("Раз", bot=SPB)
        await inna.chat(SPB).wait_for(ASKED)
    async with hub(inboxes=inboxes()) as app, world_of(people, app) as world:
        await inna.write("Два", bot=SPB)
        await world.clients.all.wait_for("Два")
        await _dossier_is_asked(world, inna)
        assert len(await inna.chat(SPB).find(ASKED)) == 1


@pytest.mark.parametrize(
    "card",
    [
        {"phone": "+79119990000", "first_name": "Другой"},
        {"who": 6002},
        {"phone": "+79119990000", "first_name": "Другой", "user_id": 6002},
    ],
    ids=["without an account", "another's", "another's account"],
)
async def test_another_s_card_is_only_a_card(
    asking: World, inna: Person, card: dict[str, Any]
) -> None:
    await inna.write("Где мой заказ?", bot=SPB)
    await inna.chat(SPB).wait_for(ASKED)
    await inna.contact(bot=SPB, **card)
    await asking.clients.all.wait_for("Контакт: ")
    known = await _contact(asking, inna)
    assert (known.phone, known.verified) == (None, frozenset())
    assert await inna.chat(SPB).find(THANKS) == []
    await inna.chat(SPB).wait_for("Это не ваша карточка")
    await inna.contact(bot=SPB, **card)
    await asking.clients.all.wait_for("Контакт: ", count=2)
    assert len(await inna.chat(SPB).find("Это не ваша карточка")) == 1


async def test_his_own_card_forwarded_proves_nothing(asking: World, inna: Person) -> None:
    """It may be old, and anybody may have made it."""
    await inna.start(MSK)
    own = await inna.share_contact(bot=MSK)
    await inna.forward(own, bot=SPB)
    await asking.clients.all.wait_for("Контакт: ")
    assert (await _contact(asking, inna)).verified == frozenset()


async def test_in_vk_he_is_asked_in_words_and_may_write_it(asking: World) -> None:
    """C01. What somebody writes himself is not verified."""
    nina = await asking.people.vk.add_user("Нина", "Волкова")
    await nina.write(VK_SPB, "Где мой заказ?")
    asked = await nina.dialog(VK_SPB).wait_for(ASKED, by="bot")
    assert "напишите его здесь" in asked.text
    assert asked.labels == []
    await nina.write(VK_SPB, "8 (911) 222-45-06, вот")
    topic = await asking.clients.topic("Нина")
    card = (await topic.find("№ "))[0]
    await card.becomes(contains="+7911•••4506")
    contact = await asking.app.hub.store.contacts.get(f"customers-vk:{nina.id}")
    assert contact
    assert (contact.phone, contact.verified) == (MIKHAIL, frozenset())


async def test_nobody_is_asked_in_public(asking: World, inna: Person) -> None:
    nina = await asking.people.vk.add_user("Нина", "Волкова")
    await nina.comment(VK_SPB, "Почём пионы")
    await asking.clients.all.wait_for("Почём пионы")
    await inna.write("Где мой заказ?", bot=SPB)
    await inna.chat(SPB).wait_for(ASKED)
    assert await asking.people.vk.community(VK_SPB).comments(ASKED) == []
    assert await nina.dialog(VK_SPB).messages() == []


async def test_two_addresses_with_one_verified_phone_are_one_person(
    asking: World, inna: Person
) -> None:
    """C02. Taken apart by hand, they stay apart."""
    await inna.start(MSK)
    for bot in (SPB, MSK):
        await inna.write(f"Из {bot}", bot=bot)
        await asking.clients.all.wait_for(f"Из {bot}")
        await inna.share_contact(bot=bot)
        await inna.chat(bot).wait_for(THANKS)
    profile = await _joined(asking, inna)
    number = (await asking.conversation(inbox="customers-msk"))["number"]
    await asking.lena.write(f"/unmerge {number}", bot=DESK)
    await asking.lena.chat(DESK).wait_for("Разъединено")
    assert (await _contact(asking, inna, "customers-msk")).profile is None
    await inna.share_contact(bot=MSK)
    await _dossier_is_asked(asking, inna, "customers-msk")
    assert (await _contact(asking, inna, "customers-msk")).profile is None
    assert (await _contact(asking, inna)).profile == profile


async def test_a_household_s_phone_joins_nobody(asking: World, people: People) -> None:
    """Who is calling is for a person to decide."""
    maria = asking.person(6012)
    await maria.write("Это Мария", bot=SPB)
    await asking.clients.all.wait_for("Это Мария")
    await _dossier_is_asked(asking, maria)
    oleg = await _newcomer(people, "Олег", HOUSEHOLD)
    await oleg.write("Это Олег", bot=SPB)
    await oleg.chat(SPB).wait_for(ASKED)
    await oleg.press("Поделиться номером", bot=SPB)
    await _knows(asking, oleg, HOUSEHOLD)
    known = await _contact(asking, oleg)
    assert known.verified == frozenset({"phone"})
    assert known.profile is None


async def _dossier_is_asked(world: World, person: Person, inbox: str = "customers-tg") -> None:
    """The order service has been asked, here and now, and what follows from it is done."""
    await world.app.hub.dossiers.refresh(await _contact(world, person, inbox))


async def _joined(world: World, person: Person) -> str:
    for inbox in ("customers-tg", "customers-msk"):
        await _dossier_is_asked(world, person, inbox)
    first = await _contact(world, person)
    assert first.profile
    assert first.profile == (await _contact(world, person, "customers-msk")).profile
    return first.profile
