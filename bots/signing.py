"""Signatures by which we and the systems around us know each other: HMAC-SHA256 of the raw body."""

from __future__ import annotations

import hashlib
import hmac
from typing import Final

HEADER: Final = "X-Signature"
_SCHEME: Final = "sha256="


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


def is_same(given: str, right: str) -> bool:
    """In constant time. JSON may bring halves of characters, headers bytes that are no text."""
    return hmac.compare_digest(given.encode(errors="surrogatepass"), right.encode())
