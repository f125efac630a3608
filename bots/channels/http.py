"""E-mail, calls, reviews and whatever else posts signed JSON; answers are posted to `reply_url`.

What comes in is posted and handled at once (bots/web/intake.py): there is nothing to fetch.
"""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from http import HTTPStatus
from typing import Any, Final

import aiohttp
from aiohttp import hdrs

from bots import http
from bots.asking import noted
from bots.file_kinds import may_be
from bots.signing import HEADER, Signer
from bots.strangers import StrangersFiles
from hub import reasons
from hub.errors import Flooded, Repeatable, Undeliverable, Unsent
from hub.model import Asks, Attachment, Inbox, Peer
from hub.ports import Batch, File, Finding, Outgoing, Part, Window

_WINDOW: Final = Window(calls=20, seconds=1)
_LONGEST_PAUSE: Final = timedelta(hours=1)
_SECONDS: Final = re.compile(r"[0-9]{1,6}")
_TAKEN: Final = range(200, 300)
_REFUSED: Final = range(400, 500)
_WORTH_ANOTHER_TRY: Final = (HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_MANY_REQUESTS)
MAIL: Final = "email"
Owner = Callable[[Peer], Awaitable[str | None]]
"""The address of whoever began a thread of mail."""
FILES: Final = (
    *("photo", "document", "voice", "audio", "video", "video_note", "animation", "sticker"),
)


class HttpChannel:
    """The other side knows a repeat by its id: `perhaps_sent` needs no mark here. `reply_url` None:
    nothing can be answered.
    """

    carries = frozenset({*FILES, "location"})
    asks: frozenset[Asks] = frozenset()

    def __init__(
        self,
        inbox: Inbox,
        signer: Signer,
        *,
        reply_url: str | None,
        files_from: Sequence[str],
        timeout: float,
    ) -> None:
        self.voice = inbox.voice
        self.party = f"{inbox.channel}:{inbox.id}"
        self.inbox = inbox
        self.signer = signer
        self._reply_url = reply_url
        self._limit = http.time_limit(timeout / 2)
        self._files = StrangersFiles(files_from)
        self._http: aiohttp.ClientSession | None = None
        self._owner: Owner | None = None

    def addressed_by(self, owner: Owner) -> None:
        """What is for nobody in particular is for whoever that says."""
        self._owner = owner

    async def fetch(self, cursor: str | None) -> Batch:
        return Batch(updates=(), cursor=cursor)

    def line(self, raw: Mapping[str, object]) -> str:  # noqa: ARG002 - there are no updates
        return ""

    def read(self, raw: Mapping[str, object]) -> None:  # noqa: ARG002 - the same
        return None

    def windows(self, place: str) -> tuple[Window, ...]:  # noqa: ARG002 - no place has its own
        return ()

    def voice_windows(self) -> tuple[Window, ...]:
        return (_WINDOW,)

    async def send(self, peer: Peer, outgoing: Outgoing, part: int) -> Part:  # noqa: ARG002 - one
        if self._reply_url is None:
            raise Undeliverable(reasons.NO_WAY_BACK)
        to = outgoing.to or (await self._owner(peer) if self._owner else None)
        await self._post(self._reply_url, self._body(peer, replace(outgoing, to=to)))
        return Part(native=outgoing.key)

    def looks(self, outgoing: Outgoing, part: int) -> str:  # noqa: ARG002 - nothing can be changed
        return ""

    async def alter(self, peer: Peer, native: str, outgoing: Outgoing) -> None:  # noqa: ARG002
        raise Undeliverable(reasons.CANNOT_EDIT)

    async def revise(
        self,
        peer: Peer,  # noqa: ARG002 - nothing that was posted can be changed
        natives: Sequence[str],  # noqa: ARG002
        outgoing: Outgoing,  # noqa: ARG002
        part: int,  # noqa: ARG002
    ) -> Part:
        raise Undeliverable(reasons.CANNOT_EDIT)

    async def recall(self, peer: Peer, native: str) -> None:  # noqa: ARG002 - the same
        raise Undeliverable(reasons.CANNOT_DELETE)

    async def download(self, attachment: Attachment) -> bytes:
        """A link may lead to something else than it was said to, such as a page that asks who is
        there: OTHER_KIND.
        """
        content = await self._files.fetch(attachment.ref or "")
        if not may_be(attachment.kind, content):
            raise Undeliverable(reasons.OTHER_KIND)
        return content

    async def check(self) -> list[Finding]:
        if self._reply_url is None:
            return [Finding(party=self.party, level="ok", says="takes signed posts")]
        session = await self._session()
        try:
            async with http.asked(session, "HEAD", self._reply_url, self._limit):
                says = "takes signed posts; reply_url answers"
        except Unsent as error:
            says = f"reply_url does not answer ({error.reason}); look at the system behind it"
            return [Finding(party=self.party, level="FAIL", says=says)]
        return [Finding(party=self.party, level="ok", says=says)]

    async def close(self) -> None:
        await self._files.close()
        if self._http is not None:
            await self._http.close()

    def _body(self, peer: Peer, outgoing: Outgoing) -> bytes:
        """Replies to a letter find their thread by its name."""
        if self.inbox.channel != MAIL:
            return _said(outgoing.key, peer, outgoing)
        name = self.signer.named(self.inbox.id, outgoing.key)
        return _said(name, peer, outgoing, to=outgoing.to)

    async def _post(self, url: str, body: bytes) -> None:
        session = await self._session()
        said = {hdrs.CONTENT_TYPE: "application/json", HEADER: self.signer.header(body)}
        noted()
        more: dict[str, Any] = {"data": body, "headers": said, "allow_redirects": False}
        try:
            async with session.post(url, timeout=self._limit, **more) as response:
                status, asked = response.status, response.headers.get(hdrs.RETRY_AFTER, "")
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError):
            raise Unsent(reasons.NO_CONNECTION) from None
        except (aiohttp.ClientError, TimeoutError) as error:
            raise Repeatable(type(error).__name__) from None
        _heed(status, asked)

    async def _session(self) -> aiohttp.ClientSession:
        if self._http is None:
            self._http = aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar())
        return self._http


def _said(id: str, peer: Peer, outgoing: Outgoing, **more: str | None) -> bytes:
    said = {
        "id": id,
        "thread": peer,
        "text": outgoing.text,
        "attachments": [
            *map(_file, outgoing.files),
            *map(_place, outgoing.things),
        ],
        "in_reply_to": outgoing.reply_to,
        **more,
    }
    return json.dumps(said, ensure_ascii=False).encode(errors="replace")


def _file(file: File) -> dict[str, Any]:
    return {"kind": file.kind, "name": file.name, "size": file.size, "url": file.url}


def _place(thing: Attachment) -> dict[str, Any]:
    lat, lon = (float(thing.data[name]) for name in ("lat", "lon"))
    empty = {"name": thing.name, "size": None, "url": None}
    return {"kind": thing.kind, **empty, "lat": lat, "lon": lon}


def _heed(status: int, retry_after: str) -> None:
    """Anything but 2xx is an error; a refusal that no repeat would change is final."""
    if status in _TAKEN:
        return
    if status == HTTPStatus.TOO_MANY_REQUESTS and _SECONDS.fullmatch(retry_after):
        raise Flooded(min(timedelta(seconds=int(retry_after)), _LONGEST_PAUSE))
    if status in _REFUSED and status not in _WORTH_ANOTHER_TRY:
        raise Undeliverable(f"HTTP {status}")
    raise Unsent(f"HTTP {status}")
