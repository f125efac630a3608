"""What the hub itself says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from hub.model.ids import ConversationId


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """Something the hub itself says: a code and its values, put into words where it is shown.

    `lines` stand below it, each in its own words. What has a `topic` opens that conversation's
    thread, what has a `url` opens it, where the place can show links. What has an `invitation` is
    given its link as a value, only when it is said.
    """

    code: str
    values: Mapping[str, str] = field(default_factory=dict)
    lines: tuple[Note, ...] = ()
    topic: ConversationId | None = None
    url: str = ""
    invitation: str = ""
