"""Making and changing users, bots and groups; a bot's queue; limits."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from aiohttp import web

from sandbox.telegram.errors import Impossible
from sandbox.telegram.members import migrate, owner, set_status
from sandbox.telegram.model import JSON, Bot, Group, Member, User
from sandbox.telegram.people.act import ACTIONS, Act
from sandbox.telegram.people.body import Fields, Missing, body_of
from sandbox.telegram.state import ALL_RIGHTS, Telegram

STATUSES = ("creator", "administrator", "member", "restricted", "left", "kicked")


class World:
    """Handlers that set the stage."""

    def __init__(self, telegram: Telegram) -> None:
        self._telegram = telegram

    async def everything(self, _request: web.Request) -> JSON:
        return {
            "users": [user_json(user) for user in self._telegram.users.values()],
            "bots": [bot_json(bot) for bot in self._telegram.bots.values()],
            "groups": [group_json(group) for group in self._telegram.groups.values()],
        }

    async def act(self, request: web.Request) -> Any:
        user = self._telegram.user(request.match_info["user"])
        action = ACTIONS.get(request.match_info["action"])
        if action is None:
            raise KeyError(
                f"no action {request.match_info['action']}; there are {', '.join(sorted(ACTIONS))}"
            )
        done = action(Act(self._telegram, user, await body_of(request)))
        return await done if hasattr(done, "__await__") else done

    async def add_user(self, request: web.Request) -> JSON:
        given = await body_of(request)
        names = ("last_name", "username", "language_code", "phone")
        more = {name: given.text(name) for name in names if name in given}
        user = self._telegram.add_user(given.text("first_name"), id=given.integer("id", 0), **more)
        return user_json(user)

    async def add_bot(self, request: web.Request) -> JSON:
        given = await body_of(request)
        bot = self._telegram.add_bot(
            given.text("username"),
            name=given.text("name", ""),
            id=given.integer("id", 0),
            token=given.text("token", ""),
            privacy=given.flag("privacy", True),
            reads_bots=given.flag("reads_bots"),
        )
        return bot_json(bot)

    async def change_bot(self, request: web.Request) -> JSON:
        """As its owner does at BotFather: `has_topics` in private chats."""
        bot = self._telegram.bot(request.match_info["bot"])
        bot.has_topics = (await body_of(request)).flag("has_topics", bot.has_topics)
        return bot_json(bot)

    async def add_group(self, request: web.Request) -> JSON:
        given = await body_of(request)
        group = self._telegram.add_group(
            given.text("title"),
            id=given.integer("id", 0),
            kind=given.text("kind", "supergroup"),
            forum=given.flag("forum"),
        )
        self._seat_all(group, given)
        return group_json(group)

    async def set_member(self, request: web.Request) -> JSON:
        group = self._telegram.group(request.match_info["group"])
        given = await body_of(request)
        status = given.text("status", "member")
        if status not in STATUSES:
            raise Missing(f"status should be one of {', '.join(STATUSES)}")
        rights = frozenset(given.items("rights")) if "rights" in given else ALL_RIGHTS
        new = Member(
            account=self._telegram.account(given.any("who")),
            status=status,
            rights=rights if status == "administrator" else frozenset(),
            anonymous=given.flag("anonymous"),
        )
        by = self._telegram.account(given.any("by")) if "by" in given else owner(group)
        set_status(self._telegram, group, by, new)
        return group_json(group)

    async def migrate(self, request: web.Request) -> JSON:
        group = self._telegram.group(request.match_info["group"])
        given = await body_of(request)
        if group.migrated_to is not None:
            raise Impossible("it has moved already")
        return group_json(migrate(self._telegram, group, owner(group), given.integer("to", 0)))

    async def delete_group(self, request: web.Request) -> JSON:
        group = self._telegram.group(request.match_info["group"])
        group.gone = True
        return group_json(group)

    async def updates(self, request: web.Request) -> JSON:
        queue = self._telegram.bot(request.match_info["bot"]).queue
        pending = [json.loads(update.payload) for update in queue.waiting(1000)]
        return {"pending": pending, "next_id": queue.next_id}

    async def put_update(self, request: web.Request) -> JSON:
        """As given, whatever it is: good, strange or broken."""
        bot = self._telegram.bot(request.match_info["bot"])
        given = await body_of(request)
        if "raw" in given:
            rest = given.text("raw").encode("utf-8", "surrogatepass")
        else:
            rest = json.dumps(given.any("update")).encode()[1:]
        return {"update_id": bot.queue.put_raw(rest)}

    async def duplicate(self, request: web.Request) -> JSON:
        if not self._telegram.bot(request.match_info["bot"]).queue.repeat_last():
            raise Impossible("there has been no update")
        return {}

    async def limits(self, _request: web.Request) -> JSON:
        return self._telegram.limits.settings.as_json()

    async def set_limits(self, request: web.Request) -> JSON:
        given = await body_of(request)
        self._telegram.limits.settings.change(given.given)
        return self._telegram.limits.settings.as_json()

    async def forget_limits(self, _request: web.Request) -> JSON:
        self._telegram.limits.forget()
        return self._telegram.limits.settings.as_json()

    async def violations(self, request: web.Request) -> JSON:
        since = Fields(dict(request.query)).integer("since", 0)
        everything = self._telegram.limits.violations
        return {
            "count": len(everything),
            "violations": [asdict(one) for one in everything if one.id > since],
        }

    def _seat_all(self, group: Group, given: Fields) -> None:
        seats = [("member", "bots"), ("member", "members"), ("administrator", "admins")]
        for status, name in seats:
            for who in given.items(name):
                self._telegram.seat(group, self._telegram.account(who), status)
        if "owner" in given:
            self._telegram.seat(group, self._telegram.account(given.any("owner")), "creator")


def user_json(user: User) -> JSON:
    return asdict(user)


def bot_json(bot: Bot) -> JSON:
    return {
        "id": bot.id,
        "token": bot.token,
        "username": bot.username,
        "name": bot.first_name,
        "privacy": bot.privacy,
        "pending": len(bot.queue),
        "allowed_updates": list(bot.queue.allowed),
        "commands": bot.commands,
    }


def group_json(group: Group) -> JSON:
    return {
        "id": group.id,
        "title": group.title,
        "kind": group.kind,
        "forum": group.forum,
        "migrated_to": group.migrated_to,
        "members": [
            {"id": member.account.id, "status": member.status, "rights": sorted(member.rights)}
            for member in group.members.values()
        ],
    }
