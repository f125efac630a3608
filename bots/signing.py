"""Signatures by which we and the systems around us know each other: HMAC-SHA256 of the raw body."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from typing import Final
from urllib.parse import quote, unquote

HEADER: Final = "X-Signature"
_SCHEME: Final = "sha256="
_SHORT: Final = 32
"""Of the digits of a name's signature: 128 bits."""

Ours = Callable[[str], str | None]
"""What was sent under a name, if it is certainly ours."""


class Signer:
    """Both directions with one secret."""

    def __init__(self, secret: str) -> None:
        self._secret = secret.encode()

    def header(self, body: bytes) -> str:
        return _SCHEME + self.sign(body)

    def sign(self, body: bytes) -> str:
        return hmac.new(self._secret, body, hashlib.sha256).hexdigest()

    def is_header_of(self, given: str, body: bytes) -> bool:
        """In constant time, whatever is given."""
        return is_same(given.strip(), self.header(body))

    def is_signature_of(self, given: str, body: bytes) -> bool:
        return is_same(given, self.sign(body))

    def named(self, inbox: str, key: str) -> str:
        """By what name something of ours is known outside: nobody can guess another's. It may
        stand in a Message-ID as it is.
        """
        return f"{quote(key, safe='')}.{self._of_name(inbox, key)}"

    def key_of(self, inbox: str, name: str) -> str | None:
        """What `named` was given; None for everything else. With or without a domain behind it."""
        for told in dict.fromkeys((name, name.rpartition("@")[0])):
            head, _, signature = told.rpartition(".")
            key = unquote(head)
            if head and is_same(signature.lower(), self._of_name(inbox, key)):
                return key
        return None

    def _of_name(self, inbox: str, key: str) -> str:
        return self.sign(f"name {inbox} {key}".encode(errors="surrogatepass"))[:_SHORT]


def is_same(given: str, right: str) -> bool:
    """In constant time. JSON may bring halves of characters, headers bytes that are no text."""
    return hmac.compare_digest(given.encode(errors="surrogatepass"), right.encode())
