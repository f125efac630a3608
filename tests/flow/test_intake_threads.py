"""Whose thread a letter belongs to: nobody joins one by a value that senders choose."""

from __future__ import annotations

import asyncio

from sandbox.client import People, SeenMessage
from tests.flow.conftest import Hub
from tests.flow.posting import MAIL, Json, group, mail, post, reply
from tests.flow.world import DESK, World, world_of

OLGA = "Ольга Иванова <olga@example.com>"
MALLORY = "Mallory <mallory@evil.example>"
IRINA = "irina.sokolova@example.ru"


async def answered(world: World, external_id: str, text: str = "Ответ") -> Json:
    """What leaves where the operator replies to that letter."""
    before = len(await world.people.out.answers("mail", within=0))
    copy = await group(world, MAIL).all.wait_for(f"Письмо {external_id}")
    sent = await reply(world, copy, text)
    await sent.becomes(reaction="👌")
    return dict((await world.people.out.answers("mail", count=before + 1))[-1]["body"])


async def who(world: World, copy: SeenMessage) -> str:
    """What Marat is told privately of the contact of a topic."""
    chat = world.marat.chat(DESK)
    since = max((one.id for one in await chat.messages()), default=0)
    await world.marat.write("/who", group=copy.chat, topic=copy.topic)
    return (await chat.wait_for("Почта", by="bots", since=since)).text


async def test_the_one_who_began_it_joins_by_any_letter_of_it(world: World) -> None:
    first = await post(world, "orders-mail", mail("m1"))
    assert await post(world, "orders-mail", mail("m2", in_reply_to="<m1@example.com>")) == first
    shouted = {"from": "IVAN@Example.COM", "in_reply_to": "<m2@example.com>"}
    assert await post(world, "orders-mail", mail("m3", **shouted)) == first
    assert await post(world, "orders-mail", mail("m4")) != first
    assert await post(world, "orders-mail", mail("m5", in_reply_to="<alien@x>")) != first
    plus = {"from": "ivan+shop@example.com", "in_reply_to": "<m1@example.com>"}
    assert await post(world, "orders-mail", mail("m6", **plus)) != first


async def test_references_are_read_newest_first_and_our_names_in_them(world: World) -> None:
    first = await post(world, "orders-mail", mail("t1"))
    ours = (await answered(world, "t1"))["id"]
    both = {"References": f"<t1@example.com> <{ours}@shop.example>", "In-Reply-To": "<crm-1@his>"}
    second = mail("t2", in_reply_to="<crm-1@his>", headers=both)
    assert await post(world, "orders-mail", second) == first
    folded = {"references": "<gone@x>\r\n\t<t1@example.com>"}
    assert await post(world, "orders-mail", mail("t3", headers=folded)) == first
    listed = {"REFERENCES": ["<gone@x>", f"<{ours}>"]}
    assert await post(world, "orders-mail", mail("t4", headers=listed)) == first
    many = " ".join(f"<n{one}@x>" for one in range(2_000))
    rooted = {"References": f"<t1@example.com> {many}"}
    assert await post(world, "orders-mail", mail("t5", headers=rooted)) == first


async def test_a_name_of_ours_lets_somebody_else_in_who_changes_nothing(world: World) -> None:
    first = await post(world, "orders-mail", mail("m1"))
    given = await answered(world, "m1")
    assert (given["to"], given["in_reply_to"]) == ("ivan@example.com", "<m1@example.com>")
    forwarded = {"from": OLGA, "in_reply_to": f"<{given['id']}@shop.example>"}
    assert await post(world, "orders-mail", mail("m2", **forwarded)) == first
    copy = await group(world, MAIL).all.wait_for("Письмо m2")
    assert copy.text.startswith(
        "⚙ Пишет другой отправитель. Ответ на это письмо получит только этот"
    )
    assert "Иван Петров <i•••@example.com>" in copy.text
    assert "От: Ольга Иванова <o•••@example.com>" in copy.text
    found = await world.conversation(inbox="orders-mail")
    assert found["contact"]["name"] == "Иван Петров"
    told = await who(world, copy)
    assert told.startswith("Иван Петров\n")
    assert "Почта ivan@example.com" in told
    assert "другой отправитель: Ольга Иванова olga@example.com" in told
    assert (
        await post(
            world,
            "orders-mail",
            mail("m3", **{"from": OLGA, "headers": {"References": "<m2@example.com>"}}),
        )
        == first
    )


async def test_an_answer_goes_to_whom_it_answers_and_says_so(world: World) -> None:
    await post(world, "orders-mail", mail("m1"))
    ours = (await answered(world, "m1"))["id"]
    await post(world, "orders-mail", mail("m2", **{"from": OLGA, "in_reply_to": f"<{ours}>"}))
    given = await answered(world, "m2", "Ольге")
    assert (given["to"], given["in_reply_to"]) == ("olga@example.com", "<m2@example.com>")
    [sent] = await group(world, MAIL).all.find("Ольге")
    await (await reply(world, sent, "И ещё")).becomes(reaction="👌")
    given = (await world.people.out.answers("mail", count=3))[-1]["body"]
    assert (given["to"], given["in_reply_to"]) == ("olga@example.com", "<m2@example.com>")
    plain = await reply(world, sent, "Всем", reply_to=None)
    offer = await group(world, MAIL).all.wait_for(button="Отправить клиенту")
    await world.marat.press("Отправить клиенту", message=offer)
    await plain.becomes(reaction="👌")
    given = (await world.people.out.answers("mail", count=4))[-1]["body"]
    assert (given["to"], given["in_reply_to"]) == ("ivan@example.com", "<m1@example.com>")
    assert given["thread"] == "<m1@example.com>"


async def test_somebody_elses_letter_is_no_way_in_and_both_topics_say_so(world: World) -> None:
    """H: one name of a thread is not enough to join two senders."""
    first = await post(world, "orders-mail", mail("w1"))
    stranger = {"from": "Чужой Человек <stranger@else.example>", "subject": "Re: Мой возврат"}
    said = mail("w2", **stranger, in_reply_to="<w1@example.com>")
    assert await post(world, "orders-mail", said) != first
    assert await post(world, "orders-mail", said) != first
    copy = await group(world, MAIL).all.wait_for("Письмо w2")
    number = (await world.get(f"/api/conversations/{first}"))["number"]
    assert f"Это ответ на письмо из чужого обращения {number}" in copy.text
    line = await group(world, MAIL).all.wait_for("ответили с другого адреса")
    assert "Чужой Человек <s•••@else.example>" in line.text
    told = await who(world, await group(world, MAIL).all.wait_for("Письмо w1"))
    assert told.startswith("Иван Петров\n")
    assert "Почта ivan@example.com" in told
    assert "Чужой Человек stranger@else.example (отдельное обращение)" in told


async def test_names_cannot_be_guessed_or_taken(world: World) -> None:
    """S3"""
    first = await post(world, "orders-mail", mail("victim"))
    ours = (await answered(world, "victim"))["id"]
    await post(world, "orders-mail", mail("evil", **{"from": MALLORY}))
    her = (await answered(world, "evil"))["id"]
    before, _, signature = ours.rpartition(".")
    guesses = [before, f"{before}.{'0' * 32}", f"{before}.{her.rpartition('.')[2]}"]
    guesses += [f"{before}.{signature[:-1]}", f"{before}.", f".{signature}", signature]
    guesses += ["d-1001000000003:2", "d-1001000000003:3", f"{her}@{ours}x", ours]
    for number, guess in enumerate(guesses):
        said = mail(f"g{number}", **{"from": MALLORY}, in_reply_to=f"<{guess}>")
        assert await post(world, "orders-mail", said) != first, guess
    same = mail("taken", **{"from": MALLORY}, message_id="<victim@example.com>")
    assert await post(world, "orders-mail", same) != first
    again = mail("victim2", in_reply_to="<victim@example.com>")
    assert await post(world, "orders-mail", again) == first
    found = await world.get(f"/api/conversations/{first}")
    assert found["contact"]["name"] == "Иван Петров"
    texts = [one["text"] for one in found["messages"] if one["kind"] == "in"]
    assert texts == ["Письмо victim", "Письмо victim2"]


async def test_whoever_was_written_to_beside_us_may_answer_all(world: World) -> None:
    first = await post(world, "orders-mail", mail("m1", headers={"Cc": OLGA}))
    said = mail("m2", **{"from": "olga@example.com"}, in_reply_to="<m1@example.com>")
    assert await post(world, "orders-mail", said) == first
    added = {"from": "olga@example.com", "headers": {"Cc": MALLORY}}
    await post(world, "orders-mail", mail("m3", **added, in_reply_to="<m1@example.com>"))
    evil = mail("m4", **{"from": MALLORY}, in_reply_to="<m3@example.com>")
    assert await post(world, "orders-mail", evil) != first


async def test_the_shops_letter_of_an_order_is_answered_by_its_customer(world: World) -> None:
    order = await world.people.orders.get("48213")
    email = order["customer"]["email"]
    letter = mail("s1", **{"from": "Магазин <noreply@shop.example>"}, subject="Заказ 48213 собран")
    first = await post(world, "orders-mail", letter)
    stranger = mail("s2", **{"from": MALLORY}, in_reply_to="<s1@example.com>")
    assert await post(world, "orders-mail", stranger) != first
    said = mail("s3", **{"from": email.upper()}, in_reply_to="<s1@example.com>")
    assert await post(world, "orders-mail", said) == first
    given = await answered(world, "s3")
    assert (given["to"], given["in_reply_to"]) == (email.upper().lower(), "<s3@example.com>")


async def test_without_the_order_service_the_letter_comes_in_by_itself(world: World) -> None:
    order = await world.people.orders.get("48213")
    await world.people.faults.add(service="orders", method="*", effect="error", code=500)
    letter = mail("s1", **{"from": "noreply@shop.example"}, subject="Заказ 48213 собран")
    first = await post(world, "orders-mail", letter)
    said = mail("s2", **{"from": order["customer"]["email"]}, in_reply_to="<s1@example.com>")
    assert await post(world, "orders-mail", said) != first


async def test_two_first_posts_of_one_thread_at_once_are_one(world: World) -> None:
    bodies = [mail(f"m{one}", message_id="<same@example.com>") for one in range(8)]
    ids = await asyncio.gather(*(post(world, "orders-mail", body) for body in bodies))
    assert len(set(ids)) == 1
    evil = [
        body | {"from": f"m{one}@evil.example", "external_id": f"x{one}"}
        for one, body in enumerate(bodies)
    ]
    others = await asyncio.gather(*(post(world, "orders-mail", body) for body in evil))
    assert len({*others, *ids}) == 9


async def test_names_hold_after_a_restart_and_in_lower_case(people: People, hub: Hub) -> None:
    async with hub() as app, world_of(people, app) as world:
        first = await post(world, "orders-mail", mail("m1"))
        ours = (await answered(world, "m1"))["id"]
    async with hub() as app, world_of(people, app) as world:
        said = mail("m2", **{"from": OLGA}, in_reply_to=f"<{ours}@Shop.Example>".lower())
        assert await post(world, "orders-mail", said) == first
        assert await post(world, "orders-mail", mail("m1")) == first
        assert await post(world, "orders-mail", said) == first


async def test_another_senders_yes_confirms_nothing(world: World) -> None:
    """Nor does what they write find out an order, or take a phone for the contact's."""
    first = await post(world, "orders-mail", mail("m1", headers={"Cc": OLGA}))
    said = mail("m2", **{"from": OLGA}, text="Всё верно", in_reply_to="<m1@example.com>")
    assert await post(world, "orders-mail", said) == first
    messages = (await world.get(f"/api/conversations/{first}"))["messages"]
    stored = [await world.app.hub.store.messages.get(one["id"]) for one in messages]
    assert [one and one.by for one in stored] == [None, "Ольга Иванова"]
