"""What people have uploaded, given back: bytes, never a page of the sandbox's own origin."""

from __future__ import annotations

from typing import Final

from aiohttp import web

_SHOWN: Final = ("image/", "audio/", "video/")
_HEADERS: Final = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
}


def given_back(content: bytes, content_type: str) -> web.Response:
    """Pictures and sounds as what they are; SVG is a page in disguise, and the rest may be one."""
    media = content_type.partition(";")[0].strip().lower()
    is_shown = media.startswith(_SHOWN) and "svg" not in media and "xml" not in media
    kept = media if is_shown and media.isascii() else "application/octet-stream"
    how = {} if is_shown else {"Content-Disposition": "attachment"}
    return web.Response(body=content, content_type=kept, headers={**_HEADERS, **how})
