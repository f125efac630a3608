"""What a card says, in words and links, and never more than one message holds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, tzinfo
from typing import Final
from urllib.parse import quote

from bots.own_lines import theirs
from bots.text import TEXT_LIMIT, Piece, joined, lines, linked, prefixed, split
from handlers.texts import SIGN, Words
from hub.card import CardFacts, Earlier, Involved, OrderFacts
from hub.directory import Directory
from hub.discretion import covered
from hub.model import Customer, Face, PersonId, Thread
from hub.names import breaks, one_line
from hub.phones import masked

IN_FULL: Final = 5
"""So many orders are told of; of more only the numbers are, and of still more how many."""
BY_NUMBER: Final = 15
CANDIDATES: Final = 5
LONGEST_NAME: Final = 100
LONGEST_WORD: Final = 64
LONGEST_FIELD: Final = 300
MOST_FIELDS: Final = 8

ThreadUrl = Callable[[Thread], str]
_GAP: Final = " · "


class CardText:
    """`links` are templates of addresses: of an order and of a customer, where there are any."""

    def __init__(
        self,
        words: Words,
        directory: Directory,
        zone: tzinfo,
        links: Mapping[str, str],
        thread_url: ThreadUrl,
    ) -> None:
        self._words = words
        self._directory = directory
        self._zone = zone
        self._links = links
        self._thread_url = thread_url

    def of(self, facts: CardFacts, face: Face) -> Piece:
        """Who it is stands above, who answers below; what does not fit in between is left out."""
        above = prefixed(SIGN, theirs(self._above(facts)))
        below = theirs(self._below(facts, face))
        room = TEXT_LIMIT - len(above.text) - len(below.text) - 2
        between = theirs(lines(*self._between(facts)))
        return lines(above, self._cut(between, room), below)

    def _above(self, facts: CardFacts) -> Piece:
        repeats = self._say("repeat", count=str(facts.repeats)).text if facts.repeats else ""
        title = self._say("title", number=str(facts.number), name=shown_name(facts.name)).text
        return lines(
            Piece(text=_GAP.join(filter(None, (title, repeats)))),
            self._from(facts),
            self._say("public") if facts.public else Piece(),
            self._say("phone", phone=facts.phone) if facts.phone else Piece(),
            self._say("also", inboxes=", ".join(facts.also)) if facts.also else Piece(),
            *(Piece(text=self._words.say(f"flag.{flag}")) for flag in facts.flags),
        )

    def _from(self, facts: CardFacts) -> Piece:
        role = self._words.say(f"role.{facts.role}") if facts.role else ""
        return self._say("from", role=role, inbox=shown_name(facts.inbox))

    def _below(self, facts: CardFacts, face: Face) -> Piece:
        asked = {Face.PEOPLE: "choose_person", Face.TAGS: "choose_tag"}.get(face)
        nobody = facts.stage == "resolved" and facts.assignee is None
        assignee = self._directory.name(facts.assignee)
        return lines(
            self._say("urgent") if facts.urgent else Piece(),
            self._say("resolved_by_nobody" if nobody else facts.stage, assignee=assignee),
            self._say(asked) if asked else Piece(),
        )

    def _between(self, facts: CardFacts) -> Iterator[Piece]:
        yield from self._service(facts)
        yield from self._whose(facts)
        yield from self._orders(facts)
        if facts.unread:
            yield self._say("unread_orders", count=str(facts.unread))
        yield self._past(facts)
        if others := tuple(one for one in facts.missing if one != "past_count"):
            yield self._unread(others)
        yield from self._earlier(facts)

    def _service(self, facts: CardFacts) -> Iterator[Piece]:
        if not facts.asked:
            yield self._say("no_orders")
        elif facts.silent_since:
            code = "silent_known" if facts.known else "silent"
            yield self._say(code, since=self._moment(facts.silent_since))

    def _whose(self, facts: CardFacts) -> Iterator[Piece]:
        if facts.customer:
            name = self._linked(shown_name(facts.customer.name), "customer", facts.customer.id)
            yield joined(self._head("customer" if facts.certain else "customer_perhaps"), name)
        elif facts.candidates:
            yield self._say("several", count=str(len(facts.candidates)))
            yield from map(self._candidate, facts.candidates[:CANDIDATES])
        elif facts.known and facts.role == "customer":
            yield self._say("unknown")

    def _candidate(self, one: Customer) -> Piece:
        phone = masked(one.phone) if one.phone else ""
        name = self._linked(shown_name(one.name), "customer", one.id)
        return prefixed("— ", joined(name, Piece(text=f"{_GAP}{phone}" if phone else "")))

    def _orders(self, facts: CardFacts) -> Iterator[Piece]:
        orders = sorted(facts.orders, key=lambda one: (one.id != facts.order, _begins(one)))
        if facts.order and facts.order not in {one.id for one in orders}:
            number = self._linked(_short(facts.order), "order", facts.order)
            yield joined(self._head("about"), number)
        for order in orders[:IN_FULL]:
            yield from self._order(order)
        if more := orders[IN_FULL:]:
            yield self._more(more)
        if not orders and facts.known and (facts.customer or facts.role != "customer"):
            yield self._say("no_active")

    def _order(self, order: OrderFacts) -> Iterator[Piece]:
        number = self._linked(_short(order.id), "order", order.id)
        told = (self._known("order", order.status), self._slot(order))
        after = "".join(f"{_GAP}{one}" for one in told if one)
        yield joined(self._head("order"), number, Piece(text=after))
        people = [self._involved(one) for one in order.involved]
        yield joined(*(prefixed(_GAP if at else "", one) for at, one in enumerate(people)))
        if order.substitution:
            yield Piece(text=self._known("substitution", order.substitution))
        for name, value in list(order.fields.items())[:MOST_FIELDS]:
            yield self._field(name, value)
        if order.unread:
            yield self._unread(order.unread)

    def _unread(self, names: tuple[str, ...]) -> Piece:
        return self._say("unread", names=", ".join(self._known("unread", one) for one in names))

    def _involved(self, one: Involved) -> Piece:
        url = self._thread_url(one.thread) if one.thread else ""
        head = Piece(text=f"{self._words.say(f'part.{one.part}')}: ")
        return joined(head, linked(shown_name(one.name), url))

    def _field(self, name: str, value: str) -> Piece:
        """To the letter, on one line; of what is too long it is said how much it is."""
        seen = value[: 2 * LONGEST_FIELD]
        said = covered(seen).replace("\r\n", " ⏎ ").replace("\n", " ⏎ ")
        clean = "".join(one for one in said if not breaks(one))
        text = f"{self._known('field', name)}: {clean[:LONGEST_FIELD]}"
        if len(clean) <= LONGEST_FIELD and seen == value:
            return Piece(text=text)
        cut = self._say("field_cut", shown=str(LONGEST_FIELD), whole=str(len(value)))
        return Piece(text=f"{text}… {cut.text}")

    def _more(self, orders: list[OrderFacts]) -> Piece:
        named = [self._linked(_short(one.id), "order", one.id) for one in orders[:BY_NUMBER]]
        left = len(orders) - len(named)
        rest = [self._say("and_more", count=str(left))] if left else []
        listed = (prefixed(", " if at else "", one) for at, one in enumerate(named))
        return joined(self._head("more"), *listed, *(prefixed(" ", one) for one in rest))

    def _past(self, facts: CardFacts) -> Piece:
        if not facts.past:
            return self._say("past_unknown") if "past_count" in facts.missing else Piece()
        last = self._day(facts.last_order_at) if facts.last_order_at else "—"
        return self._say("past", count=str(facts.past), last=last)

    def _earlier(self, facts: CardFacts) -> Iterator[Piece]:
        if facts.earlier:
            yield self._say("earlier")
        for one in facts.earlier:
            told = (
                f"№ {one.number}",
                self._known("channel", one.channel),
                self._day(one.at),
                shown_name(", ".join(one.tags)),
                self._known("status", one.status),
                self._who(one),
            )
            yield Piece(text="— " + _GAP.join(filter(None, told)))

    def _who(self, one: Earlier) -> str:
        kind, _, name = (one.by or "").partition(":")
        if kind == "rule":
            return self._say("by_rule", name=_short(name)).text
        return self._directory.name(PersonId(name)) if name else ""

    def _slot(self, order: OrderFacts) -> str:
        begins, ends = order.slot_from, order.slot_to
        if begins is None:
            return ""
        there = begins.astimezone(self._zone)
        return f"{there:%d.%m %H:%M}" + (f"–{ends.astimezone(self._zone):%H:%M}" if ends else "")

    def _moment(self, at: datetime) -> str:
        return f"{at.astimezone(self._zone):%d.%m %H:%M}"

    def _day(self, at: datetime) -> str:
        return f"{at.astimezone(self._zone):%d.%m.%Y}"

    def _cut(self, piece: Piece, room: int) -> Piece:
        if len(piece.text) <= room:
            return piece
        said = self._say("cut")
        return lines(split(piece, room - len(said.text) - 1)[0], said)

    def _linked(self, text: str, what: str, id: str) -> Piece:
        template = self._links.get(what)
        return linked(text, template.replace(f"{{{what}}}", quote(id, safe="")) if template else "")

    def _head(self, code: str) -> Piece:
        return Piece(text=f"{self._words.say(f'card.{code}')} ")

    def _known(self, family: str, code: str) -> str:
        """In words where we have some for it, as it is where we have none."""
        return self._words.known(f"{family}.{code}", shown_name(code, LONGEST_WORD))

    def _say(self, code: str, **values: str) -> Piece:
        return Piece(text=self._words.say(f"card.{code}", values))


def _short(text: str) -> str:
    return shown_name(text, LONGEST_WORD)


def _begins(order: OrderFacts) -> str:
    """Those without a time last."""
    return order.slot_from.isoformat() if order.slot_from else "~"


def shown_name(name: str, longest: int = LONGEST_NAME) -> str:
    """On one line, from left to right as everything around it, no phone or e-mail whole."""
    said = one_line(covered(name[: 4 * longest]))
    return said if len(said) <= longest else f"{said[: longest - 1]}…"
