"""Files at addresses that strangers named: fetched without being led into our own network."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Iterable
from time import monotonic
from typing import Final, NamedTuple
from urllib.parse import unquote

import aiohttp
from aiohttp import hdrs
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import DefaultResolver
from yarl import URL

from bots import http
from hub import reasons
from hub.errors import DeliveryError, Undeliverable, Unsent

_SILENCE: Final = 3.0
"""Seconds for which a host may say nothing."""
_WHOLE: Final = 5
"""How many times that a file may take as a whole."""
_TRIES: Final = 2
_PAUSE: Final = 0.2
_SULKS: Final = 5.0
"""Seconds for which a host that did not answer is not asked again."""
_MOST_REDIRECTS: Final = 5
_NAT64: Final = ipaddress.ip_network("64:ff9b::/96")
_UNICAST: Final = ipaddress.ip_network("2000::/3")

Origin = tuple[str, str, int]


class NotNow(Unsent):
    """It may well be there: its host answers with an error, or did not answer others just now."""


class _Ground(NamedTuple):
    """Where files may be fetched although it is private: an origin, and a path within it."""

    origin: Origin
    path: tuple[str, ...]


class StrangersFiles:
    """`trusted` are addresses that the installer named himself: what lies at or below them may be
    private.

    What is shown waits for its files, and others wait behind it: nobody is waited for long, and
    not once more for each of his files. A messenger's `own` store of files is another matter: its
    silence is an outage, and whoever fetches says how long is too long.
    """

    def __init__(
        self, trusted: Iterable[str] = (), *, silence: float = _SILENCE, own: bool = False
    ) -> None:
        self._limit = http.fetching(http.SILENCE_SECONDS if own else silence)
        self._whole = None if own else silence * _WHOLE
        self._own = own
        self._silent: dict[Origin, float] = {}
        grounds = [_ground(URL(address)) for address in trusted]
        self._trusted = frozenset(ground for ground in grounds if ground)
        self._guarded: aiohttp.ClientSession | None = None
        self._open: aiohttp.ClientSession | None = None

    async def fetch(self, url: str) -> bytes:
        """At most FILE_LIMIT bytes. Undeliverable with TOO_LARGE, TOO_SLOW or FILE_LOST; NotNow
        where it is worth asking again.
        """
        try:
            address = URL(url)
            origin = _origin(address)
        except ValueError:
            raise Undeliverable(reasons.FILE_LOST) from None
        self._refuse_silent(origin)
        try:
            async with asyncio.timeout(None if self._trusts(address) else self._whole):
                return await self._patiently(address)
        except ValueError:
            raise Undeliverable(reasons.FILE_LOST) from None
        except (TimeoutError, Unsent) as error:
            raise self._given_up(origin, error) from None

    def session_for(self, url: str) -> aiohttp.ClientSession:
        """For what is to be put there. Undeliverable for an address that is not to be spoken to."""
        try:
            return self._session(URL(url))
        except ValueError:
            raise Undeliverable(reasons.FILE_LOST) from None

    async def close(self) -> None:
        for session in filter(None, (self._guarded, self._open)):
            await session.close()

    def _refuse_silent(self, origin: Origin) -> None:
        now = monotonic()
        self._silent = {one: until for one, until in self._silent.items() if until > now}
        if origin in self._silent:
            raise NotNow("it did not answer a moment ago")

    def _given_up(self, origin: Origin, error: Exception) -> DeliveryError:
        why = error.reason if isinstance(error, Unsent) else reasons.TOO_SLOW
        if self._own:
            return Unsent(why)
        if isinstance(error, http.Faulty):
            return NotNow(why)
        self._silent[origin] = monotonic() + _SULKS
        return Undeliverable(why if why == reasons.TOO_SLOW else reasons.FILE_LOST)

    def _trusts(self, url: URL) -> bool:
        """Only as it was named: segment by segment, and by no path that could mean another."""
        origin, path = _origin(url), _segments(url)
        if path is None:
            return False
        return any(
            one.origin == origin and path[: len(one.path)] == one.path for one in self._trusted
        )

    async def _patiently(self, url: URL) -> bytes:
        for _ in range(_TRIES - 1):
            try:
                return await self._follow(url)
            except Unsent:
                await asyncio.sleep(_PAUSE)
        return await self._follow(url)

    async def _follow(self, url: URL) -> bytes:
        """Every hop is looked at anew."""
        for _ in range(_MOST_REDIRECTS + 1):
            session = self._session(url)
            async with http.asked(
                session, "GET", str(url), self._limit, allow_redirects=False
            ) as response:
                onward = response.headers.get(hdrs.LOCATION) if _is_redirect(response) else None
                if onward is None:
                    return await http.content_of(response)
            url = url.join(URL(onward))
        raise Undeliverable(reasons.FILE_LOST)

    def _session(self, url: URL) -> aiohttp.ClientSession:
        """ValueError for an address that is not to be fetched."""
        origin = _origin(url)
        if self._trusts(url):
            self._open = self._open or aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar())
            return self._open
        if _is_literal(origin[1]) and not is_public(origin[1]):
            raise ValueError("a private address")
        self._guarded = self._guarded or _guarded_session()
        return self._guarded


class _PublicOnly(AbstractResolver):
    """What is connected to is what was looked at: a name cannot change its mind in between."""

    def __init__(self) -> None:
        self._resolver = DefaultResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        found = await self._resolver.resolve(host, port, family)
        allowed = [one for one in found if is_public(one["host"])]
        if not allowed:
            raise ValueError("no public address")
        return allowed

    async def close(self) -> None:
        await self._resolver.close()


def is_public(address: str) -> bool:
    """Whether an IP address is anybody's to reach: not this machine, its network, its cloud."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    within = _within(ip) if isinstance(ip, ipaddress.IPv6Address) else None
    if within is not None:
        return is_public(str(within))
    is_unicast = ip.version == 4 or ip in _UNICAST  # noqa: PLR2004 - IPv4
    return ip.is_global and not ip.is_multicast and is_unicast


def _within(ip: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address that an IPv6 one leads to."""
    if ip in _NAT64:
        return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    teredo = ip.teredo
    ways = (ip.ipv4_mapped, ip.sixtofour, teredo[1] if teredo else None)
    return next((way for way in ways if way is not None), None)


def _guarded_session() -> aiohttp.ClientSession:
    connector = aiohttp.TCPConnector(resolver=_PublicOnly(), use_dns_cache=False)
    return aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar())


def _origin(url: URL) -> Origin:
    """ValueError for what is not fetched at all. The host is the one that will be connected to:
    digits of other scripts are plain ones by now.
    """
    if url.scheme not in ("http", "https") or not url.raw_host or not url.port:
        raise ValueError("no web address")
    return url.scheme, url.raw_host, url.port


def _ground(address: URL) -> _Ground | None:
    """None for a path that is not plain: it is trusted nowhere."""
    path = _segments(address)
    if path is None:
        return None
    return _Ground(_origin(address), path if path[-1] else path[:-1])


def _segments(url: URL) -> tuple[str, ...] | None:
    """None for a path that different readers would read differently."""
    found = tuple(unquote(one) for one in url.raw_path.split("/")[1:])
    return None if any(map(_is_tricky, found)) else found


def _is_tricky(segment: str) -> bool:
    step = segment.partition(";")[0]
    return step in (".", "..") or not segment.isprintable() or any(one in segment for one in "/\\%")


def _is_literal(host: str) -> bool:
    """What goes to the socket without being resolved by our resolver: `127.1` and `2130706433`."""
    return ":" in host or host.replace(".", "").isdigit()


def _is_redirect(response: aiohttp.ClientResponse) -> bool:
    return 300 <= response.status < 400  # noqa: PLR2004 - 3xx
