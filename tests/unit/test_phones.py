"""Phones are read in whatever form people, telephone systems and order services write them."""

from __future__ import annotations

import pytest

from hub.phones import LONGEST, international, is_hidden, named_in, plain


@pytest.mark.parametrize(
    ("written", "phone"),
    [
        ("sip:+79119994501@pbx.example", "+79119994501"),
        ('"Иван" <sip:89119994501@pbx:5060;transport=udp>', "+79119994501"),
        ("tel:+79119994501", "+79119994501"),
        ("tel:+7-911-999-45-01;ext=12", "+79119994501"),
        ("+7 (911) 999-45-01 доб. 12", "+79119994501"),
        ("8 911 999 45 01 ext 12", "+79119994501"),
        ("8(911)9994501", "+79119994501"),
        ("9119994501", "+79119994501"),
        ("79119994501", "+79119994501"),
        ("٨٩١١٩٩٩٤٥٠١", "+79119994501"),
        ("810491701234567", "+491701234567"),
        ("00491701234567", "+491701234567"),
        ("+44 20 7946 0958", "+442079460958"),
        ("+375 29 123-45-67", "+375291234567"),
        ("375291234567", "+375291234567"),
        ("+7 701 123 45 67", "+77011234567"),
        ("8-800-555-35-35", "+78005553535"),
        ("+70000000000", "+70000000000"),
        ("+88801234567", "+88801234567"),
        ("999-45-01", "9994501"),
        ("12345", ""),
        ("112", ""),
        ("sip:ivan@pbx.example", ""),
        ("Иван 89119994501", ""),
        ("anonymous", ""),
        ("", ""),
        ("1" * (LONGEST + 1), ""),
    ],
)
def test_a_phone_has_one_form(written: str, phone: str) -> None:
    assert plain(written, "RU") == phone


@pytest.mark.parametrize(
    ("written", "country", "phone"),
    [
        ("029 123-45-67", "BY", "+375291234567"),
        ("8 701 123 45 67", "KZ", "+77011234567"),
        ("0151 23456789", "DE", "+4915123456789"),
        ("8 911 999 45 01", "RU", "+79119994501"),
    ],
)
def test_what_names_no_country_is_of_the_companys(written: str, country: str, phone: str) -> None:
    assert plain(written, country) == phone


@pytest.mark.parametrize("given", ["79119994501", "+79119994501", "+7 911 999-45-01"])
def test_messengers_give_all_digits_with_or_without_the_plus(given: str) -> None:
    assert international(given) == "+79119994501"


@pytest.mark.parametrize(
    "caller",
    ["", "-", "anonymous", "Anonymous", "sip:anonymous@anonymous.invalid", "Скрытый номер",
     "номер скрыт", "Номер не определён", "unknown", "private number", "Restricted", "аноним"],
)  # fmt: skip
def test_a_hidden_caller_is_nobody(caller: str) -> None:
    assert is_hidden(caller)


@pytest.mark.parametrize("caller", ["+79119994501", "101", "sip:ivan@pbx.example", "Иван", "Anna"])
def test_whoever_has_a_number_or_a_name_is_not_hidden(caller: str) -> None:
    assert not is_hidden(caller)


def test_phones_are_found_among_words() -> None:
    said = "мой 8 (911) 999-45-01, мужа +375 29 123-45-67, заказы 48213 48214 от 01.12.2026 15:00"
    assert named_in(said, "RU") == {"+79119994501", "+375291234567"}
