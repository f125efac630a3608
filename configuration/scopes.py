"""Which inboxes and which conversations something is for."""

from typing import ClassVar

from configuration.inboxes import Inbox
from configuration.part import Part
from configuration.values import OneOrMany, Text
from configuration.vocabulary import Audience, ChannelKind, Priority, Role


class Scope(Part):
    """Which inboxes something is for; what is not named is not asked."""

    empty_is_absent: ClassVar[bool] = False  # a forgotten value must not make a rule wider
    audience: OneOrMany[Audience] = ()
    channel: OneOrMany[ChannelKind] = ()
    inbox: OneOrMany[Text] = ()
    desk: OneOrMany[Text] = ()
    region: OneOrMany[Text] = ()

    def covers(self, inbox: Inbox) -> bool:
        asked = (
            (self.audience, inbox.audience),
            (self.channel, inbox.channel),
            (self.inbox, inbox.id),
            (self.desk, inbox.desk),
            (self.region, inbox.region),
        )
        return all(actual in wanted for wanted, actual in asked if wanted)


class Match(Scope):
    """Which conversations a chain or a rule is for."""

    shop: OneOrMany[Text] = ()
    role: OneOrMany[Role] = ()
    priority: OneOrMany[Priority] = ()
