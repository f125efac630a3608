"""What people see: chats, topics, transcripts; and waiting until they see it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from aiohttp import web

from sandbox.telegram.errors import Impossible
from sandbox.telegram.kinds import words_of
from sandbox.telegram.model import JSON, Bot, Chat, Dialog, Group, Message, User
from sandbox.telegram.people.act import chat_for, topic_in
from sandbox.telegram.people.body import Fields, Missing
from sandbox.telegram.state import Telegram
from sandbox.telegram.transcript import keyboard_json, seen, topic_json, where
from sandbox.uploads import given_back

SEARCHED = ("contains", "from", "kind", "button")


class Looking:
    """Reads of the people's side; none changes anything."""

    def __init__(self, telegram: Telegram) -> None:
        self._telegram = telegram

    async def chats(self, request: web.Request) -> list[JSON]:
        user = self._telegram.user(request.query.get("user", ""))
        return [_chat_json(chat) for chat in self._chats_of(user)]

    async def topics(self, request: web.Request) -> JSON:
        """All topics of a group, or those named so, waiting for one of these."""
        group = self._telegram.group(request.query.get("chat", ""))
        wanted = request.query.get("name_contains", "")

        def look() -> list[JSON] | None:
            found = [topic for topic in group.topics.values() if wanted in topic.name]
            return [topic_json(group, topic) for topic in found] if found or not wanted else None

        return {"topics": await self._until(look, request) or []}

    async def transcript(self, request: web.Request) -> JSON:
        chat = self._chat(request)
        query = Fields(dict(request.query))
        fits = self._filter(query)
        enough = query.integer("count", 1)

        def look() -> list[Message] | None:
            found = [message for message in self._messages(chat, query) if fits(message)]
            return found if len(found) >= enough else None

        searching = any(query.text(name, "") for name in SEARCHED)
        found = await self._until(look, request) if searching else None
        shown = [seen(message) for message in self._messages(chat, query)]
        return {"messages": shown, "found": [seen(message) for message in found or ()]}

    async def message(self, request: web.Request) -> JSON:
        """One message, once it reads as asked."""
        chat = self._chat(request)
        query = Fields(dict(request.query))
        message = chat.messages.get(query.integer("message"))
        if message is None:
            raise KeyError(f"no message {query.integer('message')}")
        await self._until(lambda: True if _reads(message, query) else None, request)
        return {"message": seen(message), "fits": _reads(message, query)}

    async def keyboard(self, request: web.Request) -> JSON:
        """What stands below the field: null if nothing does."""
        shown = self._chat(request).keyboard
        return {"keyboard": keyboard_json(shown) if shown is not None else None}

    async def file(self, request: web.Request) -> web.Response:
        file = self._telegram.files.get(request.match_info["file"])
        if file is None:
            raise KeyError("no such file")
        mime = "image/png" if file.kind == "photo" else file.mime or "application/octet-stream"
        return given_back(file.data, mime)

    async def _until(self, look: Callable[[], Any], request: web.Request) -> Any:
        seconds = Fields(dict(request.query)).number("timeout", 0.0)
        return await self._telegram.ground.events.until(look, seconds)

    def _chat(self, request: web.Request) -> Chat:
        name = request.query.get("chat")
        if not name:
            raise Missing("chat is needed")
        if "user" in request.query:
            return chat_for(self._telegram, self._telegram.user(request.query["user"]), name)
        if not name.startswith("-"):
            raise Missing("user is needed for a private chat")
        return self._telegram.group(name)

    def _messages(self, chat: Chat, query: Fields) -> Iterable[Message]:
        """Newest first until `since`, turned round."""
        since = query.integer("since", 0)
        everything = self._thread(chat, query)
        if not since:
            return everything
        fresh: list[Message] = []
        for message in reversed(everything):
            if message.id <= since:
                break
            fresh.append(message)
        return fresh[::-1]

    def _thread(self, chat: Chat, query: Fields) -> list[Message]:
        if "topic" not in query:
            return list(chat.messages.values())
        number = query.integer("topic")
        if number and number not in chat.threads:
            topic_in(chat, number)
        return chat.threads[number or None]

    def _filter(self, query: Fields) -> Callable[[Message], bool]:
        contains, kind, button = (query.text(name, "") for name in ("contains", "kind", "button"))
        sender = query.text("from", "")
        who = 0 if sender in ("", "bots") else self._telegram.account(sender).id

        def fits(message: Message) -> bool:
            return (
                not message.deleted
                and contains in (message.content.text or words_of(message.content))
                and (not kind or message.content.kind == kind)
                and (not who or message.sender.id == who)
                and (sender != "bots" or isinstance(message.sender, Bot))
                and (not button or any(button in label for label in _labels(message)))
            )

        return fits

    def _chats_of(self, user: User) -> Iterator[Chat]:
        for dialog in self._telegram.dialogs.values():
            if dialog.user is user:
                yield dialog
        for group in self._telegram.groups.values():
            if group.member(user.id) is not None and not group.gone:
                yield group


def _labels(message: Message) -> Iterator[str]:
    markup = message.markup or {}
    for row in markup.get("inline_keyboard") or markup.get("keyboard") or ():
        for button in row:
            yield button["text"]


def _reads(message: Message, query: Fields) -> bool:
    """Whether the message is as the query's conditions say; an absent condition holds."""
    emojis = {one.get("emoji") for given in message.reactions.values() for one in given}
    return (
        query.text("contains", "") in (message.content.text or words_of(message.content))
        and ("edited" not in query or query.flag("edited") == bool(message.edit_date))
        and ("deleted" not in query or query.flag("deleted") == message.deleted)
        and ("reaction" not in query or query.text("reaction") in emojis)
        and (
            "button" not in query
            or any(query.text("button") in label for label in _labels(message))
        )
        and (
            "no_button" not in query
            or not any(query.text("no_button") in label for label in _labels(message))
        )
    )


def _chat_json(chat: Chat) -> JSON:
    last = next(reversed(chat.messages.values()), None)
    shown: JSON = {**where(chat), "last": seen(last) if last else None}
    if isinstance(chat, Dialog):
        return {**shown, "kind": "private", "started": chat.started, "blocked": chat.blocked}
    if not isinstance(chat, Group):
        raise Impossible("there are private chats and groups only")
    return {**shown, "kind": chat.kind, "forum": chat.forum}
