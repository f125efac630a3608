"""Links by which an answer's files can be fetched without a key: signed, and not for ever."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final
from urllib.parse import quote

from bots.signing import Signer
from hub.model import Message, MessageId

KEPT: Final = timedelta(days=30)
_HOUR: Final = 3600
_FAR: Final = 2**32


Link = Callable[[Message, int], str]
"""The address of one of a message's attachments; the same at every try."""


def links_of(public_url: str | None, signer: Signer) -> Link | None:
    """None where nobody outside could reach us."""
    if public_url is None:
        return None

    def link(message: Message, index: int) -> str:
        until = int((message.received_at + KEPT).timestamp()) // _HOUR
        signature = signer.sign(_signed(message.id, index, until))
        path = f"/files/{quote(message.id, safe=':')}/{index}"
        return f"{public_url}{path}?until={until}&sig={signature}"

    return link


def ends(until: int) -> datetime:
    """`until` is in hours since 1970."""
    return datetime.fromtimestamp(min(until * _HOUR, _FAR), UTC)


def opens(signer: Signer, signature: str, message: MessageId, index: int, until: int) -> bool:
    """Whether it is our signature; how late it is, is not looked at."""
    return signer.is_signature_of(signature, _signed(message, index, until))


def _signed(message: MessageId, index: int, until: int) -> bytes:
    return f"file {index} {until} {message}".encode(errors="surrogatepass")
