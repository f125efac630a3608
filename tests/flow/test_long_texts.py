"""One very long text takes no desk's budget: two messages, and the whole of it as a file."""

from __future__ import annotations

from tests.flow.posting import MAIL, group, mail, post
from tests.flow.world import World

LONG = "".join(f"{number:06d} " for number in range(100_000 // 7))


async def test_a_mail_of_a_hundred_thousand_characters_costs_three_calls(world: World) -> None:
    await post(world, "orders-mail", mail("l1", text="Начало"))
    first = await group(world, MAIL).all.wait_for("Начало")
    since = await world.people.calls.last()
    await post(world, "orders-mail", mail("l2", text=LONG, in_reply_to="<l1@example.com>"))
    whole = await group(world, MAIL).all.wait_for("", kind="document")
    assert whole.raw["files"][0]["name"] == "Сообщение целиком.txt"
    assert LONG.strip() in (await whole.download()).decode()
    shown = await group(world, MAIL).all.messages(first.id)
    assert [one.kind for one in shown if one.id > first.id] == ["text", "text", "document"]
    assert LONG[:6_000] in "".join(one.text + " " for one in shown if one.id > first.id)
    called = await world.people.calls.all(since, service="telegram", method="send*")
    assert len(called) == len(["text", "text", "document"])
    kept = (await world.conversation(inbox="orders-mail"))["messages"]
    assert LONG in [one["text"] for one in kept]
