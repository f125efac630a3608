"""The fields of an order as people name them: by id, or by what stands on the card. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from hub.errors import Refusal
from hub.model import Order

Label = Callable[[str], str]
"""What a field is called on the card."""


def read(argument: str, order: Order, label: Label) -> tuple[str, str]:
    """The field that it begins with, and the text behind that to the letter. Raises Refusal."""
    names = [(name, said) for name in order.fields for said in (name, label(name))]
    for name, said in sorted(names, key=lambda one: -len(one[1].split())):
        words = len(said.split())
        begins, rest = _cut(argument, words)
        if begins == _folded(said.split()):
            return name, rest
    if not order.fields:
        raise Refusal("confirm_no_fields", order=order.id)
    first = argument.split(maxsplit=1)[0]
    raise Refusal(
        "confirm_no_field",
        order=order.id,
        named=first,
        fields=", ".join(map(label, order.fields)),
        example=label(next(iter(order.fields))).casefold(),
    )


def _cut(argument: str, words: int) -> tuple[str, str]:
    parts = argument.split(maxsplit=words)
    return _folded(parts[:words]), parts[words] if len(parts) > words else ""


def _folded(words: Iterable[str]) -> str:
    return " ".join(words).casefold().replace("ё", "е").rstrip(":")
