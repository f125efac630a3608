"""The links of invitations. What stands in one is made of the bot's own secret whenever it is
said: nothing that is stored would let anybody in.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping

from aiogram import Bot

from hub.errors import Undeliverable
from hub.model import Source, Voice
from hub.ports import Invitations


class InvitationLinks:
    def __init__(self, bots: Mapping[Voice, Bot], invitations: Invitations) -> None:
        self._bots = bots
        self._invitations = invitations

    def token(self, voice: Voice, source: Source) -> str:
        secret, said = self._bots[voice].token.encode(), f"invitation/{source}".encode()
        made = hmac.new(secret, said, hashlib.sha256).digest()
        return base64.urlsafe_b64encode(made).decode().rstrip("=")

    async def url(self, id: str) -> str:
        """Raises DeliveryError."""
        invitation = await self._invitations.get(id)
        if invitation is None:
            raise Undeliverable(f"invitation {id} is missing")
        me = await self._bots[invitation.voice].me()
        token = self.token(invitation.voice, invitation.source)
        return f"https://t.me/{me.username}?start={token}"
