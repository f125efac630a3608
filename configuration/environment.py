"""The environment variables of the hub."""

import re
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from configuration.values import BaseUrl, Key, Text, matching


def _database(mongo_url: str) -> str:
    return urlsplit(mongo_url).path.strip("/") or "dezhurka"


def _mongo_url(value: str) -> str:
    try:
        sound = re.fullmatch(r"[A-Za-z0-9_-]{1,38}", _database(value))
    except ValueError:
        sound = None
    if not sound or not re.match(r"mongodb(\+srv)?://[^\s/]", value):
        raise ValueError("expected mongodb://host[:port],.../[database][?replicaSet=...]")
    return value


MongoUrl = Annotated[str, AfterValidator(_mongo_url)]
RedisUrl = Annotated[
    str,
    matching(r"(redis|rediss|unix)://\S+", "redis://host[:port][/number], rediss:// or unix://"),
]
Port = Annotated[int, Field(ge=0, le=65535)]
LogLevel = Annotated[
    Literal["debug", "info", "warning", "error", "critical"],
    BeforeValidator(lambda raw: raw.lower()),
]


class Environment(BaseModel):
    """The environment variables of the hub; an empty one counts as unset."""

    model_config = ConfigDict(
        frozen=True, extra="ignore", hide_input_in_errors=True, alias_generator=str.upper
    )

    hub_config: Path = Path("hub.yaml")
    mongo_url: MongoUrl | None = Field(None, repr=False)
    redis_url: RedisUrl | None = Field(None, repr=False)
    data_dir: Path = Path("data")
    telegram_api_url: BaseUrl = "https://api.telegram.org"
    vk_api_url: BaseUrl = "https://api.vk.ru"
    orders_url: BaseUrl | None = None
    orders_token: Key | None = None
    http_host: Text = "127.0.0.1"
    http_port: Port = 8081
    log_level: LogLevel = "info"
    log_format: Literal["console", "json"] = "console"

    @property
    def database(self) -> str:
        """The name of the database, which is also the beginning of every key in Redis."""
        return _database(self.mongo_url or "")
