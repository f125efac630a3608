"""Lines of conversations, with their words for the search."""

from datetime import datetime

from hub.model import ConversationId, Message, MessageId, Revision
from storage.documents import Codec, words
from storage.driver import Database, index
from storage.mongo.collection import Collection

_REVISION = Codec(Revision, key=None)


def collection(database: Database) -> Collection[Message]:
    by_seq, by_word = index("conversation", "-seq"), index("words", "conversation")
    return Collection(database, "messages", Codec(Message), by_seq, by_word)


class MongoMessages:
    def __init__(self, database: Database) -> None:
        self._all = collection(database)

    async def prepare(self) -> None:
        await self._all.prepare()

    async def insert(self, message: Message) -> Message:
        if await self._all.insert(message, words=words(message.text)):
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
        said = content | {"revised_at": at, "words": words(revision.text)}
        while (stored := await self.get(id)) and _may_be_revised(stored, revision):
            known = {"revised_at": stored.revised_at, "text": stored.text, "recalled_at": None}
            kept = {"$push": {"earlier": stored.text}} if stored.text != revision.text else {}
            revised = await self._all.change({"_id": id, **known}, {"$set": said, **kept})
            if revised:
                return revised
        return None

    async def recalled(self, id: MessageId, at: datetime) -> Message | None:
        where = {"_id": id, "recalled_at": None}
        return await self._all.change(where, {"$set": {"recalled_at": at}}) or await self.get(id)


def _may_be_revised(stored: Message, revision: Revision) -> bool:
    newest = stored.revised_at is None or stored.revised_at <= revision.at
    return newest and stored.recalled_at is None
