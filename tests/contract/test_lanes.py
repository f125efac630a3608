"""Flood deadlines outlive the process that met them."""

from hub.model import Lane
from storage.mongo import MongoStore
from tests.contract.samples import LANE, NOON, TELEGRAM, VK, at


async def test_a_lane_is_blocked_until_its_deadline(store: MongoStore) -> None:
    await store.lanes.block(LANE, at(5))
    assert await store.lanes.blocked(TELEGRAM, NOON) == {LANE.place: at(5)}
    assert await store.lanes.blocked(TELEGRAM, at(5)) == {}
    assert await store.lanes.blocked(VK, NOON) == {}


async def test_a_deadline_is_never_shortened(store: MongoStore) -> None:
    for minutes in (5, 2, 7):
        await store.lanes.block(LANE, at(minutes))
    assert await store.lanes.blocked(TELEGRAM, NOON) == {LANE.place: at(7)}


async def test_lanes_of_strange_names_are_not_mixed_up(store: MongoStore) -> None:
    await store.lanes.block(Lane(voice=TELEGRAM, place="a|b"), at(5))
    await store.lanes.block(Lane(voice=type(TELEGRAM)(f"{TELEGRAM}|a"), place="b"), at(7))
    assert await store.lanes.blocked(TELEGRAM, NOON) == {"a|b": at(5)}
