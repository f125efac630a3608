"""Every noun comes back from the server as it went there."""

from dataclasses import fields
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hub.model import (
    Attachment,
    Contact,
    Conversation,
    Delivery,
    Escalation,
    Event,
    Lease,
    Message,
    Note,
    Shown,
    Span,
    Thread,
    Update,
)
from storage.documents import Codec, UpdateCodec, joined
from storage.driver import Client
from storage.mongo.collection import Collection
from tests.contract.samples import address

_BY_KEY = (Contact, Conversation, Delivery, Escalation, Event, Message)
_CODECS: list[tuple[type, Codec[Any]]] = [
    *((kind, Codec(kind)) for kind in _BY_KEY),
    (Lease, Codec(Lease, key="voice")),
    (Shown, Codec(Shown, key=None)),
    (Thread, Codec(Thread, key=None)),
    (Update, UpdateCodec()),
]
_WHOLE_MILLISECONDS = st.integers(0, 2**43).map(
    lambda number: datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=number)
)
_INTEGERS = st.integers(-(2**63), 2**63 - 1)
# The names are ours, and never have a NUL; the values are anybody's.
_VALUES = st.dictionaries(st.text(st.characters(codec="utf-8", exclude_characters="\0")), st.text())


@pytest.fixture(scope="module", autouse=True)
def strategies() -> None:
    st.register_type_strategy(datetime, _WHOLE_MILLISECONDS)
    st.register_type_strategy(int, _INTEGERS)
    st.register_type_strategy(Note, st.builds(Note, values=_VALUES))
    st.register_type_strategy(Span, st.builds(Span, data=_VALUES))
    st.register_type_strategy(Attachment, st.builds(Attachment, data=_VALUES))


def _any(kind: type) -> st.SearchStrategy[Any]:
    given = {"detail": _VALUES, "facts": _VALUES, "raw": st.dictionaries(st.text(), st.text())}
    names = {field.name for field in fields(kind)}
    every = dict.fromkeys(names - given.keys(), ...)
    return st.builds(kind, **(every | {name: given[name] for name in names & given.keys()}))


@pytest.mark.parametrize(("kind", "codec"), _CODECS, ids=lambda one: getattr(one, "__name__", ""))
@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    deadline=None,
    max_examples=40,
)
@given(data=st.data())
async def test_any_text_byte_for_byte(
    mongo_client: Client, database_name: str, kind: type, codec: Codec[Any], data: st.DataObject
) -> None:
    there = Collection(mongo_client[database_name], "there_and_back", codec)
    value = data.draw(_any(kind))
    await there.delete({})
    assert await there.insert(value)
    assert await there.one({}) == value


async def test_half_an_emoji_becomes_the_sign_for_it_and_two_halves_one(
    mongo_client: Client, database_name: str
) -> None:
    there = Collection(mongo_client[database_name], "there_and_back", Codec(Contact))
    await there.delete({})
    broken = Contact(id="\ud83d", name="\ud83d\ude00", address=address())
    await there.insert(broken)
    assert await there.get("\ud83d") == Contact(id="\ufffd", name="😀", address=address())


@given(st.lists(st.text(min_size=1), min_size=1), st.lists(st.text(min_size=1), min_size=1))
def test_an_id_made_of_parts_says_which(one: list[str], other: list[str]) -> None:
    assert (joined(*one) == joined(*other)) is (one == other)
