"""Who and what there is in the stand-in: people, bots, chats, topics, messages, files."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from sandbox.telegram.queue import UpdateQueue

JSON: TypeAlias = dict[str, Any]

ANONYMOUS_ADMIN = 1087968824


@dataclass(slots=True, kw_only=True, eq=False)
class User:
    """A person; `hides_forwards`: what he wrote is forwarded with his name alone."""

    id: int
    first_name: str
    last_name: str = ""
    username: str = ""
    language_code: str = "ru"
    phone: str = ""
    deleted: bool = False
    hides_forwards: bool = False


@dataclass(slots=True, kw_only=True, eq=False)
class Bot:
    """A bot; `privacy` hides ordinary group messages, `reads_bots` is the bot-to-bot mode."""

    id: int
    token: str
    first_name: str
    username: str
    queue: UpdateQueue
    privacy: bool = True
    reads_bots: bool = False
    has_topics: bool = False
    last_message_id: int = 0
    commands: dict[str, list[JSON]] = field(default_factory=dict)
    webhook: Webhook | None = None
    last_poll: tuple[int, float] = (0, 0.0)
    next_conflict: float = 0.0
    paths: dict[str, tuple[File, float]] = field(default_factory=dict)

    @property
    def names(self) -> tuple[str, ...]:
        return (self.username, str(self.id), self.token)


Account: TypeAlias = User | Bot


@dataclass(slots=True, kw_only=True, eq=False)
class Webhook:
    """Where a bot's updates are posted to, and how the last failure went."""

    url: str
    secret: str = ""
    max_connections: int = 40
    last_error_date: int = 0
    last_error: str = ""
    pusher: asyncio.Task[None] | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class File:
    """One stored file; `size` may exceed `data`, to play a file that cannot be downloaded."""

    unique_id: str
    kind: str
    data: bytes
    size: int
    name: str = ""
    mime: str = ""
    width: int = 0
    height: int = 0
    duration: int = 0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Content:
    """What a message says.

    `text` is a caption where there are files; `body` is the rest of the kind's own object.
    """

    kind: str
    text: str = ""
    entities: tuple[JSON, ...] = ()
    files: tuple[File, ...] = ()
    body: Any = None
    service: bool = False


@dataclass(slots=True, kw_only=True, eq=False)
class Message:
    """A message as its chat keeps it; `thread` is the topic or reply chain it lies in, `pointing`
    replies to what is not in the chat, or to a point of a list.
    """

    id: int
    chat: Chat
    date: int
    sender: Account
    content: Content
    thread: int | None = None
    reply_to: Message | None = None
    quote: JSON | None = None
    pointing: JSON | None = None
    forward_origin: JSON | None = None
    album: str | None = None
    markup: JSON | None = None
    edit_date: int = 0
    deleted: bool = False
    taken_back: bool = False
    """A bot has deleted it."""
    silent: bool = False
    protected: bool = False
    anonymous: bool = False
    reactions: dict[int, list[JSON]] = field(default_factory=dict)
    earlier: list[Content] = field(default_factory=list)
    votes: dict[int, tuple[int, ...]] = field(default_factory=dict)

    @property
    def in_topic(self) -> bool:
        return self.thread is not None and self.thread in self.chat.topics


@dataclass(slots=True, kw_only=True, eq=False)
class Topic:
    """A forum topic; its id is the id of the service message that made it."""

    id: int
    name: str
    icon_color: int
    icon_emoji: str = ""
    creator: int = 0
    closed: bool = False
    root: Message | None = None


@dataclass(slots=True, kw_only=True, eq=False)
class Member:
    """Somebody's standing in a group; `rights` are the granted ones of an administrator.

    `until`: when a ban is over, 0 for never.
    """

    account: Account
    status: str = "member"
    rights: frozenset[str] = frozenset()
    anonymous: bool = False
    title: str = ""
    until: int = 0

    @property
    def present(self) -> bool:
        return self.status not in ("left", "kicked")

    @property
    def is_admin(self) -> bool:
        return self.status in ("creator", "administrator")

    def banned(self, now: float) -> bool:
        return self.status == "kicked" and not 0 < self.until <= now

    def may(self, right: str) -> bool:
        return self.status == "creator" or (self.status == "administrator" and right in self.rights)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Keyboard:
    """The keyboard that a chat shows below the field; `folded` once used, if it is for one time."""

    message: Message
    markup: JSON
    folded: bool = False


@dataclass(slots=True, kw_only=True, eq=False)
class BaseChat:
    """What private chats and groups have in common."""

    id: int
    messages: dict[int, Message] = field(default_factory=dict)
    threads: defaultdict[int | None, list[Message]] = field(
        default_factory=lambda: defaultdict(list)
    )
    topics: dict[int, Topic] = field(default_factory=dict)
    pinned: list[int] = field(default_factory=list)
    keyboard: Keyboard | None = None


@dataclass(slots=True, kw_only=True, eq=False)
class Dialog(BaseChat):
    """The private chat of one person with one bot; its id is the person's."""

    user: User
    bot: Bot
    started: bool = False
    blocked: bool = False


@dataclass(slots=True, eq=False)
class Invite:
    """An invite link as its creator sees it, who came by it, and who waits to be let in."""

    link: JSON
    creator: Account
    joined: list[int] = field(default_factory=list)
    waiting: list[int] = field(default_factory=list)

    def open_at(self, now: float) -> bool:
        late = 0 < self.link.get("expire_date", 0) <= now
        full = len(self.joined) >= self.link.get("member_limit", 99999)
        return not (self.link["is_revoked"] or late or full)


@dataclass(slots=True, kw_only=True, eq=False)
class Group(BaseChat):
    """A basic group or a supergroup, perhaps a forum."""

    title: str
    kind: str = "supergroup"
    forum: bool = False
    username: str = ""
    members: dict[int, Member] = field(default_factory=dict)
    deleted_topics: set[int] = field(default_factory=set)
    ignored_topics: set[int] = field(default_factory=set)  # named in vain, without a refusal
    last_message_id: int = 1  # the message about the group's own creation, which is General too
    last_bot: int = 0
    migrated_to: int | None = None
    gone: bool = False
    invites: dict[str, Invite] = field(default_factory=dict)

    def standing(self, account: Account, now: float) -> Member:
        """Also of those who never came; a ban that is over has left nothing."""
        known = self.members.get(account.id)
        if known is None or (known.status == "kicked" and not known.banned(now)):
            return Member(account=account, status="left")
        return known

    def member(self, account_id: int) -> Member | None:
        found = self.members.get(account_id)
        return found if found is not None and found.present else None


Chat: TypeAlias = Dialog | Group
