"""`/vk/method/<name>`: who calls, whether he may, how often; the answer always HTTP 200."""

import json
import time
from typing import Any

from aiohttp import web

from sandbox.faults import Fault, spoiled
from sandbox.in_vain import asked
from sandbox.record import record
from sandbox.vk.errors import TEXTS, VkError, request_params
from sandbox.vk.methods import METHODS, Call, scope_of
from sandbox.vk.methods.execute import execute
from sandbox.vk.model import Community
from sandbox.vk.params import Params
from sandbox.vk.state import VkState


class Api:
    """The API's front: one instance answers for all communities."""

    def __init__(self, state: VkState) -> None:
        self._state = state

    async def handle(self, request: web.Request) -> web.StreamResponse:
        ground, began = self._state.ground, time.monotonic()
        method, params = request.match_info["method"], await _params(request)
        community = self._state.of_token(params.text("access_token"))
        names = community.names if community else ("",)
        chat = params.text("peer_id") or params.text("user_id") or None
        faults = ground.faults.of_call("vk", names, method, chat)
        bot = community.screen_name if community else ""
        ground.in_vain.spoilt(asked("vk", bot, method, params.shown()), faults)

        async def act() -> web.StreamResponse:
            return web.json_response(self._body(request, community, method, params))

        answer = await spoiled(request, faults, act, lambda fault: _refused(fault, method, params))
        record(
            ground,
            service="vk",
            bot=names[0],
            method=method,
            params=params.shown(),
            began=began,
            status=answer.status,
            error=error_of(answer),
        )
        return answer

    def _body(
        self, request: web.Request, community: Community | None, method: str, params: Params
    ) -> dict[str, Any]:
        try:
            caller = self._admitted(community, method, params)
            return self._result(request, caller, method, params)
        except VkError as refusal:
            return {"error": refusal.full(method, params)}

    def _admitted(self, community: Community | None, method: str, params: Params) -> Community:
        if not params.text("v"):
            raise VkError(8, "v parameter should be specified")
        if not params.text("access_token"):
            raise VkError(5, "no access_token passed.")
        if community is None:
            raise VkError(5, "invalid access_token (4).")
        self._count(community)
        if method not in METHODS and method != "execute":
            raise VkError(3)
        if (scope := scope_of(method)) is not None and scope not in community.scopes:
            raise VkError(15, "no access to call this method")
        if method.startswith("messages.") and not community.messages_on:
            raise VkError(15, "group messages are disabled")
        return community

    def _count(self, community: Community) -> None:
        if (limit := self._state.settings.rps) is None:
            return
        now = self._state.ground.clock.now()
        community.calls = [at for at in community.calls if at > now - 1]
        if len(community.calls) >= limit:
            raise VkError(6)
        community.calls.append(now)

    def _result(
        self, request: web.Request, community: Community, method: str, params: Params
    ) -> dict[str, Any]:
        call = Call(
            state=self._state,
            community=community,
            params=params,
            base_url=str(request.url.origin()),
        )
        if method == "execute":
            return execute(call, METHODS)
        return {"response": METHODS[method](call)}


def error_of(answer: web.StreamResponse) -> str | None:
    """The error in an answer's body, as the call log names it."""
    if answer.status != 200:
        return str(answer.status)
    body = answer.text if isinstance(answer, web.Response) else None
    if not body or not body.startswith('{"error"'):
        return None
    error = json.loads(body)["error"]
    return f"{error['error_code']} {error['error_msg']}"


def _refused(fault: Fault, method: str, params: Params) -> web.StreamResponse:
    error = {
        "error_code": fault.code,
        "error_msg": TEXTS.get(fault.code, fault.description),
        "request_params": request_params(method, params),
        **fault.parameters,
    }
    return web.json_response({"error": error})


async def _params(request: web.Request) -> Params:
    """Parameters may come in the query, in a form, or in both."""
    form = await request.post() if request.method == "POST" else {}
    texts = {key: value for key, value in form.items() if isinstance(value, str)}
    return Params({**request.query, **texts})
