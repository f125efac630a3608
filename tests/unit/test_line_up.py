"""Whatever comes when, a line goes by rank, one at a time, and the most urgent line first."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bots.line_up import LineUp

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Thing:
    id: str
    line: str = "a"
    rank: int = 1
    due: datetime = NOON
    urgency: int = 1


def at(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def line_up(*things: Thing) -> LineUp[Thing]:
    made: LineUp[Thing] = LineUp(lambda thing: thing.urgency)
    for thing in things:
        made.put(thing)
    return made


things = st.lists(
    st.builds(
        Thing,
        id=st.integers().map(str),
        line=st.sampled_from("abc"),
        rank=st.integers(0, 50),
        due=st.integers(0, 30).map(at),
        urgency=st.integers(0, 3),
    ),
    unique_by=lambda thing: thing.id,
    max_size=30,
)


@settings(max_examples=25)
@given(things, st.data())
def test_every_line_goes_by_rank_and_nothing_before_it_is_due(
    things: list[Thing], data: st.DataObject
) -> None:
    waiting, now = line_up(*things), NOON
    taken: list[Thing] = []
    flying: list[Thing] = []
    while len(taken) < len(things) or flying:
        if waiting.head(now) and data.draw(st.booleans()):
            taken.append(waiting.take())
            flying.append(taken[-1])
            assert taken[-1].due <= now
            assert len({one.line for one in flying}) == len(flying)
        elif flying:
            waiting.done(flying.pop(data.draw(st.integers(0, len(flying) - 1))), None)
        else:
            now = max(now, waiting.next_due() or now)
    for line in "abc":
        mine = [(one.rank, one.id) for one in taken if one.line == line]
        assert mine == sorted(mine)
    assert not len(waiting)
    assert waiting.oldest() is None


def test_the_most_urgent_line_is_named_first() -> None:
    waiting = line_up(
        Thing(id="1", line="a", rank=1, urgency=2),
        Thing(id="2", line="b", rank=2, urgency=1),
        Thing(id="3", line="c", rank=3, urgency=3),
        Thing(id="4", line="c", rank=4, urgency=0),
    )
    order = []
    while waiting.head(NOON):
        order.append(waiting.take())
        waiting.done(order[-1], None)
    assert [one.id for one in order] == ["3", "4", "2", "1"]


def test_what_must_go_again_holds_its_line_and_keeps_its_age() -> None:
    waiting = line_up(Thing(id="1"), Thing(id="2", rank=2))
    waiting.head(NOON)
    first = waiting.take()
    waiting.done(first, Thing(id="1", due=at(9)))
    assert waiting.head(at(5)) is None
    assert waiting.next_due() == at(9)
    assert waiting.oldest() == NOON
    assert waiting.head(at(9)) == (1, 1)


def test_what_was_drawn_again_replaces_what_waits_and_follows_what_flies() -> None:
    waiting = line_up(Thing(id="1", due=at(60)))
    waiting.put(Thing(id="1", rank=2))
    assert waiting.head(NOON) == (1, 2)
    flying = waiting.take()
    waiting.put(Thing(id="1", rank=2, urgency=3))
    waiting.put(Thing(id="1", rank=3))
    waiting.done(flying, None)
    assert waiting.head(NOON) == (1, 3)
    assert len(waiting) == 1


def test_what_is_stale_replaces_nothing_but_what_is_fresh_does() -> None:
    waiting = line_up(Thing(id="1", rank=5, urgency=0))
    waiting.put(Thing(id="1", rank=4, urgency=2))
    assert waiting.head(NOON) == (0, 5)
    waiting.put(Thing(id="1", rank=5, urgency=3), fresh=True)
    assert waiting.head(NOON) == (3, 5)


def test_what_waits_no_more_is_dropped_and_frees_its_line() -> None:
    waiting = line_up(Thing(id="1", due=at(60)), Thing(id="2", rank=2))
    assert waiting.head(NOON) is None
    waiting.keep_only({"2"})
    assert waiting.head(NOON) == (1, 2)


def test_between_the_parts_of_one_every_line_that_waits_has_a_turn() -> None:
    long, others = (
        Thing(id="long", line="a", rank=1),
        [
            Thing(id=f"{line}{rank}", line=line, rank=rank)
            for line, rank in (("b", 2), ("b", 3), ("c", 4))
        ],
    )
    queue, gone = line_up(long, *others), []
    while queue.head(NOON):
        item = queue.take()
        gone.append(item.id)
        more = item is long and gone.count("long") < 4
        queue.done(item, item if more else None, yields=more)
    assert gone == ["long", "b2", "b3", "c4", "long", "long", "long"]


def test_what_comes_later_stands_behind_whoever_has_had_a_turn() -> None:
    long = Thing(id="long", line="a", rank=1)
    queue = line_up(long, Thing(id="b", line="b", rank=2))
    queue.head(NOON)
    queue.done(queue.take(), long, yields=True)
    queue.put(Thing(id="late", line="c", rank=9))
    gone = []
    while queue.head(NOON):
        item = queue.take()
        gone.append(item.id)
        queue.done(item, None)
    assert gone == ["b", "long", "late"]
