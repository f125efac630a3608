"""A customer asks in VK and is answered in VK; the operators never leave Telegram."""

from sandbox.story import PATIENCE, Look, Scene, Text, step
from sandbox.telegram.seen import SeenMessage
from sandbox.vk.seen import VkDialog

COMMUNITY, DESK = 700100, -1001000000002
SVETLANA, LENA = 810007, 4001


class VkCustomer(Scene):
    id = "vk-customer"
    place = 20
    title = Text(ru="Клиент во ВКонтакте", en="A customer in VK")
    cast = (
        Look(phone="vk", person=SVETLANA, chat=COMMUNITY, order="48221"),
        Look(phone="operators", person=LENA, chat=DESK),
    )

    copy: SeenMessage
    before: int

    @step(
        ru="Светлана пишет сообществу магазина во ВКонтакте. Важна каждая буква: это гравировка.",
        en="Svetlana writes to the shop's VK community. Every letter matters: it is an engraving.",
        phone="vk",
    )
    async def customer_asks(self) -> None:
        asked = "Добрый день! Можно добавить на флягу слово «Ёжик» в кавычках-ёлочках?"
        desk = self.people.telegram.group(DESK).all
        before = await desk.newest()
        await self.people.vk.user(SVETLANA).write(COMMUNITY, asked)
        self.copy = await desk.wait_for(asked, by="bots", since=before, within=PATIENCE)

    @step(
        ru="Для операторов это обычная тема в Telegram: карточка, слова клиента, кнопки.",
        en="To the operators it is a topic in Telegram like any other: card, her words, buttons.",
        phone="operators",
    )
    async def operator_looks(self) -> None:
        self.show(Look(phone="operators", person=LENA, chat=DESK, topic=self.copy.topic))

    @step(
        ru="Лена отвечает в теме. Ей не нужно знать, из какого мессенджера написали.",
        en="Lena replies in the topic. She need not know which messenger the question came from.",
        phone="operators",
    )
    async def operator_replies(self) -> None:
        self.before = await self._dialog().newest()
        reply = await self.people.telegram.user(LENA).write(
            "Да, добавим: «Ёжик», с кавычками-ёлочками. Срок не изменится.",
            group=DESK,
            reply_to=self.copy.id,
        )
        await reply.becomes(reaction="👌", within=PATIENCE)

    @step(
        ru="Ответ пришёл туда, где был задан вопрос, и ни одна кавычка не поменялась.",
        en="The answer came to where the question was asked, and not one quotation mark changed.",
        phone="vk",
    )
    async def answer_arrives(self) -> None:
        words = "«Ёжик», с кавычками"
        await self._dialog().wait_for(words, by="bot", since=self.before, within=PATIENCE)

    def _dialog(self) -> VkDialog:
        return self.people.vk.user(SVETLANA).dialog(COMMUNITY)
