"""What cannot wait: a manager is called until he accepts."""

from sandbox.story import PATIENCE, Look, Scene, Text, step
from sandbox.telegram.seen import SeenMessage, SeenTopic, View

STAFF, DESK_BOT, DESK = "sandbox_staff_bot", "sandbox_desk_bot", -1001000000001
DENIS, LENA, BORIS = 5102, 4001, 5301


class Urgent(Scene):
    id = "urgent"
    place = 40
    title = Text(ru="Срочный вызов", en="An urgent call")
    cast = (
        Look(phone="courier", person=DENIS, chat=STAFF, order="48214"),
        Look(phone="operators", person=LENA, chat=DESK),
        Look(phone="manager", person=BORIS, chat=DESK_BOT),
    )

    topic: SeenTopic
    copy: SeenMessage
    ping: SeenMessage
    before: int

    @step(
        ru="У Дениса дело, которое оператор не решит: в магазине не отдают заказ.",
        en="Denis has a matter no operator can settle: the shop will not hand the order over.",
        phone="courier",
    )
    async def courier_writes(self) -> None:
        denis, desk = self.people.telegram.user(DENIS), self.people.telegram.group(DESK)
        words = "Магазин не отдаёт заказ 48214, говорят, кассы не работают"
        before = await desk.all.newest()
        await denis.write(words, bot=STAFF)
        self.topic = await desk.topic("Денис", within=PATIENCE)
        self.copy = await self.topic.wait_for(words, by="bots", since=before, within=PATIENCE)
        self.show(Look(phone="operators", person=LENA, chat=DESK, topic=self.topic.id))

    @step(
        ru="Лена зовёт менеджера магазина: /urgent, кого и зачем.",
        en="Lena calls the shop's manager: /urgent, whom and why.",
        phone="operators",
    )
    async def operator_calls(self) -> None:
        self.before = await self._inbox().newest()
        await self.people.telegram.user(LENA).write(
            "/urgent manager Кассы стоят, курьер ждёт заказ 48214",
            group=DESK,
            topic=self.topic.id,
        )

    @step(
        ru="Борису приходит личное сообщение с кнопкой «Принял». Не ответит, позовут следующего.",
        en="Boris gets a private message with a button. Were he silent, the next one is called.",
        phone="manager",
    )
    async def manager_is_pinged(self) -> None:
        self.ping = await self._inbox().wait_for(
            "48214", button="Принял", since=self.before, within=PATIENCE
        )

    @step(
        ru="Он принимает одним нажатием.",
        en="He accepts with one tap.",
        phone="manager",
    )
    async def manager_accepts(self) -> None:
        self.before = await self.topic.newest()
        boris = self.people.telegram.user(BORIS)
        await boris.press("Принял", message=self.ping, wait=PATIENCE)
        await self.ping.becomes(no_button="Принял", within=PATIENCE)

    @step(
        ru="Вызов остановлен, у всех позванных сообщение изменилось, а в теме видно, кто пришёл.",
        en="The call is over, all copies of it have changed, and the topic names who came.",
        phone="operators",
    )
    async def topic_shows_it(self) -> None:
        await self.topic.wait_for("Борис", by="bots", since=self.before, within=PATIENCE)

    def _inbox(self) -> View:
        return self.people.telegram.user(BORIS).chat(DESK_BOT)
