"""Addresses of the stores. What stands in one is never repeated: it may be of a password."""

import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlsplit

MONGO = "mongodb://[user:password@]host[:port],.../[database][?replicaSet=...]"
REDIS = "redis://[:password@]host[:port][/number], rediss:// or unix://path"
_ESCAPED = (
    "in the user and the password write @ as %40, : as %3A, / as %2F, ? as %3F, # as %23, % as %25"
)
_LARGEST_PORT = 65_535
_FIRST_SPECIAL = re.compile(r"[/?]")


def database_of(mongo_url: str) -> str:
    return urlsplit(mongo_url).path.strip("/") or "dezhurka"


def mongo_url(value: str) -> str:
    """Raises ValueError with what is to be written."""
    begins = re.match(r"mongodb(\+srv)?://(?=[^\s/])", value)
    if not begins:
        raise ValueError(f"expected {MONGO}")
    authority = _FIRST_SPECIAL.split(value[begins.end() :], maxsplit=1)[0]
    if not _is_escaped(authority, value[begins.end() + len(authority) :]):
        raise ValueError(f"expected {MONGO}; {_ESCAPED}")
    hosts = authority.rpartition("@")[2].split(",")
    if not all(map(_is_host, hosts)):
        raise ValueError(f"expected {MONGO}, each port from 1 to {_LARGEST_PORT}; {_ESCAPED}")
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,38}", database_of(value)):
        raise ValueError(f"expected {MONGO}")
    for fault in _options(value.partition("?")[2]):
        raise ValueError(fault)
    return value


def redis_url(value: str) -> str:
    """Raises ValueError with what is to be written."""
    is_socket = re.fullmatch(r"unix://\S+", value)
    if not is_socket and not _is_redis_host(value):
        raise ValueError(f"expected {REDIS}, a port from 1 to {_LARGEST_PORT}; {_ESCAPED}")
    return value


def _is_redis_host(value: str) -> bool:
    try:
        parts = urlsplit(value)
        named = parts.hostname and (parts.port or 1)
    except ValueError:
        return False
    numbered = re.fullmatch(r"(/\d{0,5})?", parts.path)
    return bool(re.fullmatch(r"rediss?://\S+", value) and named and numbered)


def _is_escaped(authority: str, rest: str) -> bool:
    login, _, _ = authority.rpartition("@")
    lone_percent = re.search(r"%(?![0-9A-Fa-f]{2})", login)
    doubled = "@" in login or login.count(":") > 1 or "#" in login
    # An @ behind the first / or ? : that was in the password.
    cut = "@" in rest and not login
    return not (lone_percent or doubled or cut or (not login and "@" in authority))


def _is_host(host: str) -> bool:
    found = re.fullmatch(r"(\[[0-9A-Fa-f:.]+\]|[^\s:\[\]]+)(?::(\d{1,5}))?", host)
    return bool(found) and 0 < int(found[2] or 1) <= _LARGEST_PORT if found else False


def _options(query: str) -> Iterator[str]:
    example = "expected options as ?name=value&name=value, such as ?replicaSet=rs0"
    try:
        options = parse_qsl(query, keep_blank_values=True, strict_parsing=bool(query))
    except ValueError:
        yield example
        return
    names = [name.lower() for name, _ in options]
    for name, value in options:
        if not re.fullmatch(r"[A-Za-z]+", name) or not value:
            yield example
        elif names.count(name.lower()) > 1 and name.lower() != "readpreferencetags":
            yield f"option {name}: given more than once"
