"""Everything the outside decides: the environment and hub.yaml become one typed, frozen object.

`load` is the way in: it reads once and reports all faults together, one line each.
"""

from collections.abc import Mapping
from pathlib import Path

from configuration.doors import weak_secrets
from configuration.environment import Environment
from configuration.faults import ConfigurationFaults, Fault, faults_at
from configuration.hours import Opening
from configuration.hub_file import HubFile
from configuration.inboxes import (
    CallInbox,
    DeskBot,
    Inbox,
    IntakeInbox,
    TelegramInbox,
    VkInbox,
)
from configuration.people import Choice, Person
from configuration.raw import Place
from configuration.reading import Unreadable, read
from configuration.references import across
from configuration.scopes import Scope
from configuration.sentences import validated
from configuration.tuning import Limits
from configuration.unused import unused_parts
from configuration.values import COUNTRY, country_of

__all__ = [
    "CallInbox",
    "Choice",
    "ConfigurationFaults",
    "DeskBot",
    "Environment",
    "Fault",
    "Inbox",
    "IntakeInbox",
    "Limits",
    "Opening",
    "Person",
    "Scope",
    "Settings",
    "TelegramInbox",
    "VkInbox",
    "load",
]


class Settings(HubFile):
    """hub.yaml and the environment together."""

    environment: Environment

    def unused_parts(self) -> list[str]:
        """The parts that are configured and validated but do nothing yet."""
        return unused_parts(self)

    def weak_secrets(self) -> list[str]:
        """Where secrets stand that are easily guessed or open two doors, one sentence each."""
        also = {"ORDERS_TOKEN": self.environment.orders_token}
        return weak_secrets(self, also=also)

    def secrets(self) -> list[str]:
        """The tokens, which nothing that is told of a failure may repeat."""
        tokens = [getattr(inbox, "token", None) for inbox in self.inboxes]
        tokens += [self.desk_bot.token, self.environment.orders_token]
        return [token.get_secret_value() for token in tokens if token]


def load(environ: Mapping[str, str]) -> Settings:
    """What the environment and the file it names say; raises ConfigurationFaults."""
    variables = {name: value for name, value in environ.items() if value}
    path = variables.get("HUB_CONFIG", "hub.yaml")
    environment, in_environment = validated(Environment, dict(variables))
    hub, in_file = _hub_file(Path(path), variables)
    faults = [*faults_at("environment", in_environment), *faults_at(path, in_file)]
    if environment is None or hub is None or faults:
        raise ConfigurationFaults(faults)
    chosen = {*hub.model_fields_set, "environment"}
    return Settings.model_construct(chosen, environment=environment, **dict(hub))


def _hub_file(path: Path, variables: Mapping[str, str]) -> tuple[HubFile | None, list[Place]]:
    try:
        raw, misread = read(path, variables)
    except Unreadable as why:
        return None, [((), str(why))]
    if not isinstance(raw, dict):
        some_keys = ", ".join(HubFile.known_keys()[:6])
        return None, [((), f"expected a mapping with keys such as {some_keys}")]
    hub, misfits = validated(HubFile, raw, {COUNTRY: country_of(raw)})
    return hub, [*misread, *misfits, *across(raw)]
