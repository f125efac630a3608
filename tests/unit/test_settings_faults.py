# ruff: noqa: E501 - a fault is one line here as it is on the screen
"""Every fault is one line: where, and what is expected there."""

from pathlib import Path

import pytest

from settings import Fault, load
from tests.unit.settings_examples import SECRETS, SMALLEST, Change, changed, faults, lines, put

CHANNELS = "'telegram', 'vk', 'email', 'call', 'review' or 'http'"
TWIN = "; each needs its own"
FAULTS: list[tuple[Change, str]] = [
    (put("languag", "ru"), "languag: unknown key; did you mean 'language'?"),
    (put("language", "de"), "language: expected 'ru' or 'en', not 'de'"),
    (
        put("timezone", "Europe/Moskow"),
        "timezone: expected a time zone such as Europe/Moscow (did you mean 'Europe/Moscow'?)",
    ),
    (put("hours.mon-fri", "9-21"), 'hours.mon-fri: expected hours such as "09:00-21:00"'),
    (put("hours.mon-fri", "09:00-24:01"), 'hours.mon-fri: expected hours such as "09:00-21:00"'),
    (put("hours.sun", "09:00-21:00"), "hours.sun: sun is named twice"),
    (
        put("hours.monday", "09:00-21:00"),
        "hours.monday: unknown key; expected mon ... sun, a range such as mon-fri, or holidays",
    ),
    (
        put("hours.holidays", ["31.12.2026"]),
        "hours.holidays[0]: expected a date such as 2026-12-31",
    ),
    (put("hours.holidays", "2026-12-31"), "hours.holidays: expected a list of dates"),
    (put("hours", []), 'hours: expected a mapping such as {mon-fri: "09:00-21:00"}'),
    (
        put("public_url", "hub.example"),
        "public_url: expected a URL that begins with https:// or http://",
    ),
    (put("desk_bot", ...), "desk_bot: required"),
    (put("desk_bot.token", ...), "desk_bot.token: required"),
    (
        put("desk_bot.token", "${NO_SUCH}"),
        "desk_bot.token: environment variable NO_SUCH is not set",
    ),
    (
        put("desk_bot.token", "nonsense"),
        "desk_bot.token: expected a bot token of @BotFather, digits:letters",
    ),
    (
        put("desk_bot.token", "${CUSTOMER_BOT_TOKEN}"),
        ("desk_bot.token: the same as inboxes[1].token; "
        "the desk bot may be shared with a staff inbox only"),
    ),
    (
        put("helper_bots", [{"token": "${CUSTOMER_BOT_TOKEN}"}]),
        "inboxes[1].token: the same as helper_bots[0].token; each needs its own",
    ),
    (
        put("orders.pattern", "(("),
        "orders.pattern: expected a regular expression, but missing ): ((",
    ),
    (put("country", "Russia"), "country: expected a country in two letters, such as RU"),
    (put("country", "RUS"), "country: expected a country in two letters, such as RU (did you mean 'US'?)"),
    (put("inboxes[0]", "staff"), "inboxes[0]: expected a mapping"),
    (put("inboxes[0]", "${CRM_HOOK}"), "inboxes[0]: expected a mapping"),
    (put("inboxes[0].id", "desk"), "inboxes[0].id: expected another id: /telegram/desk is the desk bot's address"),
    (
        put("inboxes[0].channel", "telegam"),
        ("inboxes[0].channel: expected 'telegram', 'vk', 'email', 'review', 'http', 'call', "
        "not 'telegam' (did you mean 'telegram'?)"),
    ),
    (put("inboxes[0].channel", ...), "inboxes[0].channel: required"),
    (put("inboxes[0].audience", ...), "inboxes[0].audience: required"),
    *(
        (
            put(f"inboxes[{place}].audience", "staff"),
            (f"inboxes[{place}].audience: expected customers: people are known by their Telegram account, "
            f"and nobody could be recognised in {channel}; give the staff a telegram inbox"),
        )
        for place, channel in ((2, "vk"), (3, "email"), (4, "call"), (5, "review"), (6, "http"))
    ),
    (
        put("inboxes[2].desk", "clientz"),
        ("inboxes[2].desk: no desk 'clientz'; known desks: couriers, clients, mail, calls, reviews "
        "(did you mean 'clients'?)"),
    ),
    (put("inboxes[1].id", "staff"), f"inboxes[1].id: the same as inboxes[0].id{TWIN}"),
    (
        put("inboxes[1].id", "покупатели"),
        "inboxes[1].id: expected an id of latin letters, digits, '_', '-' and '.'",
    ),
    (put("inboxes[1].token", "${STAFF_BOT_TOKEN}"), f"inboxes[1].token: the same as inboxes[0].token{TWIN}"),
    (put("inboxes[1].timezone", "X/Y"), "inboxes[1].timezone: expected a time zone such as Europe/Moscow"),
    (put("inboxes[2].group_id", "club"), "inboxes[2].group_id: expected a whole number"),
    (put("inboxes[2].group_id", ...), "inboxes[2].group_id: required"),
    (put("inboxes[2].mode", "polling"), "inboxes[2].mode: expected 'longpoll' or 'callback', not 'polling'"),
    (put("inboxes[3].reply_url", ...), "inboxes[3].reply_url: required"),
    (
        put("inboxes[3].files_from", ["https://files.example/a/../b"]),
        "inboxes[3].files_from[0]: expected an address with a plain path, without ?, #, %, ; and ..",
    ),
    (put("inboxes[4].secret", ...), "inboxes[4].secret: required"),
    (put("inboxes[4].secret", " "), "inboxes[4].secret: expected a secret"),
    (
        put("inboxes[4].numbers", [{"number": "812"}]),
        "inboxes[4].numbers[0].number: expected a phone such as +79110005101",
    ),
    (
        put("inboxes[4].numbers", [{"number": "8 812 111-22-33"}, {"number": "+78121112233"}]),
        "inboxes[4].numbers: expected each number once; +78121112233 is there 2 times",
    ),
    (
        put("inboxes[0].topic", "deserved"),
        "inboxes[0].topic: expected always: couriers and pickers have a topic of their own for good",
    ),
    (
        put("inboxes[1].topic", "never"),
        "inboxes[1].topic: expected 'always' or 'deserved', not 'never'",
    ),
    (put("desks[0].chat_id", 5), "desks[0].chat_id: expected the negative number of a group, such as -1001234567890"),
    (put("desks[1].chat_id", -1001000000001), f"desks[1].chat_id: the same as desks[0].chat_id{TWIN}"),
    (
        put("desks[0].plain_text", "sent"),
        "desks[0].plain_text: expected 'comment' or 'send', not 'sent' (did you mean 'send'?)",
    ),
    (put("people[0].rolle", "x"), "people[0].rolle: unknown key; did you mean 'role'?"),
    (
        put("people[0].role", "operater"),
        ("people[0].role: expected 'courier', 'picker', 'shop', 'partner', 'manager', 'operator', "
        "'guest', 'internal', 'head' or 'admin', not 'operater' (did you mean 'operator'?)"),
    ),
    (put("people[2].id", "lena"), f"people[2].id: the same as people[0].id{TWIN}"),
    (put("people[1].telegram_id", 4001), f"people[1].telegram_id: the same as people[0].telegram_id{TWIN}"),
    (put("people[1].username", "@OP_Lena"), f"people[1].username: the same as people[0].username{TWIN}"),
    (put("people[0].telegram_id", -1), "people[0].telegram_id: expected more than 0"),
    (put("people[0].name", "  "), "people[0].name: expected text"),
    (put("people[0].name", None), "people[0].name: required"),
    (put("people[0].name", ["Лена"]), "people[0].name: expected text"),
    (put("people[0].on_duty", "maybe"), "people[0].on_duty: expected true or false"),
    (put("people[0].phone", "12"), "people[0].phone: expected a phone such as +79110005101"),
    (put("people[0].desks", "couriers"), 'people[0].desks: expected a list of ids, {except: [ids]} or "*"'),
    (
        put("people[0].desks[1]", "client"),
        ("people[0].desks[1]: no desk 'client'; known desks: couriers, clients, mail, calls, "
        "reviews (did you mean 'clients'?)"),
    ),
    (
        put("people[0].inboxes", {"except": ["call"]}),
        ("people[0].inboxes.except[0]: no inbox 'call'; known inboxes: staff, customers-tg, "
        "customers-vk, orders-mail, calls, reviews, site-chat (did you mean 'calls'?)"),
    ),
    (put("chains[0].match.color", "red"), "chains[0].match.color: unknown key; known keys: audience, channel, inbox, desk, region, shop, role, priority"),
    (put("chains[0].match.shop", None), "chains[0].match.shop: expected text"),
    (put("chains[0].match.channel", ["vk", "sms"]), f"chains[0].match.channel[1]: expected {CHANNELS}, not 'sms'"),
    (put("chains[0].match.channel", "sms"), f"chains[0].match.channel: expected {CHANNELS}, not 'sms'"),
    (
        put("chains[0].match.desk", "mall"),
        ("chains[0].match.desk: no desk 'mall'; known desks: couriers, clients, mail, calls, "
        "reviews (did you mean 'mail'?)"),
    ),
    (put("chains[1].id", "okey-b13"), f"chains[1].id: the same as chains[0].id{TWIN}"),
    (put("chains[1].steps", []), "chains[1].steps: expected at least one"),
    (
        put("chains[1].steps[0]", "andrew"),
        ("chains[1].steps[0]: no person 'andrew'; known people: lena, andrey, ksenia, boris, "
        "timur, ruslan (did you mean 'andrey'?)"),
    ),
    (
        put("tags[2].tags[0].id", "service_mail"),
        "tags[2].tags[0].id: the same as tags[1].tags[0].id, and both are for orders-mail",
    ),
    (
        put("tags[2].tags[0].class", "claims"),
        ("tags[2].tags[0].class: expected 'info', 'claim' or 'order', not 'claims' "
        "(did you mean 'claim'?)"),
    ),
    (
        put("replies[0].text", "Заказ {ordr}"),
        ("replies[0].text: unknown variable {ordr}; known: address, courier, inbox, name, number, "
        "operator, order, picker, shop, slot, status, total (did you mean 'order'?)"),
    ),
    (
        put("rules[0].when", "recieved"),
        ("rules[0].when: expected 'received', 'replied', 'commented', 'assigned', 'tagged', "
        "'closed', 'reopened' or 'overdue', not 'recieved' (did you mean 'received'?)"),
    ),
    (put("rules[0].if.header", {}), "rules[0].if.header: unknown key; did you mean 'headers'?"),
    (put("rules[0].if.text", "["), "rules[0].if.text: expected a regular expression, but missing ]: ["),
    (put("rules[0].then[0]", {"clos": "service_mail"}), "rules[0].then[0].clos: unknown key; did you mean 'close'?"),
    (
        put("rules[0].then[0]", {"close": "service_mail", "desk": "mail"}),
        ("rules[0].then[0]: expected exactly one of: close, tag, assign, desk, priority, urgent, "
        "comment, reply, notify, snooze"),
    ),
    (
        put("rules[0].then[0].close", "service"),
        ("rules[0].then[0].close: no tag 'service'; known tags: client_absent, impossible, "
        "service_mail, date_change, loyalty (did you mean 'service_mail'?)"),
    ),
    (put("sla[0].first_reply", "5 min"), "sla[0].first_reply: expected a duration: a number of seconds, or 30s, 10m, 4h, 2d"),
    (put("timers.ack_step", 0), "timers.ack_step: expected a duration longer than zero"),
    (put("timers.ackstep", "3m"), "timers.ackstep: unknown key; did you mean 'ack_step'?"),
    (put("incidents.threshold", "many"), "incidents.threshold: expected a whole number"),
    (put("limits.group_calls", 0), "limits.group_calls: expected more than 0"),
    (put("limits.chat_per_second", "fast"), "limits.chat_per_second: expected a number"),
    (put("links.order", "https://shop.example/orders"), "links.order: expected a URL with {order} in it"),
    (
        put("api_keys[0].person", "andre"),
        ("api_keys[0].person: no person 'andre'; known people: lena, andrey, ksenia, boris, timur, "
        "ruslan (did you mean 'andrey'?)"),
    ),
    (put("api_keys[1]", {"key": "${API_KEY_ANDREY}", "person": "lena"}), f"api_keys[1].key: the same as api_keys[0].key{TWIN}"),
    (put("api_keys[0].key", "two words"), "api_keys[0].key: expected a key without spaces"),
    (put("webhooks[0].events", []), "webhooks[0].events: expected at least one"),
    (put("environment", {}), "environment: unknown key; known keys: language, timezone, country, hours, public_url, desk_bot, helper_bots, orders, inboxes, desks, people, chains, tags, replies, rules, sla, timers, retention, incidents, limits, links, api_keys, webhooks"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "expected"), FAULTS, ids=[line for _, line in FAULTS])
def test_a_fault_is_one_line_with_its_place(change: Change, expected: str) -> None:
    assert faults(changed(change)) == [f"hub.yaml: {expected}"]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (
            {"desk_bot.mode": "webhook"},
            [
                "desk_bot.secret: required with mode: webhook",
                "public_url: required, because desk_bot.mode is webhook",
            ],
        ),
        (
            {"inboxes[0].mode": "webhook", "inboxes[0].secret": "s"},
            ["public_url: required, because inboxes[0].mode is webhook"],
        ),
        (
            {"inboxes[2].mode": "callback"},
            [
                "inboxes[2].secret: required with mode: callback",
                "inboxes[2].confirmation: required with mode: callback",
            ],
        ),
        (
            {
                "public_url": "https://hub.example",
                "inboxes[0].mode": "webhook",
                "inboxes[0].secret": "s",
                "desk_bot.token": "${STAFF_BOT_TOKEN}",
            },
            ["desk_bot.mode: expected the mode of inboxes[0], which is the same bot"],
        ),
    ],
)
def test_a_mode_asks_for_what_it_needs(changes: dict[str, object], expected: list[str]) -> None:
    text = changed(*(put(path, value) for path, value in changes.items()))
    assert faults(text) == [f"hub.yaml: {line}" for line in expected]


def test_all_faults_are_reported_together_each_place_once() -> None:
    text = changed(
        put("desk_bot.token", "${NO_SUCH}"),
        put("inboxes[0].desk", "${NO_DESK}"),
        put("people[0].role", ...),
        put("chains[1].steps[0]", "nobody"),
    )
    assert faults(text, HTTP_PORT="70000", MONGO_URL="localhost") == [
        "environment: MONGO_URL: expected mongodb://[user:password@]host[:port],.../[database][?replicaSet=...]",
        "environment: HTTP_PORT: expected 65535 or less",
        "hub.yaml: desk_bot.token: environment variable NO_SUCH is not set",
        "hub.yaml: inboxes[0].desk: environment variable NO_DESK is not set",
        "hub.yaml: people[0].role: required",
        (
            "hub.yaml: chains[1].steps[0]: no person 'nobody'; "
            "known people: lena, andrey, ksenia, boris, timur, ruslan"
        ),
    ]


@pytest.mark.parametrize(
    ("variable", "value", "expected"),
    [
        ("MONGO_URL", "mongodb://db/a/b", "expected mongodb://[user:password@]host[:port],.../[database][?replicaSet=...]"),
        ("HTTP_HOST", "a" * 70, "expected an address of this machine, such as 127.0.0.1 or 0.0.0.0"),
        ("HTTP_HOST", "999 1", "expected an address of this machine, such as 127.0.0.1 or 0.0.0.0"),
        ("ORDERS_URL", "http://orders:99999", "expected a URL that begins with https:// or http://"),
        ("TELEGRAM_API_URL", "http://a..b", "expected a URL that begins with https:// or http://"),
        ("VK_API_URL", f"http://{'a' * 70}.ru", "expected a URL that begins with https:// or http://"),
        ("TELEGRAM_API_URL", "api.telegram.org", "expected a URL that begins with https:// or http://"),
        ("VK_API_URL", "http://[", "expected a URL that begins with https:// or http://"),
        ("ORDERS_URL", "http://host:port", "expected a URL that begins with https:// or http://"),
        ("HTTP_PORT", "web", "expected a whole number"),
        ("LOG_LEVEL", "loud", "expected 'debug', 'info', 'warning', 'error' or 'critical', not 'loud'"),
        ("LOG_FORMAT", "xml", "expected 'console' or 'json', not 'xml'"),
    ],
)  # fmt: skip
def test_a_fault_in_the_environment_names_the_variable(
    variable: str, value: str, expected: str
) -> None:
    found = faults(SMALLEST, **{variable: value})
    assert found == [f"environment: {variable}: {expected}"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: [1, 2\nb: 3\n", "line 2, column 2: expected ',' or ']', but got ':'"),
        ("a: 1\n\tb: 2\n", "line 2, column 1: found character '\\t' that cannot start any token"),
        ("token: *secret\n", "line 1, column 8: found undefined alias"),
        ("a: 1\n---\nb: 2\n", "line 2, column 1: but found another document"),
        ("- 1\n", "expected a mapping with keys such as language, timezone, country, hours, public_url, desk_bot"),
        ("? [a]\n: 1\n", "line 1, column 3: expected a plain key"),
        ("a: \x00\n", "line 1: a character that YAML does not allow"),
        ('a: "\\UFFFFFFFF"\n', "a number in a directive or a \\U escape is out of range"),
        ("[" * 2000, "nested deeper than 12 levels"),
        ("a: &a [*a]\n", "nested deeper than 12 levels"),
        ("# ок\nимя: Лена\n".encode("cp1251"), "line 1: expected text in UTF-8"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_says_where(text: str | bytes, expected: str) -> None:
    assert faults(text) == [f"hub.yaml: {expected}"]


def test_a_file_that_grows_without_end_is_refused() -> None:
    bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 10)
    )
    assert faults(bomb) == ["hub.yaml: holds more than 100000 values"]


def test_a_missing_file_says_what_to_do(tmp_path: Path) -> None:
    path = str(tmp_path / "none.yaml")
    assert lines(lambda: load({"HUB_CONFIG": path})) == [
        f"{path}: no such file; copy hub.example.yaml to it, or say in HUB_CONFIG where the file is"
    ]


def test_a_directory_is_no_file(tmp_path: Path) -> None:
    found = lines(lambda: load({"HUB_CONFIG": str(tmp_path)}))
    assert found == [f"{tmp_path}: cannot be read: Is a directory"]


def test_a_key_written_twice_is_a_fault() -> None:
    assert faults(SMALLEST + "desks: []\n") == ["hub.yaml: desks: written twice, in lines 4 and 6"]


def test_a_yaml_tag_is_a_fault_that_does_not_show_it() -> None:
    text = SMALLEST + 'api_keys: [{key: !hush-hush "", person: lena}]\n'
    assert faults(text) == [
        (
            "hub.yaml: api_keys[0].key: expected a value without a YAML tag; "
            "put text that begins with ! in quotes"
        )
    ]


def test_a_fault_is_one_line_whatever_the_value_is() -> None:
    (line,) = faults(SMALLEST + 'language: "ru\\nru\\e[31m"\n')
    assert line == "hub.yaml: language: expected 'ru' or 'en', not 'ru ru [31m'"


@pytest.mark.parametrize("key", [r"zz\nzz", r"zz\ud800", r"zz\e[31m"])
def test_a_key_that_cannot_be_printed_is_refused(key: str) -> None:
    assert faults(f'"{key}": 1\n') == ["hub.yaml: line 1, column 1: expected a plain key"]


@pytest.mark.parametrize(
    ("written", "expected"),
    [("[]", "expected at least one"), ("staff", "expected a list"), ("", "required")],
)
def test_a_list_that_must_not_be_empty_says_so(written: str, expected: str) -> None:
    text = SMALLEST.replace("inboxes: [", f"inboxes: {written}\n#")
    assert faults(text) == [f"hub.yaml: inboxes: {expected}"]


def test_a_token_written_into_a_key_is_masked() -> None:
    fault = Fault("hub.yaml", SECRETS["DESK_BOT_TOKEN"], "unknown key")
    assert str(fault) == "hub.yaml: ***: unknown key"
