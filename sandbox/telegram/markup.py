"""Keyboards as a bot may send them, refused in Telegram's words."""

from __future__ import annotations

import json
from typing import Any

from sandbox.telegram.errors import ApiError, bad_request
from sandbox.telegram.model import JSON
from sandbox.telegram.text.links import checked_link, user_id

ACTIONS = (
    "url",
    "callback_data",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "callback_game",
    "pay",
)
ASKS = {
    "request_contact": "Phone number",
    "request_location": "Location",
    "request_poll": "Poll",
    "request_users": "Users",
    "request_chat": "Chats",
}
STYLES = ("danger", "primary", "success")
MOST_DATA_BYTES = 64
MOST_BUTTONS = 100


def read_markup(raw: str, *, private: bool) -> JSON | None:
    """The keyboard of `reply_markup` in one of its four shapes; nothing for an empty object."""
    if not raw:
        return None
    try:
        given = json.loads(raw)
    except ValueError:
        raise bad_request("can't parse reply keyboard markup JSON object") from None
    if not isinstance(given, dict):
        raise bad_request("object expected as reply markup")
    return _shaped(given, private)


def _shaped(given: JSON, private: bool) -> JSON | None:
    rows = _rows(given, "keyboard", 'Field "keyboard" must be an Array of Arrays')
    inline = _rows(
        given,
        "inline_keyboard",
        'Field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays',
    )
    if rows:
        kept = {key: given[key] for key in given if key not in ("keyboard", "inline_keyboard")}
        return {
            "keyboard": [[_reply_button(button, private) for button in row] for row in rows],
            **kept,
        }
    if inline:
        return _inline(inline, private)
    for name in ("remove_keyboard", "force_reply"):
        if given.get(name):
            return given
    return None


def _rows(given: JSON, name: str, complaint: str) -> list[list[Any]]:
    rows = given.get(name)
    if rows is None:
        return []
    if not isinstance(rows, list):
        raise bad_request(f'field "{name}" must be of type Array')
    if not all(isinstance(row, list) for row in rows):
        raise bad_request(complaint[0].lower() + complaint[1:])
    return [row for row in rows if row]


def _inline(rows: list[list[Any]], private: bool) -> JSON | None:
    kept = [[_inline_button(button, private) for button in row] for row in rows]
    if sum(map(len, kept)) > MOST_BUTTONS:
        raise bad_request("REPLY_MARKUP_TOO_LONG")
    return {"inline_keyboard": kept}


def _inline_button(button: Any, private: bool) -> JSON:
    if not isinstance(button, dict):
        raise _inline_fault("InlineKeyboardButton must be an Object")
    _check_text(button, _inline_fault)
    action = next((name for name in ACTIONS if name in button), None)
    if action is None:
        raise _inline_fault("Text buttons are unallowed in the inline keyboard")
    if not button["text"]:
        raise bad_request("inline keyboard button text must be non-empty")
    _check_style(button, _inline_fault)
    _check_action(button, action, private)
    return {
        key: button[key]
        for key in ("text", action, "style", "icon_custom_emoji_id")
        if key in button
    }


def _check_action(button: JSON, action: str, private: bool) -> None:
    value = button[action]
    if action == "callback_data" and not 0 < len(str(value).encode()) <= MOST_DATA_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")
    if action == "url":
        _check_url(button, str(value))
    if action == "web_app" and not private:
        raise bad_request("BUTTON_TYPE_INVALID")
    if action == "copy_text" and not 0 < len(_field(value, "text")) <= 256:
        raise bad_request("BUTTON_COPY_TEXT_INVALID")


def _check_url(button: JSON, url: str) -> None:
    if user_id(url) is not None:
        return
    checked = checked_link(url)
    if not checked:
        raise bad_request(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")
    button["url"] = checked


def _reply_button(button: Any, private: bool) -> JSON:
    given = {"text": button} if isinstance(button, str) else button
    if not isinstance(given, dict):
        raise _reply_fault("KeyboardButton must be a String or an Object")
    _check_text(given, _reply_fault)
    if not given["text"]:
        raise bad_request("keyboard button text must be non-empty")
    if private:
        return given
    for name, what in ASKS.items():
        if given.get(name):
            raise bad_request(f"{what.lower()} can be requested in private chats only")
    if given.get("web_app"):
        raise bad_request("web App buttons can be used in private chats only")
    return given


def _check_text(button: JSON, fault: Any) -> None:
    if "text" not in button:
        raise fault('Can\'t find field "text"')
    if not isinstance(button["text"], str):
        raise fault('Field "text" must be of type String')


def _check_style(button: JSON, fault: Any) -> None:
    if button.get("style") not in (None, "", *STYLES):
        raise fault("invalid button style specified")


def _field(value: Any, name: str) -> str:
    return str(value.get(name, "")) if isinstance(value, dict) else ""


def _inline_fault(text: str) -> ApiError:
    return bad_request(f"can't parse inline keyboard button: {text}")


def _reply_fault(text: str) -> ApiError:
    return bad_request(f"can't parse keyboard button: {text}")
