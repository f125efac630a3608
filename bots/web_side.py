"""The composition root's share that serves: probes, the API, and the ways in over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from bots.health import Health
from bots.intake import Receiving
from bots.metrics import Metrics
from bots.parties import Parties
from bots.ways_in import endpoints
from bots.web import Api, Endpoint, Keys, Probes, ReadFile, WebServer, web_app
from handlers.texts import Words
from hub.hub import Hub
from hub.model import PersonId
from hub.ports import Clock
from settings import Settings
from storage.mongo import MongoStore


@dataclass(frozen=True, slots=True, kw_only=True)
class WebSide:
    """What it is built of."""

    settings: Settings
    parties: Parties
    store: MongoStore
    hub: Hub
    words: Words
    health: Health
    metrics: Metrics
    receiving: Receiving
    read_file: ReadFile
    clock: Clock
    deliveries_kept: timedelta

    def build(self) -> WebServer:
        environment = self.settings.environment
        app = web_app(tuple(self._endpoints()), counted=self.metrics.request)
        return WebServer(app, environment.http_host, environment.http_port)

    def _endpoints(self) -> Iterator[Endpoint]:
        yield from self._probes().endpoints()
        yield from self._api().endpoints()
        yield from endpoints(
            self.parties,
            self.hub,
            self.words,
            receiving=self.receiving,
            read_file=self.read_file,
            clock=self.clock,
        )

    def _probes(self) -> Probes:
        store = self.store
        return Probes(self.health, self.metrics, ping=store.ping, queues=store.deliveries.queues)

    def _api(self) -> Api:
        return Api(
            keys=self._keys(),
            store=self.store,
            words=self.words.note,
            read_file=self.read_file,
            clock=self.clock,
            deliveries_kept=self.deliveries_kept,
        )

    def _keys(self) -> Keys:
        given = self.settings.api_keys
        people = {key.key.get_secret_value(): PersonId(key.person) for key in given}
        return Keys(people, self.hub.directory)
