"""Lines of conversations, with their words for the search."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Final

from hub.model import ConversationId, Message, MessageId, MessageKind, Revision
from storage.documents import Codec, Document
from storage.driver import Database, index
from storage.mongo.collection import Collection
from storage.words import words

MOST_EARLIER: Final = 20
"""How many of the texts that edits replaced are kept."""
_REVISION = Codec(Revision, key=None)
_READ: Final = (
    *("name", "title", "address", "phone", "question", "options", "description", "explanation"),
)
"""What of an attachment's data is words."""
_UNREAD: Final = "headers"


class MongoMessages:
    def __init__(self, database: Database) -> None:
        by_seq, by_word = index("conversation", "-seq"), index("words", "-at")
        by_order = index("order", "-at", where={"order": {"$gt": ""}})
        self._all = Collection(database, "messages", Codec(Message), by_seq, by_word, by_order)

    async def prepare(self) -> None:
        await self._all.prepare()

    async def insert(self, message: Message) -> Message:
        if await self._all.insert(message, words=_words(message)):
            return message
        return await self._all.get(message.id) or message

    async def get(self, id: MessageId) -> Message | None:
        return await self._all.get(id)

    async def at(self, conversation: ConversationId, seq: int) -> Message | None:
        return await self._all.one({"conversation": conversation, "seq": seq})

    async def of(self, conversation: ConversationId, *, limit: int = 1000) -> list[Message]:
        latest = {"conversation": conversation}
        return (await self._all.find(latest, sort=("-seq",), limit=limit))[::-1]

    async def revise(self, id: MessageId, revision: Revision) -> Message | None:
        content = _REVISION.dump(revision)
        at = content.pop("at")
        said = content | {"revised_at": at}
        while (stored := await self.get(id)) and _may_be_revised(stored, revision):
            known = {"revised_at": stored.revised_at, "text": stored.text, "recalled_at": None}
            now = replace(stored, text=revision.text, attachments=revision.attachments)
            change = {"$set": {**said, "words": _words(now), **_kept(stored, revision)}}
            revised = await self._all.change({"_id": id, **known}, change)
            if revised:
                return revised
        return None

    async def recalled(self, id: MessageId, at: datetime) -> Message | None:
        where = {"_id": id, "recalled_at": None}
        return await self._all.change(where, {"$set": {"recalled_at": at}}) or await self.get(id)

    async def set_order(
        self, id: MessageId, order: str | None, *, instead_of: str | None
    ) -> Message | None:
        where = {"_id": id, "order": instead_of}
        return await self._all.change(where, {"$set": {"order": order}})


def _may_be_revised(stored: Message, revision: Revision) -> bool:
    newest = stored.revised_at is None or stored.revised_at <= revision.at
    return newest and stored.recalled_at is None


def _kept(stored: Message, revision: Revision) -> Document:
    """What was written at first and what was written last: a document has no room for all."""
    if stored.text == revision.text:
        return {}
    latest = stored.earlier[1:][2 - MOST_EARLIER :]
    earlier = [*stored.earlier[:1], *latest, stored.text]
    return {"earlier": earlier, "edits": stored.version + 1}


def _words(message: Message) -> list[str]:
    return words(message.text, *_beside(message))


def _beside(message: Message) -> Iterator[str]:
    """What is said besides the text. Lines of the hub's own name people who did something."""
    yield message.forwarded_from or ""
    yield message.chosen
    if message.note and message.kind is not MessageKind.SYSTEM:
        yield from message.note.values.values()
    yield from (value for name, value in message.facts.items() if name != _UNREAD)
    for attachment in message.attachments:
        yield attachment.name or ""
        yield from (attachment.data.get(name, "") for name in _READ)
