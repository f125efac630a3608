"""Whoever has written in."""

from hub.model import Contact
from storage.documents import Codec
from storage.driver import Database
from storage.mongo.collection import Collection


class MongoContacts:
    def __init__(self, database: Database) -> None:
        self._contacts = Collection(database, "contacts", Codec(Contact))

    async def get(self, id: str) -> Contact | None:
        return await self._contacts.get(id)

    async def put(self, contact: Contact) -> None:
        await self._contacts.replace(contact)
