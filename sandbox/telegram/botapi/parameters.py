"""Parameters of a call: query string, urlencoded form, JSON body or multipart, all as texts."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web

from sandbox.telegram.botapi.query import Upload


async def parameters(request: web.Request) -> tuple[dict[str, str], dict[str, Upload]]:
    args: dict[str, str] = dict(request.query)
    files: dict[str, Upload] = {}
    kind = request.content_type
    if kind == "application/json":
        args |= _from_json(await request.read())
    elif kind == "application/x-www-form-urlencoded":
        # Also of a GET, whose form aiohttp would not read.
        args |= dict(parse_qsl(await request.text(), keep_blank_values=True))
    elif kind == "multipart/form-data":
        await _from_parts(request, args, files)
    return args, files


def _from_json(body: bytes) -> dict[str, str]:
    try:
        given = json.loads(body or b"{}")
    except ValueError:
        return {}
    return (
        {name: as_text(value) for name, value in given.items()} if isinstance(given, dict) else {}
    )


def as_text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


async def _from_parts(request: web.Request, args: dict[str, str], files: dict[str, Upload]) -> None:
    for name, value in (await request.post()).items():
        if isinstance(value, web.FileField):
            files[name] = Upload(value.filename, value.content_type, value.file.read())
        else:
            args[name] = (
                value if isinstance(value, str) else bytes(value).decode("utf-8", "replace")
            )
