"""Systems that take the hub's answers: `/out/<name>` records what is posted there, signed."""

from __future__ import annotations

import base64
import hashlib
import hmac
import io
import json
import time
from dataclasses import asdict, dataclass
from typing import Any

import aiohttp
from aiohttp import web

from sandbox.faults import Fault, spoiled
from sandbox.ground import Ground
from sandbox.record import record

SERVICE = "out"


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """One post that was taken, with its effect. `body` is None where it was no JSON."""

    id: int
    at: float
    name: str
    signature: str
    raw: str
    body: Any


class Receivers:
    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._posts: list[Posted] = []
        self._files: dict[str, bytes] = {}

    async def head(self, _request: web.Request) -> web.Response:
        return web.Response()

    async def take(self, request: web.Request) -> web.StreamResponse:
        """Under its faults: service `out`, the method is the receiver's name."""
        name, began = request.match_info["name"], time.monotonic()
        raw = await request.read()
        faults = self._ground.faults.of_call(SERVICE, (SERVICE,), name)

        async def act() -> web.StreamResponse:
            self._keep(name, request.headers.get("X-Signature", ""), raw)
            return web.json_response({"ok": True})

        answer = await spoiled(request, faults, act, _refused)
        error = None if answer.status < 300 else str(answer.reason)
        tried = {"body": raw.decode(errors="replace")}
        record(
            self._ground,
            service=SERVICE,
            bot=SERVICE,
            method=name,
            params=tried,
            began=began,
            status=answer.status,
            error=error,
        )
        return answer

    async def put_file(self, request: web.Request) -> web.Response:
        """`{name, data: base64, size?}`: something that a link in a post can lead to, as large as
        `size` says.
        """
        given = await request.json()
        content = base64.b64decode(given["data"])
        self._files[given["name"]] = content.ljust(int(given.get("size") or 0), b"\0")
        return web.json_response({"path": f"/out-files/{given['name']}"})

    async def file(self, request: web.Request) -> web.StreamResponse:
        """Under its faults: service `out`, the method is `file`."""
        content = self._files.get(request.match_info["name"])
        if content is None:
            return web.json_response({"error": "no such file"}, status=404)
        faults = self._ground.faults.of_call(SERVICE, (SERVICE,), "file")

        async def give() -> web.StreamResponse:
            return web.Response(body=content, content_type="application/octet-stream")

        return await spoiled(request, faults, give, _refused)

    async def posts(self, request: web.Request) -> web.Response:
        """What one receiver took; with `timeout`, waits until there are `count`."""
        name, enough = request.match_info["name"], int(request.query.get("count", 1))

        def found() -> list[Posted]:
            return [post for post in self._posts if post.name == name]

        def look() -> bool | None:
            return len(found()) >= enough or None

        await self._ground.events.until(look, float(request.query.get("timeout", 0)))
        return web.json_response({"posts": [asdict(post) for post in found()]})

    def _keep(self, name: str, signature: str, raw: bytes) -> None:
        at = self._ground.clock.now()
        text = raw.decode(errors="replace")
        self._posts.append(
            Posted(
                id=len(self._posts) + 1,
                at=at,
                name=name,
                signature=signature,
                raw=text,
                body=_json(text),
            )
        )
        self._ground.events.emit(SERVICE, "answer", at=at, receiver=name, body=_json(text))


def add_routes(app: web.Application, ground: Ground) -> None:
    receivers = Receivers(ground)
    app.add_routes(
        [
            web.head("/out/{name}", receivers.head),
            web.post("/out/{name}", receivers.take),
            web.get("/out-files/{name}", receivers.file),
            web.get("/people/out/{name}", receivers.posts),
            web.post("/people/out-files", receivers.put_file),
        ]
    )


def signature(secret: str, body: bytes) -> str:
    """What stands in X-Signature, either way."""
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def _refused(fault: Fault) -> web.StreamResponse:
    return web.json_response({"error": fault.description}, status=fault.code)


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None


class OutSide:
    """An outside system from Python: posts signed to the hub, and looks at what it answered."""

    def __init__(self, session: aiohttp.ClientSession, url: str) -> None:
        self._session = session
        self._url = url

    async def post(
        self, hub: str, inbox: str, secret: str, body: dict[str, Any]
    ) -> tuple[int, dict[str, Any]]:
        """Status and answer of POST /intake/<inbox>."""
        return await self.post_raw(hub, inbox, json.dumps(body).encode(), secret=secret)

    async def post_raw(
        self, hub: str, inbox: str, raw: bytes, *, secret: str = "", **headers: str
    ) -> tuple[int, dict[str, Any]]:
        signed = {"X-Signature": signature(secret, raw)} if secret else {}
        async with self._session.post(
            f"{hub}/intake/{inbox}", data=io.BytesIO(raw), headers=signed | headers
        ) as answer:
            return answer.status, await answer.json()

    async def answers(self, name: str, *, count: int = 1, within: float = 10) -> list[Any]:
        """What `/out/<name>` took, once there is so much; fewer after the time has passed."""
        query = {"count": str(count), "timeout": str(within)}
        async with self._session.get(f"{self._url}/people/out/{name}", params=query) as found:
            return list((await found.json())["posts"])

    async def put_file(self, name: str, content: bytes, *, size: int = 0) -> str:
        """Its address."""
        body = {"name": name, "data": base64.b64encode(content).decode(), "size": size}
        async with self._session.post(f"{self._url}/people/out-files", json=body) as put:
            return self._url + str((await put.json())["path"])
