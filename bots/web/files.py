"""An attachment's content as an answer."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from urllib.parse import quote

from aiohttp import hdrs, web

from bots.web.fault import Fault, nothing_here
from hub.errors import DeliveryError, Undeliverable
from hub.model import Attachment

ReadFile = Callable[[Attachment], Awaitable[bytes]]
"""What an attachment holds. Raises Undeliverable where it is lost, a DeliveryError if not now."""


async def saved(read_file: ReadFile, attachment: Attachment) -> web.StreamResponse:
    """Always something to save: what a stranger sent is never a page of ours."""
    try:
        content = await read_file(attachment)
    except Undeliverable:
        raise nothing_here() from None
    except DeliveryError:
        raise Fault(503, "the messenger does not give the file now") from None
    name = quote(attachment.name or attachment.kind, safe="")
    as_file = {hdrs.CONTENT_DISPOSITION: f"attachment; filename*=UTF-8''{name}"}
    return web.Response(body=content, headers=as_file, content_type="application/octet-stream")
