"""Whatever stands in the file: settings or faults, never anything else, never a secret."""

from collections.abc import Iterator
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.settings_examples import CONTRACT, EXAMPLE, SECRETS, changed, printed, put


def every_place(raw: Any, path: str = "") -> Iterator[str]:
    if not isinstance(raw, dict | list):
        yield path
        return
    for step, value in raw.items() if isinstance(raw, dict) else enumerate(raw):
        yield from every_place(value, f"{path}.{step}" if path else str(step))


HIDDEN = SECRETS["DESK_BOT_TOKEN"]
PLACES = list(every_place(EXAMPLE))
WIDER = [place.rsplit(".", cut)[0] for place in PLACES for cut in (0, 1, 2)]
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.sampled_from(["*", "", "${X}", "${DESK_BOT_TOKEN}", "mon-fri", "2026-13-45", "(?P<a>["]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
FREELY = settings(max_examples=150, deadline=None)


def test_a_secret_in_the_wrong_place_is_not_shown() -> None:
    shown = [
        place for place in PLACES if HIDDEN in printed(changed(put(place, "${DESK_BOT_TOKEN}")))
    ]
    assert shown == []


@FREELY
@given(place=st.sampled_from(WIDER), value=VALUES)
def test_any_value_anywhere_gives_settings_or_faults(place: str, value: object) -> None:
    assert HIDDEN not in printed(changed(put(place, value)))


@FREELY
@given(start=st.integers(0, 5000), length=st.integers(0, 40), noise=st.binary() | st.text())
def test_a_mangled_file_gives_settings_or_faults(
    start: int, length: int, noise: str | bytes
) -> None:
    raw = CONTRACT.encode()
    junk = noise if isinstance(noise, bytes) else noise.encode()
    assert HIDDEN not in printed(raw[:start] + junk + raw[start + length :])


@FREELY
@given(text=st.text(alphabet="[]{}:,-?&*!|>'\"%@`#ab \n\t\\U0", max_size=60))
def test_yaml_of_nothing_but_signs_gives_faults(text: str) -> None:
    assert printed(text)
