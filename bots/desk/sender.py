"""Carries out what is shown on the desks, one counted call a turn."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial

from aiogram import Bot
from aiogram.types import ReactionTypeEmoji, ReactionTypeUnion

from bots import telegram_api
from bots.authors import Authors, headed
from bots.contents import Contents
from bots.copies import Copies, only_part
from bots.desk.alone import Alone
from bots.desk.card import Cards
from bots.desk.groups import DeskGroup, Groups
from bots.desk.history import History
from bots.desk.pins import pin
from bots.desk.seats import Seats
from bots.desk.threads import Threads
from bots.desk.upkeep import Posting, Upkeep
from bots.erasing import erase
from bots.telegram_reactions import permitted
from bots.telegram_speech import Speech
from handlers.topics import written_in
from hub import reasons
from hub.errors import Refused, Undeliverable, Unsent
from hub.membership import SEATS
from hub.model import (
    Conversation,
    ConversationId,
    Delivery,
    Message,
    MessageKind,
    Thread,
    Visibility,
    Work,
)
from hub.ports import Clock, Outgoing, Part, Sender, Store, Window


class DeskSender:
    """Speaks on the desks with `bot`; everything that is not a desk is left to `private`."""

    def __init__(
        self,
        bot: Bot,
        private: Sender,
        groups: Groups,
        *,
        store: Store,
        threads: Threads,
        cards: Cards,
        history: History,
        seats: Seats,
        contents: Contents,
        authors: Authors,
        speech: Speech,
        clock: Clock,
    ) -> None:
        self._bot = bot
        self._private = private
        self._groups = groups
        self._store = store
        self._threads = threads
        self._cards = cards
        self._seats = seats
        self._upkeep = Upkeep(bot, store.views, history, speech, clock)
        self._contents = contents
        self._authors = authors
        self._speech = speech
        self._copies = Copies(store.deliveries, store.views)
        self._alone = Alone()

    def windows(self, place: str) -> tuple[Window, ...]:
        group = self._groups.at(place)
        return (group.window,) if group else self._private.windows(place)

    def voice_windows(self) -> tuple[Window, ...]:
        return self._private.voice_windows()

    async def prepare(self, delivery: Delivery) -> None:
        await self._private.prepare(delivery)

    async def step(self, delivery: Delivery) -> Part | None:
        group = self._groups.at(delivery.lane.place)
        if group is None:
            return await self._private.step(delivery)
        try:
            return await self._way(delivery.work)(group, delivery)
        except telegram_api.Migrated as move:
            await self._groups.moved(group.chat_id, move.chat_id)
            return None
        except Undeliverable as error:
            if error.reason == reasons.NO_SUCH_CHAT:
                raise Unsent(reasons.NOT_ON_DESK) from None
            raise

    def _way(self, work: Work) -> Callable[[DeskGroup, Delivery], Awaitable[Part | None]]:
        if work in SEATS:
            return self._seats.step
        return (
            partial(pin, self._bot, self._store.deliveries) if work is Work.PIN else self._carry_out
        )

    async def _carry_out(self, group: DeskGroup, delivery: Delivery) -> Part | None:
        match delivery.work:
            case Work.MARK:
                return await self._mark(group, delivery)
            case Work.RETELL:
                return await self._alter(group, delivery)
            case Work.EDIT:
                return await self._revise(group, delivery)
            case Work.ERASE:
                return await erase(delivery, partial(self._upkeep.take_away, group))
        if delivery.conversation is None:
            return await self._say(group, delivery, None)
        return await self._in_thread(group, delivery, delivery.conversation)

    async def _in_thread(
        self, group: DeskGroup, delivery: Delivery, id: ConversationId
    ) -> Part | None:
        conversation = await self._store.conversations.get(id)
        if conversation is None:
            raise Undeliverable(f"conversation {id} is missing")
        if delivery.work is Work.CARD and conversation.visibility is Visibility.HIDDEN:
            return Part(native="")
        with self._alone.in_(f"{group.id}/{conversation.address}"):
            thread = await self._threads.of(conversation)
            if thread.topic is None:
                await self._upkeep.open(group, thread)
                return None
            try:
                return await self._draw(group, delivery, conversation, thread)
            except Unsent as error:
                await self._upkeep.mend(group, thread, error)
                raise

    async def _draw(
        self, group: DeskGroup, delivery: Delivery, conversation: Conversation, thread: Thread
    ) -> Part | None:
        """The card first, then what an earlier topic held, then what is to be shown."""
        card = await self._store.views.card(conversation.id)
        if card is None:
            native = await self._post_card(group, delivery, conversation, thread)
            done = delivery.work is Work.CARD and not thread.owes_history
            return Part(native=native) if done else None
        if thread.owes_history and await self._upkeep.catch_up(group, delivery, thread):
            return None
        if thread.closed and await self._wakes(delivery):
            await self._upkeep.reopen(group, thread)
            return None
        if delivery.work is Work.CARD:
            return await self._redraw_card(group, delivery, conversation, card)
        return await self._say(group, _begun_there(delivery, thread), thread.topic)

    async def _wakes(self, delivery: Delivery) -> bool:
        """Whether it is the contact who speaks: only for him is a closed topic opened again."""
        if delivery.work is not Work.SHOW:
            return False
        return (await self._message(delivery)).kind is MessageKind.IN

    async def _post_card(
        self, group: DeskGroup, delivery: Delivery, conversation: Conversation, thread: Thread
    ) -> str:
        drawn = await self._cards.drawn(conversation, delivery.face)
        said = self._contents.lightened(drawn.outgoing(delivery), delivery)
        posting = Posting(
            group=group, thread=thread, delivery=delivery, what=f"{conversation.id}/card"
        )

        async def posted(native: str) -> None:
            await self._store.views.set_card(conversation.id, thread, native, drawn.looks)

        native = await self._upkeep.post(posting, said, posted)
        await self._cards.posted(conversation)
        return native

    async def _redraw_card(
        self, group: DeskGroup, delivery: Delivery, conversation: Conversation, card: str
    ) -> Part:
        drawn = await self._cards.drawn(conversation, delivery.face)
        if drawn.looks == await self._store.views.card_looks(conversation.id):
            return Part(native=card)
        marked = await self._copies.is_marked(delivery, [card])
        said = self._contents.lightened(drawn.outgoing(delivery), delivery)
        # Until the answer is heard nobody knows what it says.
        await self._store.views.drew_card(conversation.id, card, "")
        try:
            await self._rewrite(group, delivery, card, replace(said, perhaps_sent=marked))
        except Refused:
            raise
        except Undeliverable:
            # Somebody deleted it: the next turn posts it anew.
            await self._store.views.forget_card(conversation.id)
            raise Unsent("the card is gone") from None
        await self._store.views.drew_card(conversation.id, card, drawn.looks)
        return Part(native=card)

    async def _say(self, group: DeskGroup, delivery: Delivery, topic: str | None) -> Part:
        outgoing = await self._outgoing(group, delivery)
        thread, part = int(topic) if topic else None, len(delivery.native)
        said = await self._speech.say(group.chat_id, outgoing, part, topic=thread, silent=True)
        return replace(said, looks=self._speech.looks(outgoing, part))

    async def _outgoing(self, group: DeskGroup, delivery: Delivery) -> Outgoing:
        if delivery.note:
            topics = {line.topic for line in delivery.note.lines if line.topic}
            opened = {topic: await self._threads.url(topic) for topic in topics}
            return self._contents.note(delivery.note, delivery, opened)
        message = await self._message(delivery)
        reply_to = await self._shown(group, delivery, message)
        said = await self._contents.message(message, delivery, reply_to=reply_to)
        return headed(said, self._authors.shown(message))

    async def _shown(self, group: DeskGroup, delivery: Delivery, message: Message) -> str | None:
        """The desk's own name of the message that is quoted."""
        if message.reply_to is None:
            return None
        quoted = await self._store.messages.get(message.reply_to)
        return await self._native(group, delivery, quoted) if quoted else None

    async def _mark(self, group: DeskGroup, delivery: Delivery) -> Part:
        message = await self._message(delivery)
        native = await self._native(group, delivery, message)
        if native is None:
            raise Undeliverable("there is nothing to mark")
        reaction: list[ReactionTypeUnion] = []
        if delivery.emoji:
            reaction.append(ReactionTypeEmoji(emoji=permitted(delivery.emoji)))
        await self._bot.set_message_reaction(group.chat_id, int(native), reaction=reaction)
        return Part(native=native)

    async def _native(self, group: DeskGroup, delivery: Delivery, message: Message) -> str | None:
        """The desk's own name of what was written there, or is shown there."""
        if message.native and _is_in(group, message):
            return message.native
        for shown in await self._store.views.copies(message.id):
            if shown.lane == delivery.lane:
                return shown.native
        return None

    async def _alter(self, group: DeskGroup, delivery: Delivery) -> Part:
        if delivery.note is None:
            raise Undeliverable("there is nothing to change")
        native, *_ = await self._copies.parts(delivery)
        await self._find(delivery, native)
        outgoing = replace(self._contents.note(delivery.note, delivery), reply_to=None)
        return await self._rewrite(group, delivery, native, outgoing)

    async def _rewrite(
        self, group: DeskGroup, delivery: Delivery, native: str, outgoing: Outgoing
    ) -> Part:
        async def change() -> Part:
            await self._speech.alter(group.chat_id, native, outgoing)
            return Part(native=native)

        looks = partial(only_part, self._speech.looks, outgoing)
        return await self._copies.changed(delivery, [native], looks, change)

    async def _revise(self, group: DeskGroup, delivery: Delivery) -> Part:
        natives = await self._copies.parts(delivery)
        await self._find(delivery, *natives)
        message = await self._message(delivery)
        said = await self._contents.message(message, await self._copies.as_sent(delivery))
        marked = await self._copies.is_marked(delivery, natives)
        outgoing = replace(headed(said, self._authors.shown(message)), perhaps_sent=marked)
        part, looks = len(delivery.native), partial(self._speech.looks, outgoing)
        change = partial(self._speech.revise, group.chat_id, natives, outgoing, part)
        return await self._copies.changed(delivery, natives, looks, change)

    async def _find(self, delivery: Delivery, *natives: str) -> None:
        """What was shown in a group that has moved is not there: its number may be another's."""
        for native in natives:
            if await self._store.views.recall(delivery.lane, native) is None:
                raise Undeliverable("it is not there any more")

    async def _message(self, delivery: Delivery) -> Message:
        message = await self._store.messages.get(delivery.message) if delivery.message else None
        if message is None:
            raise Undeliverable(f"message {delivery.message} is missing")
        return message


def _is_in(group: DeskGroup, message: Message) -> bool:
    """Whether somebody wrote it in this group, and not in the one that was the desk's before."""
    return message.id.startswith(f"{written_in(group.chat_id)}:")


def _begun_there(delivery: Delivery, thread: Thread) -> Delivery:
    """Without what was shown in an earlier topic: Telegram's numbers only grow in a group."""
    topic = int(thread.topic or 0)
    kept = tuple(native for native in delivery.native if int(native) > topic)
    return replace(delivery, native=kept)
