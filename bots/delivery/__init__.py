"""Lanes and budgets: what is sent next to whom, and what became of it."""

from bots.delivery.engine import Engine
from bots.delivery.follow import Follow
from bots.delivery.lane import Waiting
from bots.delivery.pace import Pace, Patience
from bots.delivery.watch import Watch

__all__ = ["Engine", "Follow", "Pace", "Patience", "Waiting", "Watch"]
