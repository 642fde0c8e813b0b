"""The description of REST, OpenAPI 3.1, made from the declared endpoints."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Any

from pydantic import BaseModel, ConfigDict, TypeAdapter

from okno import __version__
from okno.http.idempotency import HEADER
from okno.http.permission import PUBLIC
from okno.http.rest import BASE, MULTIPART, Answer, Call, Endpoint, Model, endpoint

_PART = re.compile(r"{(\w+)(?::(\w+))?}")
_FORM = {"type": "object", "properties": {"file": {"type": "string", "format": "binary"}}, "required": ["file"]}


class FieldProblem(Model):
    """What is wrong with one field."""

    field: str
    detail: str


class Problem(Model):
    """An error, RFC 9457. Conflicts add members of their own, such as `version`, `state` and `last`."""

    model_config = ConfigDict(extra="allow")

    type: str
    title: str
    status: int
    detail: str
    code: str
    errors: list[FieldProblem]
    request_id: str


Guests = Callable[[], tuple[tuple[str, Endpoint], ...]]
"""The endpoints of plugins that run now, each with the name of its plugin."""


def with_description(endpoints: Iterable[Endpoint], title: str, guests: Guests = tuple) -> list[Endpoint]:
    """The endpoints and the one that describes them all, with those that plugins have at that moment."""
    declared = tuple(("", one) for one in endpoints)

    @lru_cache(maxsize=4)
    def described(more: tuple[tuple[str, Endpoint], ...]) -> dict[str, Any]:
        # Made when it is asked for: a worker starts sooner without.
        return document((*declared, *more), title)

    async def openapi(_: Call) -> Answer:
        """This description."""
        return Answer(described(guests()))

    return [*(one for _, one in declared), endpoint("GET", "/openapi.json", openapi, public=True)]


class _Schemas:
    """The schemas of models, by the names under which they are referred to; those of a plugin begin with its name."""

    def __init__(self) -> None:
        self.found: dict[str, Any] = {}
        self.plugin = ""

    def name(self, model: str) -> str:
        return f"{self.plugin}.{model}" if self.plugin else model

    def ref(self, model: str) -> str:
        return f"#/components/schemas/{self.name(model)}"

    def keep(self, schema: dict[str, Any]) -> dict[str, Any]:
        """Takes the models out of a schema that it is made of."""
        self.found.update({self.name(model): body for model, body in schema.pop("$defs", {}).items()})
        return schema

    def of(self, type_: Any, mode: Any = "validation") -> Any:
        """The schema of a type; the models in it go to the common ones and are referred to."""
        schema = self.keep(TypeAdapter(type_).json_schema(ref_template=self.ref("{model}"), mode=mode))
        if isinstance(type_, type) and issubclass(type_, BaseModel):
            self.found[self.name(type_.__name__)] = schema
            return {"$ref": self.ref(type_.__name__)}
        return schema


def document(endpoints: Sequence[tuple[str, Endpoint]], title: str) -> dict[str, Any]:
    """The whole description."""
    schemas = _Schemas()
    paths: dict[str, Any] = {}
    for plugin, one in endpoints:
        schemas.plugin = plugin
        path = BASE + _PART.sub(r"{\1}", one.path)
        paths.setdefault(path, {})[one.method.lower()] = _operation(one, schemas)
    schemas.plugin = ""
    schemas.of(Problem)
    return {
        "openapi": "3.1.0",
        "info": {"title": title, "version": __version__},
        "paths": paths,
        "components": {
            "schemas": dict(sorted(schemas.found.items())),
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}},
        },
    }


def _operation(one: Endpoint, schemas: _Schemas) -> dict[str, Any]:
    found: dict[str, Any] = {
        "operationId": schemas.name(one.handler.__name__.strip("_") + "_" + one.method.lower()),
        "summary": one.summary,
        "parameters": [
            *_path_parameters(one.path),
            *_query_parameters(one.query, schemas),
            *_header_parameters(one),
        ],
        "responses": {
            str(one.status): _response(one, schemas),
            "default": {
                "description": "An error",
                "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
            },
        },
        "security": [] if one.permission == PUBLIC else [{"bearer": []}],
        "x-permission": one.permission,
    }
    content = _json(schemas.of(one.body)) if one.body is not None else {}
    if one.upload:
        content[MULTIPART] = {"schema": _FORM}
    if content:
        found["requestBody"] = {"required": True, "content": content}
    return found


def _response(one: Endpoint, schemas: _Schemas) -> dict[str, Any]:
    content = {} if one.answer is None else {"content": _json(schemas.of(one.answer, "serialization"))}
    return {"description": one.summary, **content}


def _json(schema: Any) -> dict[str, Any]:
    return {"application/json": {"schema": schema}}


def _path_parameters(path: str) -> list[dict[str, Any]]:
    kinds = {"int": "integer", "float": "number"}
    return [
        {"name": name, "in": "path", "required": True, "schema": {"type": kinds.get(kind, "string")}}
        for name, kind in _PART.findall(path)
    ]


def _query_parameters(model: type[BaseModel] | None, schemas: _Schemas) -> list[dict[str, Any]]:
    if model is None:
        return []
    schema = schemas.keep(model.model_json_schema(ref_template=schemas.ref("{model}")))
    required = schema.get("required", [])
    return [
        {"name": name, "in": "query", "required": name in required, "schema": part}
        for name, part in schema.get("properties", {}).items()
    ]


def _header_parameters(one: Endpoint) -> list[dict[str, Any]]:
    """The key of what may be repeated; a file that is sent as a form has none."""
    if one.method not in ("POST", "PATCH") or (one.upload and one.body is None):
        return []
    return [
        {
            "name": HEADER,
            "in": "header",
            "required": False,
            "schema": {"type": "string"},
            "description": "The same key and body are answered as before, for 24 hours; another body is a conflict.",
        }
    ]
