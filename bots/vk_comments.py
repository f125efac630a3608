"""Public comments on a community's wall and in its discussions: whose, where, and what they say."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Final, NamedTuple

from bots.lenient import Lenient
from hub.model import Peer

_PEER: Final = re.compile(r"(wall|board)(-?\d+)_(\d+):(-?\d+)")
_MENTION: Final = re.compile(
    r"\[(?:id|club|public)\d{1,20}(?::bp-?\d{1,20}_\d{1,20})?\|([^\[\]]{1,256})\]"
)


class PublicPlace(NamedTuple):
    """One person under one post or in one topic: `wall-700100_5:810001`; a community that comments
    has a negative number.
    """

    kind: str
    owner: int
    where: int
    user: int

    @property
    def peer(self) -> Peer:
        return Peer(f"{self.kind}{self.owner}_{self.where}:{self.user}")

    @property
    def group(self) -> int:
        return abs(self.owner)


def public_place(peer: str) -> PublicPlace | None:
    """None for whoever is written to privately."""
    found = _PEER.fullmatch(peer)
    if found is None:
        return None
    kind, owner, where, user = found.groups()
    return PublicPlace(kind, int(owner), int(where), int(user))


class VkComment(Lenient):
    """Of a wall it has a post, of a discussion a topic."""

    id: int
    from_id: int
    date: datetime
    text: str = ""
    attachments: tuple[object, ...] = ()
    post_id: int | None = None
    owner_id: int | None = None
    topic_id: int | None = None
    topic_owner_id: int | None = None
    reply_to_user: int | None = None
    reply_to_comment: int | None = None

    @property
    def plain_text(self) -> str:
        """Whoever is spoken to stands in VK's own markup."""
        return _MENTION.sub(r"\1", self.text)

    def place(self, user: int) -> PublicPlace:
        if self.topic_id is not None:
            return PublicPlace("board", self.topic_owner_id or 0, self.topic_id, user)
        return PublicPlace("wall", self.owner_id or 0, self.post_id or 0, user)
