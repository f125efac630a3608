"""The bots, and the accounts that people write to: one kind of inbox per way of connecting."""

import re
from collections import Counter
from typing import Annotated, Literal, TypeAlias

from pydantic import AfterValidator, Field, SecretStr, ValidationInfo

from configuration.part import Part
from configuration.values import Id, Key, Phone, Secret, Text, Url, Whole, Zone, matching, needed_in
from configuration.vocabulary import Audience, ChannelKind


def _not_desk(inbox_id: str) -> str:
    if inbox_id == "desk":
        raise ValueError("expected another id: /telegram/desk is the desk bot's address")
    return inbox_id


def _has_accounts(audience: Audience, info: ValidationInfo) -> Audience:
    """Who writes there is not known to be anybody: a sender chooses the name of a mail."""
    channel = info.data.get("channel")
    if audience == "staff" and channel not in (None, "telegram"):
        raise ValueError(
            f"expected customers: people are known by their Telegram account, and nobody could be"
            f" recognised in {channel}; give the staff a telegram inbox"
        )
    return audience


def _for_customers(topic: str, info: ValidationInfo) -> str:
    if topic == "deserved" and info.data.get("audience") == "staff":
        raise ValueError("expected always: couriers and pickers have a topic of their own for good")
    return topic


BotToken = Annotated[
    SecretStr, matching(r"\d+:[!-.0-~]+", "a bot token of @BotFather, digits:letters")
]
BotMode = Literal["polling", "webhook"]
WebhookSecret = Annotated[
    SecretStr, matching(r"[A-Za-z0-9_-]{1,256}", "up to 256 latin letters, digits, '_' and '-'")
]
BotSecret = Annotated[WebhookSecret | None, needed_in("webhook"), Field(validate_default=True)]
CallbackSecret = Annotated[Secret | None, needed_in("callback"), Field(validate_default=True)]


class DeskBot(Part):
    token: BotToken
    mode: BotMode = "polling"
    secret: BotSecret = None


def _plain_path(url: str) -> str:
    """What is trusted is compared step by step: nothing in it may mean another path."""
    if re.search(r"[%\\;?#]|/\.\.?(?:/|$)", url):
        raise ValueError("expected an address with a plain path, without ?, #, %, ; and ..")
    return url


FilesUrl = Annotated[Url, AfterValidator(_plain_path)]


class HelperBot(Part):
    token: BotToken


Topic = Annotated[Literal["always", "deserved"], AfterValidator(_for_customers)]


class Inbox(Part):
    """What the accounts of all channels have in common; `tone` is a note for the operators.
    `topic`: whether every conversation has one, or those that somebody has to see.
    """

    id: Id
    channel: ChannelKind
    audience: Annotated[Audience, AfterValidator(_has_accounts)]
    topic: Topic = "always"
    desk: Text
    title: Text | None = None
    region: Text | None = None
    timezone: Zone | None = None
    tone: Text | None = None


class TelegramInbox(Inbox):
    id: Annotated[Id, AfterValidator(_not_desk)]
    channel: Literal["telegram"]
    token: BotToken
    ask_contact: bool = True
    mode: BotMode = "polling"
    secret: BotSecret = None


class VkInbox(Inbox):
    channel: Literal["vk"]
    token: Key
    ask_contact: bool = True
    group_id: Whole
    files_from: tuple[FilesUrl, ...] = ()
    mode: Literal["longpoll", "callback"] = "longpoll"
    secret: CallbackSecret = None
    confirmation: CallbackSecret = None


class IntakeInbox(Inbox):
    """Anything that posts signed JSON and takes the answers at `reply_url`. `files_from` are
    addresses that may be private: files are fetched from them and from below them.
    """

    channel: Literal["email", "review", "http"]
    secret: Secret
    reply_url: Url = Field(repr=False)
    files_from: tuple[FilesUrl, ...] = ()


class DialledNumber(Part):
    """What the number that a customer dialled decides."""

    number: Phone
    desk: Text | None = None
    region: Text | None = None
    tone: Text | None = None


def _each_once(numbers: tuple[DialledNumber, ...]) -> tuple[DialledNumber, ...]:
    for number, times in Counter(one.number for one in numbers).items():
        if times > 1:
            raise ValueError(f"expected each number once; {number} is there {times} times")
    return numbers


class CallInbox(Inbox):
    channel: Literal["call"]
    secret: Secret
    files_from: tuple[FilesUrl, ...] = ()
    numbers: Annotated[tuple[DialledNumber, ...], AfterValidator(_each_once)] = ()


AnyInbox: TypeAlias = Annotated[
    TelegramInbox | VkInbox | IntakeInbox | CallInbox, Field(discriminator="channel")
]
