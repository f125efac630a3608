"""Outside systems that post to the hub, each with its inbox and secret."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

from sandbox.telegram.client import GroupSide
from sandbox.telegram.seen import SeenMessage
from tests.flow.world import World

SECRETS: Final = {
    "orders-mail": "sandbox-mail-secret",
    "calls": "sandbox-call-secret",
    "reviews": "sandbox-review-secret",
    "site-chat": "sandbox-chat-secret",
}
MAIL, CALLS, REVIEWS = (-1001000000003, -1001000000004, -1001000000005)

Json = dict[str, Any]


def hub_url(world: World) -> str:
    return f"http://127.0.0.1:{world.app.port}"


def group(world: World, id: int) -> GroupSide:
    return world.people.telegram.group(id)


def chat(external_id: str = "e1", thread: str = "t1", text: str = "Вопрос", **more: Any) -> Json:
    return {"external_id": external_id, "at": now(), "thread": thread, "text": text} | more


def mail(external_id: str = "m1", **more: Any) -> Json:
    own = {
        "external_id": external_id,
        "at": now(),
        "from": "Иван Петров <ivan@example.com>",
        "to": "orders@shop.example",
        "subject": "Заказ 10042",
        "message_id": f"<{external_id}@example.com>",
        "text": f"Письмо {external_id}",
    }
    return own | more


def call(external_id: str = "k1", event: str = "missed", **more: Any) -> Json:
    own = {"external_id": external_id, "at": now(), "event": event, "from": "+79119994501"}
    return own | {"to": "+78121112233"} | more


def review(external_id: str = "r1", **more: Any) -> Json:
    own = {"external_id": external_id, "at": now(), "rating": 2, "store": "App Store"}
    return own | {"app_version": "2.3.1", "text": "Не работает"} | more


def now() -> str:
    return datetime.now(UTC).isoformat()


async def post(world: World, inbox: str, body: Json) -> str:
    """The conversation that it became."""
    status, answer = await world.people.out.post(hub_url(world), inbox, SECRETS[inbox], body)
    assert status == 202, answer
    assert answer.keys() == {"conversation"}
    return str(answer["conversation"])


async def reply(world: World, copy: SeenMessage, text: str, **more: Any) -> SeenMessage:
    """Marat works at every desk but the couriers'."""
    where = {"group": copy.chat, "topic": copy.topic, "reply_to": copy.id}
    return await world.person(4002).write(text, **where | more)
