"""How a conversation's card looks."""

from __future__ import annotations

from bots.phones import masked
from handlers.texts import Words
from hub.assignment import Assignment
from hub.card import Stage, stage
from hub.directory import Directory
from hub.model import Audience, Button, Contact, Conversation, Face, Priority

LONGEST_PRESS = 64
"""Bytes of callback data that Telegram takes."""
LONGEST_NAME = 100
"""Of a contact in a topic's name, which takes 128 characters."""
PEOPLE_IN_A_ROW = 2


def topic_name(conversation: Conversation) -> str:
    """Unique, so that a topic whose creation's answer was lost can be recognised."""
    return f"{conversation.name[:LONGEST_NAME]} · {conversation.number}"


class Cards:
    def __init__(
        self, words: Words, directory: Directory, assignment: Assignment, *, with_orders: bool
    ) -> None:
        self._words = words
        self._directory = directory
        self._assignment = assignment
        self._with_orders = with_orders

    def text(self, conversation: Conversation, contact: Contact | None, face: Face) -> str:
        lines = [
            self._say("title", number=str(conversation.number), name=conversation.name),
            self._say("from", role=self._role(conversation), inbox=conversation.address.inbox),
            self._say("public") if conversation.public else "",
            self._say("phone", phone=masked(contact.phone)) if contact and contact.phone else "",
            "" if self._with_orders else self._say("no_orders"),
            self._say("urgent") if _is_urgent(conversation) else "",
            self._stage(conversation),
            self._question(face),
        ]
        return "\n".join(line for line in lines if line)

    def keyboard(self, conversation: Conversation, face: Face) -> tuple[tuple[Button, ...], ...]:
        if stage(conversation) in (Stage.RESOLVED, Stage.CLOSED):
            return ()
        match face:
            case Face.PEOPLE:
                return (*self._people(conversation), (self._button("back", conversation),))
            case Face.TAGS:
                return (*self._tags(conversation), (self._button("back", conversation),))
            case Face.ACTIONS:
                return self._actions(conversation)

    def _actions(self, conversation: Conversation) -> tuple[tuple[Button, ...], ...]:
        first = ("pass_on",) if conversation.assignee else ("take", "pass_on")
        rows = (first, ("close", "urgent"))
        return tuple(tuple(self._button(code, conversation) for code in row) for row in rows)

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

    def _role(self, conversation: Conversation) -> str:
        if conversation.audience is Audience.CUSTOMERS:
            return self._words.say("role.customer")
        person = self._directory.by_peer(conversation.address.peer)
        return self._words.say(f"role.{person.role}") if person else ""

    def _stage(self, conversation: Conversation) -> str:
        now = stage(conversation)
        if now is Stage.RESOLVED and conversation.assignee is None:
            return self._say("resolved_by_nobody")
        return self._say(now, assignee=self._directory.name(conversation.assignee))

    def _question(self, face: Face) -> str:
        asked = {Face.PEOPLE: "choose_person", Face.TAGS: "choose_tag"}.get(face)
        return self._say(asked) if asked else ""

    def _say(self, code: str, **values: str) -> str:
        return self._words.say(f"card.{code}", values)


def _is_urgent(conversation: Conversation) -> bool:
    running = stage(conversation) in (Stage.NOBODYS, Stage.IN_WORK)
    return running and conversation.priority is Priority.URGENT


def _rows(buttons: list[Button], width: int) -> list[tuple[Button, ...]]:
    """Whatever Telegram could not carry is left out: it can still be typed."""
    fitting = [button for button in buttons if len(button.press.encode()) <= LONGEST_PRESS]
    return [tuple(fitting[i : i + width]) for i in range(0, len(fitting), width)]
