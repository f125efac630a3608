"""E-mail, calls and reviews: how each is shown, joined and answered."""

from __future__ import annotations

from tests.flow.posting import CALLS, MAIL, REVIEWS, call, group, mail, post, reply, review
from tests.flow.world import World


async def test_an_e_mail_is_shown_with_its_subject_and_answered(world: World) -> None:
    id = await post(world, "orders-mail", mail(headers={"X-Mailer": "a.b$", "$where": "1"}))
    topic = await group(world, MAIL).topic("Иван Петров")
    copy = await topic.wait_for("Письмо m1")
    assert copy.text.startswith("⚙ Тема: Заказ 10042\n⚙ От: Иван Петров <i•••@example.com>\n")
    sent = await reply(world, copy, "Здравствуйте")
    await sent.becomes(reaction="👌")
    (given,) = await world.people.out.answers("mail")
    assert given["body"]["thread"] == "<m1@example.com>"
    assert given["body"]["in_reply_to"] == "<m1@example.com>"
    found = await world.conversation(inbox="orders-mail")
    assert (found["id"], found["contact"]["name"]) == (id, "Иван Петров")
    assert found["messages"][0]["text"] == "Письмо m1"


async def test_an_untitled_e_mail_without_words_is_shown_all_the_same(world: World) -> None:
    bare = {"external_id": "m9", "at": mail()["at"], "from": "ivan@example.com"}
    await post(world, "orders-mail", bare)
    await group(world, MAIL).all.wait_for("Письмо без темы\n⚙ От: i•••@example.com")
    await group(world, MAIL).topic("i•••@example.com")


async def test_the_events_of_calls_from_one_number_are_one_conversation(world: World) -> None:
    first = await post(world, "calls", call("k1", "answered"))
    ended = call("k2", "ended", **{"from": "8 (911) 999-45-01"}, duration=125)
    assert await post(world, "calls", ended) == first
    assert await post(world, "calls", call("k2", "missed")) == first
    assert await post(world, "calls", call("k3", **{"from": "+79110000000"})) != first
    await group(world, CALLS).all.wait_for("Пропущенный звонок с +7911•••4501")
    await group(world, CALLS).all.wait_for("Завершён звонок с +7911•••4501, длительность 2:05")
    whole = [topic.name for topic in await group(world, CALLS).topics()]
    texts = await group(world, CALLS).all.texts()
    assert not [text for text in (*whole, *texts) if "9994501" in text]


async def test_who_hides_his_number_is_somebody_new_each_time(world: World) -> None:
    first = await post(world, "calls", call("k1", **{"from": "anonymous"}))
    assert await post(world, "calls", call("k2", **{"from": "anonymous"})) != first


async def test_a_call_cannot_be_answered_in_writing(world: World) -> None:
    await post(world, "calls", call())
    copy = await group(world, CALLS).all.wait_for("Пропущенный звонок")
    sent = await reply(world, copy, "Здравствуйте")
    refusal = await group(world, CALLS).all.wait_for("собеседнику нужно перезвонить")
    assert refusal.reply_to == sent.id
    found = await world.conversation(inbox="calls")
    assert (found["status"], found["first_reply_at"]) == ("new", None)


async def test_a_review_shows_its_stars_and_is_answered(world: World) -> None:
    url = "https://apps.example/r/1"
    await post(world, "reviews", review(url=url))
    copy = await group(world, REVIEWS).all.wait_for("Не работает")
    assert copy.text == f"⚙ ★★☆☆☆ App Store · 2.3.1 · {url}\nНе работает"
    sent = await reply(world, copy, "Чиним")
    await sent.becomes(reaction="👌")
    (given,) = await world.people.out.answers("reviews")
    assert (given["body"]["text"], given["body"]["in_reply_to"]) == ("Чиним", "r1")


async def test_of_a_long_letter_the_beginning_is_shown_and_a_file_has_all_of_it(
    world: World,
) -> None:
    text = "начало " + "слово " * 20_000 + "конец"
    await post(world, "orders-mail", mail(subject="Очень длинное", text=text))
    file = await group(world, MAIL).all.wait_for(kind="document")
    assert (await file.download()).decode() == f"Очень длинное\n\n{text}"
    await group(world, MAIL).all.wait_for("начало слово")
    shown = [one for one in await group(world, MAIL).all.texts() if "слово" in one]
    assert sum(map(len, shown)) < 8_000
    assert len(shown) <= 2


async def test_a_bounce_of_our_answer_stands_in_its_thread(world: World) -> None:
    first = await post(world, "orders-mail", mail())
    copy = await group(world, MAIL).all.wait_for("Письмо m1")
    await (await reply(world, copy, "Ответ")).becomes(reaction="👌")
    (given,) = await world.people.out.answers("mail")
    refers = {"References": f"<m1@example.com> <{given['body']['id']}@shop.example>"}
    bounce = mail("b1", **{"from": "MAILER-DAEMON <>", "headers": refers}, subject=None)
    assert await post(world, "orders-mail", bounce) == first
    copy = await group(world, MAIL).all.wait_for("Письмо b1")
    assert copy.text.startswith("⚙ Пишет другой отправитель, адреса у него нет.")
    await (await reply(world, copy, "Повторим")).becomes(reaction="👌")
    given = (await world.people.out.answers("mail", count=2))[-1]
    assert given["body"]["to"] == "ivan@example.com"
    assert given["body"]["in_reply_to"] == "<m1@example.com>"
