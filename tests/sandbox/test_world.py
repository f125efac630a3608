"""The believable world agrees with itself and with the hub's configuration for it."""

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

import sandbox
import settings
from sandbox.world import World, believable_world, environment

HUB_YAML = Path(sandbox.__file__).with_name("hub.yaml")
STAFF_BOT, DESK_BOT = 700001, 700004


@pytest.fixture(scope="module")
def world() -> World:
    return believable_world(date(2026, 5, 20))


@pytest.fixture(scope="module")
def hub() -> Any:
    values = environment("http://127.0.0.1:8090")
    text = HUB_YAML.read_text(encoding="utf-8")
    return yaml.safe_load(re.sub(r"\$\{(\w+)\}", lambda found: values[found[1]], text))


def test_it_has_the_size_it_should_have(world: World) -> None:
    roles = [one.role for one in world.employees]
    assert (len(world.shops), len(world.customers), len(world.orders)) == (3, 30, 42)
    assert (roles.count("courier"), roles.count("picker")) == (8, 5)


def test_every_reference_resolves(world: World) -> None:
    customers = {one.id for one in world.customers}
    shops = {one.id for one in world.shops}
    staff = world.employees + world.newcomers
    couriers = {one.telegram_id for one in staff if one.role == "courier"}
    pickers = {one.telegram_id for one in world.employees if one.role == "picker"}
    for order in world.orders:
        assert order.customer in customers
        assert order.shop in shops
        assert order.courier in couriers | {None}
        assert order.picker in pickers | {None}


def test_no_two_have_one_id(world: World) -> None:
    telegram = [user.id for user in world.telegram_users]
    vk = [user.id for user in world.vk_users]
    orders = [order.id for order in world.orders]
    people = [one.id for one in world.employees + world.newcomers]
    for ids in (telegram, vk, orders, people):
        assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"\d{5}", order) for order in orders)


def test_customers_are_in_one_messenger_in_both_or_in_none(world: World) -> None:
    kinds = {(c.telegram_id is not None, c.vk_id is not None) for c in world.customers}
    assert len(kinds) == 4


def test_couriers_have_one_order_several_or_none(world: World) -> None:
    active = [order.courier for order in world.orders if order.status.active]
    assert [active.count(one) for one in (5101, 5102, 5107, 5109)] == [1, 3, 0, 2]


def test_newcomers_are_unknown_to_the_hub_and_have_started_nothing(world: World, hub: Any) -> None:
    newcomers = {one.telegram_id: one.phone for one in world.newcomers}
    assert newcomers == {5109: "+79110005109", 4003: "+79110004003", 4302: "+79110004302"}
    assert newcomers.keys() <= {user.id for user in world.telegram_users}
    assert not newcomers.keys() & {one["telegram_id"] for one in hub["people"]}
    assert not any(newcomers.keys() & bot.started_by for bot in world.telegram_bots)


def test_everybody_of_the_company_has_a_phone(world: World) -> None:
    for one in world.employees + world.newcomers:
        assert one.phone == f"+7911000{one.telegram_id}"


def test_all_couriers_but_one_and_all_managers_but_one_have_started(world: World) -> None:
    started = {bot.id: bot.started_by for bot in world.telegram_bots}
    couriers = {one.telegram_id for one in world.employees if one.role == "courier"}
    managers = {one.telegram_id for one in world.employees if one.role == "manager"}
    assert couriers - started[STAFF_BOT] == {5108}
    assert managers - started[DESK_BOT] == {5302}
    assert {4001, 4002, 4100, 4301} <= started[DESK_BOT]


def test_orders_lie_around_the_day_that_was_asked_for(world: World) -> None:
    days = {order.slot_from.date() for order in world.orders if order.status.active}
    assert min(days) == date(2026, 5, 20)
    assert all(order.slot_from < order.slot_to for order in world.orders)


def test_addresses_lie_where_their_city_is(world: World) -> None:
    centres = {"Санкт-Петербург": (59.9, 30.3), "Москва": (55.75, 37.6)}
    for customer in world.customers:
        lat, lon = centres[customer.city]
        assert abs(customer.place.lat - lat) < 0.3
        assert abs(customer.place.lon - lon) < 0.3


def test_the_hub_knows_every_employee_as_the_world_does(world: World, hub: Any) -> None:
    declared = {one["id"]: one for one in hub["people"]}
    assert declared.keys() == {one.id for one in world.employees}
    for one in world.employees:
        person = declared[one.id]
        assert person["name"] == one.name
        assert person["role"] == one.role
        assert person["telegram_id"] == one.telegram_id
        assert person.get("username") == one.username
        assert person.get("phone") in (one.phone, None)
        assert person.get("shop") == one.shop


def test_the_hubs_desks_are_the_worlds_forums(world: World, hub: Any) -> None:
    forums = {forum.chat_id: forum for forum in world.forums}
    operators = {one["telegram_id"]: one["desks"] for one in hub["people"] if "desks" in one}
    assert [desk["chat_id"] for desk in hub["desks"]] == list(forums)
    for desk in hub["desks"]:
        forum = forums[desk["chat_id"]]
        assert forum.title == desk["title"]
        assert DESK_BOT in forum.admin_bots
        seeing = {one for one, desks in operators.items() if desks == "*" or desk["id"] in desks}
        assert seeing == set(forum.members)


def test_the_hubs_tokens_are_the_worlds_bots_and_communities(world: World, hub: Any) -> None:
    bots = {bot.token for bot in world.telegram_bots}
    groups = {(one.group_id, one.token) for one in world.vk_communities}
    inboxes = hub["inboxes"]
    telegram = {one["token"] for one in inboxes if one["channel"] == "telegram"}
    vk = {(one["group_id"], one["token"]) for one in inboxes if one["channel"] == "vk"}
    assert telegram | {hub["desk_bot"]["token"]} == bots
    assert vk == groups


def test_the_hub_accepts_its_configuration() -> None:
    given = {"HUB_CONFIG": str(HUB_YAML)}
    loaded = settings.load(environment("http://127.0.0.1:8090") | given)
    assert len(loaded.inboxes) == 9


def test_the_hubs_references_resolve(hub: Any) -> None:
    people = {one["id"] for one in hub["people"]}
    desks = {one["id"] for one in hub["desks"]}
    assert {inbox["desk"] for inbox in hub["inboxes"]} <= desks
    assert {step for chain in hub["chains"] for step in chain["steps"]} <= people
    assert {key["person"] for key in hub["api_keys"]} <= people
