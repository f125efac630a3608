"""Who calls is one person in whatever form a telephone system writes the number, and nobody where
it is hidden.
"""

from __future__ import annotations

from typing import Final

import pytest

from tests.flow.posting import CALLS, call, group, post
from tests.flow.world import DESK, World

FORMS: Final = {
    "k1": "sip:+79119994501@pbx.example",
    "k2": "tel:+79119994501",
    "k3": "+7 (911) 999-45-01 доб. 12",
    "k4": "9119994501",
    "k6": "+79119994501",
}
ABROAD: Final = "810491701234567"


async def test_a_number_is_one_caller_in_whatever_form_it_is_written(world: World) -> None:
    told = {await post(world, "calls", call(id, **{"from": form})) for id, form in FORMS.items()}
    abroad = await post(world, "calls", call("k5", **{"from": ABROAD}))
    assert len(told) == 1
    assert abroad not in told
    await group(world, CALLS).all.wait_for("•••", count=len(FORMS) + 1)
    for shown, whole in (("+7911•••4501", "+79119994501"), ("+4917•••4567", "+491701234567")):
        topic = await group(world, CALLS).topic(shown)
        await world.marat.write("/who", group=topic.group, topic=topic.id)
        await world.marat.chat(DESK).wait_for(whole)


@pytest.mark.parametrize("sender", ["anonymous", "Скрытый номер", "", None])
async def test_a_hidden_number_is_a_sentence_and_nobody(world: World, sender: str | None) -> None:
    await post(world, "calls", call("h1") | {"from": sender})
    said = "Пропущенный звонок: номер скрыт, перезвонить некуда"
    await group(world, CALLS).all.wait_for(said)
    found = await world.conversation(inbox="calls")
    assert found["contact"]["name"] == "Скрытый номер"


async def test_a_caller_without_a_number_is_the_same_one_again(world: World) -> None:
    first = await post(world, "calls", call("k1", **{"from": "sip:ivan@pbx.example"}))
    assert await post(world, "calls", call("k2", **{"from": "sip:ivan@pbx.example"})) == first
