"""Keyboards as VK accepts them; anything else is error 911."""

import json
from typing import Any

from sandbox.vk.errors import VkError

LABELLED = frozenset({"text", "open_link", "callback", "open_app"})
TYPES = LABELLED | {"location", "vkpay"}
COLOURED = frozenset({"text", "callback"})
COLOURS = frozenset({"primary", "secondary", "negative", "positive"})
KEYS = frozenset({"one_time", "inline", "buttons", "author_id"})


def parsed(given: str) -> dict[str, Any] | None:
    """The keyboard of a call; None when there is none."""
    if not given:
        return None
    try:
        keyboard = json.loads(given)
    except json.JSONDecodeError as wrong:
        raise VkError(911, "keyboard is not valid JSON") from wrong
    _check_shape(keyboard)
    _check_size(keyboard)
    for row in keyboard["buttons"]:
        for button in row:
            _check_button(button)
    return {"one_time": False, "inline": False, **keyboard}


def _check(fine: bool, complaint: str) -> None:
    if not fine:
        raise VkError(911, complaint)


def _check_shape(keyboard: Any) -> None:
    _check(isinstance(keyboard, dict), "keyboard should be an object")
    _check(keyboard.keys() <= KEYS, "unknown field of the keyboard")
    rows = keyboard.get("buttons")
    _check(isinstance(rows, list), "buttons should be an array")
    _check(all(isinstance(row, list) and row for row in rows), "a row should be a filled array")
    both = keyboard.get("inline") and keyboard.get("one_time")
    _check(not both, "one_time is not allowed for an inline keyboard")


def _check_size(keyboard: dict[str, Any]) -> None:
    rows = keyboard["buttons"]
    total = sum(map(len, rows))
    most_rows, most_buttons = (6, 10) if keyboard.get("inline") else (10, 40)
    _check(len(rows) <= most_rows, f"more than {most_rows} rows")
    _check(total <= most_buttons, f"more than {most_buttons} buttons")
    _check(all(len(row) <= 5 for row in rows), "more than 5 buttons in a row")


def _check_button(button: Any) -> None:
    _check(isinstance(button, dict) and isinstance(button.get("action"), dict), "no action")
    action = button["action"]
    kind = action.get("type")
    _check(kind in TYPES, "unknown type of action")
    if kind in LABELLED:
        label = action.get("label")
        _check(
            isinstance(label, str) and 0 < len(label) <= 40, "label should be of 1 to 40 characters"
        )
    if kind == "open_link":
        _check(str(action.get("link", "")).startswith(("https://", "http://")), "link is invalid")
    _check_colour(kind, button)
    _check_payload(action)


def _check_colour(kind: str, button: dict[str, Any]) -> None:
    if (colour := button.get("color")) is None:
        return
    _check(kind in COLOURED, "color is not allowed for this type")
    _check(colour in COLOURS, "unknown color")


def _check_payload(action: dict[str, Any]) -> None:
    payload = action.get("payload")
    if payload is None or payload == "":
        return
    if not isinstance(payload, str):
        payload = json.dumps(payload, ensure_ascii=False)
        action["payload"] = payload
    _check(len(payload) <= 255, "payload is longer than 255")
    try:
        json.loads(payload)
    except json.JSONDecodeError as wrong:
        raise VkError(911, "payload is not valid JSON") from wrong
