"""Holding a hub at a known step: its next command on a collection is not answered for a while."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from typing import Any, Final

from motor.motor_asyncio import AsyncIOMotorClient

_HELD_MS: Final = 4_000
_REACHED_WITHIN_MS: Final = 60_000

NOT_PRIMARY: Final = 10107
SHUTTING_DOWN: Final = 91

Admin = AsyncIOMotorClient[dict[str, Any]]


class FailPoints:
    """Of one mongod with `enableTestCommands`; only clients that call themselves `app` suffer."""

    def __init__(self, admin: Admin, database: str, app: str) -> None:
        self._admin = admin
        self._database = database
        self._app = app

    @asynccontextmanager
    async def held(
        self, collection: str, commands: Iterable[str], skip: int = 0
    ) -> AsyncIterator[Held]:
        """Such commands of the hub wait without being done, after the first `skip` of them."""
        entered = await self._configure(
            {"skip": skip} if skip else "alwaysOn",
            failCommands=list(commands),
            namespace=f"{self._database}.{collection}",
            blockConnection=True,
            blockTimeMS=_HELD_MS,
        )
        try:
            yield Held(self._admin, entered)
        finally:
            await self.off()

    async def refuse(
        self,
        code: int,
        *commands: str,
        times: int | None = None,
        collection: str | None = None,
    ) -> None:
        """Such commands are refused with a code of MongoDB's, as a stepping down primary does."""
        mode = {"times": times} if times else "alwaysOn"
        where = {"namespace": f"{self._database}.{collection}"} if collection else {}
        await self._configure(mode, failCommands=list(commands), errorCode=code, **where)

    async def off(self) -> None:
        await self._admin.admin.command("configureFailPoint", "failCommand", mode="off")

    async def _configure(self, mode: object, **data: object) -> int:
        """How often it had been entered before."""
        await self.off()
        answer = await self._admin.admin.command(
            "configureFailPoint", "failCommand", mode=mode, data={**data, "appName": self._app}
        )
        return int(answer["count"])


class Held:
    def __init__(self, admin: Admin, entered: int) -> None:
        self._admin = admin
        self._entered = entered

    async def reached(self) -> None:
        """The hub stands there now."""
        await self._admin.admin.command(
            "waitForFailPoint",
            "failCommand",
            timesEntered=self._entered + 1,
            maxTimeMS=_REACHED_WITHIN_MS,
        )


def admin_of(url: str) -> Admin:
    """Without the strict API, which knows no fail points."""
    return AsyncIOMotorClient(url, directConnection=True)
