"""What the store asks of the server, and whether all of it is among the portable."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from pymongo.monitoring import (
    CommandFailedEvent,
    CommandListener,
    CommandStartedEvent,
    CommandSucceededEvent,
)

_COMMANDS: Final = {
    *("aggregate", "createIndexes", "delete", "find", "findAndModify", "getMore", "insert"),
    *("killCursors", "listCollections", "listIndexes", "update"),
    # asked by the tests of plans
    "explain",
}
_OPERATORS: Final = {
    # filters
    *("$all", "$and", "$eq", "$exists", "$gt", "$gte", "$in", "$lt", "$lte", "$ne", "$nin"),
    *("$nor", "$or", "$regex", "$size", "$type"),
    # updates
    *(
        "$addToSet",
        "$currentDate",
        "$each",
        "$inc",
        "$max",
        "$pull",
        "$push",
        "$set",
        "$setOnInsert",
    ),
    "$slice",
    # stages and expressions
    *(
        "$add",
        "$concatArrays",
        "$cond",
        "$filter",
        "$group",
        "$ifNull",
        "$limit",
        "$literal",
        "$map",
        "$match",
        "$mergeObjects",
        "$min",
        "$not",
        "$project",
        "$setDifference",
        "$setUnion",
        "$sort",
        "$sum",
    ),
    "$switch",
}
_ASKED: Final = ("deletes", "filter", "pipeline", "query", "update", "updates")


class Watch(CommandListener):
    def __init__(self) -> None:
        self._database = ""
        self.commands: list[Mapping[str, Any]] = []

    def begin(self, database: str) -> None:
        self._database = database
        self.forget()

    def forget(self) -> None:
        self.commands = []

    def strangers(self) -> set[str]:
        """Commands and operators that are not on the list."""
        asked = (command.get(part, ()) for command in self.commands for part in _ASKED)
        operators = {name for part in asked for name in _operators(part)}
        names = {next(iter(command)) for command in self.commands}
        return (names - _COMMANDS) | (operators - _OPERATORS)

    def started(self, event: CommandStartedEvent) -> None:
        if event.database_name == self._database:
            self.commands.append(dict(event.command))

    def succeeded(self, event: CommandSucceededEvent) -> None:
        """The tests see what came of it."""

    def failed(self, event: CommandFailedEvent) -> None:
        """The tests see what came of it."""


def _operators(asked: Any) -> Iterator[str]:
    if isinstance(asked, Mapping):
        for name, value in asked.items():
            if name.startswith("$") and name[1:].isalpha():
                yield name
            if name != "$literal":
                yield from _operators(value)
    elif isinstance(asked, list):
        for item in asked:
            yield from _operators(item)
