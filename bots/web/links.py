"""`GET /files/...`: an answer's file for whoever was given its link."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from aiohttp import web

from bots.channels.http import HttpChannel
from bots.links import ends, opens
from bots.web.endpoint import Endpoint, Param, given
from bots.web.fault import nothing_here
from bots.web.files import ReadFile, saved
from bots.web.shapes import ErrorShape
from hub.model import InboxId, Message, MessageId, MessageKind
from hub.ports import Clock, Store

_QUERY: Final = (
    Param(name="until", says="when the link ends, in hours since 1970", between=(0, 999_999_999)),
    Param(name="sig", says="the link's signature"),
)


class Links:
    """`channels` by the inbox that was answered. A link that does not open and one that leads
    nowhere look alike.
    """

    def __init__(
        self,
        channels: Mapping[InboxId, HttpChannel],
        store: Store,
        read_file: ReadFile,
        clock: Clock,
    ) -> None:
        self._channels = channels
        self._store = store
        self._read_file = read_file
        self._clock = clock

    def endpoints(self) -> tuple[Endpoint, ...]:
        return (
            Endpoint(
                path="/files/{message:.+}/{index:[0-9]{1,4}}",
                handle=self.file,
                summary="A file of an answer, by the link that the answer named",
                gives="application/octet-stream",
                query=_QUERY,
                also={422: ErrorShape, 503: ErrorShape},
            ),
        )

    async def file(self, request: web.Request) -> web.StreamResponse:
        asked = given(request, _QUERY)
        until, index = int(asked.get("until", 0)), int(request.match_info["index"])
        message = await self._store.messages.get(MessageId(request.match_info["message"]))
        channel = await self._channel_of(message) if message else None
        if message is None or channel is None or self._clock.now() >= ends(until):
            raise nothing_here()
        right = opens(channel.signer, asked.get("sig", ""), message.id, index, until)
        if not right or index >= len(message.attachments):
            raise nothing_here()
        return await saved(self._read_file, message.attachments[index])

    async def _channel_of(self, message: Message) -> HttpChannel | None:
        """By which the message was answered, unless that was taken back."""
        if message.kind is not MessageKind.OUT or message.recalled_at:
            return None
        conversation = await self._store.conversations.get(message.conversation)
        return self._channels.get(conversation.address.inbox) if conversation else None
