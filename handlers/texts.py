"""The words people read, by code, out of the catalogues in locales/."""

from __future__ import annotations

import gettext
import io
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from hub.model import Note
from hub.names import one_line

_UNITS: Final = (("hours", 3600), ("minutes", 60), ("seconds", 1))
LOCALES: Final = Path(__file__).parent.parent / "locales"
SIGN: Final = "⚙ "
"""What the hub's own lines begin with where people's words stand among them."""
_LIKE_THE_SIGN: Final = re.compile("[⚙⛭⛮⛯☸⎈✺❂☼]\ufe0f?")
WHOLE: Final = frozenset({"text", "phrase", "quoted", "question", "options"})
"""Values that are what somebody wrote, line for line; every other one is one clean line."""
_BEGUN, _BROKEN = "\ufdd0", "\ufdd1"
"""No characters, in whose place the lines of such a value stand while others are signed."""


class Words:
    """One interface language. A code without words in it shows as the code itself."""

    def __init__(self, language: str) -> None:
        self._catalogue = _catalogue(LOCALES / f"{language}.po")

    def say(self, code: str, values: Mapping[str, str] | None = None) -> str:
        worded = {name: self._worded(name, value) for name, value in (values or {}).items()}
        return self._catalogue.gettext(code).format(**worded)

    def own(self, code: str, values: Mapping[str, str] | None = None) -> str:
        """The same where people's words stand around it: every line is signed, and nothing in what
        somebody wrote looks as if it were.
        """
        given = (values or {}).items()
        kept = {name: _kept(value) if name in WHOLE else _unsigned(value) for name, value in given}
        signed = map(_signed, self.say(code, kept).split("\n"))
        return "\n".join(signed).replace(_BROKEN, "\n")

    def note(self, note: Note) -> str:
        """With its lines below it."""
        return "\n".join((self.say(note.code, note.values), *map(self.note, note.lines)))

    def label(self, code: str) -> str:
        return self.known(f"label.{code}", one_line(code))

    def kind(self, kind: str) -> str:
        return self.known(f"kind.{kind}", self._catalogue.gettext("kind.other"))

    def field(self, name: str) -> str:
        """As it is called on a card."""
        return self.known(f"field.{name}", name)

    def reason(self, reason: str) -> str:
        """In words. What has none is the other side's own code or English: whoever needs that finds
        it in the API and in the log.
        """
        return self.known(f"reason.{reason}", self._catalogue.gettext("reason.other"))

    def lasted(self, seconds: int) -> str:
        """How long, as people say it: «25 секунд», «2 минуты»."""
        unit, size = next((one for one in _UNITS if seconds >= 2 * one[1]), _UNITS[-1])
        n = max(1, round(seconds / size))
        return self._catalogue.ngettext(f"lasted.{unit}", f"lasted.{unit}", n).format(n=n)

    def _worded(self, name: str, value: str) -> str:
        """Values that are codes themselves, and those that come from outside."""
        value = value if name in WHOLE else one_line(value)
        match name:
            case "reason":
                said = self.reason(value)
            case "lasted":
                said = self.lasted(int(value))
            case "channel" | "messenger" | "role":
                said = self.known(f"{name}.{value}", value)
            case "left_out":
                said = ", ".join(self.known(f"left_out.{one}", one) for one in value.split())
            case "field":
                label = self.field(value)
                said = label if label == value else label[:1].lower() + label[1:]
            case "stands":
                said = self.known(f"status.{value}", value)
            case "kind":
                said = self.kind(value)
            case _:
                said = value
        return said

    def known(self, code: str, otherwise: str) -> str:
        """In words, where there are some."""
        words = self._catalogue.gettext(code)
        return otherwise if words == code else words


def like_the_sign(text: str) -> list[tuple[int, int]]:
    """Where something in the text could be taken for the sign."""
    return [found.span() for found in _LIKE_THE_SIGN.finditer(text)]


def _unsigned(text: str) -> str:
    return _LIKE_THE_SIGN.sub(r"(\g<0>)", text)


def _kept(text: str) -> str:
    plain = text.replace(_BEGUN, "").replace(_BROKEN, "")
    return _BEGUN + _unsigned(plain).replace("\n", _BROKEN)


def _signed(line: str) -> str:
    plain = line.replace(_BEGUN, "")
    return plain if line.startswith(_BEGUN) or not plain else SIGN + plain


def _catalogue(path: Path) -> gettext.GNUTranslations:
    """Compiled in memory: a catalogue is text in the repository and nothing else."""
    compiled = io.BytesIO()
    with path.open("rb") as file:
        write_mo(compiled, read_po(file))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
