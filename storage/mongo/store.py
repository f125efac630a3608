"""All of the storage in one hand: the collections over one connection."""

from typing import Self

from hub.ports import (
    Confirmations,
    Contacts,
    Conversations,
    Deliveries,
    Dossiers,
    Erasure,
    Escalations,
    Events,
    Files,
    Inquiries,
    Invitations,
    Lanes,
    Leases,
    Messages,
    Names,
    People,
    Reaches,
    Searches,
    Updates,
    Views,
)
from storage import driver
from storage.mongo.confirmations import MongoConfirmations
from storage.mongo.contacts import MongoContacts
from storage.mongo.conversations import MongoConversations
from storage.mongo.deliveries import MongoDeliveries
from storage.mongo.dossiers import MongoDossiers
from storage.mongo.erasure import MongoErasure
from storage.mongo.escalations import MongoEscalations
from storage.mongo.events import MongoEvents
from storage.mongo.files import MongoFiles
from storage.mongo.inquiries import MongoInquiries
from storage.mongo.invitations import MongoInvitations
from storage.mongo.lanes import MongoLanes
from storage.mongo.leases import MongoLeases
from storage.mongo.messages import MongoMessages
from storage.mongo.names import MongoNames
from storage.mongo.people import MongoPeople
from storage.mongo.reaches import MongoReaches
from storage.mongo.searches import MongoSearches
from storage.mongo.updates import MongoUpdates
from storage.mongo.views import MongoViews


class MongoStore:
    """Every call raises hub.errors.StoreDown while the database does not answer."""

    def __init__(self, client: driver.Client) -> None:
        self._client = client
        self._database = database = driver.database(client)
        self._prepared = (
            updates := MongoUpdates(database),
            contacts := MongoContacts(database),
            conversations := MongoConversations(database),
            messages := MongoMessages(database),
            deliveries := MongoDeliveries(database),
            lanes := MongoLanes(database),
            escalations := MongoEscalations(database),
            dossiers := MongoDossiers(database),
            events := MongoEvents(database),
            views := MongoViews(database),
            files := MongoFiles(database),
            invitations := MongoInvitations(database),
            confirmations := MongoConfirmations(database),
            inquiries := MongoInquiries(database),
            searches := MongoSearches(database),
            names := MongoNames(database),
        )
        self.updates: Updates = updates
        self.contacts: Contacts = contacts
        self.conversations: Conversations = conversations
        self.messages: Messages = messages
        self.searches: Searches = searches
        self.erasure: Erasure = MongoErasure(database)
        self.deliveries: Deliveries = deliveries
        self.inquiries: Inquiries = inquiries
        self.lanes: Lanes = lanes
        self.leases: Leases = MongoLeases(database)
        self.escalations: Escalations = escalations
        self.dossiers: Dossiers = dossiers
        self.events: Events = events
        self.views: Views = views
        self.files: Files = files
        self.names: Names = names
        self.people: People = MongoPeople(database)
        self.invitations: Invitations = invitations
        self.reaches: Reaches = MongoReaches(database)
        self.confirmations: Confirmations = confirmations

    @classmethod
    async def open(cls, url: str) -> Self:
        """Connected and prepared. Raises StandaloneServerError, StoreDown."""
        store = cls(driver.connect(url))
        try:
            await store.prepare()
        except BaseException:
            await store.close()
            raise
        return store

    @classmethod
    def look(cls, url: str) -> Self:
        """To read what is there and to change nothing, not even indexes."""
        return cls(driver.connect(url))

    @classmethod
    async def check(cls, url: str) -> None:
        """Whether a hub could use it. Raises as `open` does, and OldServerError."""
        client = driver.connect(url)
        try:
            with driver.translated():
                await driver.ensure_replica_set(client)
                await driver.ensure_recent(client)
        finally:
            client.close()

    @property
    def name(self) -> str:
        """The database's name: what other stores call ours by."""
        return self._database.name

    async def prepare(self) -> None:
        """Refuses a standalone server; makes the indexes that are not there."""
        with driver.translated():
            await driver.ensure_replica_set(self._client)
        for collection in self._prepared:
            await collection.prepare()

    async def ping(self) -> None:
        """Returns if the database answers."""
        with driver.translated():
            await self._client.admin.command("ping")

    async def close(self) -> None:
        self._client.close()
