"""A long history, made up: messages in words as frequent as in a language, people with phones."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from typing import Final

from hub.model import (
    Address,
    Audience,
    Contact,
    Conversation,
    ConversationId,
    DeskId,
    InboxId,
    Message,
    MessageId,
    MessageKind,
    Peer,
    Status,
)

DESKS: Final = ("couriers", "clients", "mail", "small")
_SHARE: Final = (40, 45, 14.8, 0.2)
_BEGAN: Final = datetime(2024, 1, 1, tzinfo=UTC)
_LASTS: Final = timedelta(days=730)
_VOCABULARY: Final = 60_000
_KNOWN: Final = (
    *("и", "в", "не", "на", "я", "что", "заказ", "с", "по", "у", "мне", "вы", "а", "как", "это"),
    *("курьер", "адрес", "можно", "доставка", "где", "мой", "сегодня", "нет", "когда", "телефон"),
    *("оплата", "клиент", "дверь", "магазин", "букет", "торт", "подъезд", "возврат", "ёлка"),
)
_SYLLABLES: Final = tuple(
    consonant + vowel for consonant in "бвгджзклмнпрстфхчш" for vowel in "аеиоуыюя"
)
_ENDINGS: Final = ("", "а", "у", "ом", "е", "ы", "ами", "ка", "ку", "ость", "ить", "ный", "ная")
_FIRST: Final = ("Анна", "Пётр", "Мария", "Иван", "Ольга", "Сергей", "Елена", "Дмитрий", "Ирина")


class History:
    """`messages` of them, by a tenth as many contacts, in two and a half conversations each."""

    def __init__(self, messages: int) -> None:
        self._dice = dice = random.Random(7)
        self.messages = messages
        self.contacts = messages // 10
        self.conversations = messages // 4
        self.words = (*_KNOWN, *(self._word() for _ in range(_VOCABULARY - len(_KNOWN))))
        self._weights = tuple(accumulate(1 / rank for rank in range(1, len(self.words) + 1)))
        self.surnames = tuple(self._word().capitalize() + "ов" for _ in range(5_000))
        self._name = {one: self._named() for one in range(self.contacts)}
        self._desk = dice.choices(DESKS, _SHARE, k=self.contacts)

    def each_contact(self) -> Iterator[Contact]:
        for number in range(self.contacts):
            yield Contact(
                id=f"c{number}",
                name=self._name[number],
                address=self._address(number),
                phone=phone(number),
            )

    def each_conversation(self) -> Iterator[Conversation]:
        """One of each address is open, and all that came before are closed."""
        for number in range(self.conversations):
            contact = number % self.contacts
            open_now = number + self.contacts >= self.conversations
            at = self._at(number / self.conversations)
            yield Conversation(
                id=ConversationId(f"v{number}"),
                number=1_001 + number,
                contact=f"c{contact}",
                name=self._name[contact],
                address=self._address(contact),
                channel="telegram",
                audience=Audience.CUSTOMERS,
                desk=DeskId(self._desk[contact]),
                status=Status.PENDING if open_now else Status.CLOSED,
                created_at=at,
                active_at=at,
                order=order(number) if number % 2 else None,
            )

    def each_message(self) -> Iterator[Message]:
        for number in range(self.messages):
            at = self._at(number / self.messages)
            yield Message(
                id=MessageId(f"m{number}"),
                conversation=ConversationId(f"v{number % self.conversations}"),
                seq=number // self.conversations,
                kind=MessageKind.OUT if number % 3 == 0 else MessageKind.IN,
                at=at,
                received_at=at,
                text=self._text(number),
            )

    def _text(self, number: int) -> str:
        said = self._dice.choices(self.words, cum_weights=self._weights, k=self._length())
        if number % 12 == 0:
            said.append(order(number % self.conversations))
        if number % 100 == 0:
            said.append(phone(number % self.contacts))
        return " ".join(said)

    def _length(self) -> int:
        return 3 + int(self._dice.expovariate(1 / 7))

    def _word(self) -> str:
        syllables = self._dice.choices(_SYLLABLES, k=self._dice.randint(2, 4))
        return "".join(syllables) + self._dice.choice(_ENDINGS)

    def _named(self) -> str:
        return f"{self._dice.choice(_FIRST)} {self._dice.choice(self.surnames)}"

    def _address(self, contact: int) -> Address:
        return Address(inbox=InboxId(self._desk[contact]), peer=Peer(str(contact)))

    def _at(self, share: float) -> datetime:
        return _BEGAN + _LASTS * share


def phone(contact: int) -> str:
    return f"+79{contact * 7919 % 10**9:09d}"


def order(conversation: int) -> str:
    return str(100_000 + conversation)
