"""The witness that reads every response in the tests does notice what aiogram could not read."""

import pytest

from sandbox.server import Sandbox
from tests.witness import witnessed


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("getMe", {"id": 1, "is_bot": True}),
        ("getUpdates", [{"message": {}}]),
        ("update", {"update_id": 1, "message": {"message_id": 1}}),
    ],
)
def test_what_aiogram_cannot_read_is_noticed(what: str, said: object) -> None:
    sandbox = Sandbox(port=0, empty=True)
    with pytest.raises(AssertionError, match=what), witnessed(sandbox.telegram):
        sandbox.telegram.saw(what, said)
