"""What VK remembers: users, communities, dialogs, messages, files. Attachments stay VK's JSON."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sandbox.vk.callback import CallbackServer
from sandbox.vk.updates import UpdateQueue

Json = dict[str, Any]

CHAT_BASE = 2_000_000_000
LAST_CHAT = CHAT_BASE + 100_000_000
"""Ids of people lie below the chats, and from 200 000 000 000 on."""
SIMULATED_EVENTS = frozenset(
    {
        "message_new",
        "message_reply",
        "message_edit",
        "message_allow",
        "message_deny",
        "message_event",
        "message_read",
        "message_typing_state",
        "message_reaction_event",
        "wall_reply_new",
        "wall_reply_edit",
        "wall_reply_delete",
        "board_post_new",
        "board_post_edit",
        "board_post_delete",
    }
)
ALL_SCOPES = {"manage": 262144, "messages": 4096, "photos": 4, "docs": 131072, "wall": 8192}


@dataclass(slots=True, kw_only=True)
class User:
    """`closed`: his privacy settings keep communities out (error 902)."""

    id: int
    first_name: str
    last_name: str
    screen_name: str
    closed: bool = False


@dataclass(slots=True, kw_only=True)
class Message:
    """One message as its community sees it: `id` within the community, `cmid` within the dialog."""

    id: int
    cmid: int
    peer_id: int
    from_id: int
    date: int
    text: str = ""
    random_id: int = 0
    attachments: list[Json] = field(default_factory=list)
    forwarded: list[Json] = field(default_factory=list)
    reply: Json | None = None
    payload: str | None = None
    keyboard: Json | None = None
    geo: Json | None = None
    admin_author_id: int | None = None
    edited_at: int | None = None
    earlier: list[str] = field(default_factory=list)
    hidden: bool = False
    deleted: bool = False
    reaction: int | None = None

    @property
    def out(self) -> bool:
        return self.from_id < 0

    def foreign(self) -> Json:
        """The form inside a reply or a forward."""
        inside = {"fwd_messages": self.forwarded} if self.forwarded else {}
        place = {"geo": self.geo} if self.geo is not None else {}
        return {
            **inside,
            **place,
            "date": self.date,
            "from_id": self.from_id,
            "text": self.text,
            "attachments": self.attachments,
            "conversation_message_id": self.cmid,
            "id": self.id,
            "peer_id": self.peer_id,
        }

    def as_json(self) -> Json:
        own: Json = {
            "date": self.date,
            "from_id": self.from_id,
            "id": self.id,
            "version": 10_000_000 + self.id,
            "out": int(self.out),
            "fwd_messages": self.forwarded,
            "important": False,
            "is_hidden": False,
            "attachments": self.attachments,
            "conversation_message_id": self.cmid,
            "text": self.text,
            "peer_id": self.peer_id,
            "random_id": self.random_id,
        }
        optional = {
            "reply_message": self.reply,
            "payload": self.payload,
            "keyboard": self.keyboard,
            "geo": self.geo,
            "admin_author_id": self.admin_author_id,
            "update_time": self.edited_at,
        }
        return own | {name: value for name, value in optional.items() if value is not None}


@dataclass(slots=True, kw_only=True)
class Dialog:
    """A user's conversation with a community. He may be written to once he wrote or allowed it."""

    peer_id: int
    allowed: bool = False
    blocked: bool = False
    messages: list[Message] = field(default_factory=list)
    keyboard: Json | None = None
    in_read: int = 0
    out_read: int = 0
    typing_at: float = 0.0

    def seen_by_community(self) -> list[Message]:
        return [message for message in self.messages if not (message.hidden or message.deleted)]

    def seen_by_user(self) -> list[Message]:
        return [message for message in self.messages if not message.deleted]

    def unread(self) -> list[Message]:
        return [m for m in self.seen_by_community() if not m.out and m.id > self.in_read]

    def last(self) -> Message | None:
        return next(reversed(self.seen_by_community()), None)


@dataclass(slots=True, kw_only=True)
class Press:
    """A press of a callback button, waiting for messages.sendMessageEventAnswer."""

    event_id: str
    user_id: int
    at: float
    answered: bool = False
    answer: Json | None = None


@dataclass(slots=True, kw_only=True)
class Comment:
    """A comment on the wall or in a discussion; `where` is the post or the topic."""

    id: int
    kind: str
    where: int
    from_id: int
    date: int
    text: str
    reply_to: int | None = None
    attachments: list[Json] = field(default_factory=list)
    guid: str = ""
    deleted: bool = False


@dataclass(slots=True, kw_only=True)
class Community:
    """`events` are those switched on in the Long Poll settings, `scopes` what the token may do.

    `messages_on`: its settings let people write to it at all.
    """

    group_id: int
    token: str
    name: str
    screen_name: str
    confirmation: str
    updates: UpdateQueue
    longpoll: bool = True
    messages_on: bool = True
    callbacks: dict[int, CallbackServer] = field(default_factory=dict)
    events: set[str] = field(default_factory=lambda: set(SIMULATED_EVENTS))
    scopes: set[str] = field(default_factory=lambda: set(ALL_SCOPES))
    dialogs: dict[int, Dialog] = field(default_factory=dict)
    messages: dict[int, Message] = field(default_factory=dict)
    presses: dict[str, Press] = field(default_factory=dict)
    comments: list[Comment] = field(default_factory=list)
    calls: list[float] = field(default_factory=list)

    @property
    def names(self) -> tuple[str, ...]:
        return (str(self.group_id), self.screen_name, self.token)

    def dialog(self, peer_id: int) -> Dialog:
        return self.dialogs.setdefault(peer_id, Dialog(peer_id=peer_id))

    def found(self, ids: list[int], cmids: list[int], peer_id: int) -> Iterator[Message | None]:
        """The messages of these ids, or of these numbers within the dialog."""
        if ids:
            yield from (self.messages.get(one) for one in ids)
            return
        by_cmid = {message.cmid: message for message in self.dialog(peer_id).messages}
        yield from (by_cmid.get(one) for one in cmids)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFile:
    """An uploaded file: `kind` is photo, doc or audio_message; `secret` its access key."""

    id: int
    kind: str
    owner_id: int
    secret: str
    name: str
    content_type: str
    content: bytes
    saved: bool = False
