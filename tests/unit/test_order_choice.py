"""Which order somebody writes about: named, kept, the only one, or asked."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hub.order_choice import Bearing, Told, Waited, Written, told

NOTHING = Bearing()


def _wrote(*seqs: int) -> list[Written]:
    return [Written(seq=seq) for seq in seqs]


def test_the_only_order_is_taken_without_asking() -> None:
    said = told(_wrote(1, 2), NOTHING, ["1"])
    assert said == Told(bearing=Bearing(order="1"), of={1: "1", 2: "1"})


def test_without_orders_nothing_is_asked() -> None:
    assert told(_wrote(1), NOTHING, []) == Told(bearing=NOTHING, of={1: None})


def test_of_several_he_is_asked_from_the_first_message_on() -> None:
    said = told(_wrote(3, 4), NOTHING, ["1", "2"])
    assert said.bearing == Bearing(waiting=3, between=("1", "2"))
    assert said.of == {3: None, 4: None}
    assert told(_wrote(7), said.bearing, ["1", "2"]).bearing == said.bearing


def test_a_choice_stays_while_the_order_is_his() -> None:
    said = told(_wrote(5), Bearing(order="2"), ["1", "2", "3"])
    assert said == Told(bearing=Bearing(order="2"), of={5: "2"})


def test_when_it_has_ended_the_one_that_is_left_is_taken() -> None:
    assert told(_wrote(5), Bearing(order="2"), ["1"]).of == {5: "1"}


def test_when_it_has_ended_and_several_are_left_he_is_asked_again() -> None:
    said = told(_wrote(5), Bearing(order="2"), ["1", "3"])
    assert said.bearing == Bearing(waiting=5, between=("1", "3"))


def test_when_none_is_left_it_is_about_none() -> None:
    assert told(_wrote(5), Bearing(order="2"), []).bearing == NOTHING


def test_a_question_can_be_answered_when_none_is_left() -> None:
    asked = Bearing(waiting=3, between=("1", "2"))
    assert told(_wrote(5), asked, []).bearing == asked


def test_an_order_that_came_later_is_none_of_those_he_was_asked_about() -> None:
    said = told(_wrote(5), Bearing(waiting=2, between=("1", "2")), ["3"])
    assert said == Told(bearing=Bearing(order="3"), of={5: "3"})


def test_a_number_answers_the_question_for_what_waited() -> None:
    asked = Bearing(waiting=2, between=("1", "2"))
    said = told([Written(seq=5, named=("2",))], asked, ["1", "2"])
    assert said.bearing == Bearing(order="2")
    assert said.waited == (Waited(since=2, until=5, order="2"),)


def test_when_only_one_is_left_it_answers_the_question_as_well() -> None:
    said = told(_wrote(5), Bearing(waiting=2, between=("1", "2")), ["2"])
    assert said.waited == (Waited(since=2, until=5, order="2"),)


def test_of_several_that_he_names_he_is_asked_unless_one_is_what_it_is_about() -> None:
    both = [Written(seq=5, named=("1", "2"))]
    assert told(both, NOTHING, ["1", "2", "3"]).bearing == Bearing(waiting=5, between=("1", "2"))
    assert told(both, Bearing(order="2"), ["1", "2", "3"]).of == {5: "2"}
    kept = told(both, Bearing(order="3"), ["1", "2", "3"]).bearing
    assert kept == Bearing(order="3", waiting=5, between=("1", "2"))


def test_an_order_of_yesterday_stays_while_he_speaks_of_it() -> None:
    said = told([Written(seq=1, named=("0",))], NOTHING, ["1", "2"])
    assert said.bearing == Bearing(order="0", past=True)
    assert told(_wrote(2), said.bearing, ["1", "2"]).of == {2: "0"}
    named = told([Written(seq=3, named=("1",))], said.bearing, ["1", "2"])
    assert named.bearing == Bearing(order="1")


ids = st.sampled_from([str(number) for number in range(6)])
some = st.lists(ids, unique=True, max_size=4)


@st.composite
def _cases(draw: st.DrawFn) -> tuple[list[Written], Bearing, list[str]]:
    active, past = draw(some), draw(some)
    named = st.lists(st.sampled_from(active + past), unique=True) if active + past else st.just([])
    written = [
        Written(seq=seq, named=tuple(draw(named))) for seq in range(3, 3 + draw(st.integers(0, 5)))
    ]
    waiting = draw(st.none() | st.integers(1, 2))
    between = tuple(draw(some)) if waiting else ()
    before = Bearing(
        order=draw(st.none() | ids), past=draw(st.booleans()), waiting=waiting, between=between
    )
    return written, before, active


@given(_cases())
def test_nobody_is_asked_about_or_given_what_is_not_his(
    case: tuple[list[Written], Bearing, list[str]],
) -> None:
    written, before, active = case
    named = {order for one in written for order in one.named}
    kept = {before.order} if before.past else set()
    his = {*active, *named, *kept}
    said = told(written, before, active)
    assert {order for order in said.of.values() if order} <= his
    assert {one.order for one in said.waited} <= his
    assert said.bearing.order is None or said.bearing.order in his
    assert set(said.bearing.between) <= {*his, *before.between}


@given(_cases())
def test_a_message_has_its_order_or_he_is_asked_or_there_is_none(
    case: tuple[list[Written], Bearing, list[str]],
) -> None:
    written, before, active = case
    for one in written:
        said = told([one], before, active)
        waits = said.bearing.waiting is not None
        assert said.of[one.seq] or waits or not (active or one.named)


@given(_cases())
def test_message_by_message_or_all_at_once_is_the_same(
    case: tuple[list[Written], Bearing, list[str]],
) -> None:
    written, before, active = case
    bearing, of = before, dict[int, str | None]()
    for one in written:
        step = told([one], bearing, active)
        bearing, of = step.bearing, of | dict(step.of)
    said = told(written, before, active)
    assert said.of == of
    if written:
        assert said.bearing == bearing
