"""Who asks: the person behind an API key."""

from __future__ import annotations

import hmac
from collections.abc import Mapping

from aiohttp import hdrs, web

from bots.web.fault import Fault
from hub.directory import Directory
from hub.model import Person, PersonId


class Keys:
    """A key of somebody who is not in the directory (any more) is an unknown one."""

    def __init__(self, keys: Mapping[str, PersonId], directory: Directory) -> None:
        self._keys = [(_bytes(key), person) for key, person in keys.items()]
        self._directory = directory

    def person(self, request: web.Request) -> Person:
        """Raises a Fault 401."""
        scheme, _, key = request.headers.get(hdrs.AUTHORIZATION, "").partition(" ")
        owner = self._owner(_bytes(key.strip())) if scheme.lower() == "bearer" else None
        person = self._directory.person(owner)
        if person is None:
            sentence = "expected the header Authorization: Bearer <a known key>"
            raise Fault(401, sentence, {hdrs.WWW_AUTHENTICATE: "Bearer"})
        return person

    def _owner(self, asked: bytes) -> PersonId | None:
        """Every key is compared, each in constant time: how long it took tells nothing."""
        found = [person for key, person in self._keys if hmac.compare_digest(key, asked)]
        return found[0] if found else None


def _bytes(key: str) -> bytes:
    return key.encode(errors="surrogatepass")
