"""The routes below /people/telegram."""

from __future__ import annotations

from aiohttp import web

from sandbox.telegram.people import composing, gathering, membership, sharing, touching, writing
from sandbox.telegram.people.body import answering
from sandbox.telegram.people.looking import Looking
from sandbox.telegram.people.world import World
from sandbox.telegram.state import Telegram

# importing these rooms fills the table of actions
ROOMS = (composing, gathering, membership, sharing, touching, writing)


def routes(telegram: Telegram) -> list[web.RouteDef]:
    world, looking, base = World(telegram), Looking(telegram), "/people/telegram"
    return [
        web.get(base, answering(world.everything)),
        web.post(f"{base}/users", answering(world.add_user)),
        web.post(f"{base}/users/{{user}}/{{action}}", answering(world.act)),
        web.post(f"{base}/bots", answering(world.add_bot)),
        web.patch(f"{base}/bots/{{bot}}", answering(world.change_bot)),
        web.get(f"{base}/bots/{{bot}}/updates", answering(world.updates)),
        web.post(f"{base}/bots/{{bot}}/updates", answering(world.put_update)),
        web.post(f"{base}/bots/{{bot}}/duplicate", answering(world.duplicate)),
        web.post(f"{base}/groups", answering(world.add_group)),
        web.post(f"{base}/groups/{{group}}/members", answering(world.set_member)),
        web.post(f"{base}/groups/{{group}}/migrate", answering(world.migrate)),
        web.post(f"{base}/groups/{{group}}/delete", answering(world.delete_group)),
        web.get(f"{base}/limits", answering(world.limits)),
        web.patch(f"{base}/limits", answering(world.set_limits)),
        web.post(f"{base}/limits/forget", answering(world.forget_limits)),
        web.get(f"{base}/violations", answering(world.violations)),
        web.get(f"{base}/chats", answering(looking.chats)),
        web.get(f"{base}/topics", answering(looking.topics)),
        web.get(f"{base}/transcript", answering(looking.transcript)),
        web.get(f"{base}/message", answering(looking.message)),
        web.get(f"{base}/keyboard", answering(looking.keyboard)),
        web.get(f"{base}/files/{{file}}", answering(looking.file)),
    ]
