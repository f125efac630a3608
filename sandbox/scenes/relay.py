"""A courier writes, his topic appears, an operator answers him."""

from pathlib import Path

import sandbox.playground
from sandbox.story import PATIENCE, Look, Scene, Text, step
from sandbox.telegram.seen import SeenMessage, SeenTopic, View

STAFF, DESK = "sandbox_staff_bot", -1001000000001
RUSLAN, LENA = 5101, 4001
DOOR = Path(sandbox.playground.__file__).parent / "page/samples/door.png"


class Relay(Scene):
    id = "relay"
    place = 10
    title = Text(ru="Курьер и его оператор", en="A courier and his operator")
    cast = (
        Look(phone="courier", person=RUSLAN, chat=STAFF, order="48213"),
        Look(phone="operators", person=LENA, chat=DESK),
    )

    topic: SeenTopic
    copy: SeenMessage
    answer: SeenMessage
    before: int

    @step(
        ru="Руслан стоит у двери. Он пишет боту своими словами и присылает фотографию.",
        en="Ruslan is at the door. He writes to the bot in his own words and sends a photo.",
        phone="courier",
    )
    async def courier_writes(self) -> None:
        ruslan, desk = self.people.telegram.user(RUSLAN), self.people.telegram.group(DESK)
        before = await desk.all.newest()
        await ruslan.write("Стою у двери по 48213, клиент не открывает", bot=STAFF)
        self.topic = await desk.topic("Руслан", within=PATIENCE)
        words = "не открывает"
        self.copy = await self.topic.wait_for(words, by="bots", since=before, within=PATIENCE)
        await ruslan.photo(DOOR.read_bytes(), bot=STAFF, caption="Дверь та, на звонок не отвечают")
        await self.topic.wait_for(kind="photo", since=self.copy.id, within=PATIENCE)

    @step(
        ru="У операторов появилась его тема: карточка и его слова. Других курьеров он не видит.",
        en="The operators have his topic: a card and his words. He sees no other courier.",
        phone="operators",
    )
    async def operator_looks(self) -> None:
        self.show(Look(phone="operators", person=LENA, chat=DESK, topic=self.topic.id))
        await self.topic.wait_for("Руслан", button="Срочно", within=PATIENCE)

    @step(
        ru="Лена отвечает на его сообщение: ответ уходит курьеру, а она становится ответственной.",
        en="Lena replies to his message: the reply goes out to him and makes her the assignee.",
        phone="operators",
    )
    async def operator_replies(self) -> None:
        self.before = await self._chat().newest()
        lena = self.people.telegram.user(LENA)
        self.answer = await lena.write(
            "Звоню клиенту, подождите пять минут", group=DESK, reply_to=self.copy.id
        )

    @step(
        ru="Ответ у курьера, а на сообщении Лены стоит 👌: доставлено.",
        en="The courier has the answer, and Lena's message bears 👌: delivered.",
        phone="courier",
    )
    async def answer_arrives(self) -> None:
        await self.answer.becomes(reaction="👌", within=PATIENCE)
        words = "пять минут"
        await self._chat().wait_for(words, by="bots", since=self.before, within=PATIENCE)

    def _chat(self) -> View:
        return self.people.telegram.user(RUSLAN).chat(STAFF)
