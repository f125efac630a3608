"""Patterns of hub.yaml, on an engine whose time is proportional to the text whatever is written."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

import re2

LARGEST: Final = 2 * 2**20
"""Bytes that a compiled pattern and what it remembers while it searches may take."""
MOST_STEPS: Final = 500
"""Each costs a look at all that follows, also one to where there is nothing, as of `\\d*`."""
_WORD: Final = r"\p{L}\p{N}_"
_EDGE: Final = r"\b"
_OUTSIDE: Final = {
    r"\d": r"\p{Nd}",
    r"\D": r"\P{Nd}",
    r"\w": f"[{_WORD}]",
    r"\W": f"[^{_WORD}]",
    r"\s": r"[\s\p{Z}]",
    r"\S": r"[^\s\p{Z}]",
}
_INSIDE: Final = {r"\d": r"\p{Nd}", r"\w": _WORD, r"\s": r"\s\p{Z}"}
"""The same within brackets. What RE2 has under these names knows English alone."""
_PARTS: Final = re.compile(
    r"(?P<set>\[\^?\]?(?:\\.|\[:\^?[a-z]+:\]|[^\]\\])*\])|(?P<escape>\\.)|(?P<other>.)", re.DOTALL
)
_ESCAPE: Final = re.compile(r"\\.", re.DOTALL)
_INSTEAD: Final = (
    (r"\(\?<?[=!]", "let what stands beside it be part of the pattern, or write \\b at an end"),
    (r"\\[1-9]|\(\?P", "write the repeated part out"),
    (r"\\[DWS] within \[\]", "name what may stand there, such as \\p{L} for letters"),
    (r"\\b within the pattern", "write it at the ends: \\b(?:one|other)\\b"),
    (r"\\B", "write what may stand there"),
    (r"\\Q", "write a backslash before each sign"),
    (r"\\Z", "write \\z or $"),
    (r"\\[uUN]", "write the letter itself, or \\x{401}"),
    (r"\(\?>|[*+?}]\+", "leave the + or ?> out: nothing is tried twice here"),
    (r"\(\?#|\(\?x|\(\?\(", "write the pattern without it"),
    (r"too large", "write shorter repetitions"),
    (r"repetition size", "repeat at most 1000 times"),
)


_UNFIT: Final = (r"\B", r"\Q")


class _Unfit(Exception):
    """The part that cannot be taken."""


@dataclass(frozen=True, slots=True)
class LinearPattern:
    r"""What hub.yaml says something looks like. Raises ValueError with what to write instead.

    Letters and digits are those of any alphabet: in `\d`, in `\w`, and in `\b`, which stands at an
    end and means that there is no letter, digit or _ beyond it.
    """

    written: str
    _ends: tuple[bool, bool] = field(init=False, repr=False, compare=False)
    _search: Any = field(init=False, repr=False, compare=False)
    _whole: Any = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        try:
            flags, ends, core = _split(self.written)
            body = _translated(core, alone=not any(ends))
            whole = _compiled(f"{flags}{body}")
            before, after = (f"[^{_WORD}]" if end else "" for end in ends)
            search = _compiled(f"{flags}{before}(?:{body}){after}")
        except (_Unfit, re2.error) as why:
            raise ValueError(f"expected a regular expression, but {_told(why)}") from None
        object.__setattr__(self, "_ends", ends)
        object.__setattr__(self, "_search", search)
        object.__setattr__(self, "_whole", whole)

    def places(self, text: str) -> Iterator[tuple[int, int]]:
        """Where it stands in a text, one after the other. Empty places are none."""
        before, after = self._ends
        said = _sound(text) + "\n" * after
        anywhere = map(_span, self._search.finditer(said))
        found = self._after_edges(f"\n{said}") if before else anywhere
        return ((start, end - after) for start, end in found if start < end - after)

    def is_whole(self, text: str) -> bool:
        """Whether it is that and nothing else."""
        return self._whole.fullmatch(_sound(text)) is not None

    def _after_edges(self, rest: str) -> Iterator[tuple[int, int]]:
        """What stands between two places belongs to both: the search goes on with it."""
        passed = 0
        for _ in range(MOST_STEPS):
            found = self._search.search(rest)
            if found is None:
                return
            start, end = _span(found)
            yield passed + start, passed + end - 1
            step = max(end - 1, start + 1)
            rest, passed = rest[step:], passed + step


def _span(found: Any) -> tuple[int, int]:
    start, end = found.span()
    return start, end


def _split(written: str) -> tuple[str, tuple[bool, bool], str]:
    """The flags in front, whether there is an edge at each end, and what is between them."""
    given = re.match(r"\(\?[a-zA-Z]+\)", written)
    flags = given[0] if given else ""
    parts = [one[0] for one in _PARTS.finditer(written, len(flags))]
    first, last = parts[:1] == [_EDGE], parts[-1:] == [_EDGE] and len(parts) > 1
    return flags, (first, last), "".join(parts[first : len(parts) - last])


def _translated(core: str, *, alone: bool) -> str:
    depth, translated = 0, []
    for part in _PARTS.finditer(core):
        depth += {"(": 1, ")": -1}.get(part[0], 0)
        if part[0] == "|" and not (depth or alone):
            raise _Unfit(r"\b within the pattern")
        translated.append(_part(part))
    return "".join(translated)


def _part(part: re.Match[str]) -> str:
    if part["set"]:
        return _ESCAPE.sub(lambda one: _inside(one[0]), part[0])
    if part[0] == _EDGE:
        raise _Unfit(r"\b within the pattern")
    if part[0] in _UNFIT:
        raise _Unfit(f"{part[0]} cannot be used")
    return _OUTSIDE.get(part[0], part[0])


def _inside(escape: str) -> str:
    if escape in _OUTSIDE and escape not in _INSIDE:
        raise _Unfit(f"{escape} within []")
    return _INSIDE.get(escape, escape)


def _compiled(pattern: str) -> Any:
    options = re2.Options()
    options.log_errors = False
    options.never_capture = True
    options.max_mem = LARGEST
    return re2.compile(pattern, options)


def _sound(text: str) -> str:
    """As long as it was, without halves of characters."""
    return text.encode(errors="replace").decode()


def _told(why: Exception) -> str:
    """The part at fault, and what to write instead."""
    [said] = why.args
    named = said.decode() if isinstance(said, bytes) else str(said)
    instead = next((instead for part, instead in _INSTEAD if re.search(part, named)), "")
    return f"{named}; {instead}" if instead else named
