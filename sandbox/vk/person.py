"""One person of VK from Python: what he can do to a community, and what he sees."""

from __future__ import annotations

import base64
from typing import Any

from sandbox.client_http import PATIENCE, Http
from sandbox.vk.seen import VkDialog, VkMessage

Json = dict[str, Any]


class VkPerson:
    """Somebody with a VK account."""

    def __init__(self, http: Http, user_id: int) -> None:
        self._http = http
        self.id = user_id

    def dialog(self, group: int) -> VkDialog:
        return VkDialog(self._http, group, self.id)

    async def write(
        self,
        group: int,
        text: str = "",
        *,
        attachments: list[Json] | None = None,
        reply_to: int | None = None,
        forward: list[int] | None = None,
        forward_from: int | None = None,
        fwd_messages: list[Json] | None = None,
        geo: Json | None = None,
        payload: Any = None,
    ) -> VkMessage:
        """Attachments are `{kind, data?: base64, name?, sticker_id?}`.

        `forward` are messages of his dialog with the community, or with that of `forward_from`;
        `fwd_messages` raw ones, from anywhere: `{from_id, text, attachments?, fwd_messages?}`.
        """
        return await self._said(
            "write",
            group=group,
            text=text,
            attachments=attachments or [],
            reply_to=reply_to,
            forward=forward or [],
            forward_from=forward_from,
            fwd_messages=fwd_messages or [],
            geo=geo,
            payload=payload,
        )

    async def reply(self, group: int, message: VkMessage, text: str) -> VkMessage:
        return await self.write(group, text, reply_to=message.id)

    async def forward(
        self, group: int, *messages: VkMessage, text: str = "", source: int | None = None
    ) -> VkMessage:
        """Of his dialog with this community, or with `source`."""
        numbers = [one.id for one in messages]
        return await self.write(group, text, forward=numbers, forward_from=source)

    async def poll(self, group: int, question: str, *answers: str, text: str = "") -> VkMessage:
        asked = {"kind": "poll", "question": question, "answers": list(answers)}
        return await self.write(group, text, attachments=[asked])

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
        await self._http.send("PATCH", f"/vk/users/{self.id}", {"closed": closed})

    async def _said(self, action: str, **body: Any) -> VkMessage:
        return VkMessage(await self._do(action, **body))

    async def _do(self, action: str, **body: Any) -> Json:
        return dict(await self._http.post(f"/vk/users/{self.id}/{action}", **body))


def _file(kind: str, data: bytes | None, name: str | None = None) -> Json:
    given = {"kind": kind, "data": data and base64.b64encode(data).decode(), "name": name}
    return {key: value for key, value in given.items() if value is not None}
