"""Telegram's message entities and keyboards, from and to the hub's spans and buttons."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Final

from aiogram.types import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    MessageEntity,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)

from hub.model import Asks, Button, Span

_PLACE: Final = frozenset({"type", "offset", "length"})


def to_spans(entities: Iterable[MessageEntity]) -> tuple[Span, ...]:
    """Whatever a kind of entity carries besides its place survives as data."""
    return tuple(
        Span(kind=entity.type, offset=entity.offset, length=entity.length, data=_data(entity))
        for entity in entities
    )


def to_entities(spans: Iterable[Span]) -> list[MessageEntity]:
    return [
        MessageEntity.model_validate(
            {
                **_fields(span.data),
                "type": span.kind,
                "offset": span.offset,
                "length": span.length,
            }
        )
        for span in spans
    ]


def inline_keyboard(rows: Iterable[Iterable[Button]]) -> InlineKeyboardMarkup | None:
    """Buttons that would open a topic but have no address are left out."""
    drawn = [[_button(button) for button in row if button.press or button.url] for row in rows]
    kept = [row for row in drawn if row]
    return InlineKeyboardMarkup(inline_keyboard=kept) if kept else None


def keyboard(
    rows: Iterable[Iterable[Button]],
) -> InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | None:
    """Under a new message; what asks for something stands in place of the person's own keys."""
    drawn = [list(row) for row in rows]
    asked = {button.asks: button for row in drawn for button in row if button.asks}
    if wanted := asked.get(Asks.PHONE):
        button = KeyboardButton(text=wanted.label, request_contact=True)
        return ReplyKeyboardMarkup(
            keyboard=[[button]], one_time_keyboard=True, resize_keyboard=True
        )
    return ReplyKeyboardRemove(remove_keyboard=True) if asked else inline_keyboard(drawn)


def _data(entity: MessageEntity) -> Mapping[str, str]:
    fields = entity.model_dump(mode="json", exclude=set(_PLACE), exclude_none=True)
    return {
        name: value if isinstance(value, str) else json.dumps(value)
        for name, value in fields.items()
    }


def _fields(data: Mapping[str, str]) -> dict[str, object]:
    """The model reads numbers out of strings by itself, but not the user of a text_mention."""
    return {name: json.loads(value) if name == "user" else value for name, value in data.items()}


def _button(button: Button) -> InlineKeyboardButton:
    if button.url:
        return InlineKeyboardButton(text=button.label, url=button.url)
    return InlineKeyboardButton(text=button.label, callback_data=button.press)
