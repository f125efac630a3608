"""Which handler an update of which voice is for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bots.desk.updates import DeskUpdates
from bots.parties import Parties
from bots.raw import mapping
from bots.reaching import heard
from bots.telegram_albums import Albums, together
from handlers.contacts import contact_did
from hub.hub import Hub
from hub.model import Inbound, Lane, Peer, Role, Update, Voice
from hub.ports import Channel

_DONE_IN_CHATS = (
    *("message", "edited_message", "message_reaction"),
    *("my_chat_member", "chat_member", "chat_join_request"),
)
CONTACT_ROLES = frozenset({Role.COURIER, Role.PICKER, Role.SHOP, Role.PARTNER})


class Handling:
    def __init__(
        self,
        hub: Hub,
        parties: Parties,
        desk: DeskUpdates,
        albums: Albums,
    ) -> None:
        self._hub = hub
        self._parties = parties
        self._desk = desk
        self._albums = albums

    async def handle(self, update: Update, last_chance: bool) -> None:
        bot = self._parties.bots.get(update.voice)
        if bot:
            await heard(self._hub.reaching, update)
        if bot and self._is_desks(update.voice, update.raw):
            await self._desk.handle(bot, update, last_chance=last_chance)
        else:
            channel = self._parties.channels[update.voice]
            happened = channel.read(update.raw)
            if update.album and isinstance(happened, Inbound):
                happened = await self._album(channel, update, happened, last_chance=last_chance)
            await contact_did(self._hub, happened, last_chance=last_chance)

    async def _album(
        self, channel: Channel, update: Update, part: Inbound, *, last_chance: bool
    ) -> Inbound | None:
        """The whole message that the part belongs to; None once that has been handled."""
        lane = Lane(voice=update.voice, place=part.address.peer)
        prefix = part.source.rpartition(":")[0]
        if part.edited:
            album = await self._albums.edited(update, lane, prefix)
        else:
            album = await self._albums.of(update, lane, prefix, last_chance=last_chance)
        if album.done:
            return None
        read = [channel.read(member.raw) for member in album.members]
        whole = together([one for one in read if isinstance(one, Inbound)])
        return replace(whole, edited=part.edited, edited_at=part.edited_at)

    def _is_desks(self, voice: Voice, raw: Mapping[str, object]) -> bool:
        """Presses of any bot, what happens in groups, and the desk bot's own private chats."""
        if "callback_query" in raw:
            return True
        message = mapping(next((raw[kind] for kind in _DONE_IN_CHATS if kind in raw), None))
        if mapping(message.get("chat")).get("type") in ("group", "supergroup"):
            return voice == self._parties.desk_voice
        if voice != self._parties.desk_voice:
            return False
        return not self._serves_contacts(voice) or self._works_at_desks(voice, message)

    def _serves_contacts(self, voice: Voice) -> bool:
        return voice in {inbox.voice for inbox in self._hub.directory.inboxes.values()}

    def _works_at_desks(self, voice: Voice, message: Mapping[str, object]) -> bool:
        """With one token for both, whoever is no contact writes to the desk bot."""
        sender = mapping(message.get("from")) or mapping(message.get("user"))
        peer = Peer(str(sender.get("id")))
        person = self._hub.directory.by_account(voice, peer)
        return person is not None and person.role not in CONTACT_ROLES
