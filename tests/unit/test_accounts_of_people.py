"""An account is a messenger and the id there: the same id anywhere else is nobody."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

from configuration.vocabulary import ChannelKind
from hub.directory import Directory
from hub.model import (
    Address,
    Audience,
    Conversation,
    ConversationId,
    Desk,
    DeskId,
    Inbox,
    InboxId,
    Peer,
    Person,
    PersonId,
    Role,
    Status,
    Voice,
)
from tests.contract.samples import at

ROOT = Path(__file__).parents[2]
CHANNELS = get_args(ChannelKind)
ELSEWHERE = [channel for channel in CHANNELS if channel != "telegram"]
DESK, RUSLAN = Voice("desk"), Peer("5101")


def _inbox(channel: str) -> Inbox:
    """As no hub.yaml may have it: staff in every messenger."""
    return Inbox(
        id=InboxId(f"{channel}-in"),
        channel=channel,
        audience=Audience.STAFF,
        desk=DeskId("couriers"),
        voice=Voice(channel),
    )


def _directory(*people: Person, former: tuple[Person, ...] = ()) -> Directory:
    directory = Directory(
        inboxes=[_inbox(channel) for channel in CHANNELS],
        desks=[Desk(id=DeskId("couriers"), title="Курьеры")],
        desk_voice=DESK,
    )
    directory.know(people, former)
    return directory


def _person(role: Role = Role.COURIER) -> Person:
    return Person(id=PersonId("ruslan"), name="Руслан", role=role, peer=RUSLAN)


def _conversation(channel: str) -> Conversation:
    return Conversation(
        id=ConversationId("c1"),
        number=1001,
        contact="x",
        name="Кто-то",
        address=Address(inbox=InboxId(f"{channel}-in"), peer=RUSLAN),
        channel=channel,
        audience=Audience.STAFF,
        desk=DeskId("couriers"),
        status=Status.NEW,
        created_at=at(0),
        active_at=at(0),
    )


@pytest.mark.parametrize("channel", ELSEWHERE)
def test_the_number_of_a_telegram_account_is_nobody_in_any_other_messenger(channel: str) -> None:
    directory, there = _directory(_person()), _conversation(channel)
    assert directory.by_account(Voice(channel), RUSLAN) is None
    assert directory.by_address(there.address) is None
    assert directory.facts(there)["role"] is None
    gone = _directory(former=(_person(),))
    assert not gone.has_gone(Voice(channel), RUSLAN)


def test_it_is_the_person_at_every_bot_of_telegram() -> None:
    directory = _directory(_person())
    for voice in (DESK, Voice("telegram")):
        assert directory.by_account(voice, RUSLAN) == _person()
    assert directory.by_account(Voice("taken out of the file"), RUSLAN) is None
    assert _directory(former=(_person(),)).has_gone(DESK, RUSLAN)


@pytest.mark.parametrize("role", list(Role))
def test_nobody_is_told_anything_where_they_have_no_account(role: Role) -> None:
    doors = _directory().doors(_person(role))
    assert doors
    assert set(doors) <= {DESK, Voice("telegram")}


def test_whatever_takes_the_id_of_an_account_takes_its_messenger_as_well() -> None:
    for name, method in inspect.getmembers(Directory, inspect.isfunction):
        kinds = set(inspect.get_annotations(method).values())
        if not name.startswith("_") and "Peer" in kinds:
            assert "Voice" in kinds, name


def test_no_code_compares_people_by_the_bare_id() -> None:
    compared = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for room in ("hub", "handlers", "bots", "storage")
        for path in sorted((ROOT / room).rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Compare) and any(map(_is_bare, _sides(node)))
        if not isinstance(node.ops[0], ast.Is | ast.IsNot)
    ]
    assert not compared


def _sides(node: ast.Compare) -> Iterator[ast.expr]:
    for side in (node.left, *node.comparators):
        yield side.elt if isinstance(side, ast.ListComp | ast.SetComp) else side


def _is_bare(side: ast.expr) -> bool:
    """`person.peer`: what an address has, it has together with its inbox."""
    if not (isinstance(side, ast.Attribute) and side.attr == "peer"):
        return False
    return "address" not in ast.unparse(side.value)
