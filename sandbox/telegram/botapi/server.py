"""The HTTP side of the Bot API: tokens, parameters, faults, the envelope."""

from __future__ import annotations

import inspect
import json
import time
from collections.abc import Mapping
from typing import Any

from aiohttp import web

from sandbox.faults import Fault, spoiled
from sandbox.telegram.botapi import (
    chats,
    editing,
    invites,
    members,
    newer,
    sending,
    small,
    topics,
    updates,
)
from sandbox.telegram.botapi.allowed import check_parameters
from sandbox.telegram.botapi.parameters import parameters
from sandbox.telegram.botapi.query import METHODS, Encoded, Handler, Query, Said
from sandbox.telegram.errors import ApiError
from sandbox.telegram.model import Bot
from sandbox.telegram.state import Telegram

ROOMS = (chats, editing, invites, members, newer, sending, small, topics, updates)
NO_TOKEN = ApiError(401, "Unauthorized: invalid token specified")
REVOKED = ApiError(401, "Unauthorized")
NO_METHOD = ApiError(404, "Not Found: method not found")
NOT_FOUND = ApiError(404, "Not Found")
TOO_LARGE = ApiError(413, "Request Entity Too Large")


def routes(telegram: Telegram) -> list[web.RouteDef]:
    """Everything below /telegram."""
    server = BotApi(telegram)
    return [
        web.route("*", r"/telegram/bot{token}/{method}", server.handle),
        web.get(r"/telegram/file/bot{token}/{path:.+}", server.download),
        web.route("*", r"/telegram/{rest:.*}", server.nothing),
    ]


class BotApi:
    """Takes calls of all bots."""

    def __init__(self, telegram: Telegram) -> None:
        self._telegram = telegram

    async def handle(self, request: web.Request) -> web.StreamResponse:
        token = request.match_info["token"]
        bot = self._telegram.bot_of_token(token)
        if bot is None:
            return refused(REVOKED if _is_token(token) else NO_TOKEN)
        asked = request.match_info["method"]
        name, handler = METHODS.get(asked.lower(), (asked, _no_method))
        try:
            args, files = await parameters(request)
        except web.HTTPRequestEntityTooLarge:
            return refused(TOO_LARGE)
        query = Query(self._telegram, bot, name, args, files, time.monotonic())
        return await self._weathered(request, query, handler)

    async def download(self, request: web.Request) -> web.StreamResponse:
        bot = self._telegram.bot_of_token(request.match_info["token"])
        known = bot.paths.get(request.match_info["path"]) if bot else None
        if bot is None or known is None or known[1] < self._telegram.now:
            return refused(NOT_FOUND)
        data = known[0].data

        async def give() -> web.StreamResponse:
            return web.Response(body=data, content_type="application/octet-stream")

        faults = self._telegram.ground.faults.of_call("telegram", bot.names, "download")
        return await spoiled(request, faults, give, _refused_by)

    async def nothing(self, _request: web.Request) -> web.StreamResponse:
        return refused(NOT_FOUND)

    async def _weathered(
        self, request: web.Request, query: Query, handler: Handler
    ) -> web.StreamResponse:
        """Run the method under the faults taken for it."""
        chat = _chat_id(query.args)
        if chat is not None:
            self._telegram.limits.note(query.bot.id, query.bot.username, chat, query.method)
        faults = self._telegram.ground.faults.of_call(
            "telegram", query.bot.names, query.method, chat
        )
        self._telegram.ground.in_vain.spoilt(query.asked, faults)
        if not faults:
            return await self._run(query, handler)
        return await spoiled(
            request,
            faults,
            lambda: self._run(query, handler),
            lambda fault: self._refused(query, self._fault_error(fault, query.bot, chat)),
        )

    async def _run(self, query: Query, handler: Handler) -> web.StreamResponse:
        try:
            if handler is not _no_method:
                check_parameters(query)
            result = handler(query)
            if inspect.isawaitable(result):
                result = await result
        except ApiError as wrong:
            if "not modified" in wrong.description.lower().replace("_", " "):
                query.in_vain()
            return self._refused(query, wrong)
        self._log(query, 200)
        self._telegram.saw(query.method, result)
        return answered(result)

    def _fault_error(self, fault: Fault, bot: Bot, chat: int | None) -> ApiError:
        """A fault's 429 is a flood wait like any other."""
        seconds = fault.parameters.get("retry_after")
        if fault.code != 429 or seconds is None:
            return ApiError(fault.code, fault.description, fault.parameters)
        if chat is not None:
            self._telegram.limits.flood(bot.id, chat, int(seconds))
        return ApiError(429, f"Too Many Requests: retry after {seconds}", fault.parameters)

    def _refused(self, query: Query, wrong: ApiError) -> web.StreamResponse:
        self._log(query, wrong.code, wrong.description)
        self._telegram.emit(
            "call",
            bot=query.bot.username,
            chat=_chat_id(query.args),
            method=query.method,
            status=wrong.code,
            error=wrong.description,
        )
        return refused(wrong)

    def _log(self, query: Query, status: int, error: str | None = None) -> None:
        self._telegram.ground.calls.add(
            at=self._telegram.now,
            service="telegram",
            bot=query.bot.username,
            method=query.method,
            params=query.args,
            status=status,
            error=error,
            took=round(time.monotonic() - query.began, 4),
        )
        self._telegram.ground.events.ring()


def answered(result: Any) -> web.Response:
    if isinstance(result, Encoded):
        return _json(b'{"ok":true,"result":%b}' % result.body)
    if isinstance(result, Said):
        body = {"ok": True, "result": result.result, "description": result.description}
    else:
        body = {"ok": True, "result": result}
    return _json(json.dumps(body, separators=(",", ":")).encode())


def refused(wrong: ApiError) -> web.Response:
    response = _json(json.dumps(wrong.as_json(), separators=(",", ":")).encode(), wrong.code)
    if wrong.parameters and "retry_after" in wrong.parameters:
        response.headers["Retry-After"] = str(wrong.parameters["retry_after"])
    return response


def _no_method(_query: Query) -> Any:
    raise NO_METHOD


def _refused_by(fault: Fault) -> web.StreamResponse:
    return refused(ApiError(fault.code, fault.description, fault.parameters))


def _json(body: bytes, status: int = 200) -> web.Response:
    return web.Response(body=body, status=status, content_type="application/json")


def _is_token(token: str) -> bool:
    return ":" in token and not token.startswith("0") and len(token) <= 80


def _chat_id(args: Mapping[str, str]) -> int | None:
    raw = args.get("chat_id", "")
    return int(raw) if raw.lstrip("-").isdigit() else None
