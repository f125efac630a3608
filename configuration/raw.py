"""What was read and not yet judged: texts, lists and mappings, and the places of them."""

from typing import TypeAlias

Raw: TypeAlias = "str | list[Raw] | dict[str, Raw] | None"
Loc: TypeAlias = "tuple[str | int, ...]"
Place: TypeAlias = tuple[Loc, str]  # where, and what is expected there


class Filled(str):
    """Text filled in from the environment; a fault shows it as it was written in the file."""

    __slots__ = ("written",)
    written: str


def path_of(loc: Loc) -> str:
    """`people[0].role`."""
    steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in loc)
    return "".join(steps).removeprefix(".")
