"""Methods about the community itself: its Long Poll, its settings, its token."""

from typing import Any

from sandbox.vk.callback import CallbackServer
from sandbox.vk.errors import invalid
from sandbox.vk.methods.call import Call
from sandbox.vk.methods.reading import group_json
from sandbox.vk.model import ALL_SCOPES, SIMULATED_EVENTS, Community
from sandbox.vk.state import API_VERSION

OTHER_EVENTS = frozenset({"wall_post_new", "group_join", "group_leave"})
EVENTS = sorted(SIMULATED_EVENTS | OTHER_EVENTS)


def get_by_id(call: Call) -> Any:
    """Communities by id or short name; with neither, the token's own."""
    wanted = call.params.words("group_ids") or call.params.words("group_id")
    groups = [_named(call, word) for word in wanted] if wanted else [call.community]
    return {"groups": [group_json(one) for one in groups if one is not None], "profiles": []}


def _named(call: Call, word: str) -> Community | None:
    every = call.state.communities.values()
    return next((one for one in every if word in (str(one.group_id), one.screen_name)), None)


def get_longpoll_server(call: Call) -> Any:
    call.own_group()
    if not call.community.longpoll:
        raise invalid("longpoll for this group is not enabled")
    updates = call.community.updates
    server = f"{call.base_url}/vk/longpoll/{call.community.group_id}"
    return {"key": updates.key, "server": server, "ts": str(updates.ts)}


def get_longpoll_settings(call: Call) -> Any:
    call.own_group()
    events = {name: int(name in call.community.events) for name in EVENTS}
    enabled = call.community.longpoll
    return {"api_version": API_VERSION, "events": events, "is_enabled": enabled}


def set_longpoll_settings(call: Call) -> Any:
    """Only what is named changes."""
    call.own_group()
    if "enabled" in call.params:
        call.community.longpoll = call.params.flag("enabled")
    named = {name for name in EVENTS if name in call.params}
    on = {name for name in named if call.params.flag(name)}
    call.community.events = (call.community.events - named) | on
    return 1


def get_token_permissions(call: Call) -> Any:
    granted = {name: ALL_SCOPES[name] for name in sorted(call.community.scopes)}
    permissions = [{"name": name, "setting": bit} for name, bit in granted.items()]
    return {"mask": sum(granted.values()), "permissions": permissions}


def get_callback_servers(call: Call) -> Any:
    call.own_group()
    servers = call.community.callbacks.values()
    return {"count": len(servers), "items": [one.as_json() for one in servers]}


def get_callback_settings(call: Call) -> Any:
    call.own_group()
    server = _callback_server(call)
    events = {name: int(name in server.events) for name in EVENTS}
    return {"api_version": API_VERSION, "events": events}


def set_callback_settings(call: Call) -> Any:
    """Only what is named changes."""
    call.own_group()
    server = _callback_server(call)
    named = {name for name in EVENTS if name in call.params}
    server.events = (server.events - named) | {name for name in named if call.params.flag(name)}
    return 1


def _callback_server(call: Call) -> CallbackServer:
    server = call.community.callbacks.get(call.params.need_integer("server_id"))
    if server is None:
        raise invalid("server_id is invalid")
    return server


def get_confirmation_code(call: Call) -> Any:
    call.own_group()
    return {"code": call.community.confirmation}
