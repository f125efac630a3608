"""What people see in VK: transcripts and comments, waiting until something is there."""

from collections.abc import Callable
from typing import Any

from aiohttp import web

from sandbox.vk.body import RefusalError
from sandbox.vk.comments import comment_json
from sandbox.vk.model import Community, Json
from sandbox.vk.shown import dialog_json, shown
from sandbox.vk.state import VkState

FILTERS = frozenset({"contains", "from", "kind", "button", "edited", "deleted"})


class Looking:
    """The reading half of the people's side."""

    def __init__(self, state: VkState) -> None:
        self._state = state

    async def dialogs(self, request: web.Request) -> web.Response:
        dialogs = self._community(request).dialogs.values()
        return web.json_response({"dialogs": [dialog_json(one) for one in dialogs]})

    async def updates(self, request: web.Request) -> web.Response:
        """The events still kept for the community's bot."""
        updates = self._community(request).updates
        return web.json_response({"key": updates.key, "ts": updates.ts, "updates": updates.all()})

    async def transcript(self, request: web.Request) -> web.Response:
        """The dialog as the person sees it; deleted messages stay, marked."""
        community, user = self._community(request), _number(request, "user")
        since = _number(request, "since", 0)

        def messages() -> list[Json]:
            every = community.dialog(user).messages
            return [shown(message) for message in every if message.id > since]

        return await self._waited(request, "messages", messages, _message_fits)

    async def comments(self, request: web.Request) -> web.Response:
        community, since = self._community(request), _number(request, "since", 0)

        def comments() -> list[Json]:
            return [comment_json(c, community) for c in community.comments if c.id > since]

        return await self._waited(request, "comments", comments, _comment_fits)

    async def _waited(
        self,
        request: web.Request,
        name: str,
        look: Callable[[], list[Json]],
        fits: Callable[[Json, dict[str, str]], bool],
    ) -> web.Response:
        """`{<name>: all, found: the fitting}`; waits `timeout` real seconds for `count` of them."""
        wanted = {key: value for key, value in request.query.items() if key in FILTERS}
        count = _number(request, "count", 1)

        def enough() -> list[Json] | None:
            found = [one for one in look() if fits(one, wanted)]
            return found if len(found) >= count else None

        found = await self._state.ground.events.until(enough, _seconds(request))
        if found is None:
            found = [one for one in look() if fits(one, wanted)]
        return web.json_response({name: look(), "found": found if wanted else []})

    def _community(self, request: web.Request) -> Community:
        given = request.match_info.get("group")
        group_id = int(given) if given else _number(request, "group")
        if (community := self._state.communities.get(group_id)) is None:
            raise RefusalError(404, f"no community {group_id}")
        return community


def _message_fits(message: Json, wanted: dict[str, str]) -> bool:
    tests: dict[str, Callable[[str], bool]] = {
        "contains": lambda value: value in message["text"],
        "from": lambda value: message["author"] == value,
        "kind": lambda value: value in message["kinds"],
        "button": lambda value: _has_button(message, value),
        "edited": lambda value: message["edited"] is (value == "1"),
        "deleted": lambda value: message["deleted"] is (value == "1"),
    }
    return all(tests[name](value) for name, value in wanted.items())


def _has_button(message: Json, label: str) -> bool:
    return any(label in button.get("label", "") for row in message["buttons"] for button in row)


def _comment_fits(comment: Json, wanted: dict[str, str]) -> bool:
    author: Any = wanted.get("from", str(comment["from_id"]))
    return wanted.get("contains", "") in comment["text"] and author == str(comment["from_id"])


def _number(request: web.Request, name: str, default: int | None = None) -> int:
    given = request.query.get(name)
    if given is None and default is not None:
        return default
    try:
        return int(given or "")
    except ValueError as wrong:
        raise RefusalError(400, f"{name} should be an integer") from wrong


def _seconds(request: web.Request) -> float:
    try:
        return float(request.query.get("timeout", "0"))
    except ValueError as wrong:
        raise RefusalError(400, "timeout should be a number") from wrong
