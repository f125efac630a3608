"""`POST /intake/<inbox>`: e-mail, calls, reviews and chats as signed JSON, handled at once.

202 is said when what was posted is stored and on its way to the desk. Who got no answer posts it
again: `external_id` makes that safe.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final
from weakref import WeakValueDictionary

from aiohttp import web
from pydantic import ValidationError

from bots.channels.http import HttpChannel
from bots.letters import Letters
from bots.posted import Posted
from bots.posted_mail import PostedEmail
from bots.posted_reading import read
from bots.posted_shapes import SHAPES
from bots.signing import HEADER
from bots.web.endpoint import Endpoint
from bots.web.fault import Fault, nothing_here
from bots.web.shapes import ErrorShape, answer
from handlers.contacts import contact_did
from handlers.texts import Words
from hub.hub import Hub
from hub.model import Address, Inbound, Inbox, InboxId, MessageId

_FAULTS: Final = dict.fromkeys((401, 413, 422, 503), ErrorShape)


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    conversation: str


class Posts:
    """`channels` by the inbox that is posted to."""

    def __init__(self, hub: Hub, channels: Mapping[InboxId, HttpChannel], words: Words) -> None:
        self._hub = hub
        self._nameless = words.say("nameless")
        self._channels = channels
        self._letters = Letters(hub, words.say("nameless_sender"))
        self._turns: WeakValueDictionary[Address, asyncio.Lock] = WeakValueDictionary()

    def endpoints(self) -> tuple[Endpoint, ...]:
        return (
            Endpoint(
                path="/intake/{inbox}",
                handle=self.receive,
                method="POST",
                summary=f"What an e-mail, call, review or chat says; {HEADER} of the raw body",
                gives=Accepted,
                status=202,
                takes=tuple(SHAPES.values()),
                also=_FAULTS,
            ),
        )

    async def receive(self, request: web.Request) -> web.StreamResponse:
        channel = self._channels.get(InboxId(request.match_info["inbox"]))
        if channel is None:
            raise nothing_here()
        body = await request.read()
        if not channel.signer.is_header_of(request.headers.get(HEADER, ""), body):
            raise Fault(401, f"expected the header {HEADER}: sha256=<HMAC of the raw body>")
        return answer(await self._take(channel, body), status=202)

    async def _take(self, channel: HttpChannel, body: bytes) -> Accepted:
        inbound = await self._inbound(channel, body)
        async with self._turns.setdefault(inbound.address, asyncio.Lock()):
            await contact_did(self._hub, inbound)
        message = await self._hub.store.messages.get(MessageId(inbound.source))
        if message is None:
            raise Fault(422, "contact: nobody of the staff is known by it")
        return Accepted(conversation=message.conversation)

    async def _inbound(self, channel: HttpChannel, body: bytes) -> Inbound:
        inbox = channel.inbox
        posted, left_out = _read(inbox, body)
        if isinstance(posted, PostedEmail):
            return await self._letters.inbound(posted, inbox, channel.signer, left_out)
        inbound = posted.inbound(inbox, posted.peer(inbox), left_out)
        return replace(inbound, name=inbound.name or self._nameless)


def _read(inbox: Inbox, body: bytes) -> tuple[Posted, tuple[str, ...]]:
    try:
        return read(SHAPES[inbox.channel], body)
    except ValidationError as error:
        raise Fault(422, _sentence(error)) from None
    except ValueError as error:
        raise Fault(422, str(error)) from None


def _sentence(error: ValidationError) -> str:
    """Each faulty field with what is expected of it; not what stood there."""
    told = error.errors(include_url=False, include_context=False, include_input=False)
    places = [".".join(map(str, one["loc"])) or "the body" for one in told]
    says = [one["msg"].removeprefix("Value error, ") for one in told]
    return "; ".join(map(": ".join, zip(places, says, strict=True)))
