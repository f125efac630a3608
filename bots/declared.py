"""What the configuration declares, in the hub's own terms."""

from __future__ import annotations

import settings as declared
from hub.directory import Directory
from hub.model import (
    EVERY_INBOX,
    Audience,
    Chain,
    Desk,
    DeskId,
    Inbox,
    InboxId,
    InboxRule,
    Peer,
    Person,
    PersonId,
    PlainText,
    Region,
    Role,
    Tag,
    TagId,
    Voice,
)
from settings import Settings

DESK = Voice("desk")
KNOWN_BY = {"telegram": "telegram_id", "vk": "vk_id"}
"""What the order service calls the peers of a channel."""


def directory(settings: Settings) -> Directory:
    """Without its people: who is with the company, the store knows as well."""
    return Directory(
        inboxes=[_inbox(inbox, settings.country) for inbox in settings.inboxes],
        desks=[
            Desk(
                id=DeskId(desk.id),
                title=desk.title,
                plain_text=PlainText(desk.plain_text),
                removes_intruders=desk.intruders == "remove",
            )
            for desk in settings.desks
        ],
        chains=[
            Chain(
                id=chain.id,
                match=_match(chain.match),
                steps=tuple(PersonId(step) for step in chain.steps),
            )
            for chain in settings.chains
        ],
        tags=[
            Tag(id=TagId(tag.id), title=tag.title, match=_match(group.scope))
            for group in settings.tags
            for tag in group.tags
        ],
        desk_voice=desk_voice(settings),
        country=settings.country,
    )


def people(settings: Settings) -> list[Person]:
    return [_person(settings, person) for person in settings.people]


def desk_voice(settings: Settings) -> Voice:
    """The desk bot's own voice, or the staff inbox's where both have one token."""
    token = settings.desk_bot.token.get_secret_value()
    for inbox in settings.inboxes:
        if isinstance(inbox, declared.TelegramInbox) and inbox.token.get_secret_value() == token:
            return Voice(inbox.id)
    return DESK


def _inbox(inbox: declared.Inbox, country: str) -> Inbox:
    return Inbox(
        id=InboxId(inbox.id),
        channel=inbox.channel,
        audience=Audience(inbox.audience),
        desk=DeskId(inbox.desk),
        voice=Voice(inbox.id),
        region=inbox.region,
        one_way=isinstance(inbox, declared.CallInbox),
        numbers=_numbers(inbox) if isinstance(inbox, declared.CallInbox) else {},
        only_deserved=inbox.topic == "deserved",
        known_by=KNOWN_BY.get(inbox.channel),
        title=inbox.title,
        ask_contact=_asks_contact(inbox),
        country=country,
    )


def _asks_contact(inbox: declared.Inbox) -> bool:
    if not isinstance(inbox, declared.TelegramInbox | declared.VkInbox):
        return False
    return inbox.ask_contact and inbox.audience == "customers"


def _numbers(inbox: declared.CallInbox) -> dict[str, Region]:
    """What a number leaves open is as it is for the inbox."""
    return {
        one.number: Region(desk=DeskId(one.desk or inbox.desk), name=one.region or inbox.region)
        for one in inbox.numbers
    }


def _person(settings: Settings, person: declared.Person) -> Person:
    return Person(
        id=PersonId(person.id),
        name=person.name,
        role=Role(person.role),
        peer=Peer(str(person.telegram_id)) if person.telegram_id else None,
        username=person.username,
        phone=person.phone,
        shop=person.shop,
        region=person.region,
        desks=_desks(settings, person),
        inboxes=_inbox_rule(person),
    )


def _desks(settings: Settings, person: declared.Person) -> frozenset[DeskId]:
    return frozenset(DeskId(id) for id in person.desks.of(desk.id for desk in settings.desks))


def _inbox_rule(person: declared.Person) -> InboxRule:
    chosen = person.inboxes
    if chosen is None:
        return EVERY_INBOX
    if chosen.named is None:
        return InboxRule(listed=frozenset(map(InboxId, chosen.excluded)), excepted=True)
    return InboxRule(listed=frozenset(map(InboxId, chosen.named)))


def _match(scope: declared.Scope) -> dict[str, frozenset[str]]:
    """What is not named is not asked."""
    asked = {name: getattr(scope, name) for name in type(scope).model_fields}
    return {name: frozenset(map(str, values)) for name, values in asked.items() if values}
