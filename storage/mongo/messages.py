"""Lines of conversations, with their words for the search."""

from hub.model import ConversationId, Message, MessageId
from storage.documents import Codec, words
from storage.driver import Database, index
from storage.mongo.collection import Collection


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
