"""Which parameters a method takes: what is not there is refused, where Telegram would ignore it.

A slip that the real server overlooks would go unseen for ever. `allowed.txt` has a line for each
method: what the Bot API documents, without what is not played here (ephemeral messages, business
connections, channels' direct messages).
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from sandbox.telegram.botapi.query import Query
from sandbox.telegram.errors import bad_request

UNPLAYED = frozenset(
    {
        "ephemeral_message_parameters",
        "receiver_user_id",
        "business_connection_id",
        "direct_messages_topic_id",
        "suggested_post_parameters",
        "inline_message_id",
    }
)
"""Documented, and refused all the same: to ignore them would make another message of it."""


def check_parameters(query: Query) -> None:
    known = allowed().get(query.method, frozenset())
    for name in query.args:
        if name in UNPLAYED and name not in known:
            raise bad_request(f"the stand-in does not play the parameter {name} of {query.method}")
        if name not in known:
            raise bad_request(f"{query.method} has no parameter {name}")


@cache
def allowed() -> dict[str, frozenset[str]]:
    """By method."""
    lines = (Path(__file__).parent / "allowed.txt").read_text(encoding="utf-8").splitlines()
    parted = (line.partition(":") for line in lines)
    return {method: frozenset(names.split()) for method, _, names in parted}
