"""The people's side of Telegram from Python: `people.telegram`, with waits in place of sleeps."""

from __future__ import annotations

import base64
from typing import Any

from sandbox.client_http import PATIENCE, Http, NothingCame
from sandbox.telegram.seen import SeenMessage, SeenTopic, View

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


class Person:
    """Somebody with a Telegram account. A place is `bot=` or `group=`, and perhaps `topic=`."""

    def __init__(self, http: Http, user: int | str) -> None:
        self._http = http
        self.id = user

    def chat(self, bot: str | int) -> View:
        """His private chat with a bot."""
        return View(self._http, chat=bot, user=self.id)

    async def chats(self) -> list[Json]:
        return list(await self._http.get("/telegram/chats", user=self.id))

    async def start(self, bot: str | int, payload: str | None = None) -> SeenMessage:
        return self._seen(await self.do("start", bot=bot, payload=payload))

    async def block(self, bot: str | int) -> None:
        await self.do("block", bot=bot)

    async def unblock(self, bot: str | int) -> None:
        await self.do("unblock", bot=bot)

    async def write(self, text: str, **where: Any) -> SeenMessage:
        """Also `reply_to`, `quote`, `html=True`, `entities`."""
        return await self.send("write", text=text, **where)

    async def photo(self, data: bytes | None = None, **where: Any) -> SeenMessage:
        """A sample without data; also `caption`."""
        return await self.send("photo", data=data, **where)

    async def document(self, data: bytes | None = None, **where: Any) -> SeenMessage:
        """Also `name`, `mime`, `caption`, `size` (to play a larger one)."""
        return await self.send("document", data=data, **where)

    async def voice(self, data: bytes | None = None, **where: Any) -> SeenMessage:
        return await self.send("voice", data=data, **where)

    async def sticker(self, emoji: str = "👍", **where: Any) -> SeenMessage:
        return await self.send("sticker", emoji=emoji, **where)

    async def location(self, latitude: float, longitude: float, **where: Any) -> SeenMessage:
        return await self.send("location", latitude=latitude, longitude=longitude, **where)

    async def contact(self, **where: Any) -> SeenMessage:
        """His own, or `phone`, `first_name`, `user_id` of another."""
        return await self.send("contact", **where)

    async def album(self, items: list[Json], **where: Any) -> list[SeenMessage]:
        """`[{kind, caption?, data?: base64}, ...]`."""
        made = await self.do("album", items=items, **_place(where))
        return [self._seen(one) for one in made]

    async def send(self, action: str, *, data: bytes | None = None, **where: Any) -> SeenMessage:
        """Any action that makes a message."""
        encoded = base64.b64encode(data).decode() if data is not None else None
        return self._seen(await self.do(action, data=encoded, **_place(where)))

    async def edit(self, message: SeenMessage, text: str, *, html: bool = False) -> SeenMessage:
        made = await self.do("edit", message=message.id, text=text, html=html, **message.place)
        return self._seen(made)

    async def delete(self, message: SeenMessage) -> None:
        await self.do("delete", message=message.id, **message.place)

    async def press(
        self,
        button: str | None = None,
        *,
        data: str | None = None,
        message: SeenMessage | None = None,
        wait: float = PATIENCE,
        **where: Any,
    ) -> Json:
        """On a message, or the newest with the button: `{answered, text, show_alert, url}`."""
        place = {**message.place, "message": message.id} if message is not None else _place(where)
        return dict(await self.do("press", button=button, data=data, wait=wait, **place))

    async def forge(self, message: SeenMessage, data: str, *, wait: float = PATIENCE) -> Json:
        made = await self.do("forge", message=message.id, data=data, wait=wait, **message.place)
        return dict(made)

    async def react(self, message: SeenMessage, emoji: str | None = None) -> SeenMessage:
        made = await self.do("react", message=message.id, emoji=emoji, **message.place)
        return self._seen(made)

    async def pin(self, message: SeenMessage) -> None:
        await self.do("pin", message=message.id, **message.place)

    async def join(self, group: int | None = None, *, invite: str | None = None) -> Json:
        return dict(await self.do("join", chat=group, invite=invite))

    async def leave(self, group: int) -> None:
        await self.do("leave", chat=group)

    async def create_topic(self, group: int, name: str, **more: Any) -> SeenTopic:
        return SeenTopic(self._http, await self.do("create_topic", chat=group, name=name, **more))

    async def edit_topic(self, topic: SeenTopic, **changes: Any) -> SeenTopic:
        return await self._on_topic("edit_topic", topic, **changes)

    async def close_topic(self, topic: SeenTopic) -> SeenTopic:
        return await self._on_topic("close_topic", topic)

    async def reopen_topic(self, topic: SeenTopic) -> SeenTopic:
        return await self._on_topic("reopen_topic", topic)

    async def delete_topic(self, topic: SeenTopic, *, silent: bool = False) -> None:
        """`silent`: what is sent there afterwards lands in General without a refusal."""
        await self.do("delete_topic", chat=topic.group, topic=topic.id, silent=silent)

    async def do(self, action: str, **body: Any) -> Any:
        """Any action of sandbox/README.md."""
        return await self._http.post(f"/telegram/users/{self.id}/{action}", **body)

    async def _on_topic(self, action: str, topic: SeenTopic, **changes: Any) -> SeenTopic:
        made = await self.do(action, chat=topic.group, topic=topic.id, **changes)
        return SeenTopic(self._http, made)

    def _seen(self, raw: Json) -> SeenMessage:
        return SeenMessage(raw, self._http)


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

    async def duplicate(self) -> None:
        """The newest update once more under its id."""
        await self._http.post(f"{self._base}/duplicate")


def _place(where: Json) -> Json:
    """`bot=` or `group=` as the `chat` of an action."""
    given = dict(where)
    chat = given.pop("bot", None) or given.pop("group", None)
    return {**given, "chat": chat} if chat is not None else given
