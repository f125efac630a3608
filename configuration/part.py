"""What all mappings in hub.yaml have in common."""

from dataclasses import dataclass
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, model_validator


@dataclass(frozen=True, slots=True)
class Unknown:
    """Stands in for the value of an unknown key and knows the keys that would have been right."""

    known: tuple[str, ...]


class Part(BaseModel):
    """A mapping in hub.yaml."""

    empty_is_absent: ClassVar[bool] = True
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    @classmethod
    def known_keys(cls) -> tuple[str, ...]:
        return tuple(field.alias or name for name, field in cls.model_fields.items())

    @model_validator(mode="before")
    @classmethod
    def _mark_unknown(cls, raw: Any) -> Any:
        if not isinstance(raw, dict):
            return raw
        known = cls.known_keys()
        marked = {key: value if key in known else Unknown(known) for key, value in raw.items()}
        if cls.empty_is_absent:
            return {key: value for key, value in marked.items() if value is not None}
        return {key: "" if value is None else value for key, value in marked.items()}
