"""A colleague leaves a comment: the assignee is pinged privately, the customer sees nothing."""

from sandbox.client import NothingCame
from sandbox.story import PATIENCE, Look, Scene, Text, step
from sandbox.telegram.seen import SeenMessage, View

BOT, DESK_BOT, DESK = "sandbox_spb_bot", "sandbox_desk_bot", -1001000000002
IRINA, LENA, MARAT = 6001, 4001, 4002


class Comment(Scene):
    id = "comment"
    place = 30
    title = Text(ru="Комментарий коллеги", en="A colleague's comment")
    cast = (
        Look(phone="customer", person=IRINA, chat=BOT, order="48213"),
        Look(phone="operators", person=LENA, chat=DESK),
    )

    copy: SeenMessage
    before: int

    @step(
        ru="Ирина спрашивает про свой заказ в Telegram.",
        en="Irina asks about her order in Telegram.",
        phone="customer",
    )
    async def customer_asks(self) -> None:
        desk, asked = self.people.telegram.group(DESK).all, "Когда привезут заказ 48213?"
        before = await desk.newest()
        await self.people.telegram.user(IRINA).write(asked, bot=BOT)
        self.copy = await desk.wait_for(asked, by="bots", since=before, within=PATIENCE)
        self.show(Look(phone="operators", person=LENA, chat=DESK, topic=self.copy.topic))

    @step(
        ru="Лена отвечает первой, и обращение теперь её.",
        en="Lena answers first, and the conversation is hers now.",
        phone="operators",
    )
    async def operator_replies(self) -> None:
        reply = await self.people.telegram.user(LENA).write(
            "Курьер уже у подъезда, проверяю, в чём дело", group=DESK, reply_to=self.copy.id
        )
        await reply.becomes(reaction="👌", within=PATIENCE)
        self.before = await self._inbox().newest()

    @step(
        ru="Марат пишет в той же теме, начав с «//». Это комментарий: он не уйдёт никому.",
        en="Marat writes in the same topic, beginning with //. A comment: it never goes out.",
        phone="operators",
    )
    async def colleague_comments(self) -> None:
        self.show(Look(phone="operators", person=MARAT, chat=DESK, topic=self.copy.topic))
        marat = self.people.telegram.user(MARAT)
        text = "// У неё не работает домофон, она писала вчера. Пусть курьер звонит по телефону"
        await marat.write(text, group=DESK, topic=self.copy.topic)

    @step(
        ru="Лене приходит личное уведомление с отрывком и кнопкой, которая откроет тему.",
        en="Lena gets a private notice with an excerpt and a button that opens the topic.",
        phone="operators",
    )
    async def assignee_is_told(self) -> None:
        self.show(Look(phone="operators", person=LENA, chat=DESK_BOT))
        await self._inbox().wait_for("домофон", by="bots", since=self.before, within=PATIENCE)

    @step(
        ru="У Ирины этого нет: она видит только ответ Лены.",
        en="Irina has none of it: she sees only Lena's answer.",
        phone="customer",
    )
    async def customer_sees_nothing(self) -> None:
        chat = self.people.telegram.user(IRINA).chat(BOT)
        await chat.wait_for("у подъезда", by="bots", within=PATIENCE)
        if await chat.find("домофон"):
            raise NothingCame("nothing but the answer: a comment has leaked to the customer")

    def _inbox(self) -> View:
        return self.people.telegram.user(LENA).chat(DESK_BOT)
