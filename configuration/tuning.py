"""How long the hub waits, and how much it sends."""

from datetime import timedelta
from typing import Annotated

from pydantic import Field

from configuration.part import Part
from configuration.values import Kept, Period, Regex, Wait, Whole

Rate = Annotated[float, Field(gt=0, le=1_000_000, allow_inf_nan=False)]


class Timers(Part):
    ack_step: Period = timedelta(minutes=3)
    unread_remind: Period = timedelta(minutes=15)
    wait_customer: Period = timedelta(minutes=8)
    substitution: Period = timedelta(minutes=5)
    reopen_window: Wait = timedelta(hours=24)
    answer_hold: Wait = timedelta(0)
    invitation: Period = timedelta(days=3)
    repeat_window: Period = timedelta(days=30)
    lease: Period = timedelta(seconds=15)


class Retention(Part):
    """How long is kept what was said in conversations that have ended, by whom they were with; and
    handled updates. None is for ever.
    """

    staff: Kept = None
    customers: Kept = None
    updates: Kept = timedelta(days=7)


class Incidents(Part):
    threshold: Whole = 20
    window: Period = timedelta(minutes=5)
    pattern: Regex | None = None


class Limits(Part):
    """What one bot may send: `group_calls` per `group_window` into a group, the rest a second."""

    group_window: Period = timedelta(seconds=60)
    group_calls: Whole = 20
    chat_per_second: Rate = 1.0
    bot_per_second: Rate = 30.0
