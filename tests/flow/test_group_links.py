"""A link into a desk's group is one person's: whoever else follows it stays outside."""

from __future__ import annotations

import pytest

from sandbox.client_http import Refused
from sandbox.telegram.client import Person
from tests.flow.joining import desk_link, enter, invited, is_in, joined, link_in, operator
from tests.flow.world import DESK, World

COURIERS = -1001000000001


async def _declined(world: World, person: Person, link: str) -> None:
    since = await world.people.calls.last()
    assert (await person.join(invite=link))["status"] == "requested"
    await world.people.calls.wait_for("declineChatJoinRequest", since=since)
    assert not await is_in(person, COURIERS)


async def test_a_leaked_link_lets_in_nobody_else_before_and_after_it_was_used(
    world: World,
) -> None:
    zoya = await operator(world, "couriers")
    link = await desk_link(zoya)
    stranger = await world.people.telegram.add_user("Чужой", id=960_001, phone="+79219600010")
    await _declined(world, stranger, link)
    await enter(zoya, link, COURIERS)
    await _declined(world, stranger, link)
    tried = {one["detail"]["tried"] for one in await world.audit("refused", count=2)}
    assert tried == {"join desk couriers"}
    assert not await world.couriers.general.find("нет в списке")


async def test_nor_a_colleague_of_the_same_desk(world: World) -> None:
    zoya = await operator(world, "couriers")
    link = await desk_link(zoya)
    colleague = await world.people.telegram.add_user("Юля", id=960_004, phone="+79219600040")
    await world.andrey.write("/invite operator Юля +79219600040 couriers", bot=DESK)
    told = await world.andrey.chat(DESK).wait_for("Приглашение: Юля")
    await joined(world, link_in(told), colleague)
    own = await desk_link(colleague)
    await _declined(world, colleague, link)
    await enter(colleague, own, COURIERS)


async def test_who_was_offboarded_is_not_let_in_by_the_old_link_nor_by_one_made_by_hand(
    world: World,
) -> None:
    zoya = await operator(world, "couriers")
    link = await desk_link(zoya)
    await world.andrey.write("/offboard zoya", bot=DESK)
    await world.andrey.chat(DESK).wait_for("Зоя: доступ закрыт")
    await world.people.calls.wait_for("revokeChatInviteLink")
    with pytest.raises(Refused):
        await zoya.join(invite=link)


async def test_a_flood_and_a_lost_answer_delay_the_entry_and_do_not_lose_it(world: World) -> None:
    zoya = await operator(world, "couriers")
    link = await desk_link(zoya)
    faults = world.people.faults
    method = "approveChatJoinRequest"
    flood = {"effect": "error", "code": 429, "parameters": {"retry_after": 1}}
    await faults.add(service="telegram", method=method, times=1, **flood)
    await faults.add(service="telegram", method=method, times=1, effect="reset", when="after")
    await enter(zoya, link, COURIERS)
    await world.people.calls.wait_for(method, count=3)
    assert not await world.andrey.chat(DESK).find("Не получилось принять")


async def test_a_link_of_a_guest_s_is_no_group_s(world: World) -> None:
    """Whoever works at no desk is given no link into any."""
    link = await invited(world, "/invite гость Юрий +7 911 000 4302", "Юрий")
    guest = world.person(4302)
    await joined(world, link, guest)
    assert not await guest.chat(DESK).find("личная ссылка")
