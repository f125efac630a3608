"""The whole sandbox on one HTTP server."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime, timedelta, timezone
from types import TracebackType

from aiohttp import web

from sandbox import controls, orders, out
from sandbox.ground import Ground
from sandbox.guard import guarded
from sandbox.orders import OrderService
from sandbox.playground import Playground
from sandbox.telegram import botapi, people
from sandbox.telegram.seed import seed
from sandbox.telegram.state import Telegram
from sandbox.vk.server import add_routes as add_vk_routes
from sandbox.vk.state import VkState
from sandbox.world import World, believable_world

LARGEST_BODY = 64 << 20
SHUTDOWN_SECONDS = 0.05
MOSCOW = timezone(timedelta(hours=3))


class Sandbox:
    """A running sandbox; `port=0` takes a free one. Its parts can be reached in process."""

    def __init__(self, *, port: int = 8090, host: str = "127.0.0.1", empty: bool = False) -> None:
        today = datetime.now(MOSCOW).date()
        self.world = World() if empty else believable_world(today)
        self.ground = Ground()
        self.telegram = Telegram(self.ground)
        seed(self.telegram, self.world)
        self.vk = VkState(self.ground, self.world)
        self.orders = OrderService(self.ground, self.world)
        self.playground = Playground(self.ground, self.world)
        self._host, self._port = host, port
        self._runner = web.AppRunner(
            self._app(), access_log=None, shutdown_timeout=SHUTDOWN_SECONDS
        )

    @property
    def url(self) -> str:
        return f"http://{self._host}:{self._port}"

    def _app(self) -> web.Application:
        app = web.Application(client_max_size=LARGEST_BODY, middlewares=[guarded(self._host)])
        app.add_routes(self.playground.routes())
        app.add_routes(controls.routes(self.ground))
        app.add_routes(people.routes(self.telegram))
        app.add_routes(botapi.routes(self.telegram))
        add_vk_routes(app, self.vk)
        orders.add_routes(app, self.orders)
        out.add_routes(app, self.ground)
        app.cleanup_ctx.append(self._closing)
        return app

    async def start(self) -> None:
        await self._runner.setup()
        site = web.TCPSite(self._runner, self._host, self._port, backlog=1024)
        await site.start()
        self._port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        await self._runner.cleanup()

    async def __aenter__(self) -> Sandbox:
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.stop()

    async def _closing(self, _app: web.Application) -> AsyncIterator[None]:
        yield
        await self.telegram.close()
        await self.vk.close()
