"""What texts are found by, and what is looked for."""

import pytest

from storage.words import phone_terms, sought, words

PHONE = "tel:9112224501"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Ёлка, ЁЛКИ! ёлкой", ["елк"]),
        ("Заказ №4417-а", ["заказ", "no4417", "а"]),
        ("и\u0306од", ["йод"]),
        ("Deliveries delivered", ["deliveri", "deliv"]),
        ("84К2301 84k2301", ["84k2301"]),
        ("пароль_1", ["пapoль_1"]),
        ("…", []),
    ],
)
def test_words_are_folded_and_cut_to_their_stems(text: str, found: list[str]) -> None:
    assert words(text) == found


def test_of_an_endless_text_the_beginning_is_searched() -> None:
    assert len(words(" ".join(map(str, range(9_000))))) == 2_000
    assert words("щ" * 9_000) == ["щ" * 64, "щ" * (9_000 % 320)]


def test_numbers_without_end_leave_room_for_words_and_words_for_numbers() -> None:
    numbers = " ".join(f"+7911{number:07}" for number in range(900))
    assert "торт" in words(f"{numbers} торт")
    many = " ".join(f"слово{number}" for number in range(1_900))
    assert {"a@b.ru", PHONE} <= set(words(f"{many} a@b.ru 8 911 222-45-01"))


@pytest.mark.parametrize("asked", ["торта", "ТОРТЫ", "торт", "Торту"])
def test_a_word_is_found_by_its_other_forms(asked: str) -> None:
    assert sought(asked) == [words("торт")]


@pytest.mark.parametrize("forms", [("доставка", "доставки", "доставкой"), ("order", "orders")])
def test_forms_of_a_word_are_one_term(forms: tuple[str, ...]) -> None:
    assert len({tuple(words(form)) for form in forms}) == 1


@pytest.mark.parametrize(
    "asked",
    [
        *(
            "+7 911 222-45-01",
            "8(911)222-45-01",
            "89112224501",
            "9112224501",
            "8\u00a0911 222 4501",
        ),
        *("911 222 45 01", "+7.911.222.45.01", "7 (911) 222 45-01"),
    ],
)
def test_a_phone_is_one_term_however_it_is_written(asked: str) -> None:
    assert sought(asked)[0] == [PHONE]
    assert PHONE in words(f"Звоните {asked}, жду.")
    assert PHONE in phone_terms(asked)


@pytest.mark.parametrize("asked", ["2224501", "222-45-01", "11 222 45 01"])
def test_the_end_of_a_phone_is_enough_from_seven_digits_on(asked: str) -> None:
    assert sought(asked)[0][0] in words("+79112224501")
    assert sought("4501") == [["4501"]]
    assert "4501" not in words("+79112224501")


def test_a_covered_phone_is_found_as_it_stands_in_groups() -> None:
    assert set(sought("+7911•••4501")[0]) <= set(phone_terms("+79112224501"))


def test_an_email_is_one_term() -> None:
    assert sought("Anna.B@Mail.ru") == [["anna.b@mail.ru"]]
    assert "anna.b@mail.ru" in words("пишите на anna.b@mail.ru.")


def test_a_phone_among_words_is_looked_for_with_them() -> None:
    assert sought("торт 8 911 222-45-01") == [[PHONE, "торт"]]


def test_two_numbers_are_two_words_and_perhaps_a_phone() -> None:
    assert sought("1042 84213") == [["tel:104284213"], ["1042", "84213"]]


def test_neither_number_beside_a_phone_hides_it() -> None:
    assert PHONE in words("84213 9112224501")


@pytest.mark.parametrize("asked", ["", "!!!", "•••"])
def test_what_has_no_words_looks_for_nothing(asked: str) -> None:
    assert sought(asked) == []
