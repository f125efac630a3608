"""`/people/vk/...`: act as anybody, look at what he sees, make Long Poll fail."""

import inspect

from aiohttp import web

from sandbox.vk.acting import ACTIONS, Scene
from sandbox.vk.body import Body, RefusalError, guarded
from sandbox.vk.looking import Looking
from sandbox.vk.model import ALL_SCOPES, Community, Json, User
from sandbox.vk.running import DEEDS
from sandbox.vk.shown import community_json, user_json
from sandbox.vk.state import VkState


def people_routes(state: VkState) -> list[web.RouteDef]:
    side, looking = _PeopleSide(state), Looking(state)
    base = "/people/vk"
    return [
        web.get(base, guarded(side.world)),
        web.get(f"{base}/settings", guarded(side.settings)),
        web.patch(f"{base}/settings", guarded(side.set_settings)),
        web.post(f"{base}/users", guarded(side.add_user)),
        web.patch(rf"{base}/users/{{user:\d+}}", guarded(side.change_user)),
        web.post(rf"{base}/users/{{user:\d+}}/{{action}}", guarded(side.act)),
        web.post(f"{base}/communities", guarded(side.add_community)),
        web.patch(rf"{base}/communities/{{group:\d+}}", guarded(side.change_community)),
        web.get(rf"{base}/communities/{{group:\d+}}/updates", guarded(looking.updates)),
        web.post(rf"{base}/communities/{{group:\d+}}/{{deed}}", guarded(side.run)),
        web.get(f"{base}/dialogs", guarded(looking.dialogs)),
        web.get(f"{base}/transcript", guarded(looking.transcript)),
        web.get(f"{base}/comments", guarded(looking.comments)),
    ]


class _PeopleSide:
    def __init__(self, state: VkState) -> None:
        self._state = state

    async def world(self, _request: web.Request) -> web.Response:
        users = [user_json(one) for one in self._state.users.values()]
        communities = [community_json(one) for one in self._state.communities.values()]
        return web.json_response({"users": users, "communities": communities})

    async def settings(self, _request: web.Request) -> web.Response:
        return web.json_response(self._settings())

    def _settings(self) -> Json:
        now = self._state.settings
        return {
            "rps": now.rps,
            "message_limit": now.message_limit,
            "edit_seconds": now.edit_seconds,
        }

    async def set_settings(self, request: web.Request) -> web.Response:
        body = await Body.of(request)
        if not body.given.keys() <= self._settings().keys():
            raise RefusalError(400, f"settings are {sorted(self._settings())}")
        for name, value in body.given.items():
            setattr(self._state.settings, name, value)
        return web.json_response(self._settings())

    async def add_user(self, request: web.Request) -> web.Response:
        body = await Body.of(request)
        id_ = body.integer("id", self._state.next_id())
        user = self._state.add_user(
            id_,
            body.text("first_name"),
            body.text("last_name", ""),
            body.text("screen_name", f"id{id_}"),
        )
        user.closed = body.flag("closed")
        return web.json_response(user_json(user))

    async def change_user(self, request: web.Request) -> web.Response:
        body, user = await Body.of(request), self._user(int(request.match_info["user"]))
        user.closed = body.flag("closed", default=user.closed)
        user.first_name = body.text("first_name", user.first_name)
        user.last_name = body.text("last_name", user.last_name)
        return web.json_response(user_json(user))

    async def add_community(self, request: web.Request) -> web.Response:
        body = await Body.of(request)
        group_id = body.integer("group_id", self._state.next_id())
        community = self._state.add_community(
            group_id,
            body.text("token", f"sandbox-vk-{group_id}"),
            body.text("name"),
            body.text("screen_name", f"club{group_id}"),
            body.text("confirmation", "c0ffee00"),
        )
        return web.json_response(community_json(community))

    async def change_community(self, request: web.Request) -> web.Response:
        """`longpoll`, `messages_on`, `events`, `scopes`, `token` (the old one is revoked)."""
        community = self._community(int(request.match_info["group"]))
        body = await Body.of(request)
        community.longpoll = body.flag("longpoll", default=community.longpoll)
        community.messages_on = body.flag("messages_on", default=community.messages_on)
        community.token = body.text("token", community.token)
        if "events" in body:
            community.events = set(body.items("events"))
        if "scopes" in body:
            community.scopes = set(body.items("scopes")) & ALL_SCOPES.keys()
        return web.json_response(community_json(community))

    async def act(self, request: web.Request) -> web.Response:
        body = await Body.of(request)
        if (action := ACTIONS.get(request.match_info["action"])) is None:
            raise RefusalError(404, f"actions are {sorted(ACTIONS)}")
        scene = self._scene(request, body.integer("group"), int(request.match_info["user"]), body)
        done = action(scene)
        return web.json_response(await done if inspect.isawaitable(done) else done)

    async def run(self, request: web.Request) -> web.Response:
        body = await Body.of(request)
        if (deed := DEEDS.get(request.match_info["deed"])) is None:
            raise RefusalError(404, f"deeds are {sorted(DEEDS)}")
        community = self._community(int(request.match_info["group"]))
        done = deed(self._state, community, body)
        answer = await done if inspect.isawaitable(done) else done
        self._state.ground.events.ring()
        return web.json_response(answer)

    def _scene(self, request: web.Request, group: int, user: int, body: Body) -> Scene:
        community = self._community(group)
        self._user(user)
        return Scene(
            state=self._state,
            community=community,
            dialog=community.dialog(user),
            body=body,
            base_url=str(request.url.origin()),
        )

    def _user(self, id_: int) -> User:
        if (user := self._state.users.get(id_)) is None:
            raise RefusalError(404, f"no user {id_}")
        return user

    def _community(self, group_id: int) -> Community:
        if (community := self._state.communities.get(group_id)) is None:
            raise RefusalError(404, f"no community {group_id}")
        return community
