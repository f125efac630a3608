"""What things are called by: opaque, each of its own type."""

from __future__ import annotations

from typing import NewType

PersonId = NewType("PersonId", str)
InboxId = NewType("InboxId", str)
DeskId = NewType("DeskId", str)
ConversationId = NewType("ConversationId", str)
MessageId = NewType("MessageId", str)
DeliveryId = NewType("DeliveryId", str)
EscalationId = NewType("EscalationId", str)
ConfirmationId = NewType("ConfirmationId", str)
TagId = NewType("TagId", str)
Peer = NewType("Peer", str)
"""Whoever is at the other end of an address: opaque outside its channel."""
Voice = NewType("Voice", str)
"""One token (a bot or a community) that polls, handles and sends: the unit of ownership."""
Source = NewType("Source", str)
"""What a command was derived from. The same source always gives the same ids."""
