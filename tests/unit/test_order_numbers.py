"""What looks like an order number in what people write, and what only seems to."""

import pytest

from configuration.patterns import LinearPattern
from hub.order_numbers import MOST, OrderNumbers
from hub.text import LOOKED_AT

FIVE_DIGITS = LinearPattern(r"\b\d{5}\b")


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("заказ 48213, клиент не открывает", ("48213",)),
        ("№48213", ("48213",)),
        ("по 48213-му вопрос", ("48213",)),
        ("48213", ("48213",)),
        ("48213.", ("48213",)),
        ("«48213»?", ("48213",)),
        ("заказы 48213, 48214 и 48217", ("48213", "48214", "48217")),
        ("48213,48214", ("48213", "48214")),
        ("48213 48214", ("48213", "48214")),
        ("48213/48214", ("48213", "48214")),
        ("48213-48214", ("48213", "48214")),
        ("48213 и снова 48213", ("48213",)),
        ("заказ\n48213\nподъезд 3", ("48213",)),
        ("４８２１３", ("48213",)),
        ("٤٨٢١٣", ("48213",)),
        ("в 7 48213 забрал", ("48213",)),
        ("", ()),
        ("заказ", ()),
        ("4821", ()),
        ("482134", ()),
        ("a48213", ()),
        ("48213b", ()),
        ("заказ48213", ()),
        ("48213й", ()),
        ("заказ 48213й и ё48214", ()),
        ("48213_1", ()),
        ("1048213 и 4821300", ()),
        ("+7 911 48213 01", ()),
        ("+7 (911) 48213-01", ()),
        ("8 911 48213 01", ()),
        ("8(911)4821301", ()),
        ("8-911-48213-01", ()),
        ("тел. 79114821301", ()),
        ("+79114821301, заказ 48214", ("48214",)),
        ("стоит 48213 ₽", ()),
        ("48213 руб.", ()),
        ("48213руб", ()),
        ("48213,50 за всё", ()),
        ("48213.50", ()),
        ("$48213", ()),
        ("€ 48213", ()),
        ("10.12.48213", ()),
        ("12:48213", ()),
        ("широта 59.48213, 30.29712", ()),
    ],
)
def test_order_numbers_are_told_from_other_digits(text: str, numbers: tuple[str, ...]) -> None:
    assert OrderNumbers(FIVE_DIGITS).among(text) == numbers


def test_a_company_may_number_its_orders_in_another_way() -> None:
    found = OrderNumbers(LinearPattern(r"\b[A-Z]{2}-\d+\b")).among("AB-1, xx-2 и CD-34.")
    assert found == ("AB-1", "CD-34")


def test_whoever_counts_to_a_hundred_names_no_order() -> None:
    text = " ".join(str(number) for number in range(10_000, 10_100))
    assert len(OrderNumbers(FIVE_DIGITS).among(text)) == MOST


def test_hostile_texts_name_no_order() -> None:
    for hostile in ("+7 " * 20_000, "8 " * 20_000, "1-" * 20_000, "(" * 40_000, "12345" * 8_000):
        assert OrderNumbers(FIVE_DIGITS).among(hostile) == ()


def test_a_text_without_an_end_is_looked_at_from_its_beginning() -> None:
    assert OrderNumbers(FIVE_DIGITS).among(f"48213{' ' * LOOKED_AT}48214") == ("48213",)
