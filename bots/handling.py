"""Which handler an update of which voice is for."""

from __future__ import annotations

from collections.abc import Mapping

from bots.desk.updates import DeskUpdates
from bots.parties import Parties
from bots.raw import mapping
from handlers.contacts import contact_did
from hub.hub import Hub
from hub.model import DeskId, Note, Peer, Role, Update, Voice

CONTACT_ROLES = frozenset({Role.COURIER, Role.PICKER, Role.SHOP, Role.PARTNER})


class Handling:
    def __init__(self, hub: Hub, parties: Parties, desk: DeskUpdates) -> None:
        self._hub = hub
        self._parties = parties
        self._desk = desk
        self._desks = {group.chat_id: desk_id for desk_id, group in parties.groups.items()}

    async def handle(self, update: Update, last_chance: bool) -> None:
        bot = self._parties.bots.get(update.voice)
        if bot and self._is_desks(update.voice, update.raw):
            await self._desk.handle(bot, update, last_chance=last_chance)
        else:
            channel = self._parties.channels[update.voice]
            await contact_did(self._hub, channel.read(update.raw))

    async def tell_of_dead(self, update: Update) -> None:
        """A dead letter lies where the people of its desk see it."""
        values = {
            "id": update.id,
            "voice": update.voice,
            "reason": (update.reason or "").partition("\n")[0],
        }
        note = Note(code="dead_update", values=values)
        await self._hub.outbox.put(self._hub.outbox.ask(update.id, note, self._desk_of(update)))

    def _is_desks(self, voice: Voice, raw: Mapping[str, object]) -> bool:
        """Presses of any bot, what happens in groups, and the desk bot's own private chats."""
        if "callback_query" in raw:
            return True
        message = mapping(raw.get("message"))
        if mapping(message.get("chat")).get("type") in ("group", "supergroup"):
            return voice == self._parties.desk_voice
        if voice != self._parties.desk_voice:
            return False
        return not self._serves_contacts(voice) or self._works_at_desks(message)

    def _serves_contacts(self, voice: Voice) -> bool:
        return voice in {inbox.voice for inbox in self._hub.directory.inboxes.values()}

    def _works_at_desks(self, message: Mapping[str, object]) -> bool:
        """With one token for both, whoever is no contact writes to the desk bot."""
        peer = Peer(str(mapping(message.get("from")).get("id")))
        person = self._hub.directory.by_peer(peer)
        return person is not None and person.role not in CONTACT_ROLES

    def _desk_of(self, update: Update) -> DeskId:
        for inbox in self._hub.directory.inboxes.values():
            if inbox.voice == update.voice:
                return inbox.desk
        chat = mapping(mapping(update.raw.get("message")).get("chat")).get("id")
        known = self._desks.get(chat) if isinstance(chat, int) else None
        return known or next(iter(self._hub.directory.desks))
