"""Contents of attachments, in GridFS."""

from typing import Final

from storage import driver
from storage.driver import Database, index, translated

FILES: Final = "files"


class MongoFiles:
    def __init__(self, database: Database) -> None:
        self._bucket = driver.bucket(database, FILES)
        self._names: driver.DriverCollection = database[f"{FILES}.files"]

    async def prepare(self) -> None:
        with translated():
            await self._names.create_indexes([index("filename", unique=True)])

    async def has(self, key: str) -> bool:
        with translated():
            return await self._names.find_one({"filename": key}, ["_id"]) is not None

    async def read(self, key: str) -> bytes | None:
        with translated():
            return await driver.download(self._bucket, key)

    async def write(self, key: str, content: bytes) -> None:
        if not await self.has(key):
            with translated():
                await driver.upload(self._bucket, key, content)
