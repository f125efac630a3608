"""hub.yaml and the environment: what is accepted and what becomes of it."""

import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from settings import (
    CallInbox,
    Choice,
    Environment,
    IntakeInbox,
    Opening,
    TelegramInbox,
    VkInbox,
    load,
)
from tests.unit.settings_examples import (
    CONTRACT,
    ROOT,
    SECRETS,
    SMALLEST,
    changed,
    faults,
    loaded,
    put,
)


def test_the_example_of_the_contract_is_accepted_as_it_stands() -> None:
    hub = loaded(CONTRACT)
    kinds = [type(inbox) for inbox in hub.inboxes]
    assert kinds == [
        *(TelegramInbox, TelegramInbox, VkInbox, IntakeInbox, CallInbox, IntakeInbox, IntakeInbox)
    ]
    assert hub.timers.ack_step == timedelta(minutes=3)
    assert hub.people[0].desks == Choice(named=("couriers", "clients"))
    assert hub.people[1].desks.of(desk.id for desk in hub.desks) == (
        *("couriers", "clients", "mail", "calls", "reviews"),
    )
    assert hub.chains[1].match.shop == ()
    assert hub.public_url is None
    assert hub.desk_bot.token.get_secret_value() == SECRETS["DESK_BOT_TOKEN"]


def test_the_example_for_installers_is_accepted() -> None:
    hub = load({**SECRETS, "HUB_CONFIG": str(ROOT / "hub.example.yaml")})
    assert hub.people[3].phone == "+79110005101"


def test_the_example_environment_names_every_variable() -> None:
    named = set(re.findall(r"^([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    active = re.sub(r"(?m)^\s*#.*$", "", (ROOT / "hub.example.yaml").read_text())
    assert set(re.findall(r"\$\{(\w+)\}", active)) <= named
    assert {name.upper() for name in Environment.model_fields} <= named


def test_only_a_desk_bot_an_inbox_a_desk_and_a_person_are_required() -> None:
    hub = loaded(SMALLEST)
    assert (hub.language, hub.timezone.key, hub.hours) == ("ru", "Europe/Moscow", None)
    assert hub.limits.group_calls == 20
    assert hub.timers.lease == timedelta(seconds=15)
    assert hub.unused_parts() == []


def test_an_empty_file_is_told_what_is_required() -> None:
    assert faults("# nothing yet\n") == [
        "hub.yaml: desk_bot: required",
        "hub.yaml: inboxes: required",
        "hub.yaml: desks: required",
        "hub.yaml: people: required",
    ]


def test_the_environment_has_defaults_and_an_empty_variable_is_unset() -> None:
    empty = dict.fromkeys(["MONGO_URL", "REDIS_URL", "ORDERS_TOKEN", "HTTP_PORT"], "")
    environment = loaded(SMALLEST, **empty).environment
    assert environment.mongo_url is environment.redis_url is environment.orders_url is None
    assert environment.database == "dezhurka"
    assert environment.data_dir == Path("data")
    assert environment.telegram_api_url == "https://api.telegram.org"
    assert environment.vk_api_url == "https://api.vk.ru"
    assert (environment.http_host, environment.http_port) == ("127.0.0.1", 8081)
    assert (environment.log_level, environment.log_format) == ("info", "console")


def test_the_environment_is_read() -> None:
    environment = loaded(
        SMALLEST,
        TELEGRAM_API_URL="http://127.0.0.1:9001/",
        ORDERS_URL="http://127.0.0.1:9003/api/",
        HTTP_PORT="9999",
        LOG_LEVEL="DEBUG",
        LOG_FORMAT="json",
    ).environment
    assert environment.telegram_api_url == "http://127.0.0.1:9001"
    assert environment.orders_url == "http://127.0.0.1:9003/api"
    assert environment.database == "support"
    assert (environment.http_port, environment.log_level) == (9999, "debug")


def test_variables_are_filled_in_anywhere_inside_a_text() -> None:
    text = changed(put("links.order", "https://${SHOP_HOST}/${SHOP_HOST}/{order}"))
    hub = loaded(text, SHOP_HOST="shop.example")
    assert hub.links.order == "https://shop.example/shop.example/{order}"
    assert type(hub.links.order) is str


def test_numbers_may_come_from_the_environment() -> None:
    hub = loaded(changed(put("inboxes[2].group_id", "${GROUP}")), GROUP="42")
    assert next(inbox.group_id for inbox in hub.inboxes if isinstance(inbox, VkInbox)) == 42


def test_text_that_looks_like_a_number_stays_as_it_is_written() -> None:
    hub = loaded(SMALLEST.replace("role: operator", "role: manager, shop: 0013, name: no", 1)
                    .replace("name: Lena, ", "", 1))  # fmt: skip
    assert (hub.people[0].shop, hub.people[0].name) == ("0013", "no")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("90", timedelta(seconds=90)),
        ("0.5", timedelta(milliseconds=500)),
        ("30s", timedelta(seconds=30)),
        ("10m", timedelta(minutes=10)),
        ("4h", timedelta(hours=4)),
        ("2d", timedelta(days=2)),
    ],
)
def test_a_duration_is_seconds_or_a_number_with_a_unit(written: str, expected: timedelta) -> None:
    assert loaded(SMALLEST + f"timers: {{ack_step: {written}}}").timers.ack_step == expected


def test_days_go_round_the_week_and_hours_round_midnight() -> None:
    text = SMALLEST + (
        'hours: {sat-mon: "00:00-24:00", wed: "20:00-02:00", holidays: [2026-12-31]}\n'
    )
    hours = loaded(text).hours
    assert hours is not None
    assert hours.openings == (
        Opening(weekday=0, opens=0, closes=1440),
        Opening(weekday=2, opens=1200, closes=1560),
        Opening(weekday=5, opens=0, closes=1440),
        Opening(weekday=6, opens=0, closes=1440),
    )
    assert hours.holidays == (date(2026, 12, 31),)


@pytest.mark.parametrize("written", ["8 (911) 000-51-01", "79110005101", "+7 911 000 51 01"])
def test_a_phone_is_plus_and_digits(written: str) -> None:
    assert loaded(changed(put("people[5].phone", written))).people[5].phone == "+79110005101"


def test_a_phone_without_a_country_is_of_the_companys() -> None:
    abroad = changed(put("country", "by"), put("people[5].phone", "029 123-45-67"))
    assert loaded(abroad).country == "BY"
    assert loaded(abroad).people[5].phone == "+375291234567"


def test_a_username_may_be_written_with_an_at() -> None:
    assert loaded(changed(put("people[0].username", "@op_lena"))).people[0].username == "op_lena"


def test_the_desk_bot_may_be_the_staff_bot() -> None:
    hub = loaded(changed(put("desk_bot.token", "${STAFF_BOT_TOKEN}")))
    assert hub.desk_bot.token.get_secret_value() == SECRETS["STAFF_BOT_TOKEN"]


def test_all_inboxes_but_some_may_be_chosen() -> None:
    person = loaded(changed(put("people[0].inboxes", {"except": ["calls"]}))).people[0]
    assert person.inboxes is not None
    assert person.inboxes.of(["staff", "calls"]) == ("staff",)


def test_one_tag_id_may_serve_inboxes_that_do_not_meet() -> None:
    hub = loaded(changed(put("tags[0].tags[0].id", "loyalty")))
    assert hub.tags[0].tags[0].id == "loyalty"


def test_parts_that_do_nothing_yet_are_named() -> None:
    changes = {"public_url": "https://hub.example", "inboxes[2].mode": "callback"}
    strings = {"inboxes[2].secret": "s", "inboxes[2].confirmation": "c", "desk_bot.secret": "s"}
    webhook = {"desk_bot.mode": "webhook", "timers": {"ack_step": 5, "invitation": "1d"}}
    text = changed(*(put(*item) for item in {**changes, **strings, **webhook}.items()))
    assert loaded(text).unused_parts() == [
        "hours",
        "tags, except that conversations are closed with them",
        "replies",
        "rules",
        "sla",
        "incidents",
        "webhooks",
        "person lena: on_duty",
    ]


def test_of_dialled_numbers_only_the_tone_is_not_in_use_yet() -> None:
    number = {"number": "+78121112233", "region": "spb", "desk": "clients"}
    told = loaded(changed(put("inboxes[4].numbers", [number]))).unused_parts()
    assert not [part for part in told if part.startswith("inbox")]
    spoken = loaded(changed(put("inboxes[4].numbers", [number | {"tone": "на «вы»"}])))
    assert "inbox calls: the tone of numbers" in spoken.unused_parts()


def test_what_is_not_in_use_of_inboxes_and_people_is_named() -> None:
    changes = {"inboxes[1].tone": "на «вы»", "inboxes[1].timezone": "Europe/Moscow"}
    more = {"inboxes[1].title": "Бот", "people[0].timezone": "Europe/Moscow"}
    told = loaded(changed(*(put(*item) for item in (changes | more).items()))).unused_parts()
    assert told[-4:] == [
        "inbox customers-tg: timezone",
        "inbox customers-tg: tone",
        "person lena: on_duty",
        "person lena: timezone",
    ]


def test_settings_cannot_be_changed() -> None:
    hub = loaded(SMALLEST)
    with pytest.raises(ValueError, match="frozen"):
        hub.language = "en"


def test_settings_never_print_a_secret() -> None:
    hub = loaded(CONTRACT)
    printed = repr(hub) + str(hub) + "".join(map(repr, hub.inboxes)) + repr(hub.environment)
    assert not [name for name, secret in SECRETS.items() if secret in printed]
