"""The description of what is served, in OpenAPI 3.1, made of the endpoints themselves."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from http import HTTPStatus
from typing import Any, Final

from bots.web.endpoint import Endpoint, Param
from bots.web.shapes import ErrorShape, adapter

_REF: Final = "#/components/schemas/{model}"
_IN_PATH: Final = re.compile(r"\{(\w+)(?::[^/]*)?\}(?=/|$)")

Described = dict[str, Any]


def described(endpoints: Iterable[Endpoint]) -> Described:
    endpoints = tuple(endpoints)
    paths: dict[str, Described] = {}
    for endpoint in endpoints:
        operations = paths.setdefault(plain_path(endpoint.path), {})
        operations[endpoint.method.lower()] = _operation(endpoint)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Dezhurka", "version": "1"},
        "paths": paths,
        "components": {
            "schemas": _schemas(endpoints),
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
        },
    }


def plain_path(path: str) -> str:
    """Without aiohttp's patterns of path parameters."""
    return _IN_PATH.sub(r"{\1}", path)


def _operation(endpoint: Endpoint) -> Described:
    in_path = [_in_path(name) for name in _IN_PATH.findall(endpoint.path)]
    body = {"requestBody": _body(endpoint.takes)} if endpoint.takes else {}
    return body | {
        "summary": endpoint.summary,
        "security": [{"key": []}] if endpoint.keyed else [],
        "parameters": [*in_path, *map(_in_query, endpoint.query)],
        "responses": {str(status): _response(status, gives) for status, gives in _gives(endpoint)},
    }


def _body(shapes: tuple[type, ...]) -> Described:
    schema = {"anyOf": [_reference(shape) for shape in shapes]}
    return {"required": True, "content": {"application/json": {"schema": schema}}}


def _gives(endpoint: Endpoint) -> Iterator[tuple[int, type | str]]:
    yield endpoint.status, endpoint.gives
    yield from endpoint.also.items()
    if endpoint.keyed:
        yield from ((status, ErrorShape) for status in (401, 422, 503))
    if _IN_PATH.search(endpoint.path):
        yield 404, ErrorShape


def _response(status: int, gives: type | str) -> Described:
    content: Described
    if isinstance(gives, str):
        content = {gives: {"schema": {"type": "string"}}}
    else:
        content = {"application/json": {"schema": _reference(gives)}}
    return {"description": HTTPStatus(status).phrase, "content": content}


def _reference(shape: type) -> Described:
    if shape is dict:
        return {"type": "object"}
    return {"$ref": _REF.format(model=shape.__name__)}


def _in_path(name: str) -> Described:
    return {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}


def _in_query(param: Param) -> Described:
    return {"name": param.name, "in": "query", "description": param.says, "schema": _schema(param)}


def _schema(param: Param) -> Described:
    if param.between:
        least, most = param.between
        return {"type": "integer", "minimum": least, "maximum": most}
    if param.values:
        return {"type": "string", "enum": list(param.values)}
    return {"type": "string", "maxLength": param.longest}


def _schemas(endpoints: Iterable[Endpoint]) -> Described:
    given = {gives for endpoint in endpoints for _, gives in _gives(endpoint)}
    taken = {shape for endpoint in endpoints for shape in endpoint.takes}
    inputs = [(shape, "serialization", adapter(shape)) for shape in _shapes(given)]
    inputs += [(shape, "validation", adapter(shape)) for shape in _shapes(taken)]
    _, schemas = adapter(dict).json_schemas(inputs, ref_template=_REF)  # type: ignore[arg-type]
    found: Described = schemas["$defs"]
    return found


def _shapes(used: Iterable[type | str]) -> list[type]:
    return sorted((one for one in used if isinstance(one, type) and one is not dict), key=str)
