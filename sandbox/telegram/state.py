"""All of the stand-in's Telegram in one place, and how things in it are found."""

from __future__ import annotations

import asyncio
import random
import secrets
from collections.abc import Callable, Coroutine, Iterable
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from sandbox.ground import Ground
from sandbox.telegram.errors import Impossible
from sandbox.telegram.limits import Limits
from sandbox.telegram.model import (
    Account,
    Bot,
    Dialog,
    File,
    Group,
    Member,
    Message,
    User,
)
from sandbox.telegram.queue import UpdateQueue
from sandbox.telegram.rights import ADMIN_RIGHTS

ALL_RIGHTS = frozenset(ADMIN_RIGHTS)


@dataclass(slots=True, kw_only=True, eq=False)
class Press:
    """A pressed button that waits for its bot's answer."""

    id: str
    bot: Bot
    user: User
    at: float
    message: Message
    data: str
    answer: dict[str, Any] | None = None


@dataclass(slots=True, eq=False)
class Telegram:
    """Everybody and everything, by their ids."""

    ground: Ground
    users: dict[int, User] = field(default_factory=dict)
    bots: dict[int, Bot] = field(default_factory=dict)
    groups: dict[int, Group] = field(default_factory=dict)
    dialogs: dict[tuple[int, int], Dialog] = field(default_factory=dict)
    files: dict[str, File] = field(default_factory=dict)
    presses: dict[str, Press] = field(default_factory=dict)
    limits: Limits = field(init=False)
    witness: Callable[[str, Any], None] | None = None
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _tokens: dict[str, Bot] = field(default_factory=dict)
    _ids: count[int] = field(default_factory=lambda: count(900_001))

    def __post_init__(self) -> None:
        self.limits = Limits(self.ground.clock)

    @property
    def now(self) -> float:
        return self.ground.clock.now()

    # ---- who there is

    def add_user(self, first_name: str, *, id: int = 0, **more: Any) -> User:
        user = User(id=id or next(self._ids), first_name=first_name, **more)
        self.users[user.id] = user
        return user

    def add_bot(
        self, username: str, *, name: str = "", id: int = 0, token: str = "", **more: Any
    ) -> Bot:
        number = id or (int(token.partition(":")[0]) if token else random.randint(10**8, 10**9))
        bot = Bot(
            id=number,
            token=token or f"{number}:{secrets.token_urlsafe(26)}",
            first_name=name or username,
            username=username.lstrip("@"),
            queue=UpdateQueue(self.ground.clock.now),
            **more,
        )
        self.bots[bot.id] = self._tokens[bot.token] = bot
        return bot

    def add_group(
        self, title: str, *, id: int = 0, kind: str = "supergroup", forum: bool = False
    ) -> Group:
        first = -1001000000000 if kind == "supergroup" else -4000000
        group = Group(
            id=id or first - random.randint(10_000, 10**8), title=title, kind=kind, forum=forum
        )
        self.groups[group.id] = group
        return group

    # ---- finding

    def bot_of_token(self, token: str) -> Bot | None:
        return self._tokens.get(token)

    def find_bot(self, name: object) -> Bot | None:
        """By username, id or token."""
        text = str(name).lstrip("@")
        by_id = self.bots.get(int(text)) if text.isdigit() else None
        return by_id or self._tokens.get(text) or self._by_username(text)

    def _by_username(self, username: str) -> Bot | None:
        lower = username.lower()
        return next((bot for bot in self.bots.values() if bot.username.lower() == lower), None)

    def user(self, user_id: object) -> User:
        found = self._user_named(str(user_id))
        if found is None:
            raise KeyError(f"no user {user_id}")
        return found

    def _user_named(self, name: str) -> User | None:
        if name.isdigit():
            return self.users.get(int(name))
        wanted = name.lstrip("@").lower()
        return next((user for user in self.users.values() if user.username.lower() == wanted), None)

    def bot(self, name: object) -> Bot:
        found = self.find_bot(name)
        if found is None:
            raise KeyError(f"no bot {name}")
        return found

    def account(self, name: object) -> Account:
        return self.find_bot(name) or self.user(name)

    def group(self, group_id: object) -> Group:
        try:
            return self.groups[int(str(group_id))]
        except (KeyError, ValueError):
            raise KeyError(f"no group {group_id}") from None

    def dialog(self, bot: Bot, user: User) -> Dialog:
        """Their private chat, made if need be."""
        key = (bot.id, user.id)
        if key not in self.dialogs:
            self.dialogs[key] = Dialog(id=user.id, user=user, bot=bot)
        return self.dialogs[key]

    def knows(self, bot: Bot, user: User) -> bool:
        """Whether the bot has met the person, in private or in a group."""
        if (bot.id, user.id) in self.dialogs:
            return True
        return any(
            bot.id in group.members and user.id in group.members for group in self.groups.values()
        )

    def keep(self, files: Iterable[File]) -> None:
        self.files.update((file.unique_id, file) for file in files)

    # ---- standing in groups

    def seat(
        self,
        group: Group,
        account: Account,
        status: str = "member",
        rights: Iterable[str] = ALL_RIGHTS,
    ) -> Member:
        """Put somebody into a group without telling anybody."""
        granted = frozenset(rights) if status == "administrator" else frozenset()
        member = Member(account=account, status=status, rights=granted)
        group.members[account.id] = member
        return member

    def member(self, group: Group, account: Account) -> Member:
        found = group.member(account.id)
        if found is None:
            raise Impossible(f"{account.first_name} is not a member of {group.title}")
        return found

    # ---- what goes on by itself

    def later(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Let it run until it ends or the stand-in does."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def close(self) -> None:
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def saw(self, what: str, said: Any) -> None:
        """The result of a method, or an update, for whoever wants to judge it."""
        if self.witness is not None:
            self.witness(what, said)

    def emit(self, kind: str, **data: Any) -> None:
        self.ground.events.emit("telegram", kind, at=self.now, **data)
