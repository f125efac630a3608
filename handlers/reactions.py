"""Colleagues' reactions: a word of agreement to a comment, a notice or a ping."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.types import MessageReactionUpdated, ReactionTypeEmoji

from handlers.topics import Desks, Reading, person_of, written_source
from hub.hub import Hub
from hub.model import Lane, MessageId, Source

SELECTOR = "\ufe0f"
"""What some clients put behind an emoji, and others do not."""


def router() -> Router:
    routes = Router(name="reactions")
    routes.message_reaction.register(reacted_to_desk_bot, F.chat.type == "private")
    routes.message_reaction.register(reacted_on_desk)
    return routes


async def reacted_on_desk(reaction: MessageReactionUpdated, hub: Hub, desks: Desks) -> None:
    if reaction.chat.id in desks:
        id = MessageId(written_source(reaction.chat.id, reaction.message_id))
        await hub.reacting.to_comment(person_of(hub, reaction.user), id, _emoji(reaction))


async def reacted_to_desk_bot(reaction: MessageReactionUpdated, hub: Hub, reading: Reading) -> None:
    lane = Lane(voice=hub.directory.desk_voice, place=str(reaction.chat.id))
    native = str(reaction.message_id)
    shown = await hub.reacting.reacted_to(lane, native, last_chance=reading.last_chance)
    if shown and shown.message:
        # A copy of what is said in his conversation: only a comment asks for a word of agreement.
        by = person_of(hub, reaction.user)
        await hub.reacting.to_comment(by, shown.message, _emoji(reaction))
    elif shown:
        source = Source(f"{lane}:{reaction.message_id}/reaction")
        by = person_of(hub, reaction.user)
        await hub.reacting.to_ours(source, by, shown, _emoji(reaction))


def _emoji(reaction: MessageReactionUpdated) -> list[str]:
    """All that there are now."""
    given = [one for one in reaction.new_reaction if isinstance(one, ReactionTypeEmoji)]
    return [one.emoji.removesuffix(SELECTOR) for one in given]
