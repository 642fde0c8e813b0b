"""The description: OpenAPI 3.1 of every route, in public."""

from __future__ import annotations

import json
import re
from typing import Any

import httpx
import jsonschema
import pytest
from starlette.applications import Starlette

from okno.access import RIGHTS
from okno.http.permission import Guarded

BASE = "/api/v1"


@pytest.fixture
async def described(client: httpx.AsyncClient) -> Any:
    """The description as anybody gets it."""
    response = await client.get(f"{BASE}/openapi.json")
    assert response.status_code == 200
    return response.json()


def _routes(app: Starlette) -> list[Guarded]:
    return [route for route in app.routes if isinstance(route, Guarded) and route.path.startswith(BASE)]


async def test_every_route_is_described(app: Starlette, described: Any) -> None:
    routes = {
        (route.path, method.lower())
        for route in _routes(app)
        for method in route.methods or ()
        if method != "HEAD" and not route.path.endswith("/openapi.json")
    }
    assert routes == {(path, method) for path, item in described["paths"].items() for method in item}
    assert len(routes) >= 20


async def test_every_route_states_a_right(app: Starlette) -> None:
    for route in _routes(app):
        public = route.path == f"{BASE}/openapi.json"
        assert (route.permission == "public") == public, route.path
        assert public or route.permission in RIGHTS


async def test_it_has_the_shape_of_openapi(described: Any) -> None:
    assert described["openapi"].startswith("3.1.")
    assert {"title", "version"} <= set(described["info"])
    operations = [operation for item in described["paths"].values() for operation in item.values()]
    ids = [operation["operationId"] for operation in operations]
    assert len(ids) == len(set(ids))
    for operation in operations:
        assert operation["summary"]
        assert any(status.startswith("2") for status in operation["responses"])
        assert "application/problem+json" in operation["responses"]["default"]["content"]
        assert all(isinstance(answer["description"], str) for answer in operation["responses"].values())
    for path, item in described["paths"].items():
        placed = set(re.findall(r"{(\w+)}", path))
        for operation in item.values():
            told = {one["name"] for one in operation["parameters"] if one["in"] == "path"}
            assert told == placed, path


async def test_its_schemas_are_schemas(described: Any) -> None:
    schemas = described["components"]["schemas"]
    for name, schema in schemas.items():
        assert re.fullmatch(r"[A-Za-z0-9._-]+", name)
        jsonschema.Draft202012Validator.check_schema(schema)
    refs = set(re.findall(r'"#/components/schemas/([^"]+)"', json.dumps(described)))
    assert refs <= set(schemas)
    assert schemas["TicketView"]["properties"]["created_at"]["format"] == "date-time"
