"""The people's side of VK from Python: `people.vk`, with waits in place of sleeps."""

from __future__ import annotations

from typing import Any

from sandbox.client_http import Http
from sandbox.vk.person import VkPerson
from sandbox.vk.seen import VkDialog, VkMessage

__all__ = ["VkDialog", "VkMessage", "VkPeople", "VkPerson", "VkStaff"]

Json = dict[str, Any]


class VkPeople:
    """The way in: users, communities, settings."""

    def __init__(self, http: Http) -> None:
        self._http = http

    def user(self, user_id: int) -> VkPerson:
        return VkPerson(self._http, user_id)

    def community(self, group_id: int) -> VkStaff:
        return VkStaff(self._http, group_id)

    async def world(self) -> Json:
        """`{users, communities}`."""
        return dict(await self._http.get("/vk"))

    async def add_user(
        self, first_name: str, last_name: str = "", *, id: int | None = None, closed: bool = False
    ) -> VkPerson:
        body = {"id": id, "first_name": first_name, "last_name": last_name, "closed": closed}
        return self.user((await self._http.post("/vk/users", **body))["id"])

    async def add_community(
        self, name: str, *, group_id: int | None = None, token: str | None = None
    ) -> Json:
        """The community with its token."""
        body = {"name": name, "group_id": group_id, "token": token}
        return dict(await self._http.post("/vk/communities", **body))

    async def settings(self, **changes: Any) -> Json:
        """`rps` (None = no limit), `message_limit`, `edit_seconds`: changed, or just told."""
        return dict(await self._http.send("PATCH", "/vk/settings", changes))


class VkStaff:
    """The people who run a community, and the state of its Long Poll."""

    def __init__(self, http: Http, group_id: int) -> None:
        self._http = http
        self.id = group_id

    async def answer(self, user: int, text: str, admin: int = 1) -> VkMessage:
        """By hand, from VK's own page."""
        return VkMessage(await self._do("answer", user=user, text=text, admin=admin))

    async def block(self, user: int) -> None:
        await self._do("block", user=user)

    async def unblock(self, user: int) -> None:
        await self._do("unblock", user=user)

    async def expire_key(self) -> None:
        """Failed 2 for whoever polls."""
        await self._do("expire_key")

    async def forget_history(self) -> None:
        """Failed 1 for whoever polls."""
        await self._do("forget_history")

    async def lose(self) -> None:
        """Failed 3 for whoever polls."""
        await self._do("lose")

    async def duplicate(self) -> Json:
        return await self._do("duplicate")

    async def event(self, kind: str, body: Json, event_id: str | None = None) -> Json:
        return await self._do("event", type=kind, object=body, event_id=event_id)

    async def change(self, **changes: Any) -> Json:
        """`longpoll`, `events`, `scopes`, `token`."""
        return dict(await self._http.send("PATCH", f"/vk/communities/{self.id}", changes))

    async def updates(self) -> list[Json]:
        """The events still kept for its bot."""
        return list((await self._http.get(f"/vk/communities/{self.id}/updates"))["updates"])

    async def dialogs(self) -> list[Json]:
        return list((await self._http.get("/vk/dialogs", group=self.id))["dialogs"])

    async def callback(self, url: str, secret: str = "") -> Json:
        """A server of the Callback API; it is asked to confirm itself at once."""
        return await self._do("callback", url=url, secret=secret)

    async def remove_callback(self, server: int) -> None:
        await self._do("remove_callback", server=server)

    async def comment(
        self, text: str, *, kind: str = "wall", where: int = 1, reply_to: int = 0
    ) -> Json:
        """In the community's name, by hand."""
        return await self._do("comment", text=text, kind=kind, where=where, reply_to=reply_to)

    async def comments(self, contains: str = "", within: float = 0) -> list[Json]:
        """The fitting ones, waiting for the first."""
        answer = await self._http.get(
            "/vk/comments", group=self.id, contains=contains, timeout=within
        )
        return list(answer["found"])

    async def _do(self, deed: str, **body: Any) -> Json:
        return dict(await self._http.post(f"/vk/communities/{self.id}/{deed}", **body))
