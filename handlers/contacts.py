"""What contacts do, from whatever messenger: one call into the hub."""

from __future__ import annotations

from hub.hub import Hub
from hub.model import AnsweredElsewhere, Inbound, Lane, MessageId, Met, Reacted, Source


async def contact_did(
    hub: Hub, happened: Inbound | Met | Reacted | AnsweredElsewhere | None
) -> None:
    match happened:
        case Inbound():
            await hub.reception.receive(happened, reply_to=await _quoted(hub, happened))
        case Met():
            await hub.reception.meet(happened)


async def _quoted(hub: Hub, inbound: Inbound) -> MessageId | None:
    """Which message of ours or of his own he replied to, if it is known."""
    if inbound.reply_to is None:
        return None
    voice = hub.directory.inboxes[inbound.address.inbox].voice
    lane = Lane(voice=voice, place=inbound.address.peer)
    shown = await hub.store.views.recall(lane, inbound.reply_to)
    if shown:
        return shown.message
    own = Source(f"{inbound.address.inbox}:{inbound.address.peer}:{inbound.reply_to}")
    written = await hub.store.messages.get(MessageId(own))
    return written.id if written else None
