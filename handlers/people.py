"""People by command: invited, offboarded, listed; and what newcomers do at the door."""

from __future__ import annotations

from typing import Final

from aiogram.types import Message

from handlers.asked import Asked, Errand, Said
from hub.access import EVERYWHERE
from hub.assignment import named
from hub.errors import Refusal
from hub.hub import Hub
from hub.invitations import Draft, Visit
from hub.model import Address, Audience, DeskId, Inbound, Met, Note, Role, Source
from hub.phones import first_in, international, plain

_ROLES: Final = {
    **{role.value: role for role in Role if role is not Role.ADMIN},
    "курьер": Role.COURIER,
    "сборщик": Role.PICKER,
    "магазин": Role.SHOP,
    "партнёр": Role.PARTNER,
    "партнер": Role.PARTNER,
    "менеджер": Role.MANAGER,
    "оператор": Role.OPERATOR,
    "гость": Role.GUEST,
    "коллега": Role.INTERNAL,
    "руководитель": Role.HEAD,
}
_NAMED: Final = ", ".join(role.value for role in Role if role is not Role.ADMIN)
_CHOOSES_DESKS: Final = frozenset({Role.OPERATOR, Role.MANAGER, Role.INTERNAL})
LONGEST_NAME: Final = 64


async def invite(hub: Hub, asked: Asked) -> None:
    await hub.access.require_head(asked.by, "/invite", asked.source)
    draft = _draft(hub, asked)
    invitation = await hub.invitations.invite(asked.source, asked.by, draft)
    note = Note(
        code="invited",
        values={"name": draft.name, "role": draft.role},
        lines=tuple(_desks_told(hub, draft)),
        invitation=invitation.id,
    )
    await hub.outbox.put(hub.make.tell(asked.source, asked.by, note))


async def offboard(hub: Hub, asked: Asked) -> None:
    await hub.access.require_head(asked.by, "/offboard", asked.source)
    if not asked.argument:
        raise Refusal("offboard_whom")
    if await hub.offboarding.resumed(asked.source):
        return
    person = named(hub.directory, asked.argument)
    await hub.offboarding.offboard(asked.source, asked.by, person)


async def people(hub: Hub, asked: Asked) -> None:
    await hub.roster.tell(asked.source, asked.by)


async def turn_people(hub: Hub, errand: Errand) -> Said:
    page = int(errand.rest) if errand.rest.isascii() and errand.rest.isdigit() else 0
    await hub.roster.turn(errand.source, errand.by, errand.notice, page)
    return "pressed.turned", {}


async def contact_came(hub: Hub, happened: Inbound | Met) -> bool:
    """Whether it was about an invitation; then it is no message to anybody."""
    inbox = hub.directory.inbox(happened.address.inbox)
    if inbox.audience is Audience.CUSTOMERS:
        return False
    if isinstance(happened, Met):
        return await hub.invitations.met(happened, inbox.voice)
    shows = any(one.kind == "contact" for one in happened.attachments)
    if not shows and hub.directory.by_address(happened.address):
        return False
    return await hub.invitations.visited(
        Visit(
            source=happened.source,
            voice=inbox.voice,
            address=happened.address,
            name=happened.name,
            shows=shows,
            phone=happened.own_phone,
        )
    )


async def desk_visited(
    hub: Hub, source: Source, address: Address, message: Message, payload: str | None
) -> bool:
    """The same at the desk bot; `payload` is what stood in the link of a Start."""
    voice, name = hub.directory.desk_voice, _name(message)
    if payload is not None:
        met = Met(source=source, address=address, name=name, payload=payload)
        return await hub.invitations.met(met, voice)
    if message.contact is None and hub.directory.by_account(voice, address.peer):
        return False
    return await hub.invitations.visited(
        Visit(
            source=source,
            voice=voice,
            address=address,
            name=name,
            shows=message.contact is not None,
            phone=_own_phone(message),
        )
    )


def _own_phone(message: Message) -> str | None:
    shared, sender = message.contact, message.from_user
    if shared is None or sender is None or shared.user_id != sender.id or message.forward_origin:
        return None
    return international(shared.phone_number) or None


def _name(message: Message) -> str:
    return message.from_user.full_name if message.from_user else ""


def _draft(hub: Hub, asked: Asked) -> Draft:
    word, _, rest = asked.argument.partition(" ")
    role = _ROLES.get(word.casefold())
    if role is None:
        raise Refusal("invite_role", roles=_NAMED)
    start, end = first_in(rest) or (0, 0)
    phone = plain(rest[start:end], hub.directory.country)
    name = " ".join(rest[:start].split()).strip(" ,")[:LONGEST_NAME]
    if not (name and phone.startswith("+")):
        raise Refusal("invite_phone")
    return Draft(role=role, name=name, phone=phone, desks=_desks(hub, asked, role, rest[end:]))


def _desks(hub: Hub, asked: Asked, role: Role, text: str) -> frozenset[DeskId]:
    """Those that are named; for an operator otherwise the one where he is invited, or all."""
    words = [DeskId(word) for word in text.replace(",", " ").split()]
    unknown = [word for word in words if word not in hub.directory.desks]
    if unknown:
        raise Refusal("invite_desk", desk=unknown[0], desks=", ".join(hub.directory.desks))
    if role not in _CHOOSES_DESKS:
        return frozenset()
    if words or role is not Role.OPERATOR:
        return frozenset(words)
    return frozenset([asked.desk] if asked.desk else hub.directory.desks)


def _desks_told(hub: Hub, draft: Draft) -> list[Note]:
    if draft.role in EVERYWHERE:
        return [Note(code="invited_everywhere")]
    if draft.role not in _CHOOSES_DESKS:
        return []
    if not draft.desks:
        return [Note(code="invited_nowhere")]
    titles = [desk.title for desk in hub.directory.desks.values() if desk.id in draft.desks]
    example = next(iter(hub.directory.desks))
    values = {"desks": ", ".join(titles), "example": example}
    return [Note(code="invited_desks", values=values)]
