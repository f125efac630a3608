"""People who write to one VK community: read by Long Poll, answered by messages.send.

vk_api is synchronous: calls of the reading and of the sending side have a thread each. What takes
long and carries no token, polling and files, goes through aiohttp and ends at once with the hub.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any, Final

import aiohttp
from pydantic import ValidationError

from bots import http
from bots.raw import faults_of, mapping
from bots.text import TEXT_LIMIT, Piece, split, with_links
from bots.vk_calls import Calls, NoSuchMessage
from bots.vk_events import FIRST_CHAT, NAME_KEY, VkEvents
from bots.vk_messages import VkMessage, keyboard
from hub.errors import DeliveryError, Malformed, PerhapsSent, Unsent
from hub.model import Address, Attachment, Inbound, Inbox, Met, Peer, Source
from hub.ports import Batch, File, Finding, Outgoing, Part, Window

_PHOTOS_AT_ONCE: Final = 10
_CALLS_WINDOW: Final = Window(calls=20, seconds=1)
_PEER_WINDOW: Final = Window(calls=1000, seconds=3600)


class VkChannel:
    """VK knows a repeat by its random_id: `perhaps_sent` needs no mark here."""

    def __init__(
        self, token: str, group_id: int, inbox: Inbox, *, base_url: str, timeout: float
    ) -> None:
        self.voice = inbox.voice
        self.party = f"vk:{inbox.id}"
        self._group_id = group_id
        self._inbox = inbox
        self._limit = http.time_limit(timeout)
        self._reading = Calls(token, base_url, timeout)
        self._sending = Calls(token, base_url, timeout)
        self._events = VkEvents(self._reading, self._session, group_id)
        self._http: aiohttp.ClientSession | None = None

    async def fetch(self, cursor: str | None) -> Batch:
        return await self._events.fetch(cursor)

    def line(self, raw: Mapping[str, object]) -> str:
        body = mapping(raw.get("object"))
        peer = mapping(body.get("message")).get("peer_id") or body.get("peer_id")
        return str(peer or body.get("user_id") or "")

    def read(self, raw: Mapping[str, object]) -> Inbound | Met | None:
        if raw.get("type") != "message_new" and "malformed" not in raw:
            return None
        try:
            message = VkMessage.model_validate(mapping(raw.get("object")).get("message"))
        except ValidationError as error:
            raise Malformed(faults_of(error)) from None
        if not 0 < message.from_id == message.peer_id < FIRST_CHAT:
            return None
        return self._read(message, str(raw.get(NAME_KEY) or f"id{message.from_id}"))

    def windows(self, place: str) -> tuple[Window, ...]:  # noqa: ARG002 every peer has the same
        return (_PEER_WINDOW,)

    def voice_windows(self) -> tuple[Window, ...]:
        return (_CALLS_WINDOW,)

    async def send(self, peer: Peer, outgoing: Outgoing, part: int) -> Part:
        steps = _steps(outgoing)
        text, photos = steps[part]
        last = part + 1 == len(steps)
        said = {
            "peer_id": peer,
            "random_id": _random_id(outgoing.key, part),
            "message": text,
            "attachment": ",".join([await self._uploaded(peer, photo) for photo in photos]),
            "keyboard": keyboard(outgoing.buttons) if last else "",
        }
        reply_to = outgoing.reply_to if part == 0 else None
        return Part(native=str(await self._send(said, reply_to)), more=not last)

    async def alter(self, peer: Peer, native: str, outgoing: Outgoing) -> None:
        await self._sending(
            "messages.edit",
            peer_id=peer,
            message_id=native,
            message=_steps(outgoing)[0][0],
            keyboard=keyboard(outgoing.buttons),
        )

    async def download(self, attachment: Attachment) -> bytes:
        session = await self._session()
        async with http.asked(session, "GET", attachment.ref or "", self._limit) as response:
            return await http.content_of(response)

    async def check(self) -> list[Finding]:
        try:
            settings = await self._reading("groups.getLongPollSettings", group_id=self._group_id)
        except DeliveryError as error:
            return [Finding(party=self.party, level="FAIL", says=error.reason)]
        if fault := _fault(settings):
            return [Finding(party=self.party, level="FAIL", says=fault)]
        return [Finding(party=self.party, level="ok", says=f"community {self._group_id}")]

    async def close(self) -> None:
        self._reading.close()
        self._sending.close()
        if self._http is not None:
            await self._http.close()

    def _read(self, message: VkMessage, name: str) -> Inbound | Met:
        address = Address(inbox=self._inbox.id, peer=Peer(str(message.peer_id)))
        # Not the event's id: the same message may come out of the history as well.
        own = message.conversation_message_id
        source = Source(f"{self._inbox.id}:{message.peer_id}:{own}")
        if message.pressed_start:
            return Met(source=source, address=address, name=name, payload=message.ref)
        return Inbound(
            source=source,
            address=address,
            id_in_channel=str(message.id),
            name=name,
            written_at=message.date,
            text=message.text,
            attachments=tuple(
                Attachment(kind="photo", ref=url, voice=self.voice) for url in message.photo_urls
            ),
            omitted=message.uncarried,
            reply_to=str(message.reply_message.id) if message.reply_message else None,
        )

    async def _send(self, said: Mapping[str, object], reply_to: str | None) -> int:
        if not reply_to:
            return int(await self._sending("messages.send", **said))
        try:
            return int(await self._sending("messages.send", **said, reply_to=reply_to))
        except NoSuchMessage:
            # What was replied to is gone by now: the answer goes without the quote.
            return int(await self._sending("messages.send", **said))

    async def _uploaded(self, peer: Peer, photo: File) -> str:
        """The name of an uploaded photo. Whatever fails here, no message has been sent yet."""
        try:
            place = await self._sending("photos.getMessagesUploadServer", peer_id=peer)
            given = await self._put(place["upload_url"], photo.name, await photo.read())
            (saved,) = await self._sending("photos.saveMessagesPhoto", **given)
        except PerhapsSent as error:
            raise Unsent(error.reason) from None
        return f"photo{saved['owner_id']}_{saved['id']}_{saved['access_key']}"

    async def _put(self, url: str, name: str, content: bytes) -> dict[str, object]:
        form = aiohttp.FormData()
        form.add_field("photo", content, filename=name)
        session = await self._session()
        async with http.asked(session, "POST", url, self._limit, data=form) as response:
            answer = await http.object_of(response)
        return {name: answer.get(name) for name in ("server", "photo", "hash")}

    async def _session(self) -> aiohttp.ClientSession:
        if self._http is None:
            self._http = aiohttp.ClientSession()
        return self._http


def _fault(settings: Mapping[str, Any]) -> str:
    """What is wrong with the Long Poll settings and how it is mended, "" if nothing is."""
    if not settings["is_enabled"]:
        return "Long Poll is off: switch it on in the community's settings, API usage"
    if not settings["events"].get("message_new"):
        return "Long Poll is silent about incoming messages: tick them in its event types"
    return ""


def _steps(outgoing: Outgoing) -> list[tuple[str, tuple[File, ...]]]:
    """Texts and the photos that go with them, one call each."""
    whole = Piece(text=with_links(Piece(text=outgoing.text, spans=outgoing.spans)))
    texts = [piece.text for piece in split(whole, TEXT_LIMIT) if piece.text.strip()] or [""]
    files, size = outgoing.files, _PHOTOS_AT_ONCE
    later = [("", files[at : at + size]) for at in range(size, len(files), size)]
    return [(texts[0], files[:size]), *((text, ()) for text in texts[1:]), *later]


def _random_id(key: str, part: int) -> int:
    """The same for every try, so that VK itself drops a repeat; an int32 and never 0."""
    digest = hashlib.sha256(f"{key}:{part}".encode()).digest()
    return int.from_bytes(digest[:4]) % (2**31 - 1) + 1
