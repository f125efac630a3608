"""Whatever one field of a VK event is, the words reach the desk, or a line about them does."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bots.sentences import Sentences
from bots.vk_messages import CROPPED, UNREAD
from bots.vk_reading import NAMES_KEY, VkReading
from handlers.texts import Words
from hub.errors import Malformed
from hub.model import AnsweredElsewhere, Audience, DeskId, Inbound, Inbox, InboxId, Voice

GROUP = 700100
INBOX = Inbox(
    id=InboxId("vk"),
    channel="vk",
    audience=Audience.CUSTOMERS,
    desk=DeskId("clients"),
    voice=Voice("vk:vk"),
)
WORDS = "Где мой заказ?"
Json = dict[str, Any]
Path = tuple[str | int, ...]

PHOTO = {
    "type": "photo",
    "photo": {
        "id": 457239001,
        "owner_id": 810777,
        "access_key": "key1",
        "sizes": [{"type": "w", "width": 1280, "height": 960, "url": "https://a.example/1.jpg"}],
    },
}
THINGS = [
    PHOTO,
    {
        "type": "doc",
        "doc": {"id": 1, "owner_id": 2, "title": "a.pdf", "size": 9, "url": "https://a.b/c"},
    },
    {"type": "audio_message", "audio_message": {"link_ogg": "https://a.b/o.ogg", "duration": 4}},
    {
        "type": "sticker",
        "sticker": {"images": [{"width": 64, "height": 64, "url": "https://a.b/s"}]},
    },
    {"type": "link", "link": {"url": "https://a.example/", "title": "Дом"}},
    {"type": "wall", "wall": {"id": 5, "owner_id": -1, "text": "Пост"}},
    {"type": "wall_reply", "wall_reply": {"id": 5, "owner_id": -1, "post_id": 4, "text": "Да"}},
    {"type": "market", "market": {"id": 5, "owner_id": -1, "title": "Ваза"}},
    {"type": "video", "video": {"id": 5, "owner_id": -1, "title": "Кино"}},
    {"type": "poll", "poll": {"question": "Когда?", "answers": [{"text": "Да"}, {"text": "Нет"}]}},
    {"type": "gift", "gift": {"id": 1, "thumb_256": "https://a.b/g.png"}},
]


def message(**more: Any) -> Json:
    own = {
        "id": 70,
        "conversation_message_id": 1,
        "peer_id": 810777,
        "from_id": 810777,
        "date": 1796000000,
        "out": 0,
        "version": 1,
        "important": False,
        "is_hidden": False,
        "is_cropped": False,
        "fwd_messages": [],
        "attachments": [],
        "text": WORDS,
    }
    return own | more


FORWARD = {"id": 3, "from_id": 5, "date": 1796000000, "text": WORDS, "attachments": [PHOTO]}
GEO = {
    "type": "point",
    "coordinates": {"latitude": 59.9, "longitude": 30.3},
    "place": {"title": "Дом"},
}


def event(kind: str, body: Json) -> Json:
    return {"type": kind, "event_id": "e1", "group_id": GROUP, "object": body, NAMES_KEY: {}}


def new(**more: Any) -> Json:
    return event("message_new", {"message": message(**more), "client_info": {"lang_id": 0}})


COMMENT = {"id": 7, "from_id": 810777, "date": 1796000000, "text": WORDS, "owner_id": -GROUP}
SHAPES: Mapping[str, Json] = {
    "text": new(),
    "things": new(attachments=THINGS, geo=GEO),
    "forwards": new(text="", fwd_messages=[FORWARD, FORWARD | {"fwd_messages": [FORWARD]}]),
    "reply": new(reply_message=FORWARD | {"conversation_message_id": 2}),
    "press": new(payload='{"press": "yes"}', ref="r"),
    "edit": event("message_edit", message(update_time=1796000001)),
    "by hand": event("message_reply", message(from_id=-GROUP, admin_author_id=12, out=1)),
    "wall": event("wall_reply_new", COMMENT | {"post_id": 5, "attachments": [PHOTO]}),
    "board": event("board_post_new", COMMENT | {"topic_id": 5, "topic_owner_id": -GROUP}),
    "of a community": event("wall_reply_new", COMMENT | {"from_id": -12, "post_id": 5}),
}
ODD: tuple[Any, ...] = (
    None,
    "odd",
    "",
    -1,
    10**30,
    1.5,
    True,
    [],
    [None, 5, "x", {}],
    {},
    {"x": None},
    ...,
)
"""`...`: absent."""


def paths(value: Any, here: Path = ()) -> Iterator[Path]:
    if here:
        yield here
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from paths(inner, (*here, name))
    if isinstance(value, list):
        for index, inner in enumerate(value):
            yield from paths(inner, (*here, index))


def with_odd(shape: Json, path: Path, value: object) -> Json:
    changed = copy.deepcopy(shape)
    parent: Any = changed
    for step in path[:-1]:
        parent = parent[step]
    if value is ...:
        del parent[path[-1]]
    else:
        parent[path[-1]] = value
    return changed


SENTENCES = Sentences(Words("ru"), ZoneInfo("Europe/Moscow"))


def said(happened: object) -> str:
    """What the desk can show of it."""
    inbound = getattr(happened, "said", None) or happened
    assert isinstance(inbound, Inbound | AnsweredElsewhere)
    things = [SENTENCES.of(one, inside=True).text for one in inbound.attachments if not one.ref]
    files = [one.ref for one in inbound.attachments if one.ref]
    omitted = [SENTENCES.omitted(kind).text for kind in inbound.omitted]
    return "\n".join(filter(None, [inbound.text, *things, *files, *omitted]))


NEEDED = frozenset({"date", "id", "owner_id", "post_id", "topic_id", "peer_id", "from_id"})
"""Without them it is not known whose it is, or when it was written."""


@pytest.mark.parametrize("name", SHAPES)
def test_one_odd_field_costs_only_that_field_or_is_told_of(name: str) -> None:
    """What is malformed is a line on the desk."""
    reading = VkReading(INBOX, GROUP)
    for path in paths(SHAPES[name]):
        for value in ODD:
            raw = with_odd(SHAPES[name], path, value)
            reading.line(raw)
            try:
                happened = reading.read(raw)
            except Malformed:
                assert path in (("type",), ("object",), ("object", "message")) or (
                    path[-1] in NEEDED and len(path) <= len(("object", "message", "date"))
                ), (path, value)
                continue
            shown = said(happened)
            assert shown, (path, value)
            assert path[-1] in ("text", "fwd_messages") or WORDS in shown, (path, value)


def test_null_is_absent() -> None:
    read = VkReading(INBOX, GROUP).read(new(text=None, attachments=[PHOTO]))
    assert isinstance(read, Inbound)
    assert (read.text, len(read.attachments), read.omitted) == ("", 1, ())


def test_what_cannot_be_read_is_named_and_the_rest_goes_on() -> None:
    read = VkReading(INBOX, GROUP).read(new(fwd_messages="odd", attachments=[PHOTO, 5]))
    assert isinstance(read, Inbound)
    assert (read.text, len(read.attachments)) == (WORDS, 1)
    assert set(read.omitted) == {UNREAD, "unknown"}


def test_what_vk_has_cut_is_named_where_it_could_not_be_had() -> None:
    read = VkReading(INBOX, GROUP).read(new(is_cropped=True))
    assert isinstance(read, Inbound)
    assert read.omitted == (CROPPED,)


@pytest.mark.parametrize("peer", [1, 1899999999, 2_100_000_001, 200000000123, 10**15])
def test_a_person_is_a_person_whatever_his_number(peer: int) -> None:
    read = VkReading(INBOX, GROUP).read(new(peer_id=peer, from_id=peer))
    assert isinstance(read, Inbound)
    assert read.address.peer == str(peer)


NOBODYS = (
    new(peer_id=2_000_000_005),
    new(from_id=-GROUP),
    event("message_reply", message(peer_id=2_000_000_005, from_id=-GROUP)),
    event("message_typing_state", {"state": "typing", "from_id": 1, "to_id": -GROUP}),
    event("wall_reply_edit", COMMENT | {"from_id": -GROUP, "post_id": 5}),
)


@pytest.mark.parametrize("raw", NOBODYS)
def test_what_is_known_to_concern_nobody_is_passed_over(raw: Json) -> None:
    assert VkReading(INBOX, GROUP).read(raw) is None


TRACES = (
    event("photo_comment_new", COMMENT),
    event("something_new", {}),
    {"event_id": "e1"},
    new(peer_id=5, from_id=6),
    new(peer_id=0, from_id=0),
)


@pytest.mark.parametrize("raw", TRACES)
def test_everything_else_leaves_a_trace(raw: Json) -> None:
    with pytest.raises(Malformed):
        VkReading(INBOX, GROUP).read(raw)
