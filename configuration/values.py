"""What a single value may be: text, secrets, durations, addresses; each with its sentence."""

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    PlainValidator,
    SecretStr,
    ValidationInfo,
)

from configuration.faults import hint
from configuration.patterns import LinearPattern
from hub import phones

COUNTRY = "country"
"""Key of the context of validation: the company's country."""

T = TypeVar("T")
Written = TypeVar("Written", str, SecretStr)

_UNITS = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86400}
_LONGEST = timedelta(days=3650)


def matching(pattern: str, expected: str) -> AfterValidator:
    """For text and for secrets; the sentence never shows the value."""
    compiled = re.compile(pattern)

    def check(value: Written) -> Written:
        if not compiled.fullmatch(_plain(value)):
            raise ValueError(f"expected {expected}")
        return value

    return AfterValidator(check)


def _plain(value: str | SecretStr) -> str:
    return value.get_secret_value() if isinstance(value, SecretStr) else value


def needed_in(mode: str) -> AfterValidator:
    """For an optional field after `mode`: required once that mode is chosen."""

    def check(value: T | None, info: ValidationInfo) -> T | None:
        if value is None and info.data.get("mode") == mode:
            raise ValueError(f"required with mode: {mode}")
        return value

    return AfterValidator(check)


def only_variables(text: str, known: tuple[str, ...]) -> str:
    """The text, if every `{name}` in it is a known one."""
    for name in re.findall(r"\{([^{}]*)\}", text):
        if name not in known:
            raise ValueError(
                f"unknown variable {{{name}}}; known: {', '.join(known)}{hint(name, known)}"
            )
    return text


def listed(raw: object, expected: str) -> tuple[str, ...]:
    if not isinstance(raw, list) or not all(isinstance(item, str) for item in raw):
        raise ValueError(f"expected {expected}")
    return tuple(str(item) for item in raw)


def _duration(raw: object) -> timedelta:
    found = re.fullmatch(r"(\d{1,12}(?:\.\d{1,6})?)\s*([smhd]?)", str(raw))
    seconds = float(found[1]) * _UNITS[found[2]] if found else -1.0
    if not 0 <= seconds <= _LONGEST.total_seconds():
        raise ValueError("expected a duration: a number of seconds, or 30s, 10m, 4h, 2d")
    return timedelta(seconds=seconds)


def _positive(value: timedelta) -> timedelta:
    if not value:
        raise ValueError("expected a duration longer than zero")
    return value


def _kept(raw: object) -> timedelta | None:
    if raw == "none":
        return None
    try:
        return _positive(_duration(raw))
    except ValueError as error:
        raise ValueError(f"{error}; or none, for ever") from None


def _zone(raw: object) -> ZoneInfo:
    try:
        return ZoneInfo(str(raw))
    except (KeyError, ValueError, OSError):
        near = hint(str(raw), available_timezones())
        raise ValueError(f"expected a time zone such as Europe/Moscow{near}") from None


def _pattern(raw: object) -> LinearPattern:
    if not isinstance(raw, str) or not raw:
        raise ValueError("expected a regular expression")
    return LinearPattern(raw)


def _url(value: str) -> str:
    try:
        parts = urlsplit(value)
        sound = parts.scheme in ("http", "https") and parts.hostname and (parts.port or 1)
        # What is no name of a host fails at the first call instead, not always as a sentence.
        (parts.hostname or "").encode("idna")
    except ValueError:
        sound = False
    if not sound or not re.fullmatch(r"\S+", value):
        raise ValueError("expected a URL that begins with https:// or http://")
    return value


def _country(value: str) -> str:
    known = phones.countries()
    if value.upper() not in known:
        near = hint(value.upper(), known)
        raise ValueError(f"expected a country in two letters, such as RU{near}")
    return value.upper()


def country_of(raw: Mapping[str, object]) -> str:
    """The one that the file names, if there is such a one: its phones are read by it."""
    named = str(raw.get(COUNTRY, phones.HOME)).upper()
    return named if named in phones.countries() else phones.HOME


def _phone(value: str, info: ValidationInfo) -> str:
    """Digits with a plus before them; where no country is written, it is the company's."""
    phone = phones.plain(value, (info.context or {}).get(COUNTRY, phones.HOME))
    if not phone.startswith("+"):
        raise ValueError("expected a phone such as +79110005101")
    return phone


def _not_empty(raw: object) -> object:
    if raw == []:
        raise ValueError("expected at least one")
    return raw


Text = Annotated[str, matching(r"(?s).*\S.*", "text")]
Id = Annotated[
    str,
    matching(
        r"[A-Za-z0-9][A-Za-z0-9_.-]{0,47}", "an id of latin letters, digits, '_', '-' and '.'"
    ),
]
Secret = Annotated[SecretStr, matching(r"(?s).*\S.*", "a secret")]
Key = Annotated[SecretStr, matching(r"[!-~]+", "a key without spaces")]
Wait = Annotated[timedelta, PlainValidator(_duration)]
Period = Annotated[Wait, AfterValidator(_positive)]
Kept = Annotated[timedelta | None, PlainValidator(_kept)]
Zone = Annotated[ZoneInfo, PlainValidator(_zone)]
Regex = Annotated[LinearPattern, PlainValidator(_pattern)]
Url = Annotated[str, AfterValidator(_url)]
BaseUrl = Annotated[Url, AfterValidator(lambda url: url.rstrip("/"))]
Country = Annotated[str, AfterValidator(_country)]
Phone = Annotated[str, AfterValidator(_phone)]
Whole = Annotated[int, Field(gt=0, lt=2**53)]
OneOrMany = Annotated[
    tuple[T, ...], BeforeValidator(lambda raw: [raw] if isinstance(raw, str) else raw)
]
Some = Annotated[tuple[T, ...], BeforeValidator(_not_empty)]
