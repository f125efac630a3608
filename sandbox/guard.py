"""Who may ask the sandbox: programs, and pages of its own. A page of the web that somebody has open
beside it, or a name of the web that was turned to this machine, may not.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from aiohttp import hdrs, web
from aiohttp.typedefs import Middleware

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def guarded(host: str) -> Middleware:
    """A middleware; `host` is the address that is listened on."""

    @web.middleware
    async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
        name = _name(request.headers.get(hdrs.HOST, ""))
        if not _is_ours(name, host):
            raise web.HTTPForbidden(text="ask by the address that the sandbox printed")
        if not _is_of_our_page(request):
            raise web.HTTPForbidden(text="only pages of the sandbox itself may ask it")
        return await handler(request)

    return guard


def _name(authority: str) -> str:
    try:
        return urlsplit(f"//{authority}").hostname or ""
    except ValueError:
        return ""


def _is_ours(name: str, host: str) -> bool:
    """Addresses cannot be turned to another machine, names can; `localhost` is nobody's to turn."""
    if name in ("localhost", host):
        return True
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return False
    return address.is_loopback or host in ("0.0.0.0", "::")  # noqa: S104 - compared, not bound


def _is_of_our_page(request: web.Request) -> bool:
    """Browsers say where a page is from; programs say nothing."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        return request.method == hdrs.METH_GET and _is_navigation(request)
    origin = request.headers.get(hdrs.ORIGIN)
    return origin is None or origin == f"{request.scheme}://{request.headers.get(hdrs.HOST, '')}"


def _is_navigation(request: web.Request) -> bool:
    """Somebody followed a link to us: that shows them the page and does nothing."""
    return request.headers.get("Sec-Fetch-Mode") == "navigate"
