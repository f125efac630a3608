"""`check` of a VK community: whether its settings let the hub hear and answer, and what to do."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from bots.vk_calls import Calls
from hub.errors import DeliveryError, Unauthorized
from hub.ports import Finding

_HEARD: Final = "message_new"
_TOLD: Final = (
    *("message_reply", "message_edit", "message_reaction_event"),
    *("wall_reply_new", "wall_reply_edit", "board_post_new", "board_post_edit"),
)
_WHERE: Final = "in the community's settings, API usage"
_GRANTED: Final = {
    "messages": ("FAIL", "nothing can be read or answered"),
    "photos": ("warn", "no photo can be sent"),
    "docs": ("warn", "no file or voice can be sent"),
    "wall": ("warn", "no comment can be answered"),
}

_Fault = tuple[str, str]
"""A level and what to say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallbackSide:
    """Where VK brings events to, and what both sides prove themselves with."""

    path: str
    secret: str = field(repr=False)
    confirmation: str


async def check(
    calls: Calls, party: str, group_id: int, callback: CallbackSide | None
) -> list[Finding]:
    try:
        faults = [fault async for fault in _faults(calls, group_id, callback)]
    except Unauthorized as error:
        faults = [("FAIL", f"{error.reason}; make a new key {_WHERE}")]
    except DeliveryError as error:
        faults = [("FAIL", f"{error.reason}; look at VK_API_URL, and at vk.com whether VK is up")]
    except (AttributeError, LookupError, TypeError, ValueError):
        faults = [("FAIL", "an answer that is not VK's; look at VK_API_URL, and who answers there")]
    if not faults:
        by = "Callback API" if callback else "Long Poll"
        return [Finding(party=party, level="ok", says=f"community {group_id}, {by}")]
    return [Finding(party=party, level=level, says=says) for level, says in faults]


async def _faults(
    calls: Calls, group_id: int, callback: CallbackSide | None
) -> AsyncIterator[_Fault]:
    granted = await calls("groups.getTokenPermissions")
    named = {one["name"] for one in granted["permissions"]}
    for name, (level, lost) in _GRANTED.items():
        if name not in named:
            yield level, f"the token has no right to {name}, {lost}: make a key with it {_WHERE}"
    if "messages" in named and not await _takes_messages(calls):
        yield "FAIL", "messages are off: switch them on in the community's settings, Messages"
    look = _callback(calls, group_id, callback) if callback else _long_poll(calls, group_id)
    async for fault in look:
        yield fault


async def _takes_messages(calls: Calls) -> bool:
    try:
        await calls("messages.getConversations", count=1)
    except Unauthorized:
        raise
    except DeliveryError as error:
        if error.reason.startswith("15 "):
            return False
        raise
    return True


async def _long_poll(calls: Calls, group_id: int) -> AsyncIterator[_Fault]:
    settings = await calls("groups.getLongPollSettings", group_id=group_id)
    if not settings["is_enabled"]:
        yield "FAIL", f"Long Poll is off: switch it on {_WHERE}"
        return
    for fault in _silent("Long Poll", settings["events"]):
        yield fault


async def _callback(calls: Calls, group_id: int, side: CallbackSide) -> AsyncIterator[_Fault]:
    code = await calls("groups.getCallbackConfirmationCode", group_id=group_id)
    if code["code"] != side.confirmation:
        yield (
            "FAIL",
            f"the confirmation in hub.yaml is not VK's: copy it from Callback API, {_WHERE}",
        )
    servers = await calls("groups.getCallbackServers", group_id=group_id)
    ours = [one for one in servers["items"] if one["url"].endswith(side.path)]
    if not ours:
        yield "FAIL", f"no callback server has an address that ends in {side.path}: add it {_WHERE}"
        return
    for fault in _of_server(ours[0], side):
        yield fault
    asked = {"group_id": group_id, "server_id": ours[0]["id"]}
    settings = await calls("groups.getCallbackSettings", **asked)
    for fault in _silent("Callback API", settings["events"]):
        yield fault


def _of_server(server: Mapping[str, Any], side: CallbackSide) -> list[_Fault]:
    faults = []
    if server.get("secret_key", "") != side.secret:
        faults.append(("FAIL", f"VK's secret key of {server['url']} is not the one in hub.yaml"))
    if server["status"] != "ok":
        says = f"{server['url']} is {server['status']} for VK: look whether it reaches the hub"
        faults.append(("FAIL", f"{says}, then press Confirm {_WHERE}"))
    return faults


def _silent(what: str, events: Mapping[str, Any]) -> list[_Fault]:
    if not events.get(_HEARD):
        return [("FAIL", f"{what} is silent about incoming messages: tick them in its event types")]
    missing = [name for name in _TOLD if not events.get(name)]
    if not missing:
        return []
    return [("warn", f"{what} is silent about {', '.join(missing)}: tick them in its event types")]
