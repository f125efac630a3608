"""The composition root: settings in, a running hub out. With its shares, `bots/senders.py` and
`bots/web_side.py`, the only place that constructs things.
"""

from __future__ import annotations

import asyncio
import secrets
import socket
from collections.abc import AsyncIterator, Coroutine, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from typing import Final

import structlog

from bots.backoff import outlast
from bots.clock import SystemClock
from bots.contents import Contents
from bots.dead_letters import DeadLetters
from bots.declared import directory, people
from bots.delivery import Engine, Pace
from bots.desk.groups import Groups
from bots.desk.threads import Threads
from bots.desk.updates import DeskUpdates
from bots.handling import Handling
from bots.health import MONGO, Health
from bots.intake import Intake, Receiving
from bots.invitation_links import InvitationLinks
from bots.lateness import lateness
from bots.metrics import Metrics
from bots.orders import PARTY, OrderService
from bots.ownership import Hold, Ownership
from bots.parties import parties
from bots.rings import Rings
from bots.rounds import Round, rounds
from bots.senders import Senders
from bots.stores import Bell, open_stores
from bots.telegram_albums import Albums
from bots.watching import DeskReport, Watching
from bots.ways_in import feed
from bots.web_side import WebSide
from handlers.texts import Words
from hub.directory import Directory
from hub.facts import CardRules
from hub.hub import Hub, assemble
from hub.model import Audience, Delivery, Voice
from settings import Settings
from storage.mongo import MongoStore

KEPT: Final = timedelta(days=7)
"""How long deliveries that are done are kept."""
TICK: Final = 0.5
SWEEP: Final = 5.0
PEOPLE: Final = 3.0
"""How long another hub's change of the people may stay unknown."""
CLEAN: Final = 3600.0

_log = structlog.get_logger(__name__)


class App:
    """Everything of one hub, built and not yet running. `port` is known once it serves."""

    def __init__(self, settings: Settings, store: MongoStore, bell: Bell) -> None:
        self._settings = settings
        self._store = store
        self._bell = bell
        self._rings = Rings(bell, self._heard)
        self.clock = SystemClock()
        self.words = Words(settings.language)
        lease = settings.timers.lease
        # A call may not outlive the lease it was made under.
        self._longest_call = lease * 2 / 3
        declared = directory(settings)
        # What a lost answer means is known where the call is made: its patience ends first.
        patience = self._longest_call * 0.9
        self.parties = parties(settings, declared, self.words, patience)
        self.health = self._build_health()
        self._orders = self._build_order_service()
        self._links = InvitationLinks(self.parties.bots, store.invitations)
        self.hub = self._build_hub(declared)
        self.metrics = Metrics(self.clock)
        self._watch = Watching(
            self.health, self.metrics, self.parties.names(), self.parties.desks()
        )
        self._groups = Groups(self.parties.groups.values(), store.views, DeskReport(self.health))
        self._contents = self._build_contents()
        self._senders = self._build_senders().build()
        self._engine = self._build_engine()
        self._intake = self._build_intake()
        self._receiving = Receiving(
            updates=store.updates, clock=self.clock, watch=self._watch, arrived=self._arrived
        )
        self._ownership = self._build_ownership(lease)
        self.server = self._build_web_side().build()
        for name, _, _ in self._rounds():
            self.health.expects(name)

    @property
    def port(self) -> int:
        return self.server.port

    async def begin(self) -> None:
        """What has to be known before anything else is done."""
        for one in await self.hub.people.begin(people(self._settings)):
            _log.warning("offboarded by command, and still in hub.yaml", person=one.id)
        await self.hub.escalating.resume()

    def workers(self) -> list[Coroutine[None, None, None]]:
        """All of them run for ever; cancelled, they finish what is in flight."""
        voices = [self._ownership.own(voice, self._body) for voice in self.parties.channels]
        in_rounds = [rounds(name, every, work, self.health) for name, every, work in self._rounds()]
        others = (lateness(self.metrics.late), self._rings.listen(), self._rings.tell())
        return [*voices, *others, *in_rounds]

    def _rounds(self) -> list[Round]:
        hub = self.hub
        return [
            ("people", PEOPLE, hub.people.refresh),
            ("offboarding", SWEEP, hub.offboarding.sweep),
            ("guests", SWEEP, hub.guests.sweep),
            ("dossiers", TICK, hub.dossiers.tick),
            ("escalations", TICK, hub.escalating.tick),
            ("orders of conversations", TICK, hub.ordering.tick),
            ("confirmations", TICK, hub.confirming.tick),
            ("outages", TICK, hub.outages.tick),
            ("reopen windows", SWEEP, hub.closing.sweep),
            ("forgetting", TICK, hub.erasing.tick),
            ("cleaning", CLEAN, self._clean),
        ]

    async def _body(self, hold: Hold) -> None:
        """What is done for a voice while it is ours."""
        voice = hold.lease.voice
        if voice == self.parties.desk_voice:
            await outlast(self._groups.load)
        async with asyncio.TaskGroup() as group:
            if self.parties.brings_updates(voice):
                group.create_task(self._intake.run(feed(self.parties, voice), hold))
            group.create_task(self._engine.run(voice, self._senders[voice], hold))

    def wake(self, deliveries: Sequence[Delivery]) -> None:
        self._engine.wake(deliveries)
        self._rings.ring(deliveries, owned=self._engine.owns)

    def doubt(self, voice: Voice) -> None:
        self._engine.doubt(voice)

    def _heard(self, voice: Voice) -> None:
        self._engine.ring(voice)
        self._intake.ring(voice)

    def _arrived(self, voice: Voice) -> None:
        """An update was brought to this process; whoever owns its voice handles it."""
        self._intake.ring(voice)
        if not self._engine.owns(voice):
            self._rings.ring_voice(voice)

    async def _clean(self) -> None:
        await self._store.deliveries.clean(self.clock.now() - KEPT)
        kept = self._settings.retention
        await self.hub.erasing.expire(
            {Audience.STAFF: kept.staff, Audience.CUSTOMERS: kept.customers}, kept.updates
        )

    async def close(self) -> None:
        await self.parties.close()
        if self._orders:
            await self._orders.close()

    def _build_health(self) -> Health:
        by_voice = (*self.parties.names().values(), *self.parties.desks().values())
        named = [name for names in by_voice for name in names]
        orders = (PARTY,) if self._settings.environment.orders_url else ()
        health = Health(
            self.clock, parties=(MONGO, *named, *orders), secrets=self._settings.secrets()
        )
        if self._bell.state.configured:
            health.look("redis", lambda: self._bell.state.down_since)
        return health

    def _build_order_service(self) -> OrderService | None:
        given = self._settings.environment
        if given.orders_url is None:
            return None
        token = given.orders_token.get_secret_value() if given.orders_token else ""
        return OrderService(
            given.orders_url, token, self.clock, self.health, country=self._settings.country
        )

    def _build_hub(self, declared: Directory) -> Hub:
        timers, orders = self._settings.timers, self._settings.orders
        return assemble(
            self._store,
            declared,
            self.clock,
            self,
            orders=self._orders,
            order_pattern=orders.pattern,
            zone=self._settings.timezone,
            ack_step=timers.ack_step,
            reopen_window=timers.reopen_window,
            token=self._links.token,
            invitation=timers.invitation,
            cards=CardRules(
                hidden=frozenset(orders.hidden_fields), repeat_within=timers.repeat_window
            ),
            refresh=orders.refresh,
            field_label=self.words.field,
        )

    def _build_contents(self) -> Contents:
        settings = self._settings
        contents = Contents(
            self.words, self._store.files, settings.timezone, order_link=settings.links.order
        )
        for channel in self.parties.channels.values():
            contents.add(channel)
        return contents

    def _build_senders(self) -> Senders:
        return Senders(
            settings=self._settings,
            parties=self.parties,
            hub=self.hub,
            words=self.words,
            groups=self._groups,
            contents=self._contents,
            links=self._links,
            clock=self.clock,
        )

    def _build_web_side(self) -> WebSide:
        return WebSide(
            settings=self._settings,
            parties=self.parties,
            store=self._store,
            hub=self.hub,
            words=self.words,
            health=self.health,
            metrics=self.metrics,
            receiving=self._receiving,
            read_file=self._contents.fetching.read,
            clock=self.clock,
            deliveries_kept=KEPT,
        )

    def _build_engine(self) -> Engine:
        return Engine(
            deliveries=self._store.deliveries,
            lanes=self._store.lanes,
            views=self._store.views,
            follow=self.hub.outcomes,
            clock=self.clock,
            watch=self._watch,
            pace=Pace(call=self._longest_call),
        )

    def _build_intake(self) -> Intake:
        albums = Albums(self._store.updates, self._store.views, self.clock)
        updates = DeskUpdates(self.hub, self.words, self._groups, albums=albums)
        handling = Handling(self.hub, self.parties, updates, albums)
        threads = Threads(self._store.views, self._store.conversations, self._groups)
        dead = DeadLetters(self.hub, self._groups.desks, topic_url=threads.url)
        return Intake(
            updates=self._store.updates,
            clock=self.clock,
            watch=self._watch,
            handle=handling.handle,
            on_dead=dead.tell,
        )

    def _build_ownership(self, lease: timedelta) -> Ownership:
        return Ownership(
            self._store.leases,
            self.clock,
            self._watch,
            owner=f"{socket.gethostname()}-{secrets.token_hex(8)}",
            ttl=lease,
            # The lock on DATA_DIR proves that a former owner is dead.
            seize=self._settings.environment.mongo_url is None,
        )


@asynccontextmanager
async def running(settings: Settings) -> AsyncIterator[App]:
    """The hub at work. Raises DataDirLocked, EmbeddedStoreError, StandaloneServerError, OSError."""
    environment = settings.environment
    async with AsyncExitStack() as stack:
        store, bell = await open_stores(
            environment.mongo_url, environment.redis_url, environment.data_dir, stack
        )
        app = App(settings, store, bell)
        stack.push_async_callback(app.close)
        await outlast(app.begin)
        await stack.enter_async_context(app.server)
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(worker) for worker in app.workers()]
            try:
                yield app
            finally:
                for task in tasks:
                    task.cancel()
                # Requests are ended while the workers end what is in flight.
                await app.server.close()
