"""JSON from outside, read as far as it goes: one odd part does not cost the rest."""

from __future__ import annotations

from typing import Any, Final, Self

from pydantic import BaseModel, ModelWrapValidatorHandler, ValidationError, model_validator

from bots.raw import mapping

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
        given = {key: value for key, value in mapping(raw).items() if value is not None}
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
