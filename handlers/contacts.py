"""What contacts do, from whatever messenger: one call into the hub."""

from __future__ import annotations

from dataclasses import replace

from handlers.choices import contact_pressed
from handlers.people import contact_came
from hub.errors import NotYet, Refusal
from hub.hub import Hub
from hub.model import (
    AnsweredElsewhere,
    Audience,
    DeliveryId,
    Inbound,
    Lane,
    Message,
    MessageId,
    Met,
    Note,
    Pressed,
    Reacted,
    Shown,
    Source,
)


async def contact_did(
    hub: Hub,
    happened: Inbound | Met | Reacted | AnsweredElsewhere | Pressed | None,
    *,
    last_chance: bool = False,
) -> None:
    """Raises NotYet where waiting will tell more: on the last chance nothing will."""
    match happened:
        case Inbound():
            if not await contact_came(hub, happened):
                await _wrote(hub, happened)
        case Met():
            if not await contact_came(hub, happened):
                await hub.reception.meet(happened)
        case Reacted():
            await _reacted(hub, happened, last_chance=last_chance)
        case AnsweredElsewhere():
            await _answered_elsewhere(hub, happened)
        case Pressed():
            await _pressed(hub, happened)


async def _pressed(hub: Hub, pressed: Pressed) -> None:
    """What was no choice of his is at least what he said."""
    try:
        await contact_pressed(hub, pressed)
    except Refusal:
        if pressed.said:
            await _wrote(hub, pressed.said)


async def _wrote(hub: Hub, inbound: Inbound) -> None:
    message = MessageId(inbound.source)
    if inbound.edited and await hub.revising.contact_edited(inbound):
        await hub.confirming.edited(message)
        await hub.ordering.edited(message)
        return
    reply_to = await _quoted(hub, inbound)
    await hub.reception.receive(_told(inbound, reply_to), reply_to=reply_to)
    await hub.confirming.agreed(message)
    await hub.ordering.heard(message)


def _told(inbound: Inbound, reply_to: MessageId | None) -> Inbound:
    """What he replied to stands above, where nobody here has it."""
    if reply_to or inbound.note or inbound.chosen or not inbound.quote:
        return inbound
    return replace(inbound, note=Note(code="quoted", values={"quote": inbound.quote}))


async def _answered_elsewhere(hub: Hub, answered: AnsweredElsewhere) -> None:
    """Messengers tell of what we send ourselves as well, and may do so before the call that sent
    it has returned: whether one is under way is asked first.
    """
    voice = hub.directory.inbox(answered.address.inbox).voice
    lane = Lane(voice=voice, place=answered.address.peer)
    is_speaking = not answered.by_hand and await hub.store.deliveries.is_speaking(lane)
    shown = await hub.store.views.recall(lane, answered.id_in_channel)
    if shown and shown.message != MessageId(answered.source):
        return
    if is_speaking:
        raise NotYet
    message = await hub.elsewhere.answered(answered)
    if message and not shown:
        await hub.store.views.remember([_copy(message, lane, answered.id_in_channel)])


def _copy(message: Message, lane: Lane, native: str) -> Shown:
    """He sees it like any answer of ours, and may reply to it."""
    return Shown(
        lane=lane,
        native=native,
        delivery=DeliveryId(f"{message.id}/answer"),
        conversation=message.conversation,
        message=message.id,
    )


async def _quoted(hub: Hub, inbound: Inbound) -> MessageId | None:
    """Which message of ours or of his own he replied to, if it is known."""
    if inbound.reply_to is None:
        return None
    voice = hub.directory.inbox(inbound.address.inbox).voice
    lane = Lane(voice=voice, place=inbound.address.peer)
    shown = await hub.store.views.recall(lane, inbound.reply_to)
    if shown:
        return shown.message
    own = Source(f"{inbound.address.inbox}:{inbound.address.peer}:{inbound.reply_to}")
    written = await hub.store.messages.get(MessageId(own))
    return written.id if written else None


async def _reacted(hub: Hub, reacted: Reacted, *, last_chance: bool) -> None:
    """Staff get pings by the bot they write to, and may accept them with a reaction."""
    inbox = hub.directory.inbox(reacted.address.inbox)
    lane = Lane(voice=inbox.voice, place=reacted.address.peer)
    native = reacted.id_in_channel
    shown = await hub.reacting.reacted_to(lane, native, last_chance=last_chance)
    staff = inbox.audience is Audience.STAFF
    by = hub.directory.by_address(reacted.address) if staff else None
    if shown:
        await hub.reacting.to_ours(reacted.source, by, shown, reacted.emoji)
