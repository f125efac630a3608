"""From pydantic's errors to sentences, at the places where the file has them."""

import re
from typing import TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from configuration.faults import FaultsWithin, hint, nearest, shown
from configuration.part import Unknown
from configuration.raw import Loc, Place, Raw

Model = TypeVar("Model", bound=BaseModel)

_SENTENCES = (
    (r"missing", "required"),
    (r"string_.*", "expected text"),
    (r"int_.*", "expected a whole number"),
    (r"float_.*|finite_number", "expected a number"),
    (r"bool_.*", "expected true or false"),
    (r"tuple_type", "expected a list"),
    (r"(model|model_attributes|dict|mapping)_type|union_tag_.*", "expected a mapping"),
    (r"greater_than", "expected more than {gt}"),
    (r"greater_than_equal", "expected {ge} or more"),
    (r"less_than", "expected less than {lt}"),
    (r"less_than_equal", "expected {le} or less"),
)


def validated(
    model: type[Model], raw: dict[str, Raw], context: dict[str, str] | None = None
) -> tuple[Model | None, list[Place]]:
    """The model or its faults."""
    try:
        return model.model_validate(raw, context=context), []
    except ValidationError as why:
        errors = why.errors(include_url=False)
        return None, [place for error in errors for place in _places(error, raw)]


def _places(error: ErrorDetails, raw: Raw) -> list[Place]:
    """Where and what an error of pydantic's is, in our words."""
    loc, kind = _as_written(error["loc"], raw), error["type"]
    context, value = error.get("ctx", {}), error["input"]
    if isinstance(reason := context.get("error"), FaultsWithin):
        return [((*loc, *inner), message) for inner, message in reason.places]
    if kind == "value_error":
        return [(loc, str(reason))]
    if isinstance(value, Unknown):
        return [(loc, _unknown_key(str(loc[-1]), value.known))]
    if kind.startswith("union_tag") and isinstance(value, dict):
        return [((*loc, "channel"), _one_of(context.get("expected_tags"), value.get("channel")))]
    if kind == "literal_error":
        return [(loc, _one_of(context["expected"], value))]
    return [(loc, _sentence(kind).format_map(context))]


def _as_written(loc: Loc, raw: Raw) -> Loc:
    """Pydantic's path without what the file does not have: a union's tag, a lone value's index."""
    if loc[:1] == ("inboxes",):
        loc = loc[:2] + loc[3:]
    steps: list[str | int] = []
    for step in loc:
        if isinstance(step, str) or isinstance(raw, list):
            steps.append(step)
            raw = _inside(raw, step)
    return tuple(steps)


def _inside(raw: Raw, step: str | int) -> Raw:
    if isinstance(raw, dict):
        return raw.get(str(step))
    return raw[step] if isinstance(raw, list) and isinstance(step, int) else None


def _unknown_key(key: str, known: tuple[str, ...]) -> str:
    near = nearest(key, known)
    remedy = f"did you mean '{near}'?" if near else f"known keys: {', '.join(known)}"
    return f"unknown key; {remedy}"


def _one_of(expected: str | None, value: object) -> str:
    if expected is None:
        return "required"
    if not isinstance(value, str):
        return f"expected {expected}"
    names = re.findall(r"'([^']*)'", expected)
    return f"expected {expected}, not '{shown(value)}'{hint(value, names)}"


def _sentence(kind: str) -> str:
    found = (text for pattern, text in _SENTENCES if re.fullmatch(pattern, kind))
    return next(found, f"not valid ({kind})")
