"""The description says what is served, and what is served is as described."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pytest

from storage.mongo import MongoStore
from tests.api.support import Served, seed
from tests.contract.samples import event

TYPES: Mapping[str, tuple[type, ...]] = {
    "array": (list,),
    "integer": (int,),
    "null": (type(None),),
    "object": (dict,),
    "string": (str,),
}


class Schemas:
    """As much of JSON Schema as the description uses; anything else is a failure."""

    known = frozenset(
        {"$ref", "anyOf", "type", "enum", "format", "items", "properties", "required"}
        | {"additionalProperties", "title", "description"}
    )

    def __init__(self, description: Mapping[str, Any]) -> None:
        self._schemas = description["components"]["schemas"]

    def fits(self, value: object, schema: Mapping[str, Any]) -> bool:
        assert set(schema) <= self.known, schema
        if "$ref" in schema:
            return self.fits(value, self._schemas[schema["$ref"].rpartition("/")[2]])
        if "anyOf" in schema:
            return any(self.fits(value, one) for one in schema["anyOf"])
        return isinstance(value, TYPES[schema["type"]]) and self._inside(value, schema)

    def _inside(self, value: object, schema: Mapping[str, Any]) -> bool:
        if isinstance(value, list):
            return all(self.fits(item, schema["items"]) for item in value)
        if isinstance(value, dict):
            return self._object(value, schema)
        if schema.get("format") == "date-time":
            return datetime.fromisoformat(str(value)).tzinfo is not None
        return "enum" not in schema or value in schema["enum"]

    def _object(self, value: Mapping[str, Any], schema: Mapping[str, Any]) -> bool:
        if "properties" not in schema:
            return all(self.fits(item, schema["additionalProperties"]) for item in value.values())
        described = schema["properties"]
        assert sorted(schema["required"]) == sorted(described)
        return value.keys() == described.keys() and all(
            self.fits(value[name], described[name]) for name in described
        )


@pytest.fixture
async def description(hub: Served) -> Mapping[str, Any]:
    status, found = await hub.get("/api/openapi.json", None)
    assert status == 200
    assert isinstance(found, dict)
    return found


async def test_every_route_is_described_and_nothing_else(
    hub: Served, description: Mapping[str, Any]
) -> None:
    routes = {
        (route.resource.canonical, route.method.lower())
        for route in hub.routes
        if route.resource and route.method != "HEAD"
    }
    described = {
        (path, method) for path, methods in description["paths"].items() for method in methods
    }
    assert routes == described


async def test_the_contract_s_parameters_are_described(description: Mapping[str, Any]) -> None:
    def of(path: str) -> list[str]:
        return [one["name"] for one in description["paths"][path]["get"]["parameters"]]

    asked = ["status", "desk", "inbox", "assignee", "tag", "order", "q", "limit", "after"]
    assert of("/api/conversations") == asked
    assert of("/api/conversations/{id}") == ["id"]
    assert of("/api/files/{message}/{index}") == ["message", "index"]
    assert {"conversation", "person", "after"} <= set(of("/api/audit"))


ANSWERS = (
    ("/healthz", "/healthz", None),
    ("/api/conversations", "/api/conversations", "andrey"),
    ("/api/conversations", "/api/conversations?limit=1", "andrey"),
    ("/api/conversations", "/api/conversations?limit=0", "andrey"),
    ("/api/conversations", "/api/conversations", None),
    ("/api/conversations/{id}", "/api/conversations/c-tg", "andrey"),
    ("/api/conversations/{id}", "/api/conversations/absent", "andrey"),
    ("/api/files/{message}/{index}", "/api/files/staff:77:1/0", "andrey"),
    ("/api/audit", "/api/audit", "andrey"),
)


async def test_what_is_answered_has_the_described_shape(
    store: MongoStore, hub: Served, description: Mapping[str, Any]
) -> None:
    await seed(store)
    await store.events.add(event("e1", detail={"tried": "take"}))
    for path, asked, key in ANSWERS:
        status, answer = await hub.get(asked, key)
        response = description["paths"][path]["get"]["responses"][str(status)]
        schema = response["content"]["application/json"]["schema"]
        assert Schemas(description).fits(answer, schema), asked


async def test_every_reference_leads_somewhere(hub: Served, description: Mapping[str, Any]) -> None:
    async with hub.session.get("/api/openapi.json") as response:
        references = set(re.findall(r'"#/components/schemas/(\w+)"', await response.text()))
    assert references
    assert references <= set(description["components"]["schemas"])
