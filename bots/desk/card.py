"""How a conversation's card looks."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from bots.desk.card_text import CANDIDATES, CardText, shown_name
from bots.text import Piece
from handlers.texts import Words
from hub.accounts import key_of
from hub.assignment import Assignment
from hub.card import CardFacts, Stage, stage
from hub.directory import Directory
from hub.facts import Facts
from hub.model import Button, Conversation, Customer, Delivery, Face
from hub.phones import masked
from hub.ports import Outgoing

LONGEST_PRESS = 64
"""Bytes of callback data that Telegram takes."""
LONGEST_NAME = 100
"""Of a contact in a topic's name, which takes 128 characters."""
LONGEST_LABEL = 40
PEOPLE_IN_A_ROW = 2


def topic_name(conversation: Conversation) -> str:
    """Unique, so that a topic whose creation's answer was lost can be recognised."""
    return f"{shown_name(conversation.name, LONGEST_NAME)} · {conversation.number}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A card as it is posted. Two of the same `looks` say the same."""

    piece: Piece
    buttons: tuple[tuple[Button, ...], ...]
    looks: str

    def outgoing(self, delivery: Delivery) -> Outgoing:
        return Outgoing(
            key=delivery.id,
            text=self.piece.text,
            spans=self.piece.spans,
            buttons=self.buttons,
        )


class Cards:
    """`facts` are gathered anew for every drawing."""

    def __init__(
        self,
        words: Words,
        facts: Facts,
        assignment: Assignment,
        directory: Directory,
        text: CardText,
    ) -> None:
        self._words = words
        self._facts = facts
        self._assignment = assignment
        self._directory = directory
        self._text = text

    async def drawn(self, conversation: Conversation, face: Face) -> Drawn:
        facts = await self._facts.of(conversation)
        return Drawn(
            piece=self._text.of(facts, face),
            buttons=self._keyboard(conversation, facts, face),
            looks=facts.looks(face),
        )

    async def posted(self, conversation: Conversation) -> None:
        """What was told while it was being drawn would not be seen; and there is a thread now."""
        await self._facts.refresh(conversation)
        await self._facts.spread(conversation)

    def _keyboard(
        self, conversation: Conversation, facts: CardFacts, face: Face
    ) -> tuple[tuple[Button, ...], ...]:
        if stage(conversation) in (Stage.RESOLVED, Stage.CLOSED):
            return ()
        match face:
            case Face.PEOPLE:
                return (*self._people(conversation), (self._button("back", conversation),))
            case Face.TAGS:
                return (*self._tags(conversation), (self._button("back", conversation),))
            case Face.ACTIONS:
                return (*self._actions(conversation), *self._candidates(conversation, facts))

    def _actions(self, conversation: Conversation) -> tuple[tuple[Button, ...], ...]:
        first = ("pass_on",) if conversation.assignee else ("take", "pass_on")
        rows = (first, ("close", "urgent"))
        return tuple(tuple(self._button(code, conversation) for code in row) for row in rows)

    def _candidates(self, conversation: Conversation, facts: CardFacts) -> list[tuple[Button, ...]]:
        """Whoever works on it may say who it is."""
        names = Counter(one.name for one in facts.candidates)
        buttons = [
            Button(
                label=self._words.say("this_is", {"name": _told_apart(one, names[one.name])}),
                press=f"is:{conversation.number}:{key_of(one)}",
            )
            for one in facts.candidates[:CANDIDATES]
        ]
        return _rows(buttons, 1)

    def _people(self, conversation: Conversation) -> list[tuple[Button, ...]]:
        buttons = [
            Button(label=person.name, press=f"to:{conversation.number}:{person.id}")
            for person in self._assignment.candidates(conversation)
        ]
        return _rows(buttons, PEOPLE_IN_A_ROW)

    def _tags(self, conversation: Conversation) -> list[tuple[Button, ...]]:
        buttons = [
            Button(label=tag.title, press=f"tag:{conversation.number}:{tag.id}")
            for tag in self._directory.tags_for(conversation)
        ]
        return _rows(buttons, 1)

    def _button(self, code: str, conversation: Conversation) -> Button:
        action = "pass" if code == "pass_on" else code
        return Button(label=self._words.label(code), press=f"{action}:{conversation.number}")


def _told_apart(one: Customer, namesakes: int) -> str:
    name = shown_name(one.name, LONGEST_LABEL)
    return f"{name}, {masked(one.phone)[-4:]}" if namesakes > 1 and one.phone else name


def _rows(buttons: list[Button], width: int) -> list[tuple[Button, ...]]:
    """Whatever Telegram could not carry is left out: it can still be typed."""
    fitting = [button for button in buttons if len(button.press.encode()) <= LONGEST_PRESS]
    return [tuple(fitting[i : i + width]) for i in range(0, len(fitting), width)]
