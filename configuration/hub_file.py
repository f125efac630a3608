"""The whole of hub.yaml."""

from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator, ValidationInfo, field_validator

from configuration.faults import FaultsWithin
from configuration.hours import Week
from configuration.inboxes import AnyInbox, DeskBot, HelperBot
from configuration.outside import ApiKey, Links, Orders, Webhook
from configuration.part import Part
from configuration.people import Chain, Desk, Person
from configuration.rules import Rule, Sla
from configuration.tags import Reply, TagGroup, twin_tags
from configuration.tuning import Incidents, Limits, Retention, Timers
from configuration.values import BaseUrl, Country, Some, Zone
from hub.phones import HOME


class HubFile(Part):
    """The whole of hub.yaml. `hours` absent = round the clock. `country`: whose phones are written
    without one.
    """

    language: Literal["ru", "en"] = "ru"
    timezone: Zone = ZoneInfo("Europe/Moscow")
    country: Country = HOME
    hours: Week | None = None
    public_url: Annotated[BaseUrl | None, BeforeValidator(lambda raw: raw or None)] = None
    desk_bot: DeskBot
    helper_bots: tuple[HelperBot, ...] = ()
    orders: Orders = Orders()
    inboxes: Some[AnyInbox]
    desks: Some[Desk]
    people: Some[Person]
    chains: tuple[Chain, ...] = ()
    tags: tuple[TagGroup, ...] = ()
    replies: tuple[Reply, ...] = ()
    rules: tuple[Rule, ...] = ()
    sla: tuple[Sla, ...] = ()
    timers: Timers = Timers()
    retention: Retention = Retention()
    incidents: Incidents = Incidents()
    limits: Limits = Limits()
    links: Links = Links()
    api_keys: tuple[ApiKey, ...] = ()
    webhooks: tuple[Webhook, ...] = ()

    @field_validator("tags")
    @classmethod
    def _no_twin_tags(
        cls, groups: tuple[TagGroup, ...], info: ValidationInfo
    ) -> tuple[TagGroup, ...]:
        if places := list(twin_tags(groups, info.data.get("inboxes", ()))):
            raise FaultsWithin(places)
        return groups
