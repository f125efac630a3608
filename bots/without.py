"""What is left out of a refused message next, in whatever messenger."""

from __future__ import annotations

from typing import Final

from hub.model.lacking import BUTTONS, FORMATTING, QUOTE, WHOLE, as_document, without_file
from hub.ports import File

BY_TRIMMING: Final = (BUTTONS, FORMATTING, QUOTE)
"""Where it is not said what is wrong: what words do best without, first."""


def next_form(file: File) -> str:
    """As a document, then not at all."""
    if file.index is None:
        return WHOLE
    return without_file(file.index) if file.kind == "document" else as_document(file.index)
