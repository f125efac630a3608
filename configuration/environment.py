"""The environment variables of the hub."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from configuration.addresses import database_of, mongo_url, redis_url
from configuration.values import BaseUrl, Key, matching

MongoUrl = Annotated[str, AfterValidator(mongo_url)]
RedisUrl = Annotated[str, AfterValidator(redis_url)]
Port = Annotated[int, Field(ge=0, le=65535)]
Host = Annotated[
    str,
    matching(
        r"[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*|[A-Za-z0-9_-]{1,63}(?:\.[A-Za-z0-9_-]{1,63})*",
        "an address of this machine, such as 127.0.0.1 or 0.0.0.0",
    ),
]
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
    http_host: Host = "127.0.0.1"
    http_port: Port = 8081
    log_level: LogLevel = "info"
    log_format: Literal["console", "json"] = "console"

    @property
    def database(self) -> str:
        """The name of the database, which is also the beginning of every key in Redis."""
        return database_of(self.mongo_url or "")
