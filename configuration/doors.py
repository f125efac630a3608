"""Secrets that are easily guessed, and secrets that open two doors: named by where they stand."""

from collections.abc import Iterator

from pydantic import BaseModel, SecretStr

from configuration.raw import Loc, path_of

SHORTEST = 16
_GIVEN = frozenset({"confirmation", "token"})
"""Made by messengers: how long they are is not ours to decide."""


def weak_secrets(hub: BaseModel, *, also: dict[str, SecretStr | None]) -> list[str]:
    """One sentence each, without the secret. `also` are those of elsewhere, by name."""
    found = {path_of(loc): secret for loc, secret in _secrets(hub)}
    found |= {name: secret for name, secret in also.items() if secret}
    return [*_short(found), *_twice(found, _shared(hub))]


def _secrets(value: object, loc: Loc = ()) -> Iterator[tuple[Loc, SecretStr]]:
    if isinstance(value, SecretStr):
        yield loc, value
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            if name != "environment":
                yield from _secrets(getattr(value, name), (*loc, name))
    elif isinstance(value, tuple):
        for index, one in enumerate(value):
            yield from _secrets(one, (*loc, index))


def _short(found: dict[str, SecretStr]) -> Iterator[str]:
    for path, secret in found.items():
        given = path.rpartition(".")[2] in _GIVEN
        if not given and len(secret.get_secret_value()) < SHORTEST:
            yield (
                f"{path}: shorter than {SHORTEST} characters, so it can be guessed;"
                " make one by: openssl rand -hex 24"
            )


def _twice(found: dict[str, SecretStr], shared: set[tuple[str, str]]) -> Iterator[str]:
    first: dict[str, str] = {}
    for path, secret in found.items():
        earlier = first.setdefault(secret.get_secret_value(), path)
        if earlier != path and (earlier, path) not in shared:
            yield (
                f"{path}: the same as {earlier}: whoever knows one can act as the other;"
                " give each its own"
            )


def _shared(hub: BaseModel) -> set[tuple[str, str]]:
    """The desk bot may be a staff inbox's bot: that is one secret in two places."""
    desk_bot = getattr(hub, "desk_bot", None)
    pairs: set[tuple[str, str]] = set()
    for index, inbox in enumerate(getattr(hub, "inboxes", ())):
        if desk_bot and getattr(inbox, "token", None) == desk_bot.token:
            pairs |= {(f"desk_bot.{key}", f"inboxes[{index}].{key}") for key in ("token", "secret")}
    return pairs
