"""D12, X07: one conversation given to a guest, in his private chat, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

import pytest

from hub.model import ConversationId, PersonId
from sandbox.client import People, SeenMessage, SeenTopic
from sandbox.telegram.client import Person
from tests.flow.conftest import Hub
from tests.flow.posting import MAIL, group, mail, post
from tests.flow.world import DESK, SPB, World, world_of

OVER: Final = "закончился. То, что вы напишете"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A customer's conversation with its topic."""

    customer: Person
    topic: SeenTopic
    copy: SeenMessage

    async def told(self, text: str) -> SeenMessage:
        return await self.customer.chat(SPB).wait_for(text)


@pytest.fixture
async def ksenia(people: People) -> Person:
    guest = people.telegram.user(4301)
    await guest.start(DESK)
    return guest


async def case(world: World, name: str = "Мария", id: int = 970_001, **more: Any) -> Case:
    customer = await world.people.telegram.add_user(name, id=id, phone="+79118887766", **more)
    await customer.start(SPB)
    text = f"Привет от {name}"
    await customer.write(text, bot=SPB)
    topic = await world.clients.topic(name)
    return Case(customer=customer, topic=topic, copy=await topic.wait_for(text))


async def say(who: Person, text: str, case: Case, **more: Any) -> SeenMessage:
    return await who.write(text, group=case.topic.group, topic=case.topic.id, **more)


async def share(world: World, case: Case, guest: Person, command: str = "/share @mkt") -> str:
    """The last thing that tells him what there was."""
    seen = len(await guest.chat(DESK).find("Что было до вас"))
    await say(world.lena, command, case)
    told = await guest.chat(DESK).wait_for("Что было до вас", count=seen + 1)
    return told.text


async def test_a_guest_is_shown_the_conversation_and_answers_in_the_companys_voice(
    world: World, ksenia: Person
) -> None:
    one = await case(world)
    await say(world.lena, "// она постоянная", one)
    await say(world.lena, "Сейчас узнаем", one, reply_to=one.copy.id)
    await one.told("Сейчас узнаем")
    history = await share(world, one, ksenia)
    opening = await ksenia.chat(DESK).wait_for("вам передали обращение")
    assert "Мария" in opening.text
    assert "Лена" in opening.text
    assert history.index("Привет от Мария") < history.index("Сейчас узнаем")
    assert "постоянная" not in history
    await one.customer.write("А когда?", bot=SPB)
    mirrored = await ksenia.chat(DESK).wait_for("А когда?")
    assert "Мария" in mirrored.text
    written = await ksenia.write("Завтра к обеду", bot=DESK, reply_to=mirrored.id)
    answer = await one.told("Завтра к обеду")
    assert answer.text == "Завтра к обеду"
    await written.becomes(reaction="👌")
    shown = await one.topic.wait_for("Завтра к обеду")
    assert "Ксения" in shown.text
    conversation = await world.conversation(desk="clients")
    assert conversation["assignee"] == "lena"
    said = [(one["kind"], one["author"], one["text"]) for one in conversation["messages"]]
    assert ("out", "ksenia", "Завтра к обеду") in said


async def test_everything_mirrored_is_protected(world: World, ksenia: Person) -> None:
    one = await case(world)
    await one.customer.photo(bot=SPB, caption="вот она")
    await one.topic.wait_for("вот она")
    await share(world, one, ksenia)
    before = await ksenia.chat(DESK).wait_for("вот она", kind="photo")
    await one.customer.photo(bot=SPB, caption="и ещё")
    live = await ksenia.chat(DESK).wait_for("и ещё", kind="photo")
    assert len(await live.download()) > 0
    opening = await ksenia.chat(DESK).wait_for("вам передали обращение")
    history = await ksenia.chat(DESK).wait_for("Что было до вас")
    for message in (opening, history, before, live):
        assert message.has_protected_content, message.text


async def test_a_guest_s_photo_reaches_the_contact_and_the_topic(
    world: World, ksenia: Person
) -> None:
    one = await case(world)
    await share(world, one, ksenia)
    await ksenia.photo(bot=DESK, caption="Вот такая")
    await one.customer.chat(SPB).wait_for("Вот такая", kind="photo")
    shown = await one.topic.wait_for("Вот такая", kind="photo")
    assert "Ксения" in shown.text


async def test_a_guest_s_album_arrives_whole_and_one_mark_covers_it(
    world: World, ksenia: Person
) -> None:
    one = await case(world)
    await share(world, one, ksenia)
    items = [{"kind": "photo", "caption": "два вида"}, {"kind": "photo"}]
    _, second = await ksenia.album(items, bot=DESK)
    await one.customer.chat(SPB).wait_for(kind="photo", count=2)
    await one.topic.wait_for(kind="photo", count=2)
    await ksenia.write("и подпись", bot=DESK, reply_to=second.id)
    assert (await one.told("и подпись")).reply_to
    marked = [{"kind": "photo"}, {"kind": "photo", "caption": "// между нами"}]
    await ksenia.album(marked, bot=DESK)
    await one.topic.wait_for(kind="photo", count=4)
    await _answered(world, one)
    photos = [seen for seen in await one.customer.chat(SPB).messages() if seen.kind == "photo"]
    assert len(photos) == 2


@pytest.mark.parametrize("text", ["// не верю", "/note не верю", "!заметка не верю"])
async def test_a_comment_of_a_guest_stays_inside_and_is_told_to_the_assignee(
    world: World, ksenia: Person, text: str
) -> None:
    one = await case(world)
    await world.lena.start(DESK)
    await say(world.lena, "/take", one)
    await share(world, one, ksenia)
    await ksenia.write(text, bot=DESK)
    shown = await one.topic.wait_for("не верю")
    assert "Комментарий, Ксения" in shown.text
    await world.lena.chat(DESK).wait_for("не верю")
    await _answered(world, one)
    assert not await one.customer.chat(SPB).find("не верю")


async def test_comments_after_the_grant_are_shown_and_a_reply_to_one_is_a_comment(
    world: World, ksenia: Person
) -> None:
    one = await case(world)
    await share(world, one, ksenia)
    await say(world.lena, "// что скажешь?", one)
    asked = await ksenia.chat(DESK).wait_for("что скажешь?")
    assert "для своих" in asked.text
    await ksenia.write("скидку можно", bot=DESK, reply_to=asked.id)
    shown = await one.topic.wait_for("скидку можно")
    assert "Комментарий" in shown.text
    await say(world.lena, "// спасибо", one, reply_to=shown.id)
    await say(world.lena, "ответ на копию комментария", one, reply_to=shown.id)
    await _answered(world, one)
    for inside in ("что скажешь", "скидку", "спасибо", "ответ на копию"):
        assert not await one.customer.chat(SPB).find(inside)


async def test_an_unknown_command_goes_to_nobody(world: World, ksenia: Person) -> None:
    one = await case(world)
    await share(world, one, ksenia)
    for command in ("/clsoe", "/close", "/find Мария", "!взять", "/people", "/take"):
        await ksenia.write(command, bot=DESK)
    await ksenia.chat(DESK).wait_for("Здесь можно отвечать", count=6)
    await _answered(world, one)
    texts = [message.text for message in await one.customer.chat(SPB).messages() if message.by_bot]
    assert not [text for text in texts if text.startswith(("/", "!"))]
    assert (await world.conversation(desk="clients"))["status"] == "pending"


async def test_no_phone_is_anywhere_in_what_a_guest_sees(world: World, ksenia: Person) -> None:
    one = await case(world)
    await one.customer.share_contact(bot=SPB)
    await one.topic.wait_for("•••")
    await share(world, one, ksenia)
    await one.customer.contact(bot=SPB, phone="+79215554433", first_name="Сосед")
    await ksenia.chat(DESK).wait_for("Сосед")
    await say(world.lena, "/assign @mkt", one)
    await _answered(world, one)
    await ksenia.chat(DESK).wait_for("Проверено")
    everything = await ksenia.chat(DESK).messages()
    assert "contact" not in {message.kind for message in everything}
    assert not {number for message in everything for number in _phones(message.raw)}


async def test_assign_makes_the_guest_the_assignee_and_back_ends_it(
    world: World, ksenia: Person
) -> None:
    one = await case(world)
    await share(world, one, ksenia, "/assign @mkt")
    assert (await world.conversation(desk="clients"))["assignee"] == "ksenia"
    await say(world.lena, "/assign @op_lena", one)
    await ksenia.chat(DESK).wait_for(OVER)
    await _refused(world, one, ksenia)
    assert (await world.conversation(desk="clients"))["assignee"] == "lena"


async def test_guests_stand_at_the_end_of_those_it_can_be_passed_to(
    world: World, ksenia: Person
) -> None:
    one = await case(world)
    card = (await one.topic.find("№ "))[0]
    await world.lena.press("Передать", message=card)
    turned = await card.becomes(button="Ксения")
    assert turned.labels.index("Ксения") > turned.labels.index("Лена")
    await world.lena.press("Ксения", message=card)
    await ksenia.chat(DESK).wait_for("Привет от Мария")


async def test_it_ends_by_the_button(world: World, ksenia: Person) -> None:
    one = await case(world)
    await share(world, one, ksenia)
    await one.topic.wait_for(button="Отозвать доступ")
    await world.lena.press("Отозвать доступ", group=one.topic.group, topic=one.topic.id)
    await ksenia.chat(DESK).wait_for(OVER)
    await _refused(world, one, ksenia)
    did = [event["did"] for event in (await world.get("/api/audit"))["items"]]
    assert {"granted", "grant_ended", "refused"} <= set(did)


async def test_it_ends_by_the_command_and_can_be_given_again(world: World, ksenia: Person) -> None:
    one = await case(world)
    await share(world, one, ksenia)
    await say(world.lena, "/share @mkt", one)
    await one.topic.wait_for("уже видит это обращение")
    await say(world.lena, "/unshare @mkt", one)
    await _refused(world, one, ksenia)
    assert "Привет от Мария" in await share(world, one, ksenia)
    await one.customer.write("Снова я", bot=SPB)
    await ksenia.chat(DESK).wait_for("Снова я")


async def test_it_ends_with_the_conversation_and_does_not_come_back_with_it(
    world: World, ksenia: Person
) -> None:
    one = await case(world)
    await share(world, one, ksenia, "/assign @mkt")
    await say(world.lena, "/close loyalty", one)
    await ksenia.chat(DESK).wait_for(OVER)
    await one.customer.write("И ещё вопрос", bot=SPB)
    await one.topic.wait_for("И ещё вопрос")
    reopened = await world.conversation(desk="clients")
    assert (reopened["status"], reopened["assignee"]) == ("new", None)
    await _refused(world, one, ksenia)
    assert not await ksenia.chat(DESK).find("И ещё вопрос")


async def test_two_conversations_of_one_guest_are_told_apart(world: World, ksenia: Person) -> None:
    one, two = await case(world), await case(world, "Пётр", 970_002)
    await share(world, one, ksenia)
    await share(world, two, ksenia)
    await ksenia.write("Кому это?", bot=DESK)
    await ksenia.chat(DESK).wait_for("Вам передано несколько обращений")
    await one.customer.write("Я первая", bot=SPB)
    await two.customer.write("Я второй", bot=SPB)
    to_two = await ksenia.chat(DESK).wait_for("Я второй")
    to_one = await ksenia.chat(DESK).wait_for("Я первая")
    await ksenia.write("Второму", bot=DESK, reply_to=to_two.id)
    await ksenia.write("Первой", bot=DESK, reply_to=to_one.id)
    await one.told("Первой")
    await two.told("Второму")
    assert not await two.customer.chat(SPB).find("Первой")
    assert not await one.customer.chat(SPB).find("Второму")
    assert not await one.customer.chat(SPB).find("Кому это")


async def test_a_reply_to_an_old_copy_of_an_ended_one_goes_nowhere(
    world: World, ksenia: Person
) -> None:
    one, two = await case(world), await case(world, "Пётр", 970_002)
    await share(world, one, ksenia)
    await one.customer.write("Старое", bot=SPB)
    old = await ksenia.chat(DESK).wait_for("Старое")
    await say(world.lena, "/unshare @mkt", one)
    await ksenia.chat(DESK).wait_for(OVER)
    await share(world, two, ksenia)
    await ksenia.write("Вдогонку", bot=DESK, reply_to=old.id)
    await ksenia.chat(DESK).wait_for(OVER, count=2)
    for each in (one, two):
        await _answered(world, each)
        assert not await each.customer.chat(SPB).find("Вдогонку")


async def test_nothing_else_opens_to_a_guest(world: World, ksenia: Person) -> None:
    one, two = await case(world), await case(world, "Пётр", 970_002)
    await share(world, one, ksenia)
    opening = await ksenia.chat(DESK).wait_for("вам передали обращение")
    numbers = [item["number"] for item in (await world.get("/api/conversations"))["items"]]
    for number in numbers:
        for data in ("take", "show", "close", "pass", "urgent", "read", "unshare"):
            pressed = await ksenia.forge(opening, f"{data}:{number}:ksenia")
            assert pressed["text"] == "Такого обращения у вас нет.", data
    for payload in (str(numbers[0]), f"c{numbers[0]}", "admin"):
        await ksenia.start(DESK, payload)
    await ksenia.write("Кто здесь?", bot=DESK, reply_to=opening.id)
    await one.told("Кто здесь?")
    seen = " ".join(await ksenia.chat(DESK).texts())
    assert "Пётр" not in seen
    assert not await two.customer.chat(SPB).find("Кто здесь")
    for item in (await world.get("/api/conversations"))["items"]:
        assert (item["status"], item["assignee"]) in (("new", None), ("pending", "ksenia"))


async def test_what_waits_for_a_guest_is_not_sent_when_it_has_ended(
    world: World, ksenia: Person
) -> None:
    """Telegram lets the bot say nothing to him for a while; meanwhile it is taken back."""
    one = await case(world)
    await share(world, one, ksenia)
    await world.people.faults.add(
        service="telegram",
        bot=DESK,
        chat=4301,
        effect="error",
        code=429,
        parameters={"retry_after": 4},
        times=1,
    )
    await one.customer.write("Секрет раз", bot=SPB)
    await one.customer.write("Секрет два", bot=SPB)
    await one.topic.wait_for("Секрет два")
    await say(world.lena, "/unshare @mkt", one)
    await ksenia.chat(DESK).wait_for(OVER, within=15)
    await _refused(world, one, ksenia)
    assert not await ksenia.chat(DESK).find("Секрет")


async def test_an_e_mail_s_address_is_not_shown_to_a_guest(world: World, ksenia: Person) -> None:
    await post(world, "orders-mail", mail("m1", text="Здравствуйте"))
    copy = await group(world, MAIL).all.wait_for("Здравствуйте")
    marat = world.person(4002)
    await marat.write("/share @mkt", group=copy.chat, topic=copy.topic)
    history = await ksenia.chat(DESK).wait_for("Что было до вас")
    assert "Заказ 10042" in history.text
    await post(world, "orders-mail", mail("m2", text="И ещё", in_reply_to="<m1@example.com>"))
    live = await ksenia.chat(DESK).wait_for("И ещё")
    for message in (history, live):
        assert "Иван Петров" in message.text
        assert "ivan@" not in message.text


async def test_the_reaction_of_a_guest_is_not_the_contact_s(world: World, ksenia: Person) -> None:
    one = await case(world)
    await share(world, one, ksenia, "/assign @mkt")
    sent = await say(world.lena, "Ответ Лены", one, reply_to=one.copy.id)
    await sent.becomes(reaction="👌")
    mirrored = await ksenia.chat(DESK).wait_for("Ответ Лены")
    await ksenia.react(mirrored, "👍")
    await say(world.lena, "// посмотри", one)
    comment = await ksenia.chat(DESK).wait_for("посмотри")
    assert (await world.conversation(desk="clients"))["unread_comments"] == 1
    await ksenia.react(comment, "👌")
    await world.conversation_that(unread_comments=0)
    assert (await sent.becomes(reaction="👌")).reactions == ["👌"]


async def test_edits_and_recalls_are_followed_both_ways(world: World, ksenia: Person) -> None:
    one = await case(world)
    await share(world, one, ksenia)
    written = await one.customer.write("Дата 5 мая", bot=SPB)
    mirrored = await ksenia.chat(DESK).wait_for("Дата 5 мая")
    await one.customer.edit(written, "Дата 6 мая")
    await mirrored.becomes(contains="Дата 6 мая")
    typed = await ksenia.write("Хорошо", bot=DESK)
    answer, shown = await one.told("Хорошо"), await one.topic.wait_for("Хорошо")
    await ksenia.edit(typed, "Отлично")
    await answer.becomes(contains="Отлично")
    await shown.becomes(contains="Отлично")
    said = await say(world.lena, "Лишнее", one, reply_to=one.copy.id)
    mirrored = await ksenia.chat(DESK).wait_for("Лишнее")
    await say(world.lena, "/recall", one, reply_to=said.id)
    await mirrored.becomes(deleted=True)


async def test_a_guest_s_failed_answer_is_told_to_him_too(world: World, ksenia: Person) -> None:
    one = await case(world)
    await share(world, one, ksenia)
    await one.customer.block(SPB)
    await ksenia.write("Вы тут?", bot=DESK)
    await one.topic.wait_for("Не доставлено")
    await ksenia.chat(DESK).wait_for("Не доставлено")


async def test_a_guest_who_cannot_be_reached_is_named_in_the_topic_once(
    world: World, ksenia: Person
) -> None:
    one = await case(world)
    await ksenia.block(DESK)
    await say(world.lena, "/share @mkt", one)
    await one.topic.wait_for("Ксения не видит это обращение")
    await one.customer.write("Есть кто?", bot=SPB)
    await _answered(world, one)
    assert len(await one.topic.find("Ксения не видит это обращение")) == 1


async def test_whoever_has_the_desk_or_is_a_courier_is_no_guest(world: World) -> None:
    one = await case(world)
    await say(world.lena, "/share @op_marat", one)
    await one.topic.wait_for("видит обращение без отдельного доступа")
    await say(world.lena, "/share @ruslan_a", one)
    await one.topic.wait_for("не работает с этим пультом")


async def test_a_long_history_is_bounded(world: World, ksenia: Person) -> None:
    one = await case(world)
    for number in range(120):
        await one.customer.write(f"строка {number} " + "я" * 100, bot=SPB)
    await one.topic.wait_for("строка 119", within=60)
    history = await share(world, one, ksenia)
    await ksenia.chat(DESK).wait_for("строка 119")
    told = [one for one in await ksenia.chat(DESK).messages() if "строка" in one.text]
    assert len(told) <= 5
    text = "".join(message.text for message in told)
    assert "Более ранние сообщения не показаны" in history
    found = [number for number in range(120) if f"строка {number} " in text]
    assert found == list(range(found[0], 120))


async def test_a_restart_between_loses_and_doubles_nothing(people: People, hub: Hub) -> None:
    ksenia = people.telegram.user(4301)
    await ksenia.start(DESK)
    async with hub() as app, world_of(people, app) as world:
        one = await case(world)
        await share(world, one, ksenia)
    for number in range(5):
        await one.customer.write(f"пока вас нет {number}", bot=SPB)
    await ksenia.write("пока нас нет", bot=DESK)
    async with hub() as app, world_of(people, app) as world:
        await one.told("пока нас нет")
        await ksenia.chat(DESK).wait_for("пока вас нет 4")
        await _answered(world, one)
        seen = [text for text in await ksenia.chat(DESK).texts() if "пока вас нет" in text]
        assert [text.rsplit(" ", 1)[1] for text in seen] == list("01234")
        assert len(await one.customer.chat(SPB).find("пока нас нет")) == 1


async def _answered(world: World, case: Case) -> None:
    """Whatever was written before has had its consequences."""
    await say(world.lena, "Проверено", case, reply_to=case.copy.id)
    await case.told("Проверено")


async def _refused(world: World, case: Case, guest: Person) -> None:
    """He gets nothing more, and what he writes goes to nobody."""
    await case.customer.write("Между нами", bot=SPB)
    await case.topic.wait_for("Между нами")
    await guest.write("Ещё слово", bot=DESK)
    await guest.chat(DESK).wait_for("Сейчас вам не передано ни одно обращение")
    await _answered(world, case)
    assert not await guest.chat(DESK).find("Между нами")
    assert not await case.customer.chat(SPB).find("Ещё слово")
    assert not await case.topic.find("Ещё слово")


def _phones(raw: dict[str, Any]) -> set[str]:
    return {phone for phone in ("79118887766", "79215554433", "8887766") if phone in str(raw)}


@pytest.mark.parametrize("way", ["taken away", "closed", "assigned"])
async def test_an_end_that_was_cut_short_is_told_and_audited_all_the_same(
    world: World, ksenia: Person, way: str
) -> None:
    one = await case(world)
    await share(world, one, ksenia, "/assign @mkt")
    id = ConversationId((await world.conversation())["id"])
    conversations, by = world.app.hub.store.conversations, PersonId("lena")
    if way == "closed":
        await conversations.resolve(id, by="person:lena", tag=None, at=datetime.now(UTC))
    elif way == "assigned":
        await conversations.assign(id, by, by=by)
    else:
        await conversations.unshare(id, PersonId("ksenia"), by)
        await say(world.lena, "/unshare @mkt", one)
    for _ in range(2):
        await world.app.hub.guests.sweep()
    await ksenia.chat(DESK).wait_for(OVER, within=15)
    [ended] = await world.audit("grant_ended", count=1)
    assert (ended["who"], ended["detail"]["of"]) == ("lena", "ksenia")
    assert len(await ksenia.chat(DESK).find(OVER)) == 1
