"""How long contents are kept, as hub.yaml says it."""

from datetime import timedelta

import pytest
from pydantic import ValidationError

from configuration.tuning import Retention


def test_contents_are_kept_for_ever_unless_said_otherwise() -> None:
    kept = Retention()
    assert (kept.staff, kept.customers, kept.updates) == (None, None, timedelta(days=7))


def test_a_time_is_said_for_each_audience() -> None:
    kept = Retention.model_validate({"staff": "365d", "customers": "none", "updates": "none"})
    assert (kept.staff, kept.customers, kept.updates) == (timedelta(days=365), None, None)


@pytest.mark.parametrize("wrong", ["soon", "0", "-1d", "never"])
def test_anything_else_is_a_fault_that_says_what_is_expected(wrong: str) -> None:
    with pytest.raises(ValidationError, match="or none, for ever"):
        Retention.model_validate({"customers": wrong})
