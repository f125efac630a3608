"""What people ask of the hub, and what they are answered: commands and presses of buttons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from hub.errors import Refusal
from hub.model import Conversation, DeliveryId, DeskId, MessageId, Person, Source

Said = tuple[str, Mapping[str, str]]
"""What a press is answered with: a code and its values."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A command of somebody of the company, in reply to `about` if to any message.

    In a topic he may work on its `conversation`; in General there is only the `desk`, in the desk
    bot's private chat neither.
    """

    source: Source
    by: Person
    argument: str
    desk: DeskId | None = None
    conversation: Conversation | None = None
    about: MessageId | None = None

    def here(self) -> Conversation:
        """The topic's conversation. Raises Refusal where there is none."""
        if self.conversation is None:
            raise Refusal("in_a_topic")
        return self.conversation


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """A button of a conversation, pressed by somebody who may see it. `rest` is its own part."""

    source: Source
    by: Person
    conversation: Conversation
    rest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """A button that is no conversation's, pressed by a person. `notice` is what bears it."""

    source: Source
    by: Person
    rest: str
    notice: DeliveryId | None
