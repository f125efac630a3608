"""Who the company knows, or knew: hub.yaml's people and those who came by invitation."""

from datetime import datetime
from typing import Any, Final

from hub.model import Enrolment, Person, PersonId, Source, Standing
from storage.documents import Codec
from storage.driver import Database
from storage.mongo.collection import Collection

_ACTIVE: Final = {"standing": Standing.ACTIVE}
_NOT_GONE: Final = {"standing": {"$in": [Standing.ACTIVE, Standing.DROPPED]}}
_LEARNT: Final = ("peer", "phone", "username")
"""What may be known of somebody without being declared."""


class MongoPeople:
    def __init__(self, database: Database) -> None:
        self._all = Collection(database, "people", Codec(Enrolment))

    async def all(self) -> list[Enrolment]:
        known = await self._all.find({})
        return sorted(known, key=lambda one: (one.since, one.id))

    async def get(self, id: PersonId) -> Enrolment | None:
        return await self._all.get(id)

    async def declare(self, person: Person, at: datetime) -> Enrolment:
        new = Enrolment(id=person.id, person=person, since=at, changed_at=at, declared=True)
        if await self._all.insert(new):
            return new
        told = {"standing": Standing.ACTIVE, "declared": True, "changed_at": at}
        changed = await self._all.change(
            {"_id": person.id, **_NOT_GONE}, {"$set": told | self._declared(new)}
        )
        return changed or await self._all.get(person.id) or new

    async def drop(self, id: PersonId, at: datetime) -> Enrolment | None:
        dropped = {"standing": Standing.DROPPED, "declared": False, "changed_at": at}
        return await self._all.change({"_id": id, **_ACTIVE}, {"$set": dropped})

    async def join(self, enrolment: Enrolment) -> Enrolment:
        if await self._all.insert(enrolment):
            return enrolment
        return await self._all.get(enrolment.id) or enrolment

    async def admit(
        self, known: Enrolment, person: Person, invitation: str, at: datetime
    ) -> Enrolment | None:
        active = Enrolment(
            id=known.id,
            person=person,
            since=at,
            changed_at=at,
            turned_at=at,
            invitation=invitation,
        )
        written = self._all.dump(active)
        for kept in ("_id", "since", "declared"):
            del written[kept]
        as_known = {"standing": known.standing, "changed_at": known.changed_at}
        unless = {"invitation": {"$ne": invitation}}
        return await self._all.change({"_id": known.id, **as_known, **unless}, {"$set": written})

    async def leave(
        self, id: PersonId, source: Source, by: PersonId, at: datetime
    ) -> Enrolment | None:
        left = {"standing": Standing.LEFT, "left": source, "left_by": by}
        changed = {**left, "leaving": True, "changed_at": at, "turned_at": at}
        return await self._all.change({"_id": id, **_ACTIVE}, {"$set": changed})

    async def stay(self, id: PersonId, source: Source, at: datetime) -> None:
        again = {"standing": Standing.ACTIVE, "left": None, "left_by": None}
        changed = {**again, "leaving": False, "changed_at": at}
        await self._all.update(_left_by(id, source), {"$set": changed})

    async def gone(self, id: PersonId, source: Source) -> None:
        await self._all.update(_left_by(id, source), {"$set": {"leaving": False}})

    def _declared(self, enrolment: Enrolment) -> dict[str, Any]:
        """Field by field: what the file leaves open, others may have found out."""
        person = self._all.dump(enrolment)["person"]
        told = {name: value for name, value in person.items() if value or name not in _LEARNT}
        return {f"person.{name}": value for name, value in told.items()}


def _left_by(id: PersonId, source: Source) -> dict[str, Any]:
    return {"_id": id, "standing": Standing.LEFT, "left": source}
