"""What is not the API itself: Long Poll, uploads, downloads at addresses that it hands out."""

import json
import time
from collections.abc import Awaitable, Callable

from aiohttp import BodyPartReader, web

from sandbox.faults import Fault, spoiled
from sandbox.record import record
from sandbox.uploads import given_back
from sandbox.vk.api import error_of
from sandbox.vk.attachments import image_type
from sandbox.vk.composing import SAMPLES
from sandbox.vk.methods.files import upload_hash
from sandbox.vk.model import Community, Json, StoredFile
from sandbox.vk.state import VkState

Act = Callable[[web.Request, Community], Awaitable[web.StreamResponse]]

LONGEST_WAIT = 90
KINDS = frozenset({"photo", "doc", "audio_message"})


class Transfer:
    """Long Poll and files. None of these calls carries a token: the addresses are the secret."""

    def __init__(self, state: VkState) -> None:
        self._state = state

    async def poll(self, request: web.Request) -> web.StreamResponse:
        """act=a_check: answers at the first event after `ts`, or after `wait` real seconds."""
        return await self._spoilt(request, "longpoll.a_check", self._poll)

    async def _poll(self, request: web.Request, community: Community) -> web.Response:
        given = {**request.query, **{k: str(v) for k, v in (await request.post()).items()}}
        ts, wait, key = given.get("ts", ""), given.get("wait", "25"), given.get("key", "")
        if given.get("act") != "a_check" or not ts.isdecimal() or not wait.isdecimal():
            return web.json_response({"failed": 4, "min_version": 0, "max_version": 3})
        answer = await self._state.ground.events.until(
            lambda: community.updates.answer(key, int(ts)), min(int(wait), LONGEST_WAIT)
        )
        return web.json_response(answer or {"ts": ts, "updates": []})

    async def upload(self, request: web.Request) -> web.StreamResponse:
        kind = request.match_info["kind"]
        if kind not in KINDS:
            raise web.HTTPNotFound
        return await self._spoilt(request, f"upload.{kind}", self._upload)

    async def _upload(self, request: web.Request, community: Community) -> web.Response:
        kind = request.match_info["kind"]
        stored = [
            self._state.keep(kind, -community.group_id, name, media, content)
            for name, media, content in await _parts(request)
            if kind != "photo" or image_type(content)
        ]
        return web.json_response(_uploaded(kind, stored))

    async def download(self, request: web.Request) -> web.Response:
        stored = self._state.files.get(int(request.match_info["id"]))
        if stored is None or stored.secret != request.match_info["secret"]:
            raise web.HTTPNotFound
        return given_back(stored.content, stored.content_type)

    async def sticker(self, _request: web.Request) -> web.Response:
        """Whichever is asked for: its picture."""
        _, media, content = SAMPLES["photo"]
        return web.Response(body=content, content_type=media)

    async def _spoilt(
        self,
        request: web.Request,
        method: str,
        act: Act,
    ) -> web.StreamResponse:
        community = self._state.communities.get(int(request.match_info["group_id"]))
        if community is None:
            raise web.HTTPNotFound
        ground, began = self._state.ground, time.monotonic()
        faults = ground.faults.of_call("vk", community.names, method)
        answer = await spoiled(request, faults, lambda: act(request, community), _refused)
        record(
            ground,
            service="vk",
            bot=str(community.group_id),
            method=method,
            params={key: value for key, value in request.query.items() if key != "key"},
            began=began,
            status=answer.status,
            error=error_of(answer),
        )
        return answer


async def _parts(request: web.Request) -> list[tuple[str, str, bytes]]:
    """Name, media type and bytes of every file in the form."""
    found = []
    async for part in await request.multipart():
        if isinstance(part, BodyPartReader) and part.filename:
            media = part.headers.get("Content-Type", "application/octet-stream")
            found.append((part.filename, media, bytes(await part.read())))
    return found


def _uploaded(kind: str, stored: list[StoredFile]) -> Json:
    """The answer that photos.saveMessagesPhoto and docs.save want back."""
    if kind != "photo":
        return {"file": f"{kind}|{stored[0].id}"} if stored else {"error": "no file"}
    photos = json.dumps([{"id": one.id} for one in stored])
    return {"server": 1, "photo": photos, "hash": upload_hash(stored[0].id) if stored else ""}


def _refused(fault: Fault) -> web.StreamResponse:
    return web.json_response({"error": fault.description, "error_code": fault.code})
