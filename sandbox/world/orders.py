"""Orders around today: what is on the way, what is still planned, what is long past."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sandbox.world.customers import CUSTOMERS
from sandbox.world.shapes import Customer, Order, OrderStatus

MOSCOW_TIME = ZoneInfo("Europe/Moscow")
OKEY, LETO, VKUS = "OKEY-B13", "LETO-P25", "VKUS-T8"

Row = tuple[int, int, str, int | None, int | None, int, int, str, str, int, str]

# id, customer, shop, picker, courier, day from today, hour, status, substitution, total, goods
_ACTIVE: tuple[Row, ...] = (
    (48213, 1, OKEY, 5401, 5101, 0, 15, "delivering", "call", 3480,
     "Молоко 3,2 % 930 мл — 2; гречка ядрица 800 г — 1; сыр «Российский» 300 г — 1"),
    (48214, 2, OKEY, 5401, 5102, 0, 14, "delivering", "analog", 2190,
     "Куриное филе 1 кг — 1; огурцы 600 г — 1; хлеб «Дарницкий» — 1"),
    (48215, 3, OKEY, 5402, 5103, 0, 16, "delivering", "ask", 5120,
     "Подгузники №4 — 1; пюре яблочное 90 г — 12; вода детская 5 л — 2"),
    (48216, 4, OKEY, 5402, 5104, 0, 17, "collected", "call", 1760,
     "Пельмени «Сибирские» 900 г — 2; сметана 20 % 315 г — 1"),
    (48217, 5, OKEY, 5401, 5102, 0, 16, "collected", "analog", 4305,
     "Кофе в зёрнах 1 кг — 1; сливки 10 % 500 мл — 3; печенье «Юбилейное» — 4"),
    (48218, 6, OKEY, 5402, 5108, 0, 18, "delivering", "ask", 2875,
     "Картофель 2,5 кг — 1; сельдь слабосолёная 500 г — 1; лук репчатый 1 кг — 1"),
    (48219, 9, OKEY, 5401, None, 0, 20, "collecting", "ask", 3990,
     "Творог 5 % 300 г — 4; йогурт «Вишня» 125 г — 8; бананы 1 кг — 1"),
    (48220, 12, OKEY, 5402, None, 0, 20, "collecting", "call", 6240,
     "Форель охлаждённая 800 г — 1; рис для суши 1 кг — 1; соевый соус — 1"),
    (48221, 7, LETO, 5403, 5102, 0, 19, "collected", "call", 5600,
     "Фляга стальная 200 мл с гравировкой — 1; открытка — 1"),
    (48222, 8, LETO, 5403, 5103, 0, 18, "delivering", "call", 12900,
     "Часы настольные с гравировкой — 1"),
    (48223, 15, LETO, 5403, None, 1, 12, "collecting", "call", 3400,
     "Кружка керамическая с надписью — 2"),
    (48224, 17, LETO, None, None, 2, 15, "new", "call", 7850,
     "Шкатулка деревянная с гравировкой — 1; лента атласная — 1"),
    (48225, 20, OKEY, None, None, 1, 10, "new", "analog", 2610,
     "Корм для кошек 85 г — 24; наполнитель 5 л — 2"),
    (48226, 10, OKEY, 5402, 5109, 0, 17, "collected", "call", 3320,
     "Вода питьевая 5 л — 4; яблоки 1 кг — 1"),
    (48227, 11, OKEY, 5401, 5109, 0, 19, "delivering", "ask", 1895,
     "Масло сливочное 180 г — 3; мука пшеничная 2 кг — 1"),
    (48231, 21, VKUS, 5404, 5105, 0, 15, "delivering", "call", 4820,
     "Пирог с капустой 1 кг — 1; морс клюквенный 1 л — 2"),
    (48232, 22, VKUS, 5404, 5106, 0, 14, "delivering", "ask", 3150,
     "Сырники домашние 600 г — 2; варенье из чёрной смородины — 1"),
    (48233, 23, VKUS, 5405, None, 0, 20, "collecting", "analog", 5990,
     "Торт «Прага» 1,2 кг с надписью — 1; свечи — 1"),
    (48235, 26, VKUS, 5405, 5106, 0, 17, "collected", "call", 2740,
     "Котлеты по-киевски 4 шт. — 1; салат «Оливье» 500 г — 1"),
    (48236, 29, VKUS, None, None, 1, 11, "new", "ask", 8300,
     "Набор «Юбилейный» — 1; каравай с надписью — 1"),
)  # fmt: skip
_PAST: tuple[Row, ...] = (
    (47102, 1, OKEY, 5401, 5101, -30, 15, "delivered", "call", 2990, "Мука 2 кг — 1; яйца С0 — 2"),
    (47119, 2, OKEY, 5402, 5107, -28, 12, "delivered", "analog", 1840, "Кефир 1 % — 2; батон — 1"),
    (47164, 3, OKEY, 5401, 5103, -27, 18, "delivered", "ask", 3330, "Порошок стиральный 3 кг — 1"),
    (47201, 5, OKEY, 5402, 5102, -24, 11, "cancelled", "analog", 2120, "Арбуз 7 кг — 1"),
    (47255, 1, LETO, 5403, 5104, -21, 13, "delivered", "call", 4100, "Брелок с гравировкой — 1"),
    (47288, 10, OKEY, 5401, 5101, -20, 19, "delivered", "call", 5075, "Вода 5 л — 6"),
    (47301, 11, OKEY, 5402, 5107, -18, 20, "delivered", "ask", 1490, "Масло сливочное 180 г — 4"),
    (47342, 14, LETO, 5403, 5104, -17, 16, "delivered", "call", 6900, "Ручка с гравировкой — 1"),
    (47390, 16, OKEY, 5401, 5103, -15, 10, "delivered", "analog", 2260, "Курица 1,6 кг — 1"),
    (47433, 18, OKEY, 5402, 5101, -14, 14, "delivered", "call", 3715, "Сахар 1 кг — 3; чай — 2"),
    (47470, 19, LETO, 5403, 5102, -12, 17, "cancelled", "call", 9900, "Нож складной — 1"),
    (47512, 20, OKEY, 5401, 5107, -11, 12, "delivered", "analog", 1980, "Корм для кошек 85 г — 24"),
    (47544, 21, VKUS, 5404, 5105, -10, 13, "delivered", "call", 4400, "Пирог с рыбой 1 кг — 1"),
    (47580, 22, VKUS, 5405, 5106, -9, 18, "delivered", "ask", 2650, "Блины с творогом — 10"),
    (47633, 24, VKUS, 5404, 5105, -8, 15, "delivered", "call", 7200, "Торт «Наполеон» 2 кг — 1"),
    (47690, 25, VKUS, 5405, 5106, -7, 11, "delivered", "analog", 1230, "Суп-лапша 1 л — 2"),
    (47741, 27, VKUS, 5404, 5105, -6, 19, "delivered", "ask", 3890, "Плов 1 кг — 1; лепёшка — 3"),
    (47802, 28, VKUS, 5405, 5106, -5, 12, "cancelled", "call", 2050, "Голубцы 800 г — 1"),
    (47866, 30, VKUS, 5404, 5105, -4, 16, "delivered", "call", 5350, "Хачапури — 4; сациви — 1"),
    (47931, 13, OKEY, 5402, 5101, -3, 20, "delivered", "call", 2415, "Тыква 3 кг — 1; мёд — 1"),
    (48004, 4, OKEY, 5401, 5104, -2, 15, "delivered", "call", 1990, "Сосиски 600 г — 2"),
    (48097, 1, OKEY, 5402, 5103, -1, 17, "delivered", "call", 3060, "Яблоки 2 кг — 1; сок 1 л — 3"),
)  # fmt: skip

# Text that must arrive to the letter: quotes, ё, mixed alphabets, double spaces, an emoji.
ENGRAVINGS = {
    48221: "Любимому деду  от внуков. 9 мая 2026",
    48222: "«Время — деньги», Ёжиков & Ко",
    48223: "Маша + Dima = ♥",
    48224: "А. С. Пушкинъ, 26 мая 1799",
    48233: "С юбилеем, Тимофей! 40 лет 🎂",
    48236: "Хлеб да соль",
    47255: "Ира",
    47342: "Анна Соколова",
    47470: "К. Р.",
}
COMMENTS = {
    48213: "Звонок не работает, позвоните по телефону",
    48216: "Оставьте у двери, ребёнок спит",
    48232: "Домофон сломан, встречу у подъезда",
}


def orders(today: date) -> tuple[Order, ...]:
    return tuple(_orders(today))


def _orders(today: date) -> Iterator[Order]:
    for row in _ACTIVE + _PAST:
        number, customer, shop, picker, courier, day, hour, status, substitution, total, goods = row
        buyer = CUSTOMERS[customer - 1]
        yield Order(
            id=str(number),
            status=OrderStatus(status),
            slot_from=_at(today, day, hour),
            slot_to=_at(today, day, hour + 2),
            customer=buyer.id,
            shop=shop,
            place=buyer.place,
            picker=picker,
            courier=courier,
            substitution=substitution,
            fields=_fields(number, buyer, goods),
            total=total,
        )


def _at(today: date, day: int, hour: int) -> datetime:
    return datetime.combine(today + timedelta(days=day), time(hour), MOSCOW_TIME)


def _fields(number: int, buyer: Customer, goods: str) -> dict[str, str]:
    known = {
        "goods": goods,
        "engraving": ENGRAVINGS.get(number),
        "door_code": buyer.door_code,
        "comment": COMMENTS.get(number),
    }
    return {name: value for name, value in known.items() if value is not None}
