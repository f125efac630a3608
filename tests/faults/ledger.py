"""What was said, by whom, and whether all of it arrived: the invariants of every fault test."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Final

from sandbox.client import People, SeenMessage
from sandbox.telegram.client import GroupSide, Person
from sandbox.vk.client import VkPerson
from storage.driver import Database
from tests.faults.waiting import PATIENCE, eventually

MARK: Final = "(возможно, повтор)"
OFFER: Final = "Отправить клиенту"
STAFF: Final = "sandbox_staff_bot"
SPB: Final = "sandbox_spb_bot"
DESK: Final = "sandbox_desk_bot"
VK_SPB: Final = 700100
COURIERS: Final = -1001000000001
CLIENTS: Final = -1001000000002
LENA: Final = 4001

_TOKEN: Final = re.compile(r"[qa]\d+-\d+")
_CARD: Final = re.compile(rf"({re.escape(MARK)}\s)?(⚙ )?№ \d+ · ")


@dataclass(frozen=True, slots=True)
class Seen:
    """One line of ours as somebody sees it; `token` is which one it is."""

    token: str
    marked: bool


def seen(texts: Iterable[str]) -> list[Seen]:
    """Those that hold a token."""
    found = ((_TOKEN.search(text), text) for text in texts)
    return [Seen(match[0], text.startswith(MARK)) for match, text in found if match]


def assert_once_in_order(lines: Sequence[Seen], said: Sequence[str], where: str) -> None:
    """Each line once, in order; a repeat follows at once and is marked."""
    tokens = [line.token for line in lines]
    assert [token for token, _ in groupby(tokens)] == list(said), f"{where}: {tokens}"
    for token in said:
        plain = [line for line in lines if line.token == token and not line.marked]
        assert len(plain) <= 1, f"{where}: {token} doubled without a mark"


@dataclass(slots=True)
class Talk(ABC):
    """One contact and his operator: what each of them wrote, in order."""

    number: int
    name: str
    group: GroupSide
    lena: Person
    asked: list[str] = field(default_factory=list)
    answered: list[str] = field(default_factory=list)
    replies: list[SeenMessage] = field(default_factory=list)
    tapped: set[int] = field(default_factory=set)

    async def asks(self) -> str:
        """The contact writes one line more."""
        token = f"q{self.number}-{len(self.asked)}"
        await self.write(token)
        self.asked.append(token)
        return token

    async def answers(self, within: float = PATIENCE) -> str:
        """The operator answers the contact's latest line that is on the desk."""
        copy = await self.copy(within)
        token = f"a{self.number}-{len(self.answered)}"
        reply = await self.lena.write(
            token, group=self.group.id, topic=copy.topic, reply_to=copy.id
        )
        self.replies.append(reply)
        self.answered.append(token)
        return token

    async def copy(self, within: float = PATIENCE) -> SeenMessage:
        """The newest of his lines on the desk."""
        return await self.group.all.wait_for(f"q{self.number}-", by="bots", within=within)

    async def shown(self, token: str, within: float = PATIENCE) -> SeenMessage:
        return await self.group.all.wait_for(token, by="bots", within=within)

    async def arrived(self, within: float = PATIENCE) -> None:
        """All of it, on both sides; nothing is said yet of repeats."""
        for token in self.asked:
            await self.shown(token, within)

        async def received() -> bool:
            await self._send_what_is_offered()
            there = {line.token for line in seen(await self.heard())}
            return there >= set(self.answered)

        await eventually(received, f"{self.name} has {self.answered}", within=within)

    async def check(self) -> None:
        topics = await self.group.topics(self.name)
        assert len(topics) == (1 if self.asked else 0), f"topics of {self.name}: {len(topics)}"
        for topic in topics:
            ours = [one for one in await topic.messages() if one.by_bot and not one.deleted]
            copies = [line for line in seen(one.text for one in ours) if line.token[0] == "q"]
            assert_once_in_order(copies, self.asked, f"{self.name}'s topic")
            # An edit redraws a card without the mark that it came with.
            texts = [[*one.raw["earlier"], one.text][0] for one in ours]
            cards = [text for text in texts if _CARD.match(text)]
            plain = [card for card in cards if not card.startswith(MARK)]
            assert cards, f"{self.name} has no card: {[one.text for one in ours]}"
            assert len(plain) <= 1, f"{self.name}'s card is doubled: {[one.text for one in ours]}"
        elsewhere = await self.group.general.find(f"q{self.number}-")
        assert not elsewhere, f"{self.name} was shown in General"
        self.check_heard(seen(await self.heard()))

    async def _send_what_is_offered(self) -> None:
        """A reply to a copy that the hub forgot in its death is not sent without a tap."""
        for offer in await self.group.all.messages():
            token = self._offered(offer) if offer.id not in self.tapped else None
            if token:
                self.tapped.add(offer.id)
                await self.lena.press(OFFER, message=offer, wait=PATIENCE)
                self.answered.remove(token)
                self.answered.append(token)

    def _offered(self, offer: SeenMessage) -> str | None:
        replied = [reply.text for reply in self.replies if reply.id == offer.reply_to]
        return replied[0] if replied and OFFER in offer.labels else None

    def check_heard(self, lines: Sequence[Seen]) -> None:
        assert_once_in_order(lines, self.answered, f"{self.name}'s chat")

    @abstractmethod
    async def write(self, text: str) -> None: ...
    @abstractmethod
    async def heard(self) -> list[str]:
        """What the hub said to the contact."""


@dataclass(slots=True)
class TelegramTalk(Talk):
    person: Person = field(kw_only=True)
    bot: str = field(kw_only=True)

    async def write(self, text: str) -> None:
        await self.person.write(text, bot=self.bot)

    async def heard(self) -> list[str]:
        return [one.text for one in await self.person.chat(self.bot).messages() if one.by_bot]


@dataclass(slots=True)
class VkTalk(Talk):
    person: VkPerson = field(kw_only=True)
    community: int = field(kw_only=True)

    async def write(self, text: str) -> None:
        await self.person.write(self.community, text)

    async def heard(self) -> list[str]:
        messages = await self.person.dialog(self.community).messages()
        return [one.text for one in messages if one.author == "bot"]

    def check_heard(self, lines: Sequence[Seen]) -> None:
        """VK itself drops a repeat."""
        assert [line.token for line in lines] == self.answered, f"{self.name}'s dialog"
        assert not [line for line in lines if line.marked]


class Ledger:
    """Everybody who talks in one test."""

    def __init__(self, people: People, database: Database) -> None:
        self.people = people
        self.database = database
        self.talks: list[Talk] = []
        self.lena = people.telegram.user(LENA)

    def courier(self, id: int, name: str) -> Talk:
        person = self.people.telegram.user(id)
        return self._add(
            TelegramTalk(
                len(self.talks),
                name,
                self.people.telegram.group(COURIERS),
                self.lena,
                person=person,
                bot=STAFF,
            )
        )

    @property
    def ruslan(self) -> Talk:
        """A courier, the same one every time."""
        known = [talk for talk in self.talks if talk.name == "Руслан Ахметов"]
        return known[0] if known else self.courier(5101, "Руслан Ахметов")

    async def customer(self, name: str) -> Talk:
        number = len(self.talks)
        person = await self.people.telegram.add_user(name, id=970_000 + number)
        await person.start(SPB)
        return self._add(
            TelegramTalk(
                number,
                name,
                self.people.telegram.group(CLIENTS),
                self.lena,
                person=person,
                bot=SPB,
            )
        )

    async def vk_customer(self, first: str, last: str) -> Talk:
        person = await self.people.vk.add_user(first, last)
        return self._add(
            VkTalk(
                len(self.talks),
                f"{first} {last}",
                self.people.telegram.group(CLIENTS),
                self.lena,
                person=person,
                community=VK_SPB,
            )
        )

    def _add(self, talk: Talk) -> Talk:
        self.talks.append(talk)
        return talk

    async def settles(self, within: float = PATIENCE) -> None:
        """Everything has arrived, and nothing waits in the store any more."""
        for talk in self.talks:
            await talk.arrived(within)
        await eventually(self._is_quiet, "nothing waits in the store", within=within)

    async def check(self, within: float = PATIENCE) -> None:
        """The invariants, once all has settled."""
        await self.settles(within)
        for talk in self.talks:
            await talk.check()
            for reply in talk.replies:
                await reply.becomes(reaction="👌", within=within)
        assert await self.people.telegram.violations() == []
        assert await self.dead() == []

    async def dead(self) -> list[str]:
        """Ids of what was given up, updates and deliveries."""
        given_up = {"state": {"$in": ["dead", "uncertain"]}}
        return [
            f"{one['_id']}: {one.get('reason')}"
            for name in ("updates", "deliveries")
            for one in await self.database[name].find(given_up).to_list(None)
        ]

    async def _is_quiet(self) -> bool:
        waiting = {"state": {"$in": ["pending", "sending", "retry"]}}
        return not (
            await self.database.updates.count_documents({"state": "new"})
            or await self.database.deliveries.count_documents(waiting)
        )
