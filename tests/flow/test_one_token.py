"""The desk bot's token may be the staff bot's: one bot, two jobs."""

from __future__ import annotations

from sandbox.client import People
from tests.flow.conftest import Hub
from tests.flow.world import STAFF, world_of

COURIERS = -1001000000001


async def test_one_bot_serves_couriers_and_operators(people: People, hub: Hub) -> None:
    for group in (COURIERS, -1001000000002):
        await people.telegram.group(group).promote(STAFF)
    await people.telegram.user(4001).start(STAFF)
    await people.telegram.user(5202).start(STAFF)
    shared = {"token": "${STAFF_BOT_TOKEN}", "mode": "polling"}
    async with hub(desk_bot=shared) as app, world_of(people, app) as world:
        topic, copy = await world.courier_writes("Вопрос")
        await world.lena.write("Ответ", group=topic.group, topic=topic.id, reply_to=copy.id)
        await world.ruslan.chat(STAFF).wait_for("Ответ")
        await world.lena.write("что это?", bot=STAFF)
        await world.lena.chat(STAFF).wait_for("только присылаю уведомления")
        await world.lena.write("/urgent склад горит", group=topic.group, topic=topic.id)
        ping = await world.timur.chat(STAFF).wait_for("склад горит", button="Принял")
        await world.timur.press("Принял", message=ping)
        await ping.becomes(contains="занимается Тимур")
        assert not [one for one in await world.couriers.topics() if "Лена" in one.name]
        parties = (await world.get("/healthz"))["parties"]
        assert {parties["telegram:staff"], parties["telegram:desk"]} == {"ok"}
