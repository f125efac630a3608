"""Web and mail addresses inside a text, found as TDLib finds them: around every dot."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

# \u2000-\u206f is General Punctuation, of which only joiners and dashes may stand in an address
_NOT_URL = r"\s\x00-\x20\u2000-\u200b\u200e\u200f\u2016-\u206f"
_ALNUM = "A-Za-z0-9"
_DOMAIN = rf"(?:[.{_ALNUM}_~-]|(?![{_NOT_URL}])[\u00c0-\U0010ffff])"
_USER = rf"[^\n/\[\]{{}}()'`<>\"@«»{_NOT_URL}]"
_PATH = rf"[^\n<>\"«»{_NOT_URL}]"
_BAD_ENDS = ".:;,('?!`"

_BACK_DOMAIN = re.compile(rf"{_DOMAIN}*\Z")
_BACK_USER = re.compile(rf"{_USER}*\Z")
_AHEAD = re.compile(rf"(?:{_DOMAIN}|@)*")
_PORT = re.compile(r":0*(\d{1,5})(?!\d)")
_REST = re.compile(rf"[/?#]{_PATH}*")
_PROTOCOL = re.compile(r"[^\s\x00-\x20./:@#?]*\Z")
_TG = re.compile(
    rf"(?=((?:tg|ton|tonsite)://[{_ALNUM}_-]{{1,253}}(?P<rest>[/?#]{_PATH}*)?))", re.IGNORECASE
)
_SCHEMES = {
    "http": (7, ("shttp",)),
    "https": (8, ()),
    "ftp": (6, ("tftp", "sftp")),
    "tonsite": (10, ()),
}
_EMAIL_USER = re.compile(r"(?:[A-Za-z0-9_-]{0,26}[.+]){0,10}[A-Za-z0-9_-]{1,35}")
_EMAIL_PART = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_-]{0,28}[A-Za-z0-9])?")


class Span(NamedTuple):
    """What was found, in code points."""

    kind: str
    begin: int
    end: int


def find_urls(text: str) -> Iterator[Span]:
    if "://" in text:
        yield from (Span("url", found.start(), _tg_end(found)) for found in _TG.finditer(text))
    if "." not in text:
        return
    for begin, end in _matches(text):
        yield from _classified(text[begin:end], begin)


def _tg_end(found: re.Match[str]) -> int:
    rest = found["rest"]
    return found.end(1) if rest is None else found.start("rest") + _kept_path(rest)


def _matches(text: str) -> Iterator[tuple[int, int]]:
    """Stretches that look like an address; `start` is where the search goes on after each dot."""
    start = 0
    while 0 <= (dot := text.find(".", start)) < len(text) - 1:
        if text[dot + 1] == " ":
            start = dot + 2
            continue
        begin, end, good = _around(text, start, dot)
        if good and end > dot + 1:
            yield begin, end
        start = max(_next_start(text, end, good), dot + 1)


def _next_start(text: str, end: int, good: bool) -> int:
    if good:
        while text.startswith(".", end):
            end += 1
        return end
    return text.rfind(".", 0, end) + 1


def _around(text: str, start: int, dot: int) -> tuple[int, int, bool]:
    begin = _back(_BACK_DOMAIN, text, start, dot)
    ahead = _AHEAD.match(text, dot)
    domain_end = ahead.end() if ahead else dot
    has_at = "@" in text[dot:domain_end]
    if has_at:
        begin = _back(_BACK_USER, text, start, begin)
    end = _with_path(text, domain_end)
    while end > dot + 1 and text[end - 1] == ".":
        end -= 1
    begin, good = _with_user(text, start, begin, has_at)
    begin, fits = _with_protocol(text, start, begin)
    return begin, end, good and fits


def _back(what: re.Pattern[str], text: str, start: int, end: int) -> int:
    """How far left the pattern's characters reach; no address has a longer name than that."""
    window = max(start, end - 300)
    found = what.search(text, window, end)
    return found.start() if found else end


def _with_path(text: str, end: int) -> int:
    port = _PORT.match(text, end)
    if port and 0 < int(port[1]) <= 65535:
        end = port.end()
    rest = _REST.match(text, end)
    if not rest:
        return end
    kept = _kept_path(rest.group())
    return end + kept if kept > 1 or text[end] == "/" else end


def _kept_path(rest: str) -> int:
    size = len(rest)
    while size > 1 and rest[size - 1] in _BAD_ENDS:
        size -= 1
    return size if size > 1 or rest[0] == "/" else 0


def _with_user(text: str, start: int, begin: int, has_at: bool) -> tuple[int, bool]:
    if begin == start or text[begin - 1] != "@":
        return begin, True
    user = _back(_BACK_USER, text, start, begin - 1)
    return user, not has_at and user != begin - 1


def _with_protocol(text: str, start: int, begin: int) -> tuple[int, bool]:
    if begin == start:
        return begin, True
    if begin - start >= 6 and text.endswith("://", start, begin):
        return _protocol(text, start, begin)
    before = text[begin - 1]
    return begin, not (before.isalnum() or before in "_/#@")


def _protocol(text: str, start: int, begin: int) -> tuple[int, bool]:
    found = _PROTOCOL.search(text, start, begin - 3)
    word = found.group().lower() if found else ""
    for scheme, (size, strangers) in _SCHEMES.items():
        if word.endswith(scheme) and word not in strangers:
            return begin - size, True
    return begin, False


def _classified(url: str, begin: int) -> Iterator[Span]:
    mail = url.removeprefix("mailto:")
    if _is_email(mail):
        yield Span("email", begin + len(url) - len(mail), begin + len(url))
    elif size := _url_size(url):
        yield Span("url", begin, begin + size)


def _is_email(text: str) -> bool:
    user, at, domain = text.partition("@")
    parts = domain.split(".")
    top = parts.pop()
    return (
        bool(at and 1 <= len(parts) <= 6 and _EMAIL_USER.fullmatch(user))
        and 2 <= len(top) <= 8
        and top.isascii()
        and top.isalpha()
        and all(_EMAIL_PART.fullmatch(part) for part in parts)
    )


def _url_size(url: str) -> int:
    """How much of it is the address, 0 where it is none."""
    protocol = re.match(r"(?:https?|ftp|tonsite)://", url, re.IGNORECASE)
    rest = url[protocol.end() :] if protocol else url
    domain = re.split(r"[/?#]", rest, maxsplit=1)[0]
    path = rest[len(domain) :]
    host = domain.partition("@")[2] if "@" in domain else domain
    host = host.rpartition(":")[0] if ":" in host else host
    if not _is_host(host, bool(protocol)):
        return 0
    return len(url) - len(path) + _balanced(path)


def _balanced(path: str) -> int:
    """The path up to the first bracket that closes nothing, without bad ends."""
    depth = dict.fromkeys("([{", 0)
    size = len(path)
    for index, char in enumerate(path):
        opener = {")": "(", "]": "[", "}": "{"}.get(char, char)
        if opener in depth:
            depth[opener] += 1 if char == opener else -1
            if depth[opener] < 0:
                size = index
                break
    while size > 0 and path[size - 1] in _BAD_ENDS:
        size -= 1
    return size


def _is_host(host: str, has_protocol: bool) -> bool:
    parts = host.split(".")
    sizes_fit = all(part and len(part.encode()) < 64 and not part.endswith("-") for part in parts)
    if not sizes_fit or len(parts) == 1 or host.lower() == "teiegram.org":
        return False
    if all(part.isascii() and part.isdigit() for part in parts):
        return len(parts) == 4 and all(_is_byte(part) for part in parts)
    return _is_top(parts[-1], has_protocol) and "_" not in parts[-2]


def _is_byte(part: str) -> bool:
    return (
        len(part) <= 3
        and not (part[0] == "0" and len(part) > 1)
        and (len(part) < 3 or int(part) <= 255)
    )


def _is_top(top: str, has_protocol: bool) -> bool:
    if len(top) <= 1:
        return False
    if top.startswith("xn--"):
        return len(top) > 5 and top[4:].isascii() and top[4:].isalnum()
    return "_" not in top and "-" not in top and (has_protocol or _is_common(top))


def _is_common(top: str) -> bool:
    """What begins like a name, and is no abbreviation, is none: г.Москва."""
    same_case = top.lower()
    if same_case != top and same_case[1:] == top[1:]:
        return False
    return unicodedata.normalize("NFC", same_case) in _tops()


@cache
def _tops() -> frozenset[str]:
    return frozenset((Path(__file__).parent / "tlds.txt").read_text(encoding="utf-8").split())
