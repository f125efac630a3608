"""People who write to one VK community: read by Long Poll or brought by VK, answered by its API.

vk_api is synchronous: calls of the reading and of the sending side have a thread each. What takes
long and carries no token, polling and files, goes through aiohttp and ends at once with the hub.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

import aiohttp
from yarl import URL

from bots import http
from bots.looks import digest
from bots.strangers import StrangersFiles
from bots.vk_calls import Calls
from bots.vk_check import CallbackSide, check
from bots.vk_comments import public_place
from bots.vk_events import VkEvents
from bots.vk_keyboard import keyboard
from bots.vk_people import VkPeople
from bots.vk_public import VkPublic
from bots.vk_reading import Happened, VkReading
from bots.vk_refusals import refused
from bots.vk_sending import (
    CARRIED,
    Step,
    Uploads,
    attachments_of,
    in_words,
    key_of,
    steps,
    without_files,
)
from hub import reasons
from hub.errors import PerhapsSent, Unanswered, Undeliverable
from hub.model import Asks, Attachment, Inbox, Peer
from hub.ports import Batch, Finding, Outgoing, Part, RawUpdate, Window

_CALLS_WINDOW: Final = Window(calls=20, seconds=1)
_PEER_WINDOW: Final = Window(calls=1000, seconds=3600)


class VkChannel:
    """VK knows a repeat by its random_id: `perhaps_sent` needs no mark here. With a `callback` side
    events are brought, and only what was missed is fetched.
    """

    carries = CARRIED
    asks: frozenset[Asks] = frozenset()

    def __init__(
        self,
        token: str,
        group_id: int,
        inbox: Inbox,
        *,
        base_url: str,
        timeout: float,
        callback: CallbackSide | None = None,
        files_from: Sequence[str] = (),
    ) -> None:
        self.voice = inbox.voice
        self.party = f"vk:{inbox.id}"
        self._group_id = group_id
        self._callback = callback
        self._limit = http.time_limit(timeout)
        self._reading = Calls(token, base_url, timeout, account=self.party)
        self._sending = Calls(token, base_url, timeout, account=self.party)
        people = VkPeople(self._reading)
        self._events = VkEvents(self._reading, people, self._session, group_id)
        self._reader = VkReading(inbox, group_id)
        # Whatever else VK's own address in hub.yaml may be, it is VK.
        self._files = StrangersFiles([*files_from, str(URL(base_url).origin())], own=True)
        self._uploads = Uploads(self._sending, self._files, self._limit)
        self._public = VkPublic(self._sending, self._uploads, people)
        self._http: aiohttp.ClientSession | None = None

    async def fetch(self, cursor: str | None) -> Batch:
        return await (self._events.catch_up if self._callback else self._events.poll)(cursor)

    async def brought(self, event: Mapping[str, Any]) -> RawUpdate:
        """An event that VK has posted to us, as it is to be kept."""
        return await self._events.brought(event)

    def after(self, cursor: str | None, event: Mapping[str, Any]) -> str | None:
        """Where fetching would go on after it, None where that does not change."""
        return self._events.after(cursor, event)

    def line(self, raw: Mapping[str, object]) -> str:
        return self._reader.line(raw)

    def read(self, raw: Mapping[str, object]) -> Happened:
        return self._reader.read(raw)

    def windows(self, place: str) -> tuple[Window, ...]:  # noqa: ARG002 every peer has the same
        return (_PEER_WINDOW,)

    def voice_windows(self) -> tuple[Window, ...]:
        return (_CALLS_WINDOW,)

    async def send(self, peer: Peer, outgoing: Outgoing, part: int) -> Part:
        said = steps(outgoing)
        if part >= len(said):
            return Part(native="")
        step, last = said[part], part + 1 == len(said)
        if outgoing.in_words_from is not None and part >= outgoing.in_words_from:
            step = without_files(step)
        key, reply_to = key_of(outgoing.key, part), outgoing.reply_to if part == 0 else None
        buttons = keyboard(outgoing.buttons) if last and not public_place(peer) else ""
        try:
            native = await self._say(peer, step, key, buttons, reply_to)
        except Undeliverable as error:
            raise refused(error, step, buttons=bool(buttons), quote=bool(reply_to)) from None
        return Part(native=native, more=not last)

    def looks(self, outgoing: Outgoing, part: int) -> str:
        said = steps(outgoing)
        if part >= len(said):
            return ""
        buttons = outgoing.buttons if part + 1 == len(said) else ()
        step = in_words(said[part])
        return digest(step.text, said[part].coordinates, keyboard(buttons))

    async def alter(self, peer: Peer, native: str, outgoing: Outgoing) -> None:
        await self._edit(peer, native, steps(outgoing)[0], keyboard(outgoing.buttons))

    async def revise(
        self, peer: Peer, natives: Sequence[str], outgoing: Outgoing, part: int
    ) -> Part:
        """What has grown goes on in new messages, what is left over is deleted."""
        said = steps(outgoing)
        more = part + 1 < max(len(said), len(natives))
        if part >= len(natives):
            return replace(await self.send(peer, outgoing, part), more=more)
        if part >= len(said):
            await self.recall(peer, natives[part])
        elif place := public_place(peer):
            await self._public.revise(place, natives[part], in_words(said[part]))
        else:
            buttons = outgoing.buttons if part + 1 == len(said) else ()
            await self._edit(peer, natives[part], said[part], keyboard(buttons))
        return Part(native=natives[part], more=more)

    async def recall(self, peer: Peer, native: str) -> None:
        if place := public_place(peer):
            await self._public.recall(place, native)
            return
        if await self._written(native) is None:
            return
        answer = await self._sending("messages.delete", message_ids=native, delete_for_all=1)
        if any("error" in one for one in answer if isinstance(one, Mapping)):
            raise Undeliverable(reasons.CANNOT_DELETE)

    async def download(self, attachment: Attachment) -> bytes:
        if (attachment.size or 0) > http.FILE_LIMIT:
            raise Undeliverable(reasons.TOO_LARGE)
        return await self._files.fetch(attachment.ref or "")

    async def check(self) -> list[Finding]:
        return await check(self._reading, self.party, self._group_id, self._callback)

    async def close(self) -> None:
        self._reading.close()
        self._sending.close()
        await self._files.close()
        if self._http is not None:
            await self._http.close()

    async def _content(self, peer: Peer, step: Step) -> dict[str, object]:
        return {
            "peer_id": peer,
            "message": step.text,
            "attachment": await self._uploads.all(int(peer), step.files),
            **step.coordinates,
        }

    async def _say(
        self, peer: Peer, step: Step, key: int, buttons: str, reply_to: str | None
    ) -> str:
        if place := public_place(peer):
            return await self._public.say(place, in_words(step), key, reply_to)
        said = {**await self._content(peer, step), "random_id": key, "keyboard": buttons}
        if reply_to:
            said["reply_to"] = reply_to
        return str(int(await self._sending("messages.send", **said)))

    async def _edit(self, peer: Peer, native: str, step: Step, buttons: str) -> None:
        """What is not named again would be gone from the message."""
        before = await self._written(native)
        if before is None:
            raise Undeliverable(reasons.MESSAGE_GONE)
        said = {
            "peer_id": peer,
            "message_id": native,
            "message": step.text,
            "attachment": attachments_of(before),
            "keyboard": buttons,
            "keep_forward_messages": 1,
            **step.coordinates,
        }
        try:
            await self._sending("messages.edit", **said)
        except Undeliverable as error:
            raise refused(error, step, buttons=bool(buttons), quote=False, guess=False) from None

    async def _written(self, native: str) -> Mapping[str, Any] | None:
        """A message of ours as it is now, None if it is not there."""
        try:
            found = await self._sending("messages.getById", message_ids=native)
        except PerhapsSent as error:
            raise Unanswered(error.reason) from None
        return next(iter(found["items"]), None)

    async def _session(self) -> aiohttp.ClientSession:
        if self._http is None:
            self._http = aiohttp.ClientSession()
        return self._http
