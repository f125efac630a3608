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
from bots.posted import SHAPES, Posted, PostedEmail
from bots.signing import HEADER
from bots.web.endpoint import Endpoint
from bots.web.fault import Fault, nothing_here
from bots.web.shapes import ErrorShape, answer
from handlers.contacts import contact_did
from handlers.texts import Words
from hub.hub import Hub
from hub.model import Address, Inbox, InboxId, MessageId, MessageKind, Peer

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
        return answer(await self._take(channel.inbox, _read(channel.inbox, body)), status=202)

    async def _take(self, inbox: Inbox, posted: Posted) -> Accepted:
        inbound = posted.inbound(inbox, await self._peer(inbox, posted))
        inbound = replace(inbound, name=inbound.name or self._nameless)
        async with self._turns.setdefault(inbound.address, asyncio.Lock()):
            await contact_did(self._hub, inbound)
        message = await self._hub.store.messages.get(MessageId(inbound.source))
        if message is None:
            raise Fault(422, "contact: nobody of the staff is known by it")
        return Accepted(conversation=message.conversation)

    async def _peer(self, inbox: Inbox, posted: Posted) -> Peer:
        """Who is at the other end; of an e-mail, the thread that it belongs to."""
        if not isinstance(posted, PostedEmail):
            return posted.peer(inbox)
        peer = await self._thread_of(inbox, posted) or posted.peer(inbox)
        if posted.message_id is None:
            return peer
        return await self._hub.store.names.keep(inbox.id, _bare(posted.message_id), peer)

    async def _thread_of(self, inbox: Inbox, email: PostedEmail) -> Peer | None:
        """By what it replies to: an e-mail that we were given, or an answer of ours."""
        for name in map(_bare, (email.in_reply_to or "").split()):
            known = await self._hub.store.names.peer(inbox.id, name)
            if peer := known or await self._answered(inbox, name):
                return peer
        return None

    async def _answered(self, inbox: Inbox, name: str) -> Peer | None:
        """A mail system may put its domain behind the id that we gave the answer."""
        store = self._hub.store
        for id in dict.fromkeys((name, name.rpartition("@")[0])):
            message = await store.messages.get(MessageId(id))
            if message and message.kind is MessageKind.OUT:
                conversation = await store.conversations.get(message.conversation)
                if conversation and conversation.address.inbox == inbox.id:
                    return conversation.address.peer
        return None


def _read(inbox: Inbox, body: bytes) -> Posted:
    try:
        return SHAPES[inbox.channel].model_validate_json(body)
    except ValidationError as error:
        raise Fault(422, _sentence(error)) from None


def _sentence(error: ValidationError) -> str:
    """Each faulty field with what is expected of it; not what stood there."""
    told = error.errors(include_url=False, include_context=False, include_input=False)
    places = [".".join(map(str, one["loc"])) or "the body" for one in told]
    says = [one["msg"].removeprefix("Value error, ") for one in told]
    return "; ".join(map(": ".join, zip(places, says, strict=True)))


def _bare(name: str) -> str:
    return name.strip().removeprefix("<").removesuffix(">")
