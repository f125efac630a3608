"""Addresses behind a link: which Telegram takes, and how it writes them."""

from __future__ import annotations

import re

from sandbox.telegram.text.entities import BadText, Entity

_URL = re.compile(
    r"(?:(?P<protocol>[^:/?#@\[\]]*)://)?(?P<authority>[^/?#]*)(?P<rest>.*)", re.DOTALL
)
_PORT = re.compile(r"(.+):([^:\]@]*)$", re.DOTALL)
_HOST = re.compile(r"(?:[\w.\-!$,~*'();&+=]|%[0-9a-fA-F]{2}|[^\x00-\x7f])*", re.ASCII)
_USERINFO = re.compile(r"(?:[\w.\-!$,~*'();&+=:]|%[0-9a-fA-F]{2}|[^\x00-\x7f])*", re.ASCII)
_OWN = re.compile(r"(tg|ton|tonsite):(?://)?(.*)", re.DOTALL | re.IGNORECASE)


def link_entity(url: str, offset: int, length: int) -> Entity | None:
    """A text link or a mention by id; nothing where the address is no address."""
    person = user_id(url)
    if person is not None:
        return Entity("text_mention", offset, length, (("user", person),))
    checked = checked_link(url)
    return Entity("text_link", offset, length, (("url", checked),)) if checked else None


def user_id(url: str) -> int | None:
    found = re.match(r"tg:(?://)?user/?\?([^#]*)", url.lower())
    for parameter in found.group(1).split("&") if found else ():
        key, _, value = parameter.partition("=")
        if key == "id":
            return int(value) if value.isdigit() and int(value) else None
    return None


def custom_emoji_id(url: str) -> str:
    found = re.match(r"tg:(?://)?emoji/?\?([^#]*)", url.lower())
    for parameter in found.group(1).split("&") if found else ():
        key, _, value = parameter.partition("=")
        if key == "id" and re.fullmatch(r"-?\d+", value) and int(value):
            return str(int(value))
    raise BadText("Invalid tg://emoji or tg://time URL specified")


def checked_link(link: str) -> str:
    """The address as Telegram keeps it, or an empty string."""
    own = _OWN.match(link)
    if own:
        return _own_link(own.group(1).lower(), own.group(2))
    parts = _parsed(link)
    if parts is None or "." not in parts[2]:
        return ""
    protocol, userinfo, host, port, rest = parts
    return f"{protocol}://{userinfo + '@' if userinfo else ''}{host}{port}{rest}"


def _own_link(scheme: str, link: str) -> str:
    parts = _parsed(link)
    if (
        parts is None
        or link.lower().startswith("http://")
        or parts[0] == "https"
        or parts[1]
        or parts[3]
    ):
        return ""
    host, rest = parts[2], parts[4]
    allowed = r"[A-Za-z0-9_.-]+" if scheme == "tonsite" else r"[A-Za-z0-9_-]+"
    if not re.fullmatch(allowed, host):
        return ""
    return f"{scheme}://{host}{rest[1:] if rest.startswith('/?') else rest}"


def _parsed(url: str) -> tuple[str, str, str, str, str] | None:
    """protocol, user, host, `:port`, path."""
    found = _URL.fullmatch(url)
    if found is None:
        return None
    protocol = "http" if found["protocol"] is None else found["protocol"].lower()
    authority, port = _port(found["authority"])
    userinfo, _, host = authority.rpartition("@")
    if protocol not in ("http", "https") or port is None or not host or host == ".":
        return None
    if not _HOST.fullmatch(host) or not _USERINFO.fullmatch(userinfo):
        return None
    return protocol, userinfo, host.lower(), port, _path(found["rest"])


def _port(authority: str) -> tuple[str, str | None]:
    found = _PORT.fullmatch(authority)
    if not found:
        return authority, ""
    number = found[2].lstrip("0")
    good = number.isdigit() and int(number) <= 65535
    return found[1], f":{number}" if good else None


def _path(rest: str) -> str:
    rest = rest.rstrip(" \t\r\n\x0b\0")
    rest = rest if rest.startswith("/") else f"/{rest}"
    return "".join(char if char > " " else f"%{ord(char):02X}" for char in rest)
