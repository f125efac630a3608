"""A contact in each messenger of the sandbox, and the channel that he writes to."""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from itertools import count
from typing import Any, Protocol

import aiohttp

from bots.channels.telegram import TelegramChannel
from bots.channels.vk import VkChannel
from bots.telegram_api import create_bot
from bots.telegram_speech import Speech
from bots.vk_check import CallbackSide
from hub.model import Audience, DeskId, Inbound, Inbox, InboxId, Peer, Voice
from hub.ports import Batch, Channel, File, Outgoing, Window
from sandbox.server import Sandbox

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)
MARK = "(возможно, повтор)"
TIMEOUT = 2.0

_numbers = count(1)


def inbox(id: str, channel: str) -> Inbox:
    return Inbox(
        id=InboxId(id),
        channel=channel,
        audience=Audience.CUSTOMERS,
        desk=DeskId("clients"),
        voice=Voice(f"{channel}:{id}"),
    )


class Sandboxed:
    """The sandbox's people's side over HTTP."""

    def __init__(self, http: aiohttp.ClientSession, url: str) -> None:
        self.url = url
        self._http = http

    async def do(self, path: str, /, **body: object) -> Any:
        return await self._asked("POST", path, json=body)

    async def change(self, path: str, /, **body: object) -> Any:
        return await self._asked("PATCH", path, json=body)

    async def delete(self, path: str) -> None:
        await self._asked("DELETE", path)

    async def look(self, path: str, /, **query: object) -> Any:
        given = {name: str(value) for name, value in query.items()}
        return await self._asked("GET", path, params=given)

    async def bytes_at(self, url: str) -> bytes:
        async with self._http.get(url) as answer:
            return await answer.read()

    async def _asked(self, method: str, path: str, **given: Any) -> Any:
        async with self._http.request(method, f"{self.url}/people{path}", **given) as answer:
            assert answer.status < 300, await answer.text()
            return await answer.json() if answer.content_length else None


class Side(Protocol):
    """`silent` is somebody who has never written; `sends` is the API method that says a text."""

    channel: Channel
    service: str
    account: str
    secret: str
    name: str
    peer: Peer
    silent: Peer
    sends: str
    flood: Mapping[str, object]

    def unreachable(self) -> Channel:
        """The same account where nobody listens."""

    def impostor(self) -> Channel:
        """The same account with a token that is not its own."""

    async def start(self) -> None: ...
    async def write(self, text: str, reply_to: str | None = None) -> str:
        """The id of what was written."""

    async def photo(self, caption: str) -> None: ...
    async def sticker(self) -> None: ...
    async def block(self) -> None: ...
    async def confuse(self) -> None:
        """Queue an update that nothing can be read of but whose it is."""

    async def spoil(self, fault: Mapping[str, object], method: str = "") -> None:
        """A fault for calls of this account, to `sends` and once unless told otherwise."""

    async def leave(self) -> None: ...
    async def heard(self) -> list[Mapping[str, Any]]:
        """What he got from us, each with `text`, `reply_to`, `labels` and `photo` in bytes."""


class Reader:
    """Fetches as the engine does, from one cursor to the next."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._read: list[Inbound] = []
        self.cursor: str | None = None

    async def begin(self) -> None:
        """VK has nothing to say before the first cursor; Telegram keeps what nobody has read."""
        if self._channel.party.startswith("vk:"):
            self.cursor = (await self._channel.fetch(None)).cursor

    async def next(self) -> Batch:
        batch = await self._channel.fetch(self.cursor)
        self.cursor = batch.cursor
        return batch

    async def next_inbound(self) -> Inbound:
        """The next thing that a contact wrote, whatever else happened before."""
        while not self._read:
            read = [self._channel.read(update.raw) for update in (await self.next()).updates]
            self._read = [one for one in read if isinstance(one, Inbound)]
        return self._read.pop(0)


def say(text: str = "", **more: Any) -> Outgoing:
    return Outgoing(key="delivery-1", text=text, **more)


def photo() -> File:
    async def read() -> bytes:
        return PNG

    return File(kind="photo", name="photo.png", read=read)


@asynccontextmanager
async def sandbox_without_limits() -> AsyncIterator[Sandboxed]:
    async with Sandbox(port=0, empty=True) as sandbox, aiohttp.ClientSession() as http:
        people = Sandboxed(http, sandbox.url)
        await people.change("/telegram/limits", enabled=False)
        yield people


class _Person:
    """What every side has in common."""

    service: str
    sends: str
    account: str
    channel: Channel

    def __init__(self, sandbox: Sandboxed) -> None:
        self._sandbox = sandbox

    async def spoil(self, fault: Mapping[str, object], method: str = "") -> None:
        given = {"times": 1, "method": method or self.sends, **fault}
        await self._sandbox.do("/faults", service=self.service, bot=self.account, **given)

    async def calls(self, method: str) -> list[Any]:
        """What was asked of the messenger by this account."""
        asked = {"service": self.service, "bot": self.account, "method": method}
        return list((await self._sandbox.look("/calls", **asked))["calls"])

    async def leave(self) -> None:
        await self._sandbox.delete("/faults")
        await self.channel.close()


class TelegramSide(_Person):
    service = "telegram"
    sends = "sendMessage"
    name = "Ирина Белова"

    def __init__(self, sandbox: Sandboxed, bot: Mapping[str, Any], user: int, silent: int) -> None:
        self.account, self.secret = bot["username"], bot["token"]
        self.peer, self.silent = Peer(str(user)), Peer(str(silent))
        self.flood = {"code": 429, "parameters": {"retry_after": 7}}
        super().__init__(sandbox)
        self.channel = self._channel(self.secret, sandbox.url)

    @classmethod
    async def of(cls, sandbox: Sandboxed) -> TelegramSide:
        number = next(_numbers)
        bot = await sandbox.do("/telegram/bots", username=f"contract_{number}_bot")
        irina = await sandbox.do("/telegram/users", first_name="Ирина", last_name="Белова")
        silent = await sandbox.do("/telegram/users", first_name="Молчун")
        return cls(sandbox, bot, irina["id"], silent["id"])

    def unreachable(self) -> TelegramChannel:
        return self._channel(self.secret, "http://127.0.0.1:9")

    def impostor(self) -> TelegramChannel:
        return self._channel("999:not-the-token", self._sandbox.url)

    def _channel(self, token: str, url: str) -> TelegramChannel:
        bot = create_bot(token, f"{url}/telegram", TIMEOUT)
        speech = Speech(bot, repeat=MARK)
        own = inbox("tg", "telegram")
        window = Window(calls=30, seconds=1)
        return TelegramChannel(bot, own, speech, chat_window=window, bot_window=window)

    async def start(self) -> None:
        await self._act("start", bot=self.account, payload="promo")

    async def write(self, text: str, reply_to: str | None = None, **more: Any) -> str:
        quoted = {"reply_to": int(reply_to)} if reply_to else {}
        written = await self._act("write", chat=self.account, text=text, **quoted, **more)
        return str(written["id"])

    async def photo(self, caption: str, **more: object) -> None:
        data = base64.b64encode(PNG).decode()
        await self._act("photo", chat=self.account, caption=caption, data=data, **more)

    async def sticker(self) -> None:
        await self._act("sticker", chat=self.account)

    async def share_phone(self, **whose: object) -> None:
        await self._act("contact", chat=self.account, **whose)

    async def block(self) -> None:
        await self._act("block", bot=self.account)

    async def confuse(self) -> None:
        chat = {"id": int(self.peer), "type": "private"}
        update = {"message_reaction": {"message_id": "?", "chat": chat}}
        await self._sandbox.do(f"/telegram/bots/{self.account}/updates", update=update)

    async def break_json(self) -> None:
        """What follows is glued into an answer that is no JSON at all."""
        await self._sandbox.do(f"/telegram/bots/{self.account}/updates", raw='"message": {]}')

    async def heard(self) -> list[Mapping[str, Any]]:
        seen = await self._sandbox.look(
            "/telegram/transcript", chat=self.account, user=self.peer, **{"from": "bots"}
        )
        return [await self._heard(one) for one in seen["found"]]

    async def _heard(self, message: Mapping[str, Any]) -> Mapping[str, Any]:
        urls = [f"{self._sandbox.url}{file['url']}" for file in message["files"]]
        return {
            "text": message["text"],
            "html": message["html"],
            "reply_to": str(message["reply_to"] or ""),
            "labels": [button["text"] for row in message["buttons"] for button in row],
            "photo": await self._sandbox.bytes_at(urls[0]) if urls else b"",
        }

    async def _act(self, action: str, **body: object) -> Any:
        return await self._sandbox.do(f"/telegram/users/{self.peer}/{action}", **body)


class VkSide(_Person):
    service = "vk"
    sends = "messages.send"
    name = "Ирина Белова"

    def __init__(
        self, sandbox: Sandboxed, group: Mapping[str, Any], user: int, silent: int
    ) -> None:
        self.account, self.secret = str(group["group_id"]), group["token"]
        self.peer, self.silent = Peer(str(user)), Peer(str(silent))
        self.flood = {"code": 6}
        self._others: list[VkChannel] = []
        super().__init__(sandbox)
        self.channel = self._channel(self.secret, sandbox.url)

    @classmethod
    async def of(cls, sandbox: Sandboxed, **irina_is: object) -> VkSide:
        group = await sandbox.do("/vk/communities", name="Доставка")
        named = {"first_name": "Ирина", "last_name": "Белова", **irina_is}
        irina = await sandbox.do("/vk/users", **named)
        silent = await sandbox.do("/vk/users", first_name="Молчун")
        return cls(sandbox, group, irina["id"], silent["id"])

    def unreachable(self) -> VkChannel:
        return self._channel(self.secret, "http://127.0.0.1:9")

    def impostor(self) -> VkChannel:
        return self._channel("not-the-token", self._sandbox.url)

    def brought(self, callback: CallbackSide) -> VkChannel:
        """As one to which VK brings its events."""
        channel = self._channel(self.secret, self._sandbox.url, callback)
        self._others.append(channel)
        return channel

    def restarted(self) -> VkChannel:
        """As another process would begin: it knows nothing but what is stored."""
        return self._channel(self.secret, self._sandbox.url)

    def _channel(self, token: str, url: str, callback: CallbackSide | None = None) -> VkChannel:
        base, group = f"{url}/vk", int(self.account)
        own = inbox("vk", "vk")
        return VkChannel(token, group, own, base_url=base, timeout=TIMEOUT, callback=callback)

    async def leave(self) -> None:
        for channel in self._others:
            await channel.close()
        await super().leave()

    async def start(self) -> None:
        await self._act("start")

    async def write(self, text: str, reply_to: str | None = None) -> str:
        quoted = {"reply_to": int(reply_to)} if reply_to else {}
        return str((await self._act("write", text=text, **quoted))["id"])

    async def photo(self, caption: str) -> None:
        photo = {"kind": "photo", "data": base64.b64encode(PNG).decode()}
        await self._act("write", text=caption, attachments=[photo])

    async def sticker(self) -> None:
        await self._act("write", attachments=[{"kind": "sticker"}])

    async def photos(self, text: str, times: int) -> Mapping[str, Any]:
        """What was written, as VK shows it."""
        photo = {"kind": "photo", "data": base64.b64encode(PNG).decode()}
        written = await self._act("write", text=text, attachments=[photo] * times)
        return dict(written)

    async def block(self) -> None:
        await self.run("block", user=int(self.peer))

    async def confuse(self) -> None:
        odd = {"message": {"id": "?", "peer_id": int(self.peer)}}
        await self.run("event", type="message_new", object=odd)

    async def run(self, deed: str, **body: object) -> None:
        await self._sandbox.do(f"/vk/communities/{self.account}/{deed}", **body)

    async def heard(self) -> list[Mapping[str, Any]]:
        seen = await self._sandbox.look("/vk/transcript", group=self.account, user=self.peer)
        return [await self._heard(one) for one in seen["messages"] if one["author"] == "bot"]

    async def _heard(self, message: Mapping[str, Any]) -> Mapping[str, Any]:
        photos = [one["photo"]["sizes"][-1]["url"] for one in message["attachments"]]
        return {
            "text": message["text"],
            "reply_to": str(message.get("reply_message", {}).get("id", "")),
            "labels": [button["label"] for row in message["buttons"] for button in row],
            "photo": await self._sandbox.bytes_at(photos[0]) if photos else b"",
        }

    async def _act(self, action: str, **body: object) -> Any:
        given = {"group": int(self.account), **body}
        return await self._sandbox.do(f"/vk/users/{self.peer}/{action}", **given)
