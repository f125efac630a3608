"""The working week: `{mon-fri: "09:00-21:00", holidays: [2026-12-31]}`."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, TypeVar

from pydantic import PlainValidator

from configuration.faults import FaultsWithin
from configuration.raw import Place, Raw
from configuration.values import listed

T = TypeVar("T")

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY = 24 * 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """Open hours beginning on a weekday (0 = Monday), in minutes from its midnight; past 24 hours
    is the next day.
    """

    weekday: int
    opens: int
    closes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """The working week; holidays are closed."""

    openings: tuple[Opening, ...]
    holidays: tuple[date, ...] = ()


def _hours(raw: object) -> Hours:
    if not isinstance(raw, dict):
        raise ValueError(  # noqa: TRY004 - pydantic listens for ValueError
            'expected a mapping such as {mon-fri: "09:00-21:00"}'
        )
    week: dict[int, Opening] = {}

    def read(key: str, value: Raw) -> list[date]:
        if key == "holidays":
            return _each(enumerate(listed(value, "a list of dates")), _holiday)
        for weekday in _weekdays(key):
            if weekday in week:
                raise ValueError(f"{_DAYS[weekday]} is named twice")
            opens, closes = _minutes(value)
            week[weekday] = Opening(weekday=weekday, opens=opens, closes=closes)
        return []

    holidays = [day for days in _each(raw.items(), read) for day in days]
    return Hours(openings=tuple(week[day] for day in sorted(week)), holidays=tuple(holidays))


def _each(items: Iterable[tuple[Any, Raw]], read: Callable[[Any, Raw], T]) -> list[T]:
    """Everything that was read, or every fault met on the way."""
    results: list[T] = []
    places: list[Place] = []
    for key, value in items:
        try:
            results.append(read(key, value))
        except FaultsWithin as inner:
            places += [((key, *loc), message) for loc, message in inner.places]
        except ValueError as fault:
            places.append(((key,), str(fault)))
    if places:
        raise FaultsWithin(places)
    return results


def _weekdays(key: str) -> list[int]:
    """`fri` or `mon-fri`; `sat-mon` goes round the end of the week."""
    first, _, last = key.partition("-")
    if first not in _DAYS or (last or first) not in _DAYS:
        raise ValueError("unknown key; expected mon ... sun, a range such as mon-fri, or holidays")
    start, end = _DAYS.index(first), _DAYS.index(last or first)
    return [day % 7 for day in range(start, end + 1 if end >= start else end + 8)]


def _minutes(raw: Raw) -> tuple[int, int]:
    found = re.fullmatch(r"(\d\d?):([0-5]\d)-(\d\d?):([0-5]\d)", str(raw))
    clock = [int(number) for number in found.groups()] if found else [0, 0, 0, 0]
    opens, closes = clock[0] * 60 + clock[1], clock[2] * 60 + clock[3]
    if opens == closes or opens >= _DAY or closes > _DAY:
        raise ValueError('expected hours such as "09:00-21:00"')
    return opens, closes if closes > opens else closes + _DAY


def _holiday(_: int, raw: Raw) -> date:
    try:
        return date.fromisoformat(str(raw))
    except ValueError:
        raise ValueError("expected a date such as 2026-12-31") from None


Week = Annotated[Hours, PlainValidator(_hours)]
