"""Letters come in: whose thread each belongs to, and what of it is kept as a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from bots.posted_mail import PostedEmail, kept_as
from bots.signing import Signer
from hub.hub import Hub
from hub.model import Address, Contact, Inbound, Inbox, Letter, MessageId, Place


class Letters:
    """`nameless` is what somebody is called who does not say who they are."""

    def __init__(self, hub: Hub, nameless: str) -> None:
        self._hub = hub
        self._nameless = nameless

    async def inbound(
        self, posted: PostedEmail, inbox: Inbox, signer: Signer, left_out: Sequence[str]
    ) -> Inbound:
        letter = posted.letter(inbox, partial(signer.key_of, inbox.id))
        said = posted.inbound(inbox, letter.peer, left_out)
        inbound = replace(said, name=said.name or self._nameless)
        await self._keep_whole(posted, inbox)
        place = await self._place(letter, posted.begins(inbound))
        address = Address(inbox=inbox.id, peer=place.peer)
        return posted.placed(replace(inbound, address=address), place)

    async def _place(self, letter: Letter, contact: Contact) -> Place:
        """A letter that is posted again stays where it is."""
        store = self._hub.store
        written = await store.messages.get(MessageId(letter.source))
        conversation = await store.conversations.get(written.conversation) if written else None
        if conversation:
            return await self._hub.joining.again(letter, conversation)
        return await self._hub.joining.place(letter, contact)

    async def _keep_whole(self, posted: PostedEmail, inbox: Inbox) -> None:
        if whole := posted.whole():
            key = f"{inbox.voice}/{kept_as(posted, inbox)}"
            await self._hub.store.files.write(key, whole.encode(errors="replace"))
