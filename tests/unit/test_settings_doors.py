"""Secrets that can be guessed or open two doors are named by where they stand, and not shown."""

from tests.unit.settings_examples import SMALLEST, changed, loaded, put

LONG = "long-enough-and-random"
MORE = """
desk_bot: {token: "1:desk", mode: webhook, secret: s1}
public_url: https://hub.example
inboxes:
  - {id: staff, channel: telegram, audience: staff, token: "1:desk", desk: couriers,
     mode: webhook, secret: s1}
  - {id: chat, channel: http, audience: customers, secret: LONG, reply_url: "https://a.example",
     desk: couriers}
  - {id: mail, channel: email, audience: customers, secret: LONG, reply_url: "https://a.example",
     desk: couriers}
  - {id: vk, channel: vk, audience: customers, token: vk-token, group_id: 5, desk: couriers,
     mode: callback, secret: callback-secret-of-vk, confirmation: c0de}
desks: [{id: couriers, title: Couriers, chat_id: -1001}]
people: [{id: lena, name: Lena, telegram_id: 4001, role: operator, desks: [couriers]}]
api_keys: [{key: a, person: lena}]
webhooks: [{url: "https://crm.example", secret: callback-secret-of-vk, events: [message.sent]}]
""".replace("LONG", LONG)


def test_each_is_named_once_and_never_shown() -> None:
    told = loaded(MORE, ORDERS_TOKEN=LONG).weak_secrets()
    short = [line.split(":")[0] for line in told if "shorter than 16" in line]
    twice = [line.split(": whoever")[0] for line in told if "the same as" in line]
    assert short == ["desk_bot.secret", "inboxes[0].secret", "api_keys[0].key"]
    assert twice == [
        "inboxes[2].secret: the same as inboxes[1].secret",
        "webhooks[0].secret: the same as inboxes[3].secret",
        "ORDERS_TOKEN: the same as inboxes[1].secret",
    ]
    assert LONG not in "".join(told)
    assert "callback-secret" not in "".join(told)


def test_what_messengers_made_may_be_short_and_good_secrets_are_no_matter() -> None:
    assert loaded(SMALLEST, ORDERS_TOKEN=LONG).weak_secrets() == []


def test_one_secret_of_two_bots_is_named() -> None:
    told = loaded(changed(put("api_keys[0].key", "${MAIL_SECRET}"))).weak_secrets()
    assert any(line.startswith("api_keys[0].key: the same as inboxes[") for line in told)
