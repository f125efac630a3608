"""Makes deliveries of what the hub decides. Nothing leaves before the outbox has it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from hub.directory import Directory
from hub.model import (
    Address,
    Audience,
    Button,
    Conversation,
    ConversationId,
    Delivery,
    DeliveryId,
    DeskId,
    EscalationId,
    Face,
    Lane,
    Message,
    Note,
    Peer,
    Person,
    PersonId,
    Priority,
    Source,
    Urgency,
    Voice,
    Work,
)
from hub.ports import Clock


class Making:
    """One method for each thing that can be done to a messenger."""

    def __init__(self, directory: Directory, clock: Clock) -> None:
        self._directory = directory
        self._clock = clock
        self._last_rank = 0

    def answer(
        self, message: Message, conversation: Conversation, *, within: str | None = None
    ) -> Delivery:
        """It goes where in his chat the contact wrote last, or to where is said."""
        inbox = self._directory.inbox(conversation.address.inbox)
        return Delivery(
            id=DeliveryId(f"{message.id}/answer"),
            lane=Lane(voice=inbox.voice, place=conversation.address.peer),
            work=Work.ANSWER,
            line=str(conversation.address),
            rank=self._rank(),
            urgency=_urgency(conversation),
            due=self._clock.now(),
            conversation=conversation.id,
            message=message.id,
            fetches=_has_files(message),
            within=within or conversation.within,
        )

    def show(
        self, message: Message, conversation: Conversation, buttons: tuple[Button, ...] = ()
    ) -> Delivery:
        return Delivery(
            id=DeliveryId(f"{message.id}/show"),
            lane=self.desk_lane(conversation.desk),
            work=Work.SHOW,
            line=f"{conversation.desk}/{conversation.address}",
            rank=self._rank(),
            urgency=_urgency(conversation),
            due=self._clock.now(),
            conversation=conversation.id,
            message=message.id,
            buttons=buttons,
            fetches=_has_files(message),
        )

    def edit(self, message: Message, original: Delivery) -> Delivery:
        """Bring what the message now says to what `original`, an answer or a show of it, sent."""
        return replace(
            original,
            id=DeliveryId(f"{original.id}/edit"),
            work=Work.EDIT,
            about=original.id,
            version=message.version,
        )

    def recall(self, cause: str, answer: Delivery, by: PersonId) -> Delivery:
        """Delete what `answer` sent. In its line, so that it comes after it."""
        id = DeliveryId(f"{cause}/recall")
        work = Work.RECALL
        return replace(answer, id=id, work=work, about=answer.id, person=by, fetches=False)

    def erase(self, cause: str, lane: Lane, targets: Sequence[str]) -> Delivery:
        """Take away what stands there; the ids of what it is tell nobody whose it was."""
        hashed = hashlib.blake2s(f"{lane}/{targets}".encode(), digest_size=8).hexdigest()
        return Delivery(
            id=DeliveryId(f"{cause}/erase/{hashed}"),
            lane=lane,
            work=Work.ERASE,
            line=f"{cause}/erase",
            rank=self._rank(),
            urgency=Urgency.NORMAL,
            due=self._clock.now(),
            targets=tuple(targets),
        )

    def ask(
        self,
        cause: str,
        note: Note,
        desk: DeskId,
        *,
        conversation: Conversation | None = None,
        reply_to: str | None = None,
        buttons: tuple[Button, ...] = (),
    ) -> Delivery:
        """A line that is not part of the conversation; without one it stands in General."""
        return Delivery(
            id=DeliveryId(f"{cause}/ask"),
            lane=self.desk_lane(desk),
            work=Work.ASK,
            line=f"{desk}/{conversation.address}" if conversation else f"{desk}/general",
            rank=self._rank(),
            urgency=Urgency.NORMAL,
            due=self._clock.now(),
            conversation=conversation.id if conversation else None,
            note=note,
            buttons=buttons,
            reply_to=reply_to,
        )

    def card(self, conversation: Conversation, face: Face = Face.ACTIONS) -> Delivery:
        return Delivery(
            id=DeliveryId(f"{conversation.id}/card"),
            lane=self.desk_lane(conversation.desk),
            work=Work.CARD,
            line=f"{conversation.id}/card",
            rank=self._rank(),
            urgency=Urgency.COSMETIC,
            due=self._clock.now(),
            conversation=conversation.id,
            face=face,
        )

    def pin(self, shown: DeliveryId, conversation: Conversation) -> Delivery:
        """In a line of its own: nothing waits for it."""
        id = DeliveryId(f"{shown}/pin")
        return Delivery(
            id=id,
            lane=self.desk_lane(conversation.desk),
            work=Work.PIN,
            line=str(id),
            rank=self._rank(),
            urgency=Urgency.COSMETIC,
            due=self._clock.now(),
            conversation=conversation.id,
            about=shown,
        )

    def mark(
        self, message: Message, conversation: Conversation, emoji: str, *, due: datetime
    ) -> Delivery:
        return Delivery(
            id=DeliveryId(f"{message.id}/mark"),
            lane=self.privately(message) or self.desk_lane(conversation.desk),
            work=Work.MARK,
            line=f"{message.id}/mark",
            rank=self._rank(),
            urgency=Urgency.COSMETIC,
            due=due,
            conversation=conversation.id,
            message=message.id,
            emoji=emoji,
        )

    def tell(
        self,
        cause: str,
        person: Person,
        note: Note,
        *,
        voice: Voice | None = None,
        urgency: Urgency = Urgency.STAFF,
        conversation: ConversationId | None = None,
        escalation: EscalationId | None = None,
        buttons: tuple[Button, ...] = (),
    ) -> Delivery:
        """A private message by the first of the person's doors, or by the given one.

        Somebody without a known account is told at an address that cannot be reached, so that
        this is seen like any other failure.
        """
        lane = Lane(voice=voice or self._directory.doors(person)[0], place=person.peer or "")
        return Delivery(
            id=DeliveryId(f"{cause}/tell/{person.id}/{lane.voice}"),
            lane=lane,
            work=Work.TELL,
            line=str(lane),
            rank=self._rank(),
            urgency=urgency,
            due=self._clock.now(),
            conversation=conversation,
            person=person.id,
            escalation=escalation,
            note=note,
            buttons=buttons,
        )

    def tell_address(
        self,
        cause: str,
        voice: Voice,
        address: Address,
        note: Note,
        *,
        buttons: tuple[Button, ...] = (),
    ) -> Delivery:
        """A note to whoever wrote, person or stranger."""
        lane = Lane(voice=voice, place=address.peer)
        return Delivery(
            id=DeliveryId(f"{cause}/tell"),
            lane=lane,
            work=Work.TELL,
            line=str(lane),
            rank=self._rank(),
            urgency=Urgency.NORMAL,
            due=self._clock.now(),
            note=note,
            buttons=buttons,
        )

    def probe(self, about: Delivery, voice: Voice, peer: Peer) -> Delivery:
        lane = Lane(voice=voice, place=peer)
        return Delivery(
            id=DeliveryId(f"{about.id}/probe/{lane}"),
            lane=lane,
            work=Work.PROBE,
            line=str(lane),
            rank=self._rank(),
            urgency=Urgency.COSMETIC,
            due=self._clock.now(),
            about=about.id,
        )

    def seat(
        self,
        work: Work,
        cause: str,
        desk: DeskId,
        peer: Peer,
        *,
        person: PersonId | None = None,
        about: DeliveryId | None = None,
    ) -> Delivery:
        """ENTER, EXPEL or DISMISS: what concerns one person's seat at one desk goes in order."""
        return Delivery(
            id=DeliveryId(f"{cause}/{work}/{desk}"),
            lane=self.desk_lane(desk),
            work=work,
            line=f"{desk}/seat/{peer}",
            rank=self._rank(),
            urgency=Urgency.URGENT if work is Work.EXPEL else Urgency.STAFF,
            due=self._clock.now(),
            person=person,
            peer=peer,
            about=about,
        )

    def retell(self, about: Delivery, note: Note, buttons: tuple[Button, ...] = ()) -> Delivery:
        return Delivery(
            id=DeliveryId(f"{about.id}/retell"),
            lane=about.lane,
            work=Work.RETELL,
            line=f"{about.id}/retell",
            rank=self._rank(),
            urgency=about.urgency,
            due=self._clock.now(),
            conversation=about.conversation,
            about=about.id,
            note=note,
            buttons=buttons,
        )

    def next_door(self, delivery: Delivery, person: Person) -> Delivery | None:
        """The same notice by the person's next bot, or None if this was the last."""
        doors = self._directory.doors(person)
        tried = doors.index(delivery.lane.voice) if delivery.lane.voice in doors else len(doors)
        if tried + 1 >= len(doors) or delivery.note is None:
            return None
        cause = str(delivery.id).rsplit("/tell/", 1)[0]
        return self.tell(
            cause,
            person,
            delivery.note,
            voice=doors[tried + 1],
            urgency=delivery.urgency,
            conversation=delivery.conversation,
            escalation=delivery.escalation,
            buttons=delivery.buttons,
        )

    def privately(self, message: Message) -> Lane | None:
        """Where somebody wrote it to the desk bot, if it was not at a desk."""
        author = self._directory.person(message.author)
        if author is None or author.peer is None or message.native is None:
            return None
        voice = self._directory.desk_voice
        written = private_source(voice, author.peer, message.native)
        return Lane(voice=voice, place=author.peer) if message.id.startswith(written) else None

    def desk_lane(self, desk: DeskId) -> Lane:
        return Lane(voice=self._directory.desk_voice, place=f"desk:{desk}")

    def _rank(self) -> int:
        """Microseconds that never stand still or go back within this process."""
        now = int(self._clock.now().timestamp() * 1_000_000)
        self._last_rank = max(self._last_rank + 1, now)
        return self._last_rank


def private_source(voice: Voice, peer: Peer, native: str) -> Source:
    """Of what somebody writes to the desk bot."""
    return Source(f"{voice}:{peer}:{native}")


def _has_files(message: Message) -> bool:
    return any(attachment.ref for attachment in message.attachments)


def _urgency(conversation: Conversation) -> Urgency:
    if conversation.priority is Priority.URGENT:
        return Urgency.URGENT
    return Urgency.STAFF if conversation.audience is Audience.STAFF else Urgency.NORMAL
