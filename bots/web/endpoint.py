"""One thing served over HTTP: the router, the checks and the description are made of it."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from aiohttp import web

from bots.web.fault import Fault

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

LONGEST: Final = 200
_SHOWN: Final = 40
_WHOLE: Final = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Param:
    """A parameter of a query. `values` are the only ones allowed, if there are any; `between`
    makes it a whole number.
    """

    name: str
    says: str
    values: tuple[str, ...] = ()
    between: tuple[int, int] | None = None
    longest: int = LONGEST

    def check(self, value: str) -> None:
        if self.values and value not in self.values:
            raise self.fault(f"expected one of {', '.join(self.values)}")
        if self.between and not self._within(value, *self.between):
            raise self.fault(f"expected a whole number from {self.between[0]} to {self.between[1]}")
        if len(value) > self.longest:
            raise self.fault(f"expected at most {self.longest} characters")

    def fault(self, expected: str) -> Fault:
        return Fault(422, f"{self.name}: {expected}")

    def _within(self, value: str, least: int, most: int) -> bool:
        return bool(_WHOLE.fullmatch(value)) and least <= int(value) <= most


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """`gives` is the shape of what it answers, or a media type; `also` are other statuses' shapes.

    `keyed` ones ask for an API key. `path` is in aiohttp's form. `takes` are the shapes that its
    body may have.
    """

    path: str
    handle: Handler
    summary: str
    gives: type | str
    method: str = "GET"
    status: int = 200
    takes: tuple[type, ...] = ()
    keyed: bool = False
    query: tuple[Param, ...] = ()
    also: Mapping[int, type] = field(default_factory=dict)


def given(request: web.Request, params: tuple[Param, ...]) -> dict[str, str]:
    """The query's values by name, without empty ones. Raises a Fault that names the parameter."""
    known = {param.name: param for param in params}
    for name in request.query:
        if name not in known:
            raise Fault(422, f"{name[:_SHOWN]}: unknown parameter; known: {', '.join(known)}")
        if len(request.query.getall(name)) > 1:
            raise known[name].fault("given more than once")
    values = {name: value for name, value in request.query.items() if value}
    for name, value in values.items():
        known[name].check(value)
    return values
