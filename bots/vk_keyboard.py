"""The keyboards under our messages in VK."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Final

from hub.model import Button

_LABEL_LIMIT: Final = 40


def keyboard(rows: Iterable[Iterable[Button]]) -> str:
    """Buttons that say their label when pressed or open an address; "" where there are none."""
    drawn = [[_button(button) for button in row if button.press or button.url] for row in rows]
    kept = [row for row in drawn if row]
    return json.dumps({"inline": True, "buttons": kept}) if kept else ""


def _button(button: Button) -> dict[str, object]:
    label = button.label[:_LABEL_LIMIT]
    if button.url:
        return {"action": {"type": "open_link", "label": label, "link": button.url}}
    payload = json.dumps({"press": button.press})
    return {"action": {"type": "text", "label": label, "payload": payload}}
