"""The people's side of Telegram from Python: `people.telegram`, with waits in place of sleeps."""

from __future__ import annotations

from typing import Any

from sandbox.client_http import PATIENCE, Http, NothingCame
from sandbox.telegram.person import Person
from sandbox.telegram.seen import SeenTopic, View

__all__ = ["BotSide", "GroupSide", "Person", "TelegramPeople"]

Json = dict[str, Any]


class TelegramPeople:
    """The way in: people, bots, groups, limits."""

    def __init__(self, http: Http) -> None:
        self._http = http

    def user(self, user: int | str) -> Person:
        """By id, or by username."""
        return Person(self._http, user)

    def bot(self, bot: int | str) -> BotSide:
        return BotSide(self._http, bot)

    def group(self, group: int) -> GroupSide:
        return GroupSide(self._http, group)

    async def world(self) -> Json:
        """`{users, bots, groups}`."""
        return dict(await self._http.get("/telegram"))

    async def add_user(self, first_name: str, **more: Any) -> Person:
        """`id`, `last_name`, `username`, `language_code`, `phone`."""
        made = await self._http.post("/telegram/users", first_name=first_name, **more)
        return self.user(int(made["id"]))

    async def add_bot(self, username: str, **more: Any) -> Json:
        """`{id, token, username, ...}`; may be given `name`, `id`, `token`, `privacy`."""
        return dict(await self._http.post("/telegram/bots", username=username, **more))

    async def add_group(self, title: str, *, forum: bool = True, **more: Any) -> GroupSide:
        """`id`, `kind`, `owner`, `members`, `admins`, `bots`."""
        made = await self._http.post("/telegram/groups", title=title, forum=forum, **more)
        return self.group(int(made["id"]))

    async def limits(self, **changes: Any) -> Json:
        return dict(await self._http.send("PATCH", "/telegram/limits", changes))

    async def forget_limits(self) -> None:
        """Close all windows and floods."""
        await self._http.post("/telegram/limits/forget")

    async def violations(self, since: int = 0) -> list[Json]:
        """Calls made into a chat whose flood window was open."""
        return list((await self._http.get("/telegram/violations", since=since))["violations"])


class GroupSide:
    """A group seen from above, and its members' standing."""

    def __init__(self, http: Http, group: int) -> None:
        self._http = http
        self.id = group

    @property
    def all(self) -> View:
        return View(self._http, chat=self.id)

    @property
    def general(self) -> View:
        """What lies in no topic."""
        return View(self._http, chat=self.id, topic=0)

    async def topics(self, name_contains: str = "") -> list[SeenTopic]:
        return [SeenTopic(self._http, raw) for raw in await self._topics(name_contains, 0)]

    async def topic(self, name_contains: str, *, within: float = PATIENCE) -> SeenTopic:
        """The newest with such a name, once there is one."""
        found = await self._topics(name_contains, within)
        if not found:
            there = [topic.name for topic in await self.topics()]
            raise NothingCame(f"no topic {name_contains!r} in {self.id}, but {there}")
        return SeenTopic(self._http, found[-1])

    async def set_member(self, who: int | str, status: str, **more: Any) -> Json:
        """Any status; also `rights`, `by`, `anonymous`."""
        return await self._do("members", who=who, status=status, **more)

    async def promote(self, who: int | str, rights: list[str] | None = None) -> Json:
        return await self.set_member(who, "administrator", rights=rights)

    async def demote(self, who: int | str) -> Json:
        return await self.set_member(who, "member")

    async def remove(self, who: int | str) -> Json:
        return await self.set_member(who, "kicked")

    async def migrate(self, to: int | None = None) -> GroupSide:
        made = await self._do("migrate", to=to)
        return GroupSide(self._http, int(made["id"]))

    async def delete(self) -> None:
        await self._do("delete")

    async def _topics(self, name_contains: str, within: float) -> list[Json]:
        query = {"chat": self.id, "name_contains": name_contains, "timeout": within}
        return list((await self._http.get("/telegram/topics", **query))["topics"])

    async def _do(self, deed: str, **body: Any) -> Json:
        return dict(await self._http.post(f"/telegram/groups/{self.id}/{deed}", **body))


class BotSide:
    """A bot's queue, to look into and to spoil."""

    def __init__(self, http: Http, bot: int | str) -> None:
        self._http = http
        self._base = f"/telegram/bots/{bot}"

    async def pending(self) -> list[Json]:
        return list((await self._http.get(f"{self._base}/updates"))["pending"])

    async def put_update(self, update: Json) -> int:
        """Queue anything, good or broken; the id it was given."""
        return int((await self._http.post(f"{self._base}/updates", update=update))["update_id"])

    async def put_raw(self, rest: str) -> int:
        """What follows `{"update_id":N,` on the wire, braces and all."""
        return int((await self._http.post(f"{self._base}/updates", raw=rest))["update_id"])

    async def change(self, **changes: Any) -> Json:
        """`has_topics`: topics in its private chats."""
        return dict(await self._http.send("PATCH", self._base, changes))

    async def duplicate(self) -> None:
        """The newest update once more under its id."""
        await self._http.post(f"{self._base}/duplicate")
