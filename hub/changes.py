"""What an edit changes of a message, and what none may. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from hub.errors import Refusal
from hub.intent import Mark, mark_of
from hub.model import Attachment, Message, Revision

_INTO: Final = {
    Mark.COMMENT: "edit_into_comment",
    Mark.COMMAND: "edit_into_command",
    Mark.DOUBT: "edit_into_doubt",
}
"""Why an edit changes nothing at the contact's."""


def mark_of_edit(answer: Message, revision: Revision) -> Mark:
    """Whoever has sent it although it began with one of the signs may go on editing it."""
    mark = mark_of(revision)
    return Mark.NONE if mark is Mark.DOUBT and mark_of(answer) is Mark.DOUBT else mark


def ensure_sendable(answer: Message, revision: Revision, *, sent: bool) -> None:
    """Raises Refusal with why the contact's copy stays as it is."""
    if refused := _INTO.get(mark_of_edit(answer, revision)):
        raise Refusal(refused)
    if revision.omitted:
        raise Refusal("cannot_carry", kind=revision.omitted[0])
    if not (revision.text.strip() or revision.attachments):
        raise Refusal("nothing_to_send")
    if sent and files(answer.attachments) != files(revision.attachments):
        raise Refusal("edit_file")


def is_old_news(message: Message, revision: Revision) -> bool:
    """Messengers tell of an edit also when nothing that is written has changed. An edit that is
    handled once more, after a kill, is no such thing.
    """
    said = (message.text, message.spans, message.omitted, _facts(message.attachments))
    says = (revision.text, revision.spans, revision.omitted, _facts(revision.attachments))
    return said == says and message.revised_at != revision.at


def files(attachments: Sequence[Attachment]) -> list[object]:
    """What makes them the same files: a messenger may give a file another `ref` every time."""
    return [(one.kind, one.name, one.size or one.ref) for one in attachments]


def _facts(attachments: Sequence[Attachment]) -> list[object]:
    """With what changes while the file stays the same, such as where a live location is."""
    return [files(attachments), *(dict(one.data) for one in attachments)]
