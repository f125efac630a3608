"""Where updates come from: what is fetched, and what is brought to our HTTP side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bots.desk.updates import line_of
from bots.intake import Feed, Receiving
from bots.parties import Parties
from bots.telegram_albums import album_of
from bots.web import Door, Endpoint, Links, Posts, ReadFile, TelegramWebhooks, VkCallbacks, VkDoor
from handlers.texts import Words
from hub.hub import Hub
from hub.model import Voice
from hub.ports import Clock


def feed(parties: Parties, voice: Voice) -> Feed:
    channel = parties.channels[voice]
    desk = voice == parties.desk_voice
    return Feed(
        voice=voice,
        fetch=channel.fetch,
        line=line_of if desk else channel.line,
        album=album_of,
    )


def endpoints(
    parties: Parties,
    hub: Hub,
    words: Words,
    *,
    receiving: Receiving,
    read_file: ReadFile,
    clock: Clock,
) -> Iterator[Endpoint]:
    """Every way in over HTTP, and the files that answers name."""
    yield from TelegramWebhooks(_doors(parties), receiving.keep).endpoints()
    yield from VkCallbacks(
        _vk_doors(parties),
        receiving.keep,
        updates=hub.store.updates,
        access=hub.access,
        clock=clock,
    ).endpoints()
    yield from Posts(hub, parties.posted, words).endpoints()
    yield from Links(parties.posted, hub.store, read_file, clock).endpoints()


def _doors(parties: Parties) -> Mapping[str, Door]:
    return {
        name: Door(feed=feed(parties, webhook.voice), secret=webhook.secret)
        for name, webhook in parties.webhooks.items()
    }


def _vk_doors(parties: Parties) -> Mapping[str, VkDoor]:
    return {
        inbox: VkDoor(
            feed=feed(parties, callback.channel.voice),
            channel=callback.channel,
            group_id=callback.group_id,
            secret=callback.secret,
            confirmation=callback.confirmation,
        )
        for inbox, callback in parties.callbacks.items()
    }
