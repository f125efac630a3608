"""How soon a voice is asked for its updates again after nobody answered."""

from __future__ import annotations

import pytest

from bots.intake.poller import pause_after
from hub.errors import PerhapsSent

HEALS_WITHIN = 30.0


@pytest.mark.parametrize("failures", [1, 5, 10, 1000])
def test_however_long_nobody_answered_what_people_wrote_is_fetched_soon_afterwards(
    failures: int,
) -> None:
    """Well within what an outage may need to heal: it has to be shown as well."""
    assert max(pause_after(failures, PerhapsSent("502")) for _ in range(100)) < HEALS_WITHIN / 3
