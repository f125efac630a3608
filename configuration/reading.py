"""hub.yaml as text, lists and mappings, with `${NAME}` filled in; what a text means, models say."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from configuration.raw import Filled, Loc, Place, Raw

_MOST_VALUES = 100_000
_DEEPEST = 12
_TOO_DEEP = f"nested deeper than {_DEEPEST} levels"
_VARIABLE = re.compile(r"\$\{([^}]*)\}")


class Unreadable(Exception):
    """The file as a whole cannot be read; the argument says why."""


def read(path: Path, variables: Mapping[str, str]) -> tuple[Raw, list[Place]]:
    """What the file holds, and the faults that leave the rest of it readable."""
    node = _node(_text(path))
    reader = _Reader(variables)
    return ({} if node is None else reader.value(node)), reader.places


@dataclass
class _Reader:
    """Turns YAML's nodes into text, lists and mappings."""

    variables: Mapping[str, str]
    places: list[Place] = field(default_factory=list)
    count: int = 0

    def value(self, node: yaml.Node, loc: Loc = ()) -> Raw:
        self.count += 1
        if self.count > _MOST_VALUES:
            raise Unreadable(f"holds more than {_MOST_VALUES} values")
        if len(loc) > _DEEPEST:
            raise Unreadable(_TOO_DEEP)
        if isinstance(node, yaml.MappingNode):
            return self.mapping(node, loc)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(item, (*loc, index)) for index, item in enumerate(node.value)]
        return self.scalar(node, loc)

    def mapping(self, node: yaml.MappingNode, loc: Loc) -> dict[str, Raw]:
        lines: dict[str, int] = {}
        values: dict[str, Raw] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode) or not key.value.isprintable():
                raise Unreadable(f"{_position(key.start_mark)}: expected a plain key")
            line, place = key.start_mark.line + 1, (*loc, key.value)
            if key.value in values:
                twice = f"written twice, in lines {lines[key.value]} and {line}"
                self.places.append((place, twice))
            else:
                lines[key.value] = line
                values[key.value] = self.value(value, place)
        return values

    def scalar(self, node: yaml.Node, loc: Loc) -> str | None:
        if not node.tag.startswith("tag:yaml.org,2002:"):
            self.places.append(
                (loc, "expected a value without a YAML tag; put text that begins with ! in quotes")
            )
        if node.tag == "tag:yaml.org,2002:null":
            return None
        return self.filled(str(node.value), loc)

    def filled(self, written: str, loc: Loc) -> str:
        names = _VARIABLE.findall(written)
        self.places += [
            (loc, f"environment variable {name} is not set")
            for name in names
            if name not in self.variables
        ]
        if not names:
            return written
        filled = Filled(_VARIABLE.sub(lambda name: self.variables.get(name[1], name[0]), written))
        filled.written = written
        return filled


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise Unreadable(
            "no such file; copy hub.example.yaml to it, or say in HUB_CONFIG where the file is"
        ) from None
    except OSError as why:
        raise Unreadable(f"cannot be read: {why.strerror}") from None
    except UnicodeDecodeError as why:
        line = why.object[: why.start].count(b"\n") + 1
        raise Unreadable(f"line {line}: expected text in UTF-8") from None


def _node(text: str) -> yaml.Node | None:
    try:
        return yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as why:
        place = _position(why.problem_mark or why.context_mark)
        raise Unreadable(f"{place}: {_problem(why)}") from None
    except yaml.reader.ReaderError as why:
        line = text[: why.position].count("\n") + 1
        raise Unreadable(f"line {line}: a character that YAML does not allow") from None
    except (ValueError, OverflowError):
        raise Unreadable("a number in a directive or a \\U escape is out of range") from None
    except RecursionError:
        raise Unreadable(_TOO_DEEP) from None


def _position(mark: yaml.Mark | None) -> str:
    return f"line {mark.line + 1}, column {mark.column + 1}" if mark else "somewhere"


def _problem(why: yaml.MarkedYAMLError) -> str:
    """What YAML says, without the name of an alias or a tag, which may be an unquoted password."""
    named = r"(?s)^(found (undefined alias|duplicate anchor|undefined tag handle)).*"
    return re.sub(named, r"\1", why.problem or "expected YAML")
