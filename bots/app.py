"""The composition root: settings in, a running hub out. The only place that constructs things."""

from __future__ import annotations

import asyncio
import secrets
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from typing import Final, Protocol

import structlog
from aiohttp import web

from bots.clock import SystemClock
from bots.contents import Contents
from bots.declared import directory
from bots.delivery import Engine, Pace
from bots.desk.card import Cards
from bots.desk.sender import DeskSender
from bots.desk.updates import DeskUpdates, album_of, line_of
from bots.handling import Handling
from bots.health import MONGO, Health
from bots.intake import Feed, Intake
from bots.metrics import Metrics
from bots.ownership import Hold, Ownership
from bots.parties import parties
from bots.private import PrivateSender
from bots.telegram_speech import Speech
from bots.watching import Watching
from bots.web import Api, Keys, Probes, WebServer, web_app
from handlers.texts import Words
from hub.errors import StoreDown
from hub.hub import assemble
from hub.model import Delivery, PersonId, Voice
from hub.ports import Doorbell, Sender
from settings import Environment, Settings
from storage.doorbell import DoorbellState, LocalDoorbell
from storage.embedded import embedded_mongo, embedded_redis
from storage.mongo import MongoStore
from storage.redis import RedisDoorbell

KEPT: Final = timedelta(days=7)
"""How long deliveries that are done are kept."""
TICK: Final = 0.5
SWEEP: Final = 5.0
CLEAN: Final = 3600.0

_log = structlog.get_logger(__name__)


class Bell(Doorbell, Protocol):
    """A doorbell that can tell how it is, and be closed."""

    @property
    def state(self) -> DoorbellState: ...
    async def close(self) -> None: ...


class App:
    """Everything of one hub, built and not yet running. `port` is known while it runs."""

    def __init__(self, settings: Settings, store: MongoStore, bell: Bell) -> None:
        self._settings = settings
        self._store = store
        self._bell = bell
        self._rings: set[Voice] = set()
        self._rung = asyncio.Event()
        self.clock = SystemClock()
        self.words = Words(settings.language)
        lease = settings.timers.lease
        # A call may not outlive the lease it was made under.
        self._longest_call = lease * 2 / 3
        people = directory(settings)
        self.parties = parties(settings, people, self.words, self._longest_call)
        self.hub = assemble(
            store,
            people,
            self.clock,
            self._wake,
            ack_step=settings.timers.ack_step,
            reopen_window=settings.timers.reopen_window,
        )
        self.health = self._health()
        self.metrics = Metrics(self.clock)
        self._watch = Watching(self.health, self.metrics, self.parties.names())
        self._contents = Contents(self.words, store.files)
        self._senders = self._build_senders()
        self._engine = self._build_engine()
        self._intake = self._build_intake()
        self._ownership = self._build_ownership(lease)
        self._server: WebServer | None = None

    @property
    def port(self) -> int:
        return self._server.port if self._server else 0

    async def run(self, started: asyncio.Event, stop: asyncio.Event) -> None:
        """Until `stop` is set; what is in flight is finished."""
        environment = self._settings.environment
        self._server = WebServer(self._web(), environment.http_host, environment.http_port)
        async with self._server, asyncio.TaskGroup() as group:
            tasks = [group.create_task(worker) for worker in self._workers()]
            await self.hub.escalating.resume()
            started.set()
            await stop.wait()
            for task in tasks:
                task.cancel()

    def _workers(self) -> list[Coroutine[None, None, None]]:
        voices = [self._ownership.own(voice, self._body) for voice in self.parties.channels]
        return [
            *voices,
            self._listen(),
            self._ring_others(),
            self._timer("escalations", TICK, self.hub.escalating.tick),
            self._timer("reopen windows", SWEEP, self.hub.closing.sweep),
            self._timer("cleaning", CLEAN, self._clean),
            self._timer("mongo", SWEEP, self._ping),
        ]

    async def _body(self, hold: Hold) -> None:
        """What is done for a voice while it is ours."""
        voice = hold.lease.voice
        async with asyncio.TaskGroup() as group:
            group.create_task(self._intake.run(self._feed(voice), hold))
            group.create_task(self._engine.run(voice, self._senders[voice], hold))

    def _feed(self, voice: Voice) -> Feed:
        channel = self.parties.channels[voice]
        desk = voice == self.parties.desk_voice
        return Feed(
            voice=voice,
            fetch=channel.fetch,
            line=line_of if desk else channel.line,
            album=album_of if desk else lambda _: None,
        )

    def _wake(self, deliveries: Sequence[Delivery]) -> None:
        """Our own engine directly; whoever owns the other voices by the doorbell."""
        self._engine.wake(deliveries)
        voices = {delivery.lane.voice for delivery in deliveries}
        others = {voice for voice in voices if not self._engine.owns(voice)}
        if others:
            self._rings |= others
            self._rung.set()

    async def _ring_others(self) -> None:
        while True:
            await self._rung.wait()
            self._rung.clear()
            rings, self._rings = self._rings, set()
            for voice in rings:
                await self._bell.ring(voice)

    async def _listen(self) -> None:
        async for voice in self._bell.listen():
            self._engine.ring(voice)
            self._intake.ring(voice)

    async def _timer(self, name: str, every: float, work: Callable[[], Awaitable[None]]) -> None:
        """Again and again; a failure of one round is not the end of all."""
        with self.health.worker(name):
            while True:
                try:
                    await work()
                except StoreDown:
                    self.health.down(MONGO, "it does not answer")
                except Exception:
                    _log.exception("a round of work failed", timer=name)
                await asyncio.sleep(every)

    async def _clean(self) -> None:
        await self._store.deliveries.clean(self.clock.now() - KEPT)

    async def _ping(self) -> None:
        await self._store.ping()
        self.health.ok(MONGO)

    def _web(self) -> web.Application:
        keys = {key.key.get_secret_value(): PersonId(key.person) for key in self._settings.api_keys}
        api = Api(
            keys=Keys(keys, self.hub.directory),
            store=self._store,
            words=self.words.note,
            read_file=self._contents.read,
            clock=self.clock,
            deliveries_kept=KEPT,
        )
        probes = Probes(
            self.health, self.metrics, ping=self._store.ping, queues=self._store.deliveries.queues
        )
        endpoints = (*probes.endpoints(), *api.endpoints())
        return web_app(endpoints, counted=self.metrics.request)

    def _health(self) -> Health:
        named = [name for names in self.parties.names().values() for name in names]
        health = Health(self.clock, parties=(MONGO, *named), secrets=self._secrets())
        if self._bell.state.configured:
            health.look("redis", lambda: self._bell.state.down_since)
        return health

    def _secrets(self) -> list[str]:
        inboxes = (inbox for inbox in self._settings.inboxes)
        tokens = [getattr(inbox, "token", None) for inbox in inboxes]
        tokens.append(self._settings.desk_bot.token)
        return [token.get_secret_value() for token in tokens if token]

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
        desks = {group.chat_id: desk for desk, group in self.parties.groups.items()}
        updates = DeskUpdates(
            self.hub, self.words, desks, updates=self._store.updates, clock=self.clock
        )
        handling = Handling(self.hub, self.parties, updates)
        return Intake(
            updates=self._store.updates,
            clock=self.clock,
            watch=self._watch,
            handle=handling.handle,
            on_dead=handling.tell_of_dead,
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

    def _cards(self) -> Cards:
        return Cards(
            self.words,
            self.hub.directory,
            self.hub.assignment,
            with_orders=self._settings.environment.orders_url is not None,
        )

    def _build_senders(self) -> dict[Voice, Sender]:
        senders: dict[Voice, Sender] = {}
        desk_bot, desk_voice = self.parties.desk_bot, self.parties.desk_voice
        for voice, channel in self.parties.channels.items():
            self._contents.add(channel)
            senders[voice] = PrivateSender(
                channel,
                messages=self._store.messages,
                deliveries=self._store.deliveries,
                views=self._store.views,
                contents=self._contents,
                topic_url=lambda id: self._desk_sender.topic_url(id),
            )
        self._desk_sender = DeskSender(
            desk_bot,
            senders[desk_voice],
            self.parties.groups,
            store=self._store,
            cards=self._cards(),
            contents=self._contents,
            speech=Speech(desk_bot, repeat=self.words.say("perhaps_sent")),
            clock=self.clock,
        )
        return senders | {desk_voice: self._desk_sender}


@asynccontextmanager
async def running(settings: Settings) -> AsyncIterator[App]:
    """The hub at work. Raises DataDirLocked, EmbeddedStoreError, StandaloneServerError, OSError."""
    async with AsyncExitStack() as stack:
        store, bell = await _stores(settings.environment, stack)
        app = App(settings, store, bell)
        stack.push_async_callback(app.parties.close)
        started, stop = asyncio.Event(), asyncio.Event()
        async with asyncio.TaskGroup() as group:
            group.create_task(app.run(started, stop))
            await started.wait()
            try:
                yield app
            finally:
                stop.set()


async def _stores(environment: Environment, stack: AsyncExitStack) -> tuple[MongoStore, Bell]:
    """The given ones, or our own in DATA_DIR."""
    data = environment.data_dir
    mongo_url, redis_url = environment.mongo_url, environment.redis_url
    if mongo_url is None:
        mongo_url = await stack.enter_async_context(embedded_mongo(data))
    if redis_url is None:
        redis_url = await stack.enter_async_context(embedded_redis(data))
    store = await _opened(mongo_url)
    stack.push_async_callback(store.close)
    bell = RedisDoorbell(redis_url, store.name) if redis_url else LocalDoorbell()
    stack.push_async_callback(bell.close)
    return store, bell


async def _opened(mongo_url: str) -> MongoStore:
    """However long it takes: the database may start later than we do."""
    while True:
        try:
            return await MongoStore.open(mongo_url)
        except StoreDown:
            _log.warning("MongoDB does not answer, trying again")
            await asyncio.sleep(1)
