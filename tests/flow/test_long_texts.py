"""One very long text takes no desk's budget: two messages, and the whole of it as a file."""

from __future__ import annotations

from tests.flow.posting import MAIL, chat, group, mail, post
from tests.flow.world import World

LONG = "".join(f"{number:06d} " for number in range(100_000 // 7))


async def test_a_mail_of_a_hundred_thousand_characters_costs_three_calls(world: World) -> None:
    await post(world, "orders-mail", mail("l1", text="Начало"))
    await group(world, MAIL).all.wait_for("Начало")
    since = await world.people.calls.last()
    await post(world, "orders-mail", mail("l2", text=LONG, in_reply_to="<l1@example.com>"))
    whole = await group(world, MAIL).all.wait_for("", kind="document")
    assert whole.raw["files"][0]["name"].endswith(".txt")
    assert LONG.strip() in (await whole.download()).decode()
    await group(world, MAIL).all.wait_for(LONG[:99])
    called = await world.people.calls.all(since, service="telegram", method="send*")
    assert len(called) <= 3


async def test_a_long_text_is_two_messages_and_a_file(world: World) -> None:
    long = LONG[:19_000]
    await post(world, "site-chat", chat("c1", text="Начало"))
    first = await world.clients.all.wait_for("Начало")
    since = await world.people.calls.last()
    await post(world, "site-chat", chat("c2", text=long))
    whole = await world.clients.all.wait_for("", kind="document")
    assert whole.raw["files"][0]["name"] == "Сообщение целиком.txt"
    assert long.strip() in (await whole.download()).decode()
    shown = [one for one in await world.clients.all.messages() if one.id > first.id]
    assert [one.kind for one in shown] == ["text", "text", "document"]
    assert long[:6_000] in "".join(one.text + " " for one in shown)
    called = await world.people.calls.all(since, service="telegram", method="send*")
    assert len(called) == len(shown)
    kept = (await world.conversation(inbox="site-chat"))["messages"]
    assert long in [one["text"] for one in kept]
