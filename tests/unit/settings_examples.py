"""What the tests of settings.py share: the contract's example, ways to change and to load it."""

import contextlib
import copy
import json
import re
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import yaml

from settings import ConfigurationFaults, Settings, load

ROOT = Path(__file__).parents[2]
CONTRACT = Path(__file__).with_name("test_settings_contract.yaml").read_text()
EXAMPLE = yaml.safe_load(CONTRACT)
SECRETS = {
    "DESK_BOT_TOKEN": "1000001:AAdesk-desk-desk-desk-desk-desk-desk",
    "STAFF_BOT_TOKEN": "1000002:AAstaff-staff-staff-staff-staff-staf",
    "CUSTOMER_BOT_TOKEN": "1000003:AAcust-cust-cust-cust-cust-cust-cu",
    "VK_TOKEN": "vk1.a.community-key",
    "MAIL_OUT_URL": "https://out.example/mail?key=hush",
    "MAIL_SECRET": "mail-secret",
    "CALL_SECRET": "call-secret",
    "REVIEW_OUT_URL": "https://out.example/review?key=hush",
    "REVIEW_SECRET": "review-secret",
    "CHAT_OUT_URL": "https://out.example/chat?key=hush",
    "CHAT_SECRET": "chat-secret",
    "API_KEY_ANDREY": "api-key-of-andrey",
    "CRM_HOOK": "https://crm.example/hook?key=hush",
    "CRM_HOOK_SECRET": "crm-secret",
    "MONGO_URL": "mongodb://root:hush@db1:27017,db2:27017/support?replicaSet=rs0",
    "REDIS_URL": "redis://:hush@cache:6379/0",
    "ORDERS_TOKEN": "orders-token",
}
SMALLEST = """
desk_bot: {token: "1:desk"}
inboxes: [{id: staff, channel: telegram, audience: staff, token: "2:staff", desk: couriers}]
desks: [{id: couriers, title: Couriers, chat_id: -1001}]
people: [{id: lena, name: Lena, telegram_id: 4001, role: operator, desks: [couriers]}]
"""

Change = Callable[[dict[str, Any]], object]


def loaded(text: str | bytes, **variables: str) -> Settings:
    """The settings of a hub.yaml with this text, all the secrets and these variables."""
    with TemporaryDirectory() as folder, contextlib.chdir(folder):
        Path("hub.yaml").write_bytes(text if isinstance(text, bytes) else text.encode())
        return load({**SECRETS, **variables})


def lines(run: Callable[[], object]) -> list[str]:
    """What is printed of the faults, one line each."""
    with pytest.raises(ConfigurationFaults) as refused:
        run()
    assert str(refused.value).splitlines() == [str(fault) for fault in refused.value.faults]
    return [str(fault) for fault in refused.value.faults]


def faults(text: str | bytes, **variables: str) -> list[str]:
    return lines(lambda: loaded(text, **variables))


def printed(text: str | bytes) -> str:
    """The faults as they are printed, if there are any; whatever else is raised goes on."""
    try:
        loaded(text)
    except ConfigurationFaults as refused:
        return str(refused)
    return ""


def changed(*changes: Change) -> str:
    """The contract's example with changes."""
    hub = copy.deepcopy(EXAMPLE)
    for change in changes:
        change(hub)
    return json.dumps(hub, ensure_ascii=False, default=str)


def put(path: str, value: object) -> Change:
    """`people[0].role` set to a value; `...` takes the key away."""
    steps = [int(step) if step.isdigit() else step for step in re.findall(r"[^.\[\]]+", path)]

    def change(hub: Any) -> None:
        for step in steps[:-1]:
            hub = hub[step]
        if value is ...:
            del hub[steps[-1]]
        elif isinstance(hub, list) and steps[-1] == len(hub):
            hub.append(value)
        else:
            hub[steps[-1]] = value

    return change
