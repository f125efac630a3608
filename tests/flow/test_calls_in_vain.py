"""No call to a messenger changes nothing: each is one of the twenty that a group takes in a minute.

The stand-ins count such calls; the fixture `sandbox` holds them at zero in the end of a story.
"""

from __future__ import annotations

import pytest

from sandbox.server import Sandbox
from tests.flow.world import STAFF, World


async def test_a_conversation_from_its_card_to_its_end_asks_for_no_change_that_is_none(
    world: World,
) -> None:
    """The card is posted, learns of the order, is taken, turned and closed."""
    topic, copy = await world.courier_writes("Не открывают")
    await world.ruslan.chat(STAFF).wait_for("Принято, заказ", within=60)
    await world.lena.press("Взять", group=topic.group, topic=topic.id)
    await world.ruslan.chat(STAFF).wait_for("С вами Лена", within=60)
    sent = await world.lena.write("Звоню", group=topic.group, topic=topic.id, reply_to=copy.id)
    await sent.becomes(reaction="👌", within=60)


@pytest.mark.usefixtures("idle")
async def test_of_a_long_answer_that_is_edited_only_the_part_that_changed_is_edited(
    world: World, sandbox: Sandbox
) -> None:
    topic, copy = await world.courier_writes("Не открывают")
    begun = "Домофон не работает. " * 150
    sent = await world.lena.write(
        begun + "Первый", group=topic.group, topic=topic.id, reply_to=copy.id
    )
    await sent.becomes(reaction="👌", within=60)
    await world.lena.edit(sent, begun + "Второй")
    await world.ruslan.chat(STAFF).wait_for("Второй", within=60)
    assert sandbox.ground.in_vain.calls == []
