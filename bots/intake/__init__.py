"""Updates: fetched, stored before they are acknowledged, handled in order."""

from bots.intake.attempt import Handle, OnDead
from bots.intake.feed import Feed, IntakePace
from bots.intake.intake import Intake
from bots.intake.receiving import Receiving

__all__ = ["Feed", "Handle", "Intake", "IntakePace", "OnDead", "Receiving"]
