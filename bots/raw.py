"""Raw updates: JSON from outside, about whose shape nothing can be relied on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Container, Iterable, Mapping, Sequence
from typing import Any, Final, TypeAlias, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from hub.errors import Malformed
from hub.ports import RawUpdate


class Part(BaseModel):
    """What is used of an object from outside: whatever else it has cannot make it unreadable."""

    model_config = ConfigDict(extra="ignore")


def texts(part: BaseModel, *names: str) -> dict[str, str]:
    """Those of its fields that say something."""
    given = {name: getattr(part, name) for name in names}
    return {name: str(value) for name, value in given.items() if value is not None}


def mapping(value: object) -> Mapping[str, Any]:
    """The value if it is an object, else an empty one."""
    return value if isinstance(value, Mapping) else {}


def faults_of(error: ValidationError) -> str:
    """Which parts are amiss, without what stands in them: that may be somebody's words."""
    details = error.errors(include_url=False, include_context=False, include_input=False)
    return "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in details)


def malformed(update: object) -> RawUpdate:
    """What has no id of its own gets one from its content, so that it can be kept as dead."""
    digest = hashlib.sha256(json.dumps(update, sort_keys=True).encode()).hexdigest()
    return RawUpdate(id=f"malformed-{digest}", raw={"malformed": update})


_ROUNDS: Final = 16
"""How often what cannot be read is left out before the whole counts as unreadable."""

Model = TypeVar("Model", bound=BaseModel)
_Path: TypeAlias = tuple[str | int, ...]
_Tree: TypeAlias = dict[str | int, "_Tree"]
"""Paths by their first steps; what has nothing below it is an end."""


def readable(
    kind: type[Model], raw: object, *, needs: Container[str] = (), **context: object
) -> tuple[Model, frozenset[str]]:
    """As much of it as can be read, and which of its fields were left out, wholly or in part.

    What is null is as good as absent. Raises Malformed where what is needed is not there, or one
    of the fields that it `needs` cannot be read.
    """
    left: set[str] = set()
    for _ in range(_ROUNDS):
        try:
            return kind.model_validate(raw, context=context), frozenset(left)
        except ValidationError as error:
            faults = error.errors(include_url=False, include_context=False, include_input=False)
            paths = [_path(raw, one["loc"]) for one in faults]
            if any(not path or (len(path) == 1 and path[0] in needs) for path in paths):
                raise Malformed(faults_of(error)) from None
            left |= {str(path[0]) for path in paths if _at(raw, path) is not None}
            raw = _without(raw, _tree(paths))
    raise Malformed(f"nothing of {kind.__name__} can be read")


def _path(raw: Any, loc: Sequence[str | int]) -> _Path:
    """Where in it the fault lies: a field that is missing is a fault of what should have it. The
    rest of `loc` are names that the model gives to the kinds a part may be of.
    """
    path: list[str | int] = []
    for step in loc:
        if _has(raw, step):
            path.append(step)
            raw = raw[step]
    return tuple(path)


def _has(part: object, step: str | int) -> bool:
    if isinstance(part, Mapping):
        return step in part
    return isinstance(part, list) and isinstance(step, int) and step < len(part)


def _at(raw: Any, path: _Path) -> object:
    for step in path:
        raw = raw[step]
    return raw


def _tree(paths: Iterable[_Path]) -> _Tree:
    tree: _Tree = {}
    for path in sorted(set(paths), key=len, reverse=True):
        branch = tree
        for step in path[:-1]:
            branch = branch.setdefault(step, {})
        branch[path[-1]] = {}
    return tree


def _without(raw: Any, tree: _Tree) -> Any:
    """A copy without what the paths of the tree end at."""
    parts = raw.items() if isinstance(raw, Mapping) else enumerate(raw)
    kept = {
        step: _without(part, tree[step]) if step in tree else part
        for step, part in parts
        if tree.get(step) != {}
    }
    return kept if isinstance(raw, Mapping) else list(kept.values())
