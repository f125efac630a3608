"""What the hub knows, in the API's shapes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, fields, replace
from datetime import datetime
from typing import Any, Final, TypeVar
from urllib.parse import quote

from bots.sentences import said_of
from bots.web.shapes import (
    AttachmentShape,
    AuditLine,
    ConversationShape,
    DeliveryShape,
    MessageShape,
    Party,
    PlaceShape,
    WholeConversation,
    WordsShape,
)
from hub.discretion import covered
from hub.mirroring import discreet
from hub.model import (
    Attachment,
    Conversation,
    Delivery,
    DeliveryId,
    DeliveryState,
    Event,
    Message,
    MessageKind,
    Note,
    Work,
)
from hub.phones import masked

AnyConversation = TypeVar("AnyConversation", bound=ConversationShape)
_MEANT: Final = {MessageKind.OUT: Work.ANSWER, MessageKind.IN: Work.SHOW}
"""Which of a message's deliveries says whether it has arrived."""


def line(conversation: Conversation) -> ConversationShape:
    return ConversationShape(
        id=conversation.id,
        number=conversation.number,
        status=conversation.status,
        desk=conversation.desk,
        inbox=conversation.address.inbox,
        channel=conversation.channel,
        audience=conversation.audience,
        contact=Party(id=conversation.contact, name=conversation.name),
        assignee=conversation.assignee,
        priority=conversation.priority,
        tags=list(conversation.tags),
        order=conversation.order,
        unread_comments=conversation.unread_comments,
        incident=None,
        created_at=conversation.created_at,
        first_reply_at=conversation.first_reply_at,
        resolved_at=conversation.resolved_at,
        closed_by=conversation.closed_by,
        links=[],
    )


def whole(conversation: Conversation, messages: list[MessageShape]) -> WholeConversation:
    shown = line(conversation)
    same: dict[str, Any] = {one.name: getattr(shown, one.name) for one in fields(shown)}
    return WholeConversation(**same, messages=messages)


def discreetly(shown: AnyConversation) -> AnyConversation:
    """As a guest may read it: neither phone nor e-mail of the contact, in no name and no id."""
    contact = Party(id=covered(shown.contact.id), name=covered(shown.contact.name))
    if not isinstance(shown, WholeConversation):
        return replace(shown, contact=contact)
    messages = [replace(one, id=covered(one.id)) for one in shown.messages]
    return replace(shown, contact=contact, messages=messages)


def as_guest(message: Message) -> Message:
    return replace(message, note=discreet(message.note)) if message.note else message


def audit_line(event: Event) -> AuditLine:
    return AuditLine(
        at=event.at,
        who=event.who,
        did=event.did,
        conversation=event.conversation,
        detail=event.detail,
    )


def delivery_meant(message: Message) -> DeliveryId | None:
    work = _MEANT.get(message.kind)
    return DeliveryId(f"{message.id}/{work}") if work else None


class Messages:
    """`words` puts the hub's own notes into the interface language. A SENT delivery may be cleaned
    away, but only when settled before `kept_since`.
    """

    def __init__(
        self,
        words: Callable[[Note], str],
        deliveries: Mapping[DeliveryId, Delivery],
        kept_since: datetime,
    ) -> None:
        self._words = words
        self._deliveries = deliveries
        self._kept_since = kept_since

    def show(self, message: Message) -> MessageShape:
        return MessageShape(
            id=message.id,
            kind=message.kind,
            author=message.author,
            text=self._text(message),
            attachments=_attachments(message),
            at=message.at,
            delivery=self._delivery(message),
        )

    def _text(self, message: Message) -> str:
        """What was written; the hub's own words only where nothing was."""
        return self._words(message.note) if message.note and not message.text else message.text

    def _delivery(self, message: Message) -> DeliveryShape | None:
        id = delivery_meant(message)
        if id is None:
            return None
        found = self._deliveries.get(id)
        if found:
            return DeliveryShape(state=found.state, reason=found.reason)
        return DeliveryShape(state=self._unseen(message), reason=None)

    def _unseen(self, message: Message) -> DeliveryState:
        """Of a delivery that is not there: cleaned away long ago, or about to be made; or somebody
        sent it in the messenger's own interface.
        """
        ours = message.kind is not MessageKind.OUT or message.author is not None
        young = ours and message.received_at >= self._kept_since
        return DeliveryState.PENDING if young else DeliveryState.SENT


def _attachments(message: Message) -> list[PlaceShape | WordsShape | AttachmentShape]:
    return [_attachment(message, index) for index in range(len(message.attachments))]


def _attachment(message: Message, index: int) -> PlaceShape | WordsShape | AttachmentShape:
    attachment = message.attachments[index]
    file = f"/api/files/{quote(message.id, safe=':')}/{index}"
    shown = AttachmentShape(
        kind=attachment.kind,
        name=attachment.name or _name(attachment),
        size=attachment.size,
        url=file if attachment.ref else attachment.data.get("url"),
    )
    own = asdict(shown)
    if {"lat", "lon"} <= attachment.data.keys():
        lat, lon = float(attachment.data["lat"]), float(attachment.data["lon"])
        return PlaceShape(**own | {"size": None, "lat": lat, "lon": lon})
    text = "\n".join(said_of(attachment))
    return WordsShape(**own, text=text) if text else shown


def _name(attachment: Attachment) -> str | None:
    """What is no file: its title, or whose contact it is, the phone masked."""
    if attachment.kind == "contact":
        return f"{attachment.data.get('name', '')}, {masked(attachment.data.get('phone', ''))}"
    return attachment.data.get("title") or attachment.data.get("question")
