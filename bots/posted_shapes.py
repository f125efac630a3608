"""Which shape is posted to the inboxes of a channel."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from bots.posted import Posted, PostedCall, PostedChat, PostedReview
from bots.posted_mail import PostedEmail

SHAPES: Final[Mapping[str, type[Posted]]] = {
    "email": PostedEmail,
    "call": PostedCall,
    "review": PostedReview,
    "http": PostedChat,
}
"""By channel."""
