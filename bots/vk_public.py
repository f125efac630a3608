"""Answers that everybody reads: comments in the community's name, on a wall, in a discussion."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bots.vk_calls import Calls
from bots.vk_comments import PublicPlace
from bots.vk_people import VkPeople
from bots.vk_sending import Step, Uploads
from hub import reasons
from hub.errors import Undeliverable


class VkPublic:
    def __init__(self, calls: Calls, uploads: Uploads, people: VkPeople) -> None:
        self._calls = calls
        self._uploads = uploads
        self._people = people

    async def say(self, place: PublicPlace, step: Step, guid: int, reply_to: str | None) -> str:
        """As a reply to a comment, where it is one. VK knows a repeat by its guid."""
        said: dict[str, object] = {
            "message": step.text,
            "attachments": await self._uploads.all(place.user, step.files),
            "guid": guid,
        }
        if place.kind == "board":
            said["message"] = await self._spoken_to(place, reply_to) + step.text
            return str(
                await self._calls("board.createComment", **said, **_topic(place), from_group=1)
            )
        replied = {"reply_to_comment": reply_to} if reply_to else {}
        where = {"owner_id": place.owner, "post_id": place.where, "from_group": place.group}
        answer = await self._calls("wall.createComment", **said, **where, **replied)
        return str(answer["comment_id"])

    async def revise(self, place: PublicPlace, native: str, step: Step) -> None:
        if step.files:
            raise Undeliverable(reasons.CANNOT_EDIT)
        await self._calls(f"{place.kind}.editComment", **_comment(place, native), message=step.text)

    async def recall(self, place: PublicPlace, native: str) -> None:
        await self._calls(f"{place.kind}.deleteComment", **_comment(place, native))

    async def _spoken_to(self, place: PublicPlace, reply_to: str | None) -> str:
        """In a discussion a reply is a text that begins with whom it is to."""
        name = await self._people.name(place.user) if reply_to else ""
        return f"[id{place.user}:bp-{place.group}_{reply_to}|{name}], " if name else ""


def _topic(place: PublicPlace) -> Mapping[str, int]:
    return {"group_id": place.group, "topic_id": place.where}


def _comment(place: PublicPlace, native: str) -> dict[str, Any]:
    where = _topic(place) if place.kind == "board" else {"owner_id": place.owner}
    return {**where, "comment_id": native}
