"""JSON from outside, read as far as it goes: one odd part does not cost the rest."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Self

from pydantic import BaseModel, ModelWrapValidatorHandler, ValidationError, model_validator

_UNREAD: Final = "unread"


class Lenient(BaseModel):
    """null is absent. Fields with a default that cannot be read are left out and named in `unread`,
    by the first step of their path; only what has none is needed.
    """

    unread: tuple[str, ...] = ()

    @model_validator(mode="wrap")
    @classmethod
    def _as_far_as_it_goes(cls, raw: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        if isinstance(raw, cls):
            return raw
        if not isinstance(raw, Mapping):
            raise ValueError("an object was expected")  # noqa: TRY004 - pydantic takes no other
        given = {key: value for key, value in raw.items() if value is not None}
        given.pop(_UNREAD, None)
        try:
            return handler(given)
        except ValidationError as error:
            amiss = {str(one["loc"][0]) for one in error.errors(include_url=False) if one["loc"]}
            if amiss & cls._needed():
                raise
            left = {key: value for key, value in given.items() if key not in amiss}
            return handler({**left, _UNREAD: tuple(sorted(amiss))})

    @classmethod
    def _needed(cls) -> set[str]:
        fields = cls.model_fields.items()
        return {field.alias or name for name, field in fields if field.is_required()}
