"""What a scene is made of. One file in sandbox/scenes is one scene: a class, its steps methods.

A step is a line of explanation, and a deed that ends when what it should cause has been seen.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import asdict, dataclass, field
from functools import partial
from typing import Any, ClassVar

from sandbox.client import People

Json = dict[str, Any]
PATIENCE = 60.0
"""Seconds in which what a step waits for should come, in bad weather too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    ru: str
    en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What is put on a phone of the page: `chat` is a bot's name, a group's id or a community's.

    `phone` is courier, customer, vk, operators or manager; `order` is shown in the order pane.
    """

    phone: str
    person: int | None = None
    chat: str | int | None = None
    topic: int | None = None
    order: str | None = None


Show = Callable[[Look], None]


class Scene:
    """Made anew for every play, so that steps may leave things for later ones in attributes."""

    id: ClassVar[str]
    title: ClassVar[Text]
    place: ClassVar[int]
    """Scenes are offered in this order."""
    cast: ClassVar[tuple[Look, ...]]
    """Who stands on which phone when it begins."""

    def __init__(self, people: People, show: Show) -> None:
        self.people = people
        self.show = show

    @classmethod
    def steps(cls) -> list[Step]:
        """In the order in which they are written."""
        return [one for one in vars(cls).values() if isinstance(one, Step)]

    @classmethod
    def as_json(cls) -> Json:
        steps = [{"text": asdict(step.text), "phone": step.phone} for step in cls.steps()]
        return {"id": cls.id, "title": asdict(cls.title), "steps": steps}


Deed = Callable[[Any], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Step:
    """`phone` is where it happens."""

    text: Text
    phone: str
    deed: Deed = field(repr=False)


def step(*, ru: str, en: str, phone: str) -> Callable[[Deed], Step]:
    """Makes a method of a scene its next step."""
    return partial(Step, Text(ru=ru, en=en), phone)


def in_order(scenes: Iterable[type[Scene]]) -> list[type[Scene]]:
    return sorted(scenes, key=lambda scene: scene.place)
