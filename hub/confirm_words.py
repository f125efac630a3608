"""What is said of a phrase that is to be confirmed. Pure."""

from __future__ import annotations

from typing import Final

from hub.model import Button, Confirmation, Note
from hub.oddities import Found, length, oddities

PLACES: Final = 20


def told(confirmation: Confirmation) -> dict[str, str]:
    """For the words of notes: what is asked, and of which order."""
    return {
        "order": confirmation.order,
        "field": confirmation.field,
        "phrase": confirmation.value,
        "quoted": quoted(confirmation.value),
        "length": str(length(confirmation.value)),
        "version": str(confirmation.version),
    }


def quoted(phrase: str) -> str:
    """As it is, where it has its own."""
    return phrase if phrase[:1] == "«" and phrase[-1:] == "»" else f"«{phrase}»"


def detail(confirmation: Confirmation) -> dict[str, str]:
    """For the audit: which, and not what he wrote."""
    values = told(confirmation)
    return {name: values[name] for name in ("order", "field", "version")}


def choices(confirmation: Confirmation) -> tuple[Button, ...]:
    return (
        Button(label="right", press=f"right:{confirmation.id}"),
        Button(label="wrong", press=f"wrong:{confirmation.id}"),
    )


def remarks(confirmation: Confirmation) -> tuple[Note, ...]:
    return tuple(map(_line, oddities(confirmation.value)))


def _line(found: Found) -> Note:
    at = ", ".join(map(str, found.at[:PLACES])) + ("…" if len(found.at) > PLACES else "")
    what = " ".join(found.what[:PLACES])
    return Note(code=f"odd.{found.oddity}", values={"what": what, "at": at})
