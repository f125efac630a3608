"""Whoever has written in, and whose addresses they are."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Final

from hub.model import Contact, Correspondent, InboxId
from storage.documents import Codec
from storage.driver import Database, KeyTakenError, index
from storage.mongo.collection import Collection
from storage.words import phone_terms

_TOLD: Final = ("name", "named", "address", "person", "same_as")
_MAY_BE_VERIFIED: Final = ("phone", "email")
_WHOSE: Final = ("profile", "former", "apart")
_MOST_BESIDE: Final = 50
_MOST_CLAIMED: Final = 10
_BEGAN: Final = "correspondence.began"
_BESIDE: Final = "correspondence.beside"
_COPIED: Final = "correspondence.copied"
_INDEXES: Final = (
    index("words"),
    index(_BEGAN, "address.inbox", where={_BEGAN: {"$gt": ""}}),
    *(index(name, "_id", where={name: {"$gt": ""}}) for name in ("profile", *_MAY_BE_VERIFIED)),
)


_CORRESPONDENT: Final = Codec(Correspondent, key=None)


class MongoContacts:
    def __init__(self, database: Database) -> None:
        self._all = Collection(database, "contacts", Codec(Contact), *_INDEXES)

    async def prepare(self) -> None:
        await self._all.prepare()

    async def get(self, id: str) -> Contact | None:
        return await self._all.get(id)

    async def many(self, ids: Iterable[str]) -> list[Contact]:
        return await self._all.many(ids)

    async def put(self, contact: Contact) -> None:
        await self._all.replace(_folded(contact), words=phone_terms(contact.phone))

    async def wrote(self, contact: Contact) -> Contact:
        """An insert that finds its key taken was just made by somebody else: then it is there."""
        document = self._all.dump(_folded(contact)) | {"words": phone_terms(contact.phone)}
        told = {name: document[name] for name in _TOLD}
        first = {name: document[name] for name in document.keys() - told.keys() - {"_id"}}
        change = {"$set": told, "$setOnInsert": first}
        where = {"_id": contact.id}
        try:
            kept = await self._all.change(where, change, upsert=True)
        except KeyTakenError:
            kept = await self._all.change(where, {"$set": told})
        for name in _MAY_BE_VERIFIED:
            if document[name] and kept and getattr(kept, name) != document[name]:
                kept = await self._unverified(contact.id, name, document[name]) or kept
        return kept or contact

    async def begin(self, contact: Contact) -> Contact:
        if await self._all.insert(_folded(contact), words=phone_terms(contact.phone)):
            return contact
        return await self.get(contact.id) or contact

    async def began(self, inbox: InboxId, email: str) -> bool:
        """Threads of earlier releases know who began them by the contact's address alone."""
        here = {"address.inbox": inbox}
        if await self._all.documents({_BEGAN: email, **here}, limit=1, fields=["_id"]):
            return True
        earlier = {"email": email.casefold(), _BEGAN: None, **here}
        return bool(await self._all.documents(earlier, limit=1, fields=["_id"]))

    async def beside(self, id: str, correspondent: Correspondent) -> None:
        beside = _CORRESPONDENT.dump(correspondent)
        new = {"_id": id, f"{_BESIDE}.email": {"$ne": correspondent.email}, **_room(_BESIDE)}
        if await self._all.update(new, {"$push": {_BESIDE: beside}}) or correspondent.apart:
            return
        known = {"_id": id, f"{_BESIDE}.email": correspondent.email}
        await self._all.update(known, {"$set": {f"{_BESIDE}.$.apart": False}})

    async def copied(self, id: str, emails: Iterable[str]) -> None:
        for email in emails:
            where = {"_id": id, **_room(_COPIED)}
            await self._all.update(where, {"$addToSet": {_COPIED: email}})

    async def claimed(self, id: str, values: Iterable[str]) -> None:
        for value in values:
            where = {"_id": id, **_room("claimed", _MOST_CLAIMED)}
            await self._all.update(where, {"$addToSet": {"claimed": value}})

    async def _unverified(self, id: str, name: str, value: str) -> Contact | None:
        return await self._all.change({"_id": id, "verified": {"$ne": name}}, _set(name, value))

    async def verified(self, id: str, field: str, value: str) -> Contact | None:
        written = value.casefold() if field == "email" else value
        change = {**_set(field, written), "$addToSet": {"verified": field}}
        return await self._all.change({"_id": id}, change)

    async def asked(self, id: str) -> None:
        await self._all.update({"_id": id}, {"$set": {"asked": True}})

    async def flag(self, ids: Iterable[str], flags: Iterable[str]) -> None:
        where = {"_id": {"$in": list(ids)}}
        await self._all.update_all(where, {"$set": {"flags": sorted(flags)}})

    async def of_profile(self, profile: str) -> list[Contact]:
        return await self._all.find({"profile": profile}, sort=("_id",))

    async def by_phone(self, phone: str, limit: int = 100) -> list[Contact]:
        return await self._all.find({"phone": phone}, sort=("_id",), limit=limit)

    async def by_email(self, email: str, limit: int = 100) -> list[Contact]:
        return await self._all.find({"email": email.casefold()}, sort=("_id",), limit=limit)

    async def join(self, id: str, profile: str, *, apart: str = "") -> Contact | None:
        where = {"_id": id, "profile": None, "apart": {"$nin": [profile, apart]}}
        return await self._all.change(where, _set("profile", profile))

    async def move(self, contact: Contact, to: Contact) -> Contact | None:
        before, after = self._all.dump(contact), self._all.dump(to)
        # Those of earlier releases have no such field.
        former = before["former"] or {"$in": [None, []]}
        where = {"_id": contact.id, "profile": before["profile"], "former": former}
        return await self._all.change(where, {"$set": {name: after[name] for name in _WHOSE}})


def _room(field: str, most: int = _MOST_BESIDE) -> dict[str, Any]:
    """There is still room in that list."""
    return {f"{field}.{most - 1}": {"$exists": False}}


def _folded(contact: Contact) -> Contact:
    return replace(contact, email=contact.email.casefold()) if contact.email else contact


def _set(name: str, value: Any) -> dict[str, Any]:
    words = {"words": phone_terms(value)} if name == "phone" else {}
    return {"$set": {name: value, **words}}
