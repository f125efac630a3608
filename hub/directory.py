"""Who and what the company has: inboxes, desks, people, chains, tags. People come and go."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from hub.errors import Refusal
from hub.model import (
    TELEGRAM,
    Address,
    Audience,
    Chain,
    Conversation,
    Desk,
    DeskId,
    Inbox,
    InboxId,
    Peer,
    Person,
    PersonId,
    Role,
    Tag,
    Voice,
)
from hub.phones import HOME

STAFF_BOT_ROLES = frozenset({Role.COURIER, Role.PICKER, Role.SHOP, Role.PARTNER})
EITHER_BOT_ROLES = frozenset({Role.MANAGER, Role.INTERNAL})


class Directory:
    """`people` are those who are with the company now; of the others only the names are known.
    `country` is the company's: of phones that are written without one.
    """

    def __init__(
        self,
        *,
        inboxes: Iterable[Inbox],
        desks: Iterable[Desk],
        people: Iterable[Person] = (),
        chains: Iterable[Chain] = (),
        tags: Iterable[Tag] = (),
        desk_voice: Voice,
        country: str = HOME,
    ) -> None:
        self.inboxes: Mapping[InboxId, Inbox] = {inbox.id: inbox for inbox in inboxes}
        self.desks: Mapping[DeskId, Desk] = {desk.id: desk for desk in desks}
        self.desk_voice = desk_voice
        self.country = country
        self._channels = {inbox.voice: inbox.channel for inbox in self.inboxes.values()}
        self._channels[desk_voice] = TELEGRAM
        self._chains = tuple(chains)
        self._tags = tuple(tags)
        self.know(people)

    def know(self, people: Iterable[Person], former: Iterable[Person] = ()) -> None:
        """From now on it is these; `former` are those who have gone."""
        self.people: Mapping[PersonId, Person] = {person.id: person for person in people}
        self._former: Mapping[PersonId, Person] = {person.id: person for person in former}
        self._by_account = _by_account(self.people)
        self._former_by_account = _by_account(self._former)

    def inbox(self, id: InboxId) -> Inbox:
        """What anything is sent by. Raises Refusal where hub.yaml does not have it any more."""
        found = self.inboxes.get(id)
        if found is None:
            raise Refusal("inbox_off", inbox=id)
        return found

    def has_gone(self, voice: Voice, peer: Peer) -> bool:
        """Whether that was somebody of the company, and is not any more."""
        account = self._account(voice, peer)
        return account in self._former_by_account and account not in self._by_account

    def person(self, id: PersonId | None) -> Person | None:
        """None also where nobody is named."""
        return self.people.get(id) if id else None

    def by_account(self, voice: Voice, peer: Peer) -> Person | None:
        """Whoever has that account in the messenger in which `voice` speaks."""
        return self._by_account.get(self._account(voice, peer))

    def by_address(self, address: Address) -> Person | None:
        """None also where the inbox is not known any more."""
        inbox = self.inboxes.get(address.inbox)
        return self.by_account(inbox.voice, address.peer) if inbox else None

    def named(self, name: str) -> Person | None:
        """Whoever is meant by an id, a username with or without @, or the whole name."""
        wanted = name.removeprefix("@").casefold()
        return next((p for p in self.people.values() if wanted in _names(p)), None)

    def name(self, person: PersonId | None) -> str:
        """Also of somebody who has gone."""
        known = (self.people.get(person) or self._former.get(person)) if person else None
        return known.name if known else person or ""

    def doors(self, person: Person) -> tuple[Voice, ...]:
        """The bots that may reach this person privately, the first choice first: those of the
        messenger in which they have their account.
        """
        staff = [inbox.voice for inbox in self.staff_inboxes(person.channel)]
        if person.role in STAFF_BOT_ROLES and staff:
            return tuple(dict.fromkeys(staff))
        if person.role in EITHER_BOT_ROLES:
            return tuple(dict.fromkeys((self.desk_voice, *staff)))
        return (self.desk_voice,)

    def staff_inboxes(self, channel: str) -> list[Inbox]:
        inboxes = [one for one in self.inboxes.values() if one.audience is Audience.STAFF]
        return [one for one in inboxes if one.channel == channel]

    def with_role(self, role: str) -> tuple[PersonId, ...]:
        return tuple(person.id for person in self.people.values() if person.role == role)

    def chain_for(self, conversation: Conversation) -> Chain | None:
        facts = self.facts(conversation)
        return next((chain for chain in self._chains if _matches(chain.match, facts)), None)

    def tags_for(self, conversation: Conversation) -> tuple[Tag, ...]:
        facts = self.facts(conversation)
        return tuple(tag for tag in self._tags if _matches(tag.match, facts))

    def facts(self, conversation: Conversation) -> Mapping[str, str | None]:
        """What chains and tags can be matched against."""
        inbox = self.inboxes.get(conversation.address.inbox)
        staff = conversation.audience is Audience.STAFF
        person = self.by_address(conversation.address) if staff else None
        return {
            "inbox": conversation.address.inbox,
            "channel": conversation.channel,
            "audience": conversation.audience,
            "desk": conversation.desk,
            "priority": conversation.priority,
            "region": (person and person.region)
            or conversation.region
            or (inbox.region if inbox else None),
            "role": person.role if person else None,
            "shop": person.shop if person else None,
        }

    def _account(self, voice: Voice, peer: Peer) -> tuple[str | None, Peer]:
        return self._channels.get(voice), peer


def _by_account(people: Mapping[PersonId, Person]) -> Mapping[tuple[str | None, Peer], Person]:
    return {person.account: person for person in people.values() if person.account}


def _names(person: Person) -> frozenset[str]:
    names = (person.id, person.username, person.name)
    return frozenset(name.casefold() for name in names if name)


def _matches(wanted: Mapping[str, frozenset[str]], facts: Mapping[str, str | None]) -> bool:
    return all(facts.get(key) in values for key, values in wanted.items())
