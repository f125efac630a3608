"""Bad weather on demand: rules that spoil calls to a service, or updates on their way to a bot."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict, dataclass, field
from fnmatch import fnmatchcase
from itertools import count
from typing import Any

from aiohttp import web

CALL_EFFECTS = frozenset({"error", "http", "reset", "hang", "delay"})
UPDATE_EFFECTS = frozenset({"duplicate", "drop", "late"})


class BadFault(ValueError):
    """The description of a fault cannot be used."""


@dataclass(slots=True, kw_only=True)
class Fault:
    """One rule; `times` None means until removed.

    Seconds of `hang` and `delay` are real ones, those of `late` are sandbox ones.
    """

    id: int = 0
    service: str
    effect: str
    bot: str | None = None
    method: str | None = None
    chat: str | None = None
    times: int | None = None
    when: str = "before"
    code: int = 500
    description: str = "Internal Server Error"
    parameters: Mapping[str, Any] = field(default_factory=dict)
    status: int = 502
    body: str = "<html>502 Bad Gateway</html>"
    seconds: float = 60.0
    used: int = 0

    def fits(self, service: str, bots: tuple[str, ...], method: str, chat: object) -> bool:
        return (
            self.service == service
            and self.times != 0
            and (self.bot is None or self.bot in bots)
            and (self.method is None or fnmatchcase(method.lower(), self.method.lower()))
            and (self.chat is None or (chat is not None and self.chat == str(chat)))
        )

    def spend(self) -> None:
        self.used += 1
        if self.times is not None:
            self.times -= 1


class FaultSet:
    """The rules in force, oldest first."""

    def __init__(self) -> None:
        self._rules: dict[int, Fault] = {}
        self._ids = count(1)

    def add(self, given: Mapping[str, Any]) -> Fault:
        try:
            fault = Fault(**{**given, "id": next(self._ids)})
        except TypeError as wrong:
            raise BadFault(str(wrong)) from wrong
        if fault.effect not in CALL_EFFECTS | UPDATE_EFFECTS or fault.when not in (
            "before",
            "after",
        ):
            raise BadFault(f"unknown effect {fault.effect!r} or when {fault.when!r}")
        for name in ("bot", "chat"):
            value = getattr(fault, name)
            setattr(fault, name, None if value is None else str(value))
        self._rules[fault.id] = fault
        return fault

    def remove(self, fault_id: int) -> bool:
        return self._rules.pop(fault_id, None) is not None

    def clear(self) -> None:
        self._rules.clear()

    def as_json(self) -> list[dict[str, Any]]:
        return [asdict(rule) for rule in self._rules.values()]

    def of_call(
        self, service: str, bots: tuple[str, ...], method: str, chat: object = None
    ) -> list[Fault]:
        """Rules that spoil this call, spent: delays, and at most one other.

        `bots` are all names of the caller: username, id, token.
        """
        taken: list[Fault] = []
        for rule in self._rules.values():
            last = rule.effect != "delay"
            if rule.effect in CALL_EFFECTS and rule.fits(service, bots, method, chat):
                rule.spend()
                taken.append(rule)
                if last:
                    break
        return taken

    def of_update(
        self, service: str, bots: tuple[str, ...], kind: str, chat: object = None
    ) -> Fault | None:
        """The rule that spoils this inbound update, spent; its `method` is the update's kind."""
        for rule in self._rules.values():
            if rule.effect in UPDATE_EFFECTS and rule.fits(service, bots, kind, chat):
                rule.spend()
                return rule
        return None


Answer = Callable[[], Awaitable[web.StreamResponse]]


async def spoiled(
    request: web.Request,
    faults: list[Fault],
    act: Answer,
    refuse: Callable[[Fault], web.StreamResponse],
) -> web.StreamResponse:
    """Run a call under the faults taken for it.

    `act` has the effect, `refuse` words an error as the service would.
    """
    real: web.StreamResponse | None = None
    for fault in faults:
        if fault.when == "after" and real is None:
            real = await act()
        spoilt = await _spoil(request, fault, refuse)
        if spoilt is not None:
            return spoilt
    return real if real is not None else await act()


async def _spoil(
    request: web.Request, fault: Fault, refuse: Callable[[Fault], web.StreamResponse]
) -> web.StreamResponse | None:
    if fault.effect == "error":
        return refuse(fault)
    if fault.effect == "http":
        return web.Response(status=fault.status, text=fault.body, content_type="text/html")
    if fault.effect == "reset":
        return reset(request)
    await asyncio.sleep(fault.seconds)
    return reset(request) if fault.effect == "hang" else None


def reset(request: web.Request) -> web.StreamResponse:
    """Tear the TCP connection, so that the caller cannot know what became of his call."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=500)
