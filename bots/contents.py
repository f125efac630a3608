"""What is sent, made of what is stored: words in the interface language, and files."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta, tzinfo
from types import MappingProxyType
from typing import Final, TypeAlias

from bots.fetching import PATIENCE, Fetching
from bots.lightening import lightened
from bots.own_lines import own, theirs
from bots.sent_files import file_of, text_file
from bots.sentences import Sentences, is_link
from bots.text import MOST_SAID, Piece, lines, linked
from handlers.texts import Words
from hub import reasons
from hub.errors import Undeliverable
from hub.model import (
    Attachment,
    Button,
    ConversationId,
    Delivery,
    Lane,
    Message,
    Note,
    Work,
)
from hub.model.lacking import FILES, WHOLE, Lacking, as_document, without_file
from hub.ports import Channel, File, Files, Outgoing, Quote

Opened: TypeAlias = Mapping[ConversationId, str]
_NOWHERE: Final[Opened] = MappingProxyType({})


class Contents:
    """`fetching` has the files."""

    def __init__(
        self,
        words: Words,
        files: Files,
        zone: tzinfo,
        *,
        order_link: str | None = None,
        patience: timedelta = PATIENCE,
    ) -> None:
        self._words = words
        self._sentences = Sentences(words, zone, order_link)
        self.fetching = Fetching(files, patience)

    def add(self, channel: Channel) -> None:
        self.fetching.channels[channel.voice] = channel

    async def message(
        self,
        message: Message,
        delivery: Delivery,
        *,
        reply_to: str | None = None,
        quote: Quote | None = None,
    ) -> Outgoing:
        """The message in words, files and things. What the channel does not carry, and a file that
        is lost or refused, becomes a sentence. Undeliverable for an answer of which nothing else
        would be left. `quote`: the part of `reply_to` that is meant.
        """
        inside, shown = _is_inside(delivery), self._shown(message, delivery)
        told = [one for at, one in enumerate(message.attachments) if at not in shown]
        made = await self._made(shown, delivery)
        words = Piece(text=message.text, spans=message.spans)
        below = [
            *(self._sentences.of(attachment, inside=inside) for attachment in told),
            *(self._sentences.omitted(kind) for kind in message.omitted),
            *made.lost,
        ]
        whole = lines(
            *self._above(message, delivery, quote),
            theirs(words) if inside else words,
            *(map(own, below) if inside else below),
        )
        if delivery.work is Work.ANSWER and made.is_all(message, told):
            raise Undeliverable(made.reason)
        said = Outgoing(
            key=delivery.id,
            text=whole.text,
            spans=whole.spans,
            files=tuple(sorted(made.files, key=_is_late(delivery))),
            things=tuple(made.things.values()),
            things_at=tuple(made.things),
            whole=self._as_file(whole, delivery),
            tail="\n".join(piece.text for piece in (map(own, made.tail) if inside else made.tail)),
            buttons=self.buttons(delivery),
            reply_to=reply_to,
            quote=quote if "quote" in self._carried(delivery) else None,
            perhaps_sent=delivery.perhaps_sent,
            lacks=tuple(made.lacks),
        )
        return self.lightened(said, delivery)

    def _as_file(self, whole: Piece, delivery: Delivery) -> File | None:
        """Of a text that would take too many messages."""
        if len(whole.text) <= MOST_SAID or Lacking(delivery.lacks).has(WHOLE):
            return None
        return text_file(whole, self._words.say("whole_text"))

    def _above(self, message: Message, delivery: Delivery, quote: Quote | None) -> Iterator[Piece]:
        """What is said over the words. Whoever reads it inside sees that the hub does."""
        inside = _is_inside(delivery)
        above = self._sentences.above(message, inside=inside)
        yield from map(own, above) if inside else above
        if message.note:
            yield self._note(message.note, inside=inside)
        chosen = self._chosen(message, delivery, quote)
        yield own(chosen) if inside else chosen

    def _chosen(self, message: Message, delivery: Delivery, quote: Quote | None) -> Piece:
        """In a line, where it is not shown as a quote of the messenger's own."""
        if _is_inside(delivery):
            return self._sentences.chosen(message.chosen)
        carried = "quote" in self._carried(delivery)
        return Piece() if carried or quote is None else self._sentences.chosen(quote.text)

    def note(self, note: Note, delivery: Delivery, opened: Opened = _NOWHERE) -> Outgoing:
        """`opened` has the addresses of the topics that the note and its lines lead to."""
        whole = self._note(note, opened, inside=_is_inside(delivery))
        said = Outgoing(
            key=delivery.id,
            text=whole.text,
            spans=whole.spans,
            buttons=self.buttons(delivery),
            reply_to=delivery.reply_to,
            perhaps_sent=delivery.perhaps_sent,
        )
        return self.lightened(said, delivery)

    def lightened(self, outgoing: Outgoing, delivery: Delivery) -> Outgoing:
        """What was made elsewhere, without what has been refused of it."""
        return lightened(outgoing, delivery, self._words, inside=_is_inside(delivery))

    def _note(self, note: Note, opened: Opened = _NOWHERE, *, inside: bool) -> Piece:
        say = self._words.own if inside else self._words.say
        url = note.url or (opened.get(note.topic, "") if note.topic else "")
        below = (self._note(line, opened, inside=inside) for line in note.lines)
        return lines(linked(say(note.code, note.values), url), *below)

    def buttons(self, delivery: Delivery) -> tuple[tuple[Button, ...], ...]:
        """One below the other, labelled in words."""
        return tuple((replace(one, label=self._label(one)),) for one in delivery.buttons)

    def _label(self, button: Button) -> str:
        label = self._words.label(button.label)
        return label if button.number is None else f"{label} {button.number}"

    async def prepare(self, message: Message, delivery: Delivery) -> None:
        """Fetch its files, so that to send it takes no longer than sending does."""
        wanted = [one for one in self._shown(message, delivery).values() if one.ref]
        await self.fetching.prepare(wanted, delivery)

    def _shown(self, message: Message, delivery: Delivery) -> dict[int, Attachment]:
        """By their places in the message."""
        carried, every = self._carried(delivery), enumerate(message.attachments)
        return {at: one for at, one in every if one.kind in carried and not is_link(one)}

    def _carried(self, delivery: Delivery) -> frozenset[str]:
        """In a desk's group a contact's card would show a whole phone to everybody."""
        carries = self.fetching.channels[delivery.lane.voice].carries
        return carries - {"contact"} if _is_inside(delivery) else carries

    async def _made(self, shown: Mapping[int, Attachment], delivery: Delivery) -> _Made:
        made, lacking = _Made(), Lacking(delivery.lacks)
        for at, one in shown.items():
            since = lacking.since(without_file(at))
            if since is not None:
                made.lose(self._instead(one, delivery), self.fetching.lost_by(one), begun=since > 0)
            elif one.ref:
                await self._add_file(made, at, one, delivery)
            else:
                made.things[at] = one
        return made

    async def _add_file(
        self, made: _Made, at: int, attachment: Attachment, delivery: Delivery
    ) -> None:
        """Where files are told in words nothing is read."""
        lacking, told, content = Lacking(delivery.lacks), self._instead(attachment, delivery), b""
        bare = lacking.has(FILES)
        why = "" if bare else reasons.EMPTY
        try:
            if not bare and (content := await self.fetching.fetched(attachment, delivery)):
                why = ""
        except Undeliverable as error:
            why = error.reason
        if why:
            made.lose(self._sentences.lost(attachment, why), why, begun=False)
            made.lacks.append(without_file(at))
            return
        made.files.append(file_of(attachment, content, index=at, told=told.text, lacking=lacking))

    def _instead(self, attachment: Attachment, delivery: Delivery) -> Piece:
        if not attachment.ref:
            return self._sentences.of(attachment, inside=_is_inside(delivery))
        slip = reasons.SLIP if Lacking(delivery.lacks).has(FILES) else reasons.REFUSED
        return self._sentences.lost(attachment, self.fetching.lost_by(attachment) or slip)


@dataclass(slots=True)
class _Made:
    """What becomes of a message's files and things: sent, or told in words with the text or, where
    that has been sent, at the end.
    """

    files: list[File] = field(default_factory=list)
    things: dict[int, Attachment] = field(default_factory=dict)
    lost: list[Piece] = field(default_factory=list)
    tail: list[Piece] = field(default_factory=list)
    lacks: list[str] = field(default_factory=list)
    reason: str = ""

    def lose(self, piece: Piece, reason: str, *, begun: bool) -> None:
        (self.tail if begun else self.lost).append(piece)
        self.reason = reason or self.reason or reasons.REFUSED

    def is_all(self, message: Message, told: Sequence[Attachment]) -> bool:
        """Whether what is lost is all that there was."""
        left = message.text or message.note or message.omitted or told or self.files or self.things
        return bool(self.lost) and not left


def _is_late(delivery: Delivery) -> Callable[[File], bool]:
    """What is a document only because it was refused comes after the others."""
    lacking = Lacking(delivery.lacks)
    return lambda file: file.index is not None and lacking.has(as_document(file.index))


def _is_inside(delivery: Delivery) -> bool:
    """Read by people of the company, none of whom it was written to."""
    return delivery.work is Work.MIRROR or is_desk(delivery.lane)


def is_desk(lane: Lane) -> bool:
    return lane.place.startswith("desk:")
