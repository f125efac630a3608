"""The people's side of VK from Python: `people.vk`, with waits in place of sleeps."""

import base64
from dataclasses import dataclass
from typing import Any

import aiohttp

Json = dict[str, Any]
PATIENCE = 5.0


class VkRefusedError(Exception):
    """The sandbox refused: the HTTP status and its sentence."""


class NothingCameError(AssertionError):
    """What was waited for did not come; the message shows what was there instead."""


@dataclass(frozen=True, slots=True)
class VkMessage:
    """A message as a person sees it; `author` is user, bot or admin, `raw` all that is known."""

    raw: Json

    @property
    def id(self) -> int:
        return int(self.raw["id"])

    @property
    def text(self) -> str:
        return str(self.raw["text"])

    @property
    def author(self) -> str:
        return str(self.raw["author"])

    @property
    def kinds(self) -> list[str]:
        return list(self.raw["kinds"])

    @property
    def labels(self) -> list[str]:
        return [button.get("label", "") for row in self.raw["buttons"] for button in row]

    @property
    def edited(self) -> bool:
        return bool(self.raw["edited"])

    @property
    def deleted(self) -> bool:
        return bool(self.raw["deleted"])

    @property
    def random_id(self) -> int:
        return int(self.raw["random_id"])


class _Http:
    def __init__(self, session: aiohttp.ClientSession, base_url: str) -> None:
        self._session = session
        self._base = f"{base_url.rstrip('/')}/people/vk"

    async def get(self, path: str, **query: Any) -> Any:
        given = {key: str(value) for key, value in query.items() if value is not None}
        async with self._session.get(self._base + path, params=given) as answer:
            return await _read(answer)

    async def post(self, path: str, body: Json) -> Any:
        given = {key: value for key, value in body.items() if value is not None}
        async with self._session.post(self._base + path, json=given) as answer:
            return await _read(answer)

    async def patch(self, path: str, changes: Json) -> Any:
        async with self._session.patch(self._base + path, json=changes) as answer:
            return await _read(answer)


async def _read(answer: aiohttp.ClientResponse) -> Any:
    body = await answer.json()
    if answer.status != 200:
        raise VkRefusedError(answer.status, body["error"])
    return body


class VkPeople:
    """The way in: users, communities, settings."""

    def __init__(self, session: aiohttp.ClientSession, base_url: str) -> None:
        self._http = _Http(session, base_url)

    def user(self, user_id: int) -> "VkPerson":
        return VkPerson(self._http, user_id)

    def community(self, group_id: int) -> "VkStaff":
        return VkStaff(self._http, group_id)

    async def world(self) -> Json:
        """`{users, communities}`."""
        return dict(await self._http.get(""))

    async def add_user(
        self, first_name: str, last_name: str = "", *, id: int | None = None, closed: bool = False
    ) -> "VkPerson":
        body = {"id": id, "first_name": first_name, "last_name": last_name, "closed": closed}
        return self.user((await self._http.post("/users", body))["id"])

    async def add_community(
        self, name: str, *, group_id: int | None = None, token: str | None = None
    ) -> Json:
        """The community with its token."""
        body = {"name": name, "group_id": group_id, "token": token}
        return dict(await self._http.post("/communities", body))

    async def settings(self, **changes: Any) -> Json:
        """`rps` (None = no limit), `message_limit`, `edit_seconds`: changed, or just told."""
        return dict(await self._http.patch("/settings", changes))


class VkPerson:
    """Somebody with a VK account."""

    def __init__(self, http: _Http, user_id: int) -> None:
        self._http = http
        self.id = user_id

    def dialog(self, group: int) -> "VkDialog":
        return VkDialog(self._http, group, self.id)

    async def write(
        self,
        group: int,
        text: str = "",
        *,
        attachments: list[Json] | None = None,
        reply_to: int | None = None,
        forward: list[int] | None = None,
        geo: Json | None = None,
        payload: Any = None,
    ) -> VkMessage:
        """Attachments are `{kind, data?: base64, name?, sticker_id?}`."""
        return await self._said(
            "write",
            group=group,
            text=text,
            attachments=attachments or [],
            reply_to=reply_to,
            forward=forward or [],
            geo=geo,
            payload=payload,
        )

    async def photo(self, group: int, text: str = "", data: bytes | None = None) -> VkMessage:
        return await self.write(group, text, attachments=[_file("photo", data)])

    async def doc(
        self, group: int, data: bytes | None = None, name: str | None = None
    ) -> VkMessage:
        return await self.write(group, attachments=[_file("doc", data, name)])

    async def voice(self, group: int, data: bytes | None = None) -> VkMessage:
        return await self.write(group, attachments=[_file("audio_message", data)])

    async def sticker(self, group: int) -> VkMessage:
        return await self.write(group, attachments=[{"kind": "sticker"}])

    async def location(self, group: int, latitude: float, longitude: float) -> VkMessage:
        return await self.write(group, geo={"latitude": latitude, "longitude": longitude})

    async def start(self, group: int) -> VkMessage:
        return await self._said("start", group=group)

    async def edit(self, group: int, message: int, text: str) -> VkMessage:
        return await self._said("edit", group=group, message=message, text=text)

    async def delete(self, group: int, message: int) -> VkMessage:
        return await self._said("delete", group=group, message=message)

    async def press(
        self, group: int, button: str, *, message: int | None = None, wait: float = PATIENCE
    ) -> Json:
        """A message for a text button; `{event_id, answered, answer}` for a callback one."""
        return await self._do("press", group=group, button=button, message=message, wait=wait)

    async def allow(self, group: int, key: str = "") -> None:
        await self._do("allow", group=group, key=key)

    async def deny(self, group: int) -> None:
        await self._do("deny", group=group)

    async def read(self, group: int) -> None:
        await self._do("read", group=group)

    async def typing(self, group: int) -> None:
        await self._do("typing", group=group)

    async def comment(
        self, group: int, text: str, *, kind: str = "wall", where: int = 1, reply_to: int = 0
    ) -> Json:
        return await self._do(
            "comment", group=group, text=text, kind=kind, where=where, reply_to=reply_to
        )

    async def edit_comment(self, group: int, comment: int, text: str) -> Json:
        return await self._do("edit_comment", group=group, comment=comment, text=text)

    async def delete_comment(self, group: int, comment: int) -> Json:
        return await self._do("delete_comment", group=group, comment=comment)

    async def react(self, group: int, message: int, reaction: int | None = 4) -> VkMessage:
        """4 is a thumb up; None takes it back."""
        return await self._said("react", group=group, message=message, reaction=reaction)

    async def close_messages(self, *, closed: bool = True) -> None:
        """His privacy settings keep communities out, or no longer do."""
        await self._http.patch(f"/users/{self.id}", {"closed": closed})

    async def _said(self, action: str, **body: Any) -> VkMessage:
        return VkMessage(await self._do(action, **body))

    async def _do(self, action: str, **body: Any) -> Json:
        return dict(await self._http.post(f"/users/{self.id}/{action}", body))


class VkDialog:
    """What one person sees of his dialog with a community."""

    def __init__(self, http: _Http, group: int, user: int) -> None:
        self._http = http
        self._group = group
        self._user = user

    async def messages(self, since: int = 0) -> list[VkMessage]:
        return [VkMessage(one) for one in (await self._get(since=since))["messages"]]

    async def wait_for(
        self,
        contains: str | None = None,
        *,
        by: str | None = None,
        kind: str | None = None,
        button: str | None = None,
        edited: bool | None = None,
        deleted: bool | None = None,
        since: int = 0,
        within: float = PATIENCE,
    ) -> VkMessage:
        """The newest fitting message; `by` is user, bot or admin."""
        answer = await self._get(
            contains=contains or "",
            **{"from": by},
            kind=kind,
            button=button,
            edited=edited if edited is None else int(edited),
            deleted=deleted if deleted is None else int(deleted),
            since=since,
            timeout=within,
        )
        if not answer["found"]:
            seen = [(one["author"], one["text"]) for one in answer["messages"]]
            raise NothingCameError(f"{contains!r} did not come, but {seen}")
        return VkMessage(answer["found"][-1])

    async def _get(self, **query: Any) -> Json:
        answer = await self._http.get("/transcript", group=self._group, user=self._user, **query)
        return dict(answer)


class VkStaff:
    """The people who run a community, and the state of its Long Poll."""

    def __init__(self, http: _Http, group_id: int) -> None:
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
        return dict(await self._http.patch(f"/communities/{self.id}", changes))

    async def updates(self) -> list[Json]:
        """The events still kept for its bot."""
        return list((await self._http.get(f"/communities/{self.id}/updates"))["updates"])

    async def dialogs(self) -> list[Json]:
        return list((await self._http.get("/dialogs", group=self.id))["dialogs"])

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
        answer = await self._http.get("/comments", group=self.id, contains=contains, timeout=within)
        return list(answer["found"])

    async def _do(self, deed: str, **body: Any) -> Json:
        return dict(await self._http.post(f"/communities/{self.id}/{deed}", body))


def _file(kind: str, data: bytes | None, name: str | None = None) -> Json:
    given = {"kind": kind, "data": data and base64.b64encode(data).decode(), "name": name}
    return {key: value for key, value in given.items() if value is not None}
