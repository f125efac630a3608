"""The composition root's share that sends: who carries out the deliveries of each voice."""

from __future__ import annotations

from dataclasses import dataclass

from bots.answers import AnswerSender
from bots.authors import Authors
from bots.before import Before
from bots.channels.http import MAIL, HttpChannel
from bots.contents import Contents
from bots.desk.card import Cards
from bots.desk.card_text import CardText
from bots.desk.groups import Groups
from bots.desk.history import History
from bots.desk.seats import Seats
from bots.desk.sender import DeskSender
from bots.desk.threads import Threads
from bots.invitation_links import InvitationLinks
from bots.links import links_of
from bots.mirror import MirrorSender
from bots.parties import Parties
from bots.private import PrivateSender
from bots.reaching import ReachingSender
from bots.telegram_speech import Speech
from handlers.texts import Words
from hub.hub import Hub
from hub.model import Voice
from hub.ports import Channel, Clock, Sender
from settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Senders:
    """What they are built of."""

    settings: Settings
    parties: Parties
    hub: Hub
    words: Words
    groups: Groups
    contents: Contents
    links: InvitationLinks
    clock: Clock

    def build(self) -> dict[Voice, Sender]:
        """Each wraps the one before it, and leaves to it what is not its own."""
        threads = Threads(self.hub.store.views, self.hub.store.conversations, self.groups)
        channels, desk = self.parties.channels, self.parties.desk_voice
        senders: dict[Voice, Sender] = {
            voice: self._private(channel, threads) for voice, channel in channels.items()
        }
        for channel in self.parties.posted.values():
            senders[channel.voice] = self._answers(channel, senders[channel.voice])
        senders[desk] = self._mirror(senders[desk])
        senders = {voice: self._reaching(voice, sender) for voice, sender in senders.items()}
        senders[desk] = self._desk(senders[desk], threads)
        return senders

    def _private(self, channel: Channel, threads: Threads) -> PrivateSender:
        store = self.hub.store
        return PrivateSender(
            channel,
            messages=store.messages,
            deliveries=store.deliveries,
            views=store.views,
            contents=self.contents,
            topic_url=threads.url,
            invitation_url=self.links.url,
        )

    def _answers(self, channel: HttpChannel, private: Sender) -> AnswerSender:
        sender = AnswerSender(
            channel,
            private,
            store=self.hub.store,
            contents=self.contents,
            link=links_of(self.settings.public_url, channel.signer),
        )
        if channel.inbox.channel == MAIL:
            channel.addressed_by(sender.owner)
        return sender

    def _mirror(self, private: Sender) -> MirrorSender:
        store, authors = self.hub.store, self._authors()
        return MirrorSender(
            self.parties.desk_bot,
            self.parties.channels[self.parties.desk_voice],
            private,
            store=store,
            directory=self.hub.directory,
            contents=self.contents,
            authors=authors,
            before=Before(store.messages, self.words, authors, self.settings.timezone),
        )

    def _reaching(self, voice: Voice, sender: Sender) -> ReachingSender:
        bot = self.parties.bots.get(voice)
        return ReachingSender(sender, self.hub.reaching, self.hub.directory, bot)

    def _desk(self, private: Sender, threads: Threads) -> DeskSender:
        bot = self.parties.desk_bot
        return DeskSender(
            bot,
            private,
            self.groups,
            store=self.hub.store,
            threads=threads,
            cards=self._cards(threads),
            history=self._history(),
            seats=self._seats(),
            contents=self.contents,
            authors=self._authors(),
            speech=Speech(bot, repeat=self.words.say("perhaps_sent")),
            clock=self.clock,
        )

    def _cards(self, threads: Threads) -> Cards:
        links, people = self.settings.links, self.hub.directory
        given = {"order": links.order, "customer": links.customer}
        templates = {what: link for what, link in given.items() if link}
        text = CardText(self.words, people, self.settings.timezone, templates, threads.url_of)
        return Cards(self.words, self.hub.facts, self.hub.assignment, people, text)

    def _history(self) -> History:
        zone = self.settings.timezone
        return History(self.hub.store, self.words, self.hub.directory, self.clock, zone)

    def _seats(self) -> Seats:
        lifetime = self.settings.timers.invitation
        deliveries = self.hub.store.deliveries
        return Seats(self.parties.desk_bot, deliveries, self.clock, lifetime=lifetime)

    def _authors(self) -> Authors:
        return Authors(self.words, self.hub.directory)
