"""`python -m benchmarks.access`: what the access rule costs for one notification."""

from __future__ import annotations

import timeit
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Final

from pydantic import TypeAdapter

from hub.access import may_see, visible
from hub.model import (
    Address,
    Audience,
    Conversation,
    ConversationId,
    DeskId,
    Grant,
    InboxId,
    InboxRule,
    Peer,
    Person,
    PersonId,
    Role,
    Status,
)

PEOPLE: Final = 200
ROUNDS: Final = 20_000
NOW: Final = datetime(2026, 11, 21, tzinfo=UTC)


def main() -> None:
    adapter = TypeAdapter(Conversation)
    document = adapter.dump_python(_conversation(0))
    load = _microseconds(lambda: adapter.validate_python(document))
    print(f"to read a conversation from its document: {load:.2f} µs")
    operator, guest = _person(0, Role.OPERATOR), _person(1, Role.GUEST)
    for grants in (0, 1, 5):
        one = _conversation(grants)
        for name, person in (("operator", operator), ("guest", guest)):
            spent = _microseconds(partial(may_see, person, one))
            print(
                f"may {name} see one with {grants} guests: {spent:.2f} µs, {spent / load:.3f} of it"
            )
    everybody = [_person(number, Role.OPERATOR) for number in range(PEOPLE)]
    one = _conversation(1)
    all_of_them = _microseconds(lambda: [may_see(each, one) for each in everybody], rounds=500)
    print(
        f"which of {PEOPLE} people may see it: {all_of_them:.0f} µs, and no question to the store"
    )
    print(f"the filter of a page: {_microseconds(lambda: visible(operator)):.2f} µs")


def _microseconds(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Of one time, the best of five runs."""
    return min(timeit.repeat(work, number=rounds, repeat=5)) / rounds * 1_000_000


def _person(number: int, role: Role) -> Person:
    return Person(
        id=PersonId(f"p{number}"),
        name=f"Person {number}",
        role=role,
        desks=frozenset({DeskId("clients")}) if number % 2 else frozenset(),
        inboxes=InboxRule(listed=frozenset({InboxId("customers-vk")}), excepted=True),
    )


def _conversation(grants: int) -> Conversation:
    return Conversation(
        id=ConversationId("c1"),
        number=1001,
        contact="shop:77",
        name="Мария",
        address=Address(inbox=InboxId("customers-tg"), peer=Peer("77")),
        channel="telegram",
        audience=Audience.CUSTOMERS,
        desk=DeskId("clients"),
        status=Status.OPEN,
        created_at=NOW,
        active_at=NOW,
        guests=tuple(
            Grant(id=f"g{one}", person=PersonId(f"p{one + 1}"), by=PersonId("p0"), at=NOW)
            for one in range(grants)
        ),
    )


if __name__ == "__main__":
    main()
