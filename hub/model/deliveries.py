"""What still has to reach someone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum

from hub.model.ids import ConversationId, DeliveryId, EscalationId, MessageId, Peer, PersonId, Voice
from hub.model.notes import Note


class Urgency(IntEnum):
    """What goes first in a lane; lower is sooner."""

    URGENT = 0
    STAFF = 1
    NORMAL = 2
    COSMETIC = 3


class DeliveryState(StrEnum):
    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    RETRY = "retry"
    UNCERTAIN = "uncertain"
    DEAD = "dead"


WAITING = (DeliveryState.PENDING, DeliveryState.RETRY)


class Work(StrEnum):
    """What a delivery does when its turn comes."""

    ANSWER = "answer"
    """Bring a message to the contact's address."""
    SHOW = "show"
    """Show a message in the conversation's thread on its desk."""
    EDIT = "edit"
    """Bring what a message now says to a copy that was sent before (`about`)."""
    RECALL = "recall"
    """Delete a copy that was sent before (`about`)."""
    CARD = "card"
    """Draw the conversation's card again."""
    PIN = "pin"
    """Pin on the desk what `about` has shown there."""
    MARK = "mark"
    """Put a reaction on the operator's own message."""
    MIRROR = "mirror"
    """Show a guest a message of his conversation, what there was before, or a note; `about`: bring
    his copy to what the message is now.
    """
    ERASE = "erase"
    """Take away what stands in the lane as `targets`; on a desk whole topics too."""
    TELL = "tell"
    """Say a note privately, to a person or to a stranger at an address."""
    RETELL = "retell"
    """Change the words and buttons of an earlier TELL or ASK."""
    ASK = "ask"
    """Say a note in a thread or in a desk's General, in reply to `message` if there is one."""
    ENTER = "enter"
    """Make a link by which `peer` can come into a desk's group; what was made is in `native`."""
    ADMIT = "admit"
    """Let `peer` into a desk's group, who has asked for it."""
    DECLINE = "decline"
    """Do not let `peer` into a desk's group, who has asked for it."""
    EXPEL = "expel"
    """Take `peer` out of a desk's group for good, and the link of the ENTER in `about` back."""
    PROBE = "probe"
    """Find out whether a bot may write to somebody, without a word; `about` waits for it."""
    DISMISS = "dismiss"
    """Take `peer` out of a desk's group; whoever lets him in may do so again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """One token speaking in one place. `place` is opaque: a peer, or `desk:<id>`."""

    voice: Voice
    place: str

    def __str__(self) -> str:
        return f"{self.voice}|{self.place}"


class Asks(StrEnum):
    """What a button asks a contact to send, where the messenger has such buttons."""

    PHONE = "phone"
    NOTHING = "nothing"
    """What was asked for is not wanted any more: its button is taken away."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """`press` comes back when it is pressed; or it opens `url`, or a conversation's thread; or it
    `asks` for something to be sent. A `number` stands behind the label.
    """

    label: str
    press: str = ""
    topic: ConversationId | None = None
    url: str = ""
    number: int | None = None
    asks: Asks | None = None


class Face(StrEnum):
    """Which buttons a card shows."""

    ACTIONS = "actions"
    PEOPLE = "people"
    TAGS = "tags"


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A message that still has to reach someone, durable: one target of one cause.

    `line` groups what must keep its order and goes one at a time; `rank` orders it.
    `message` is what is sent, shown, marked or answered; `about` is what a RETELL, an EDIT or a
    RECALL alters; `version` counts the edits of what an EDIT brings.
    `reply_to` is the place's own id of what an ASK replies to.
    `native` holds the channel's own ids of what was sent; `perhaps_sent` marks a repeat after an
    answer was lost. `open` stays true until the consequences of its end have been drawn.
    `silent_since`: its messenger answered nobody from then on, and it had to wait.
    `complaint` is the line that told that it had failed, when it is tried once more by hand.
    `fetches`: the message has files, which are fetched before its turn. `targets` are the place's
    own ids of what an ERASE takes away; what could not be is LEFT in `native`. `within`: where in
    the peer's chat it belongs, opaque here. `lacks` is what it goes without (hub.model.lacking);
    `final`: it was refused, and no further try would change that.
    """

    id: DeliveryId
    lane: Lane
    work: Work
    line: str
    rank: int
    urgency: Urgency
    due: datetime
    conversation: ConversationId | None = None
    message: MessageId | None = None
    person: PersonId | None = None
    peer: Peer | None = None
    about: DeliveryId | None = None
    escalation: EscalationId | None = None
    note: Note | None = None
    buttons: tuple[Button, ...] = ()
    reply_to: str | None = None
    emoji: str | None = None
    face: Face = Face.ACTIONS
    version: int = 0
    fetches: bool = False
    targets: tuple[str, ...] = ()
    within: str | None = None
    state: DeliveryState = DeliveryState.PENDING
    tries: int = 0
    epoch: int = 0
    native: tuple[str, ...] = ()
    reason: str | None = None
    perhaps_sent: bool = False
    lacks: tuple[str, ...] = ()
    final: bool = False
    silent_since: datetime | None = None
    complaint: MessageId | None = None
    open: bool = True
    settled_at: datetime | None = None
