"""What one VK stand-in knows, and the one place where an event leaves for a bot."""

import asyncio
import secrets
from dataclasses import dataclass, replace
from itertools import count
from typing import Any

from sandbox.ground import Ground
from sandbox.vk.callback import CallbackServer, Caller
from sandbox.vk.errors import invalid
from sandbox.vk.model import SIMULATED_EVENTS, Community, Json, Message, StoredFile, User
from sandbox.vk.updates import UpdateQueue
from sandbox.world import World

API_VERSION = "5.199"


@dataclass(slots=True, kw_only=True)
class Settings:
    """`rps` is requests per second and token, None for no limit; lengths are in characters."""

    rps: int | None = 20
    message_limit: int = 9000
    edit_seconds: int = 24 * 3600


class VkState:
    """Users, communities and files, seeded from a world."""

    def __init__(self, ground: Ground, world: World) -> None:
        self.ground = ground
        self.settings = Settings()
        self.users: dict[int, User] = {}
        self.communities: dict[int, Community] = {}
        self.files: dict[int, StoredFile] = {}
        self._ids = count(457_239_017)
        self._late: set[asyncio.Task[None]] = set()
        self._callers: dict[tuple[int, int], asyncio.Task[None]] = {}
        self._seed(world)

    def _seed(self, world: World) -> None:
        for one in world.vk_users:
            self.add_user(one.id, one.first_name, one.last_name, one.screen_name)
        for group in world.vk_communities:
            community = self.add_community(
                group.group_id, group.token, group.name, group.screen_name, group.confirmation
            )
            for peer_id in group.allowed_by:
                community.dialog(peer_id).allowed = True

    def add_user(self, id_: int, first_name: str, last_name: str, screen_name: str) -> User:
        user = User(id=id_, first_name=first_name, last_name=last_name, screen_name=screen_name)
        self.users[id_] = user
        return user

    def add_community(
        self, group_id: int, token: str, name: str, screen_name: str, confirmation: str
    ) -> Community:
        community = Community(
            group_id=group_id,
            token=token,
            name=name,
            screen_name=screen_name,
            confirmation=confirmation,
            updates=UpdateQueue(),
        )
        self.communities[group_id] = community
        return community

    def of_token(self, token: str) -> Community | None:
        return next((one for one in self.communities.values() if one.token == token), None)

    @property
    def now(self) -> int:
        return int(self.ground.clock.now())

    def next_id(self) -> int:
        return next(self._ids)

    def keep(
        self, kind: str, owner_id: int, name: str, content_type: str, content: bytes
    ) -> StoredFile:
        stored = StoredFile(
            id=self.next_id(),
            kind=kind,
            owner_id=owner_id,
            secret=secrets.token_hex(9),
            name=name,
            content_type=content_type,
            content=content,
        )
        self.files[stored.id] = stored
        return stored

    def save(self, file_id: int, name: str | None = None) -> StoredFile:
        """Turn an upload into something that may be attached."""
        stored = self.files.get(file_id)
        if stored is None:
            raise invalid("file is invalid")
        saved = replace(stored, saved=True, name=name or stored.name)
        self.files[file_id] = saved
        return saved

    def publish(self, community: Community, kind: str, body: Json, chat: int | None = None) -> str:
        """Queue an event for the community's bot, if its settings ask for it; the event's id."""
        event_id = secrets.token_hex(20)
        self._queue(community, event(community, kind, body, event_id), chat)
        return event_id

    def deliver(self, community: Community, update: Json, *, anyway: bool = False) -> None:
        """By Long Poll, as its settings say or `anyway`, and to every callback server."""
        if anyway or (community.longpoll and update["type"] in community.events):
            community.updates.put(update)
        for server in community.callbacks.values():
            server.put(update)
        self.ground.events.ring()

    def _queue(self, community: Community, update: Json, chat: int | None) -> None:
        fault = self.ground.faults.of_update("vk", community.names, update["type"], chat)
        match fault and fault.effect:
            case None:
                self.deliver(community, update)
            case "duplicate":
                self.deliver(community, update)
                self.deliver(community, update)
            case "late" if fault is not None:
                self._put_later(community, update, fault.seconds)

    def _put_later(self, community: Community, update: Json, seconds: float) -> None:
        async def put() -> None:
            await self.ground.clock.sleep(seconds)
            self.deliver(community, update)

        task = asyncio.get_running_loop().create_task(put())
        self._late.add(task)
        task.add_done_callback(self._late.discard)

    def add_callback(self, community: Community, url: str, secret: str) -> CallbackServer:
        """Asked to confirm itself at once; then every event goes there too."""
        server = CallbackServer(
            id=max(community.callbacks, default=0) + 1,
            group_id=community.group_id,
            url=url,
            title="hub",
            secret=secret,
            confirmation=community.confirmation,
            events=set(SIMULATED_EVENTS),
        )
        community.callbacks[server.id] = server
        serving = Caller(self.ground, server).serve()
        place = (community.group_id, server.id)
        self._callers[place] = asyncio.get_running_loop().create_task(serving)
        return server

    async def remove_callback(self, community: Community, id_: int) -> bool:
        """False if there is none; what it has not taken yet is lost."""
        if community.callbacks.pop(id_, None) is None:
            return False
        await _ended(self._callers.pop((community.group_id, id_)))
        return True

    async def close(self) -> None:
        """Events that are still late never arrive."""
        await _ended(*self._late, *self._callers.values())

    def tell(self, kind: str, community: Community, **data: Any) -> None:
        """Put a line into the stream that people and the demo page follow."""
        self.ground.events.emit(
            "vk", kind, at=self.ground.clock.now(), group_id=community.group_id, **data
        )

    def tell_message(self, kind: str, community: Community, message: Message) -> None:
        self.tell(kind, community, peer_id=message.peer_id, message=message.as_json())


async def _ended(*tasks: asyncio.Task[None]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def event(community: Community, kind: str, body: Json, event_id: str) -> Json:
    return {
        "group_id": community.group_id,
        "type": kind,
        "event_id": event_id,
        "v": API_VERSION,
        "object": body,
    }
