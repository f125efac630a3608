"""A customer names an order: his own is what he writes about, of others he learns nothing."""

from __future__ import annotations

from typing import Any

from hub.model import ConversationId, Turn
from sandbox.telegram.client import Person
from tests.flow.world import SPB, VK_SPB, World, until

IRINA, ALEXEY, IRINA_VK = 6001, 6002, 810001


async def _begun(world: World, id: int) -> Person:
    person = world.person(id)
    await person.start(SPB)
    return person


async def _conversation_about(world: World, order: str) -> dict[str, Any]:
    async def about() -> list[dict[str, Any]]:
        return list((await world.get("/api/conversations", order=order))["items"])

    return (await until(about, bool))[0]


async def test_his_own_number_is_what_he_writes_about(world: World) -> None:
    irina = await _begun(world, IRINA)
    await irina.write("Что с заказом 48213?", bot=SPB)
    found = await _conversation_about(world, "48213")
    assert found["contact"]["name"].startswith("Ирина")
    copy = await world.clients.all.wait_for("Что с заказом", by="bots")
    assert copy.text == "Что с заказом 48213?"
    await irina.write("Нет, ошиблась: 48097", bot=SPB)
    await _conversation_about(world, "48097")
    events = await world.audit("order_set", count=2)
    assert [event["detail"]["order"] for event in events] == ["48213", "48097"]
    assert [event["who"] for event in events] == [None, None]


async def test_what_was_cut_short_after_the_order_was_set_is_in_the_audit_later(
    world: World,
) -> None:
    irina = await _begun(world, IRINA)
    await irina.write("Добрый день", bot=SPB)
    await world.clients.all.wait_for("Добрый день", by="bots")
    conversations = world.app.hub.store.conversations
    id = ConversationId((await world.conversation())["id"])
    turn = Turn(cause="cut short", who=None, before=None)
    assert await conversations.set_order(id, "48213", instead_of=None, turn=turn)
    await irina.write("Где 48097?", bot=SPB)
    await _conversation_about(world, "48097")
    told = [event["detail"] for event in await world.audit("order_set", count=2)]
    assert [(one["from"], one["order"]) for one in told] == [("", "48213"), ("48213", "48097")]
    await until(lambda: conversations.get(id), lambda known: known is not None and not known.turn)


async def test_a_number_added_by_an_edit_counts_as_if_written_so(world: World) -> None:
    irina = await _begun(world, IRINA)
    written = await irina.write("Где мой заказ?", bot=SPB)
    await world.clients.all.wait_for("Где мой", by="bots")
    await irina.edit(written, "Где мой заказ 48214?")
    await world.audit("refused", count=1)
    await irina.edit(written, "Где мой заказ 48213?")
    await _conversation_about(world, "48213")
    [event] = await world.audit("refused", count=1)
    assert event["detail"]["tried"] == "order 48214"


async def test_in_vk_as_well(world: World) -> None:
    await world.people.vk.user(IRINA_VK).write(VK_SPB, "Заказ 48213, когда?")
    assert (await _conversation_about(world, "48213"))["inbox"] == "customers-vk"


async def test_of_anothers_order_and_of_none_he_learns_nothing(world: World) -> None:
    irina = await _begun(world, IRINA)
    greeted = await irina.chat(SPB).wait_for(by="bots")
    since = await world.people.calls.last()
    await irina.write("А 48214?", bot=SPB)
    await irina.write("А 99999?", bot=SPB)
    refused = await world.audit("refused", count=2)
    assert [event["detail"]["tried"] for event in refused] == ["order 48214", "order 99999"]
    assert all("Ирина" in event["detail"]["by"] for event in refused)
    calls = await world.people.calls.all(since, service="orders")
    asked = [call["params"]["path"] for call in calls if "/orders/" in call["params"]["path"]]
    assert asked == ["/orders-api/orders/48214", "/orders-api/orders/99999"]
    await irina.write("А 48213?", bot=SPB)
    await _conversation_about(world, "48213")
    since_then = await irina.chat(SPB).messages(greeted.id)
    assert [one.text for one in since_then if one.by_bot] == []


async def test_whoever_the_order_service_does_not_know_has_no_orders(world: World) -> None:
    stranger = await world.people.telegram.add_user("Вера", id=970_101)
    await stranger.start(SPB)
    await stranger.write("Мой заказ 48213", bot=SPB)
    [refused] = await world.audit("refused", count=1)
    assert refused["detail"]["tried"] == "order 48213"
    assert (await world.get("/api/conversations", order="48213"))["items"] == []


async def test_a_number_waits_until_the_order_service_is_back(world: World) -> None:
    fault = await world.people.faults.add(service="orders", effect="reset", times=9_999)
    irina = await _begun(world, IRINA)
    await irina.write("Где 48213?", bot=SPB)
    await world.clients.all.wait_for("Где 48213?", by="bots")
    await world.people.calls.wait_for("*", service="orders", within=20)
    assert (await world.get("/api/conversations", order="48213"))["items"] == []
    await world.people.faults.remove(fault)
    await _conversation_about(world, "48213")
    assert await world.audit("refused", count=0) == []


async def test_prices_and_phones_are_no_orders(world: World) -> None:
    alexey = await _begun(world, ALEXEY)
    await alexey.write("Звоните +7 911 48213 01, списали 48213 руб., а надо 48214,50", bot=SPB)
    await alexey.write("Заказ 48214", bot=SPB)
    await _conversation_about(world, "48214")
    assert await world.audit("refused", count=0) == []
