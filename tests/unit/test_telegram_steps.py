"""What one call of a Telegram bot says, and what is left for the next ones."""

from hypothesis import given
from hypothesis import strategies as st

from bots.telegram_steps import LARGEST_ALBUM, marked, steps
from hub.model import Attachment, Button
from hub.ports import File, Outgoing

KINDS = ("photo", "video", "audio", "document", "sticker", "video_note", "voice", "animation")
MARK = "(возможно, повтор)\n"
PLACE = Attachment(kind="location", data={"lat": "59.9", "lon": "30.3"})


async def _nothing() -> bytes:
    return b""


def file(kind: str) -> File:
    return File(kind=kind, name=kind, read=_nothing)


def said(text: str = "", *kinds: str, things: tuple[Attachment, ...] = ()) -> Outgoing:
    return Outgoing(key="d", text=text, files=tuple(map(file, kinds)), things=things)


def kinds_of(outgoing: Outgoing) -> list[tuple[str, ...]]:
    cut = steps(outgoing, mark=len(MARK), whole=True)
    return [tuple(file.kind for file in step.files) for step in cut]


@given(st.lists(st.sampled_from(KINDS), max_size=25), st.text("аб \n😀", max_size=6000))
def test_everything_is_said_once_and_in_order(kinds: list[str], text: str) -> None:
    cut = steps(said(text, *kinds), mark=len(MARK), whole=False)

    assert [file.kind for step in cut for file in step.files] == kinds
    assert "".join(step.piece.text for step in cut).split() == text.split()
    for step in cut:
        assert len(step.files) <= LARGEST_ALBUM
        assert step.captioned or not step.piece.text
        assert len(step.piece.text) <= (1024 if step.files else 4096) - len(MARK)


def test_pictures_and_films_mix_and_nothing_else_does() -> None:
    mixed = said("", "photo", "video", "document", "document", "audio", "voice", "voice", "photo")
    assert kinds_of(mixed) == [
        *(("photo", "video"), ("document", "document"), ("audio",)),
        *(("voice",), ("voice",), ("photo",)),
    ]


def test_eleven_photos_are_an_album_and_a_photo() -> None:
    assert [len(album) for album in kinds_of(said("", *["photo"] * 11))] == [10, 1]


def test_under_buttons_there_is_no_album() -> None:
    buttons = ((Button(label="Взять", press="take:1"),),)
    outgoing = Outgoing(key="d", files=(file("photo"), file("photo")), buttons=buttons)
    assert kinds_of(outgoing) == [("photo",), ("photo",)]


def test_what_takes_no_caption_comes_after_its_words() -> None:
    cut = steps(said("Вот", "sticker", things=(PLACE,)), mark=len(MARK), whole=True)
    assert [step.piece.text for step in cut] == ["Вот", "", ""]
    assert cut[2].thing == PLACE


def test_a_repeat_of_anything_can_be_marked() -> None:
    card = Attachment(kind="contact", data={"phone": "+7", "first_name": "Пётр"})
    things = (PLACE, card)
    for step in steps(said("", *KINDS, things=things), mark=len(MARK), whole=True):
        repeat = marked(MARK, step)
        shown = repeat.piece.text if repeat.captioned else str(repeat.thing)
        assert MARK.strip() in shown
