"""The scenes of the story bar: every module here has one class of Scene, found by itself."""

import importlib
import pkgutil
from collections.abc import Iterator
from typing import TypeGuard

from sandbox.story import Scene, in_order


def all_scenes() -> dict[str, type[Scene]]:
    """By id, in the order in which they are offered."""
    return {scene.id: scene for scene in in_order(_found())}


def _found() -> Iterator[type[Scene]]:
    for module in pkgutil.iter_modules(__path__, f"{__name__}."):
        for thing in vars(importlib.import_module(module.name)).values():
            if _is_scene(thing) and thing.__module__ == module.name:
                yield thing


def _is_scene(thing: object) -> TypeGuard[type[Scene]]:
    return isinstance(thing, type) and issubclass(thing, Scene)
