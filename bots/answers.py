"""Carries out answers that are posted as JSON: files become links, what is answered is named."""

from __future__ import annotations

from dataclasses import replace

from bots.channels.http import MAIL, HttpChannel
from bots.contents import Contents
from bots.links import Link
from bots.posted import email_of
from hub import reasons
from hub.errors import Undeliverable
from hub.joining import began_by
from hub.model import Attachment, Delivery, Message, MessageKind, Peer, Work
from hub.model.lacking import FILES, Lacking
from hub.ports import File, Outgoing, Part, Sender, Store, Window
from hub.reception import contact_id

LOOKED_THROUGH = 200
"""How many of a conversation's messages are looked through for the contact's last one."""
FOLLOWED = 20
"""How many answers are followed, each a reply to the one before, to whom they answer."""


class AnswerSender:
    """Everything that is no answer is left to `private`. `link` gives a file's address, None where
    nobody outside could reach us.
    """

    def __init__(
        self,
        channel: HttpChannel,
        private: Sender,
        *,
        store: Store,
        contents: Contents,
        link: Link | None,
    ) -> None:
        self._channel = channel
        self._private = private
        self._messages = store.messages
        self._conversations = store.conversations
        self._contacts = store.contacts
        self._contents = contents
        self._link = link

    def windows(self, place: str) -> tuple[Window, ...]:
        return self._channel.windows(place)

    def voice_windows(self) -> tuple[Window, ...]:
        return self._channel.voice_windows()

    async def prepare(self, delivery: Delivery) -> None:
        await self._private.prepare(delivery)

    async def step(self, delivery: Delivery) -> Part | None:
        message = await self._messages.get(delivery.message) if delivery.message else None
        if delivery.work is not Work.ANSWER or message is None:
            return await self._private.step(delivery)
        outgoing = await self._outgoing(message, delivery)
        return await self._channel.send(Peer(delivery.lane.place), outgoing, 0)

    async def _outgoing(self, message: Message, delivery: Delivery) -> Outgoing:
        if Lacking(delivery.lacks).has(FILES):
            return await self._in_words(message, delivery)
        files = [
            await self._linked(message, index, attachment, delivery)
            for index, attachment in enumerate(message.attachments)
            if attachment.ref
        ]
        others = tuple(one for one in message.attachments if not one.ref)
        said = await self._contents.message(replace(message, attachments=others), delivery)
        to, reply_to = await self._addressed(message)
        return replace(said, key=message.id, files=tuple(files), to=to, reply_to=reply_to)

    async def _in_words(self, message: Message, delivery: Delivery) -> Outgoing:
        """After a slip of ours: what it says, and a sentence for each of its files."""
        said = await self._contents.message(message, delivery)
        text = "\n".join(filter(None, (said.text, *(file.told for file in said.files))))
        to, reply_to = await self._addressed(message)
        plain = replace(said, text=text, spans=(), files=())
        return replace(plain, key=message.id, to=to, reply_to=reply_to)

    async def _linked(
        self, message: Message, index: int, attachment: Attachment, delivery: Delivery
    ) -> File:
        """Fetched and kept before anybody is told of it."""
        if self._link is None:
            raise Undeliverable(reasons.NO_PUBLIC_URL)
        content = await self._contents.fetching.fetched(attachment, delivery)

        async def read() -> bytes:
            return content

        return File(
            kind=attachment.kind,
            name=attachment.name or attachment.kind,
            read=read,
            data=attachment.data,
            size=len(content),
            url=self._link(message, index),
        )

    async def _addressed(self, answer: Message) -> tuple[str | None, str | None]:
        """To whom it goes, and that one's own name of what is answered: the message that was
        replied to, or his last.
        """
        quoted = await self._quoted(answer)
        if self._channel.inbox.channel == MAIL:
            return await self._correspondent(answer, quoted)
        return None, quoted.native if quoted else await self._last(answer)

    async def _correspondent(
        self, answer: Message, quoted: Message | None
    ) -> tuple[str | None, str | None]:
        if quoted and (sender := _sender(quoted)):
            return sender, quoted.native
        conversation = await self._conversations.get(answer.conversation)
        owner = await self.owner(conversation.address.peer) if conversation else None
        return owner, await self._last(answer, owner or "")

    async def owner(self, peer: Peer) -> str | None:
        """The address that began a thread of mail."""
        contact = await self._contacts.get(contact_id(self._channel.inbox.id, peer))
        return (began_by(contact) or None) if contact else None

    async def _quoted(self, answer: Message) -> Message | None:
        """A reply to an answer of ours goes where that one went."""
        written: Message | None = answer
        for _ in range(FOLLOWED):
            id = written.reply_to if written else None
            written = await self._messages.get(id) if id else None
            if written is None or written.kind is not MessageKind.OUT:
                break
        return written if written and written.kind is MessageKind.IN else None

    async def _last(self, answer: Message, sender: str | None = None) -> str | None:
        before = await self._messages.of(answer.conversation, limit=LOOKED_THROUGH)
        written = [one for one in before if one.kind is MessageKind.IN and one.seq < answer.seq]
        theirs = [one for one in written if sender in (None, _sender(one) or "")]
        return theirs[-1].native if theirs else None


def _sender(letter: Message) -> str | None:
    return email_of(letter.facts.get("from"))
