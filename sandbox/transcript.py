"""The running transcript as lines of text, for a terminal."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

from sandbox.server import Sandbox

LONGEST = 160


async def print_events(sandbox: Sandbox) -> None:
    """Everything that is said from now on, for ever."""
    titles = {group.id: group for group in sandbox.telegram.groups.values()}
    scenes = _lines(sandbox)
    async for event in sandbox.ground.events.follow(sandbox.ground.events.last_id):
        shown = event.as_json()
        match event.service, event.kind:
            case "telegram", "message" if not shown["message"]["service"]:
                where = _topic(titles.get(shown["chat"]), shown)
                _line(event.at, f"{shown['message']['from']['name']} → {where}", shown["message"])
            case "vk", "message":
                _line(event.at, _vk_people(sandbox, shown["message"]), shown["message"])
            case "story", "story" if shown["state"] in ("playing", "paused"):
                print(f"\n· {scenes[shown['scene'], shown['step']]}", flush=True)


def _lines(sandbox: Sandbox) -> dict[tuple[str, int], str]:
    behind = sandbox.playground.backstage
    scenes = behind.teller.scenes() if behind else []
    return {
        (scene["id"], number): step["text"]["ru"]
        for scene in scenes
        for number, step in enumerate(scene["steps"])
    }


def _topic(group: Any, shown: dict[str, Any]) -> str:
    if group is None:
        return str(shown["title"])
    topic = group.topics.get(shown["message"]["topic"])
    return f"{group.title} / {topic.name}" if topic else str(group.title)


def _vk_people(sandbox: Sandbox, message: dict[str, Any]) -> str:
    user = sandbox.vk.users[message["peer_id"]]
    name = f"{user.first_name} {user.last_name}"
    return f"ВКонтакте → {name}" if message["out"] else f"{name} → ВКонтакте"


def _line(at: float, who: str, message: dict[str, Any]) -> None:
    clock = time.strftime("%H:%M:%S", time.localtime(at))
    print(f"{clock}  {who}: {' / '.join(_said(message))[:LONGEST]}", flush=True)


def _said(message: dict[str, Any]) -> Iterator[str]:
    kinds = [message["kind"]] if "kind" in message else [a["type"] for a in message["attachments"]]
    yield from (f"[{kind}]" for kind in kinds if kind != "text")
    yield from message["text"].splitlines()
    for row in message.get("buttons") or ():
        yield " ".join(f"[{button['text']}]" for button in row)
