"""One person of Telegram from Python: what he can do, and what he sees."""

from __future__ import annotations

import base64
from typing import Any

from sandbox.client_http import PATIENCE, Http
from sandbox.telegram.seen import SeenMessage, SeenTopic, View

Json = dict[str, Any]


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

    async def keyboard(self, **where: Any) -> Json | None:
        """What stands below the field: `{keyboard: [[{text, ...}]], folded, message, ...}`."""
        found = await self._http.get("/telegram/keyboard", user=self.id, **place_of(where))
        return found["keyboard"]  # type: ignore[no-any-return]

    async def start(self, bot: str | int, payload: str | None = None) -> SeenMessage:
        """Also after `block`: it lets the bot write again."""
        return self._seen(await self.do("start", bot=bot, payload=payload))

    async def follow(self, link: str) -> SeenMessage:
        """A deep link, `https://t.me/<bot>?start=<payload>`, and the Start button there."""
        return self._seen(await self.do("start", link=link))

    async def block(self, bot: str | int) -> None:
        await self.do("block", bot=bot)

    async def unblock(self, bot: str | int) -> None:
        await self.do("unblock", bot=bot)

    async def write(self, text: str, **where: Any) -> SeenMessage:
        """Also `reply_to`, `quote`, `html=True`, `entities`; `elsewhere`, `to_story`, `point`."""
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

    async def share_contact(self, *, phone: str | None = None, **where: Any) -> SeenMessage:
        """His own, with the phone that the world knows of him, or that one."""
        return await self.send("contact", own=True, phone=phone, **where)

    async def contact(self, **where: Any) -> SeenMessage:
        """That of `who`, or any card: `phone`, `first_name`, `last_name`, `user_id`."""
        return await self.send("contact", **where)

    async def poll(self, question: str, *options: str, **where: Any) -> SeenMessage:
        """Also `anonymous=False`, `multiple=True`."""
        return await self.send("poll", question=question, options=list(options), **where)

    async def rich(self, *blocks: Json, **where: Any) -> SeenMessage:
        """An article of these blocks."""
        return await self.send("rich", blocks=list(blocks), **where)

    async def live_photo(self, data: bytes | None = None, **where: Any) -> SeenMessage:
        """`data` is the photo's; also `caption`."""
        return await self.send("live_photo", data=data, **where)

    async def checklist(self, title: str, *tasks: str | Json, **where: Any) -> SeenMessage:
        """Tasks are texts, or `{text, done}`."""
        return await self.send("checklist", title=title, tasks=list(tasks), **where)

    async def vote(self, poll: SeenMessage, *options: int) -> SeenMessage:
        """By the numbers of the options from 0; without any the vote is taken back."""
        made = await self.do("vote", message=poll.id, options=list(options), **poll.place)
        return self._seen(made)

    async def forward(
        self, message: SeenMessage, *, bare: bool = False, **where: Any
    ) -> SeenMessage:
        """To a chat of his; `bare` without saying whose it was."""
        source = {"from_chat": message.place["chat"], "message": message.id, "bare": bare}
        return await self.send("forward", **source, **where)

    async def forward_all(self, messages: list[SeenMessage], **where: Any) -> list[SeenMessage]:
        """Of one chat; albums stay albums."""
        source = {"from_chat": messages[0].place["chat"], "messages": [one.id for one in messages]}
        made = await self.do("forward", **source, **place_of(where))
        return [self._seen(one) for one in made]

    async def forward_from_afar(self, text: str = "", *, origin: Json, **where: Any) -> SeenMessage:
        """`origin` is `{type: user|hidden_user|chat|channel, name, id?, date?, signature?}`.

        Instead of a text also `kind` and what a medium of that kind takes.
        """
        return await self.send("forward", text=text, origin=origin, **where)

    async def hide_forwards(self, *, on: bool = True) -> None:
        """Forwards of what he writes say his name and lead nowhere."""
        await self.do("hide_forwards", on=on)

    async def album(self, items: list[Json], **where: Any) -> list[SeenMessage]:
        """`[{kind, caption?, data?: base64}, ...]`."""
        made = await self.do("album", items=items, **place_of(where))
        return [self._seen(one) for one in made]

    async def send(self, action: str, *, data: bytes | None = None, **where: Any) -> SeenMessage:
        """Any action that makes a message."""
        encoded = base64.b64encode(data).decode() if data is not None else None
        return self._seen(await self.do(action, data=encoded, **place_of(where)))

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
        place = {**message.place, "message": message.id} if message is not None else place_of(where)
        return dict(await self.do("press", button=button, data=data, wait=wait, **place))

    async def forge(self, message: SeenMessage, data: str, *, wait: float = PATIENCE) -> Json:
        made = await self.do("forge", message=message.id, data=data, wait=wait, **message.place)
        return dict(made)

    async def react(self, message: SeenMessage, emoji: str | None = None) -> SeenMessage:
        made = await self.do("react", message=message.id, emoji=emoji, **message.place)
        return self._seen(made)

    async def pin(self, message: SeenMessage) -> None:
        await self.do("pin", message=message.id, **message.place)

    async def unpin(self, message: SeenMessage) -> None:
        await self.do("unpin", message=message.id, **message.place)

    async def join(self, group: int | None = None, *, invite: str | None = None) -> Json:
        """`{chat, status}`: `requested` where an administrator has to let him in."""
        return dict(await self.do("join", chat=group, invite=invite))

    async def leave(self, group: int) -> None:
        await self.do("leave", chat=group)

    async def add_to(self, group: int, who: int | str) -> None:
        """As a member who brings somebody along."""
        await self.do("add", chat=group, who=who)

    async def remove_from(self, group: int, who: int | str) -> None:
        """As an administrator; he is banned then."""
        await self.do("remove", chat=group, who=who)

    async def unban(self, group: int, who: int | str) -> None:
        await self.do("unban", chat=group, who=who)

    async def create_topic(self, group: int | str, name: str, **more: Any) -> SeenTopic:
        """In a group, or in his chat with a bot."""
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


def place_of(where: Json) -> Json:
    """`bot=` or `group=` as the `chat` of an action."""
    given = dict(where)
    chat = given.pop("bot", None) or given.pop("group", None)
    return {**given, "chat": chat} if chat is not None else given
