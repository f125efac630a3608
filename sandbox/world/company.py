"""Shops and the people of the company: couriers, pickers, operators, managers."""

from typing import Any

from sandbox.world.shapes import Employee, Place, Shop

SHOPS = (
    Shop(
        id="OKEY-B13",
        name="О'КЕЙ, Богатырский, 13",
        place=Place(text="Санкт-Петербург, Богатырский пр., 13", lat=60.00254, lon=30.29712),
    ),
    Shop(
        id="LETO-P25",
        name="Подарки «Лето», Пулковское, 25",
        place=Place(text="Санкт-Петербург, Пулковское ш., 25, корп. 1", lat=59.82046, lon=30.31771),
    ),
    Shop(
        id="VKUS-T8",
        name="Вкус дома, Тверская, 8",
        place=Place(text="Москва, Тверская ул., 8, корп. 1", lat=55.76137, lon=37.60934),
    ),
)


def _employee(role: str, id_: str, name: str, telegram_id: int, **more: Any) -> Employee:
    phone = f"+7911000{telegram_id}"
    return Employee(id=id_, name=name, role=role, telegram_id=telegram_id, phone=phone, **more)


def _courier(id_: str, name: str, telegram_id: int, username: str | None = None) -> Employee:
    return _employee("courier", id_, name, telegram_id, username=username)


def _picker(id_: str, name: str, telegram_id: int) -> Employee:
    return _employee("picker", id_, name, telegram_id)


COURIERS = (
    _courier("ruslan", "Руслан Ахметов", 5101, "ruslan_a"),
    _courier("denis", "Денис Кравцов", 5102),
    _courier("ilya", "Илья Пономарёв", 5103, "ilyapon"),
    _courier("farhod", "Фарход Юсупов", 5104),
    _courier("sergey", "Сергей Лаптев", 5105, "s_laptev"),
    _courier("aziz", "Азиз Каримов", 5106),
    _courier("nikita", "Никита Жуков", 5107, "nikzhuk"),
    _courier("viktor", "Виктор Семёнов", 5108),
)
PICKERS = (
    _picker("olga", "Ольга Дроздова", 5401),
    _picker("alsu", "Алсу Гарипова", 5402),
    _picker("pavel", "Павел Рыбин", 5403),
    _picker("zhanna", "Жанна Мороз", 5404),
    _picker("kirill", "Кирилл Ефимов", 5405),
)
OPERATORS = (
    _employee("operator", "lena", "Лена", 4001, username="op_lena", desks=("couriers", "clients")),
    _employee(
        "operator",
        "marat",
        "Марат",
        4002,
        username="op_marat",
        desks=("clients", "mail", "calls", "reviews"),
    ),
)
HEADS = (_employee("head", "andrey", "Андрей", 4100, username="head"),)
GUESTS = (_employee("guest", "ksenia", "Ксения", 4301, username="mkt"),)
MANAGERS = (
    _employee("manager", "boris", "Борис", 5301, shop="OKEY-B13"),
    _employee("manager", "timur", "Тимур", 5202),
    _employee("manager", "gleb", "Глеб", 5302, shop="LETO-P25"),
)
EMPLOYEES = COURIERS + PICKERS + OPERATORS + HEADS + GUESTS + MANAGERS

# Nobody can write to these two: they show what an unreachable courier and manager look like.
NEVER_STARTED = frozenset({5108, 5302})

# Hired, but not yet known to the hub: they can be invited.
NEWCOMERS = (
    _courier("vera", "Вера Ким", 5109),
    _employee("operator", "zoya", "Зоя", 4003),
    _employee("guest", "yuri", "Юрий", 4302),
)
