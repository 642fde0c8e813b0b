"""The description of REST, OpenAPI 3.1, made from the declared endpoints."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from pydantic import BaseModel, ConfigDict, TypeAdapter

from okno import __version__
from okno.http.idempotency import HEADER
from okno.http.permission import PUBLIC
from okno.http.rest import BASE, MULTIPART, Answer, Call, Endpoint, Model, endpoint

_PART = re.compile(r"{(\w+)(?::(\w+))?}")
_REF = "#/components/schemas/{model}"
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


def with_description(endpoints: Iterable[Endpoint], title: str) -> list[Endpoint]:
    """The endpoints and the one that describes them all."""
    declared = list(endpoints)

    @cache
    def described() -> dict[str, Any]:
        # Made when it is asked for: a worker starts sooner without.
        return document(declared, title)

    async def openapi(_: Call) -> Answer:
        """This description."""
        return Answer(described())

    return [*declared, endpoint("GET", "/openapi.json", openapi, public=True)]


def document(endpoints: Sequence[Endpoint], title: str) -> dict[str, Any]:
    """The whole description."""
    schemas: dict[str, Any] = {}
    paths: dict[str, Any] = {}
    for one in endpoints:
        path = BASE + _PART.sub(r"{\1}", one.path)
        paths.setdefault(path, {})[one.method.lower()] = _operation(one, schemas)
    _schema(Problem, schemas)
    return {
        "openapi": "3.1.0",
        "info": {"title": title, "version": __version__},
        "paths": paths,
        "components": {
            "schemas": dict(sorted(schemas.items())),
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}},
        },
    }


def _operation(one: Endpoint, schemas: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {
        "operationId": one.handler.__name__.strip("_") + "_" + one.method.lower(),
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
                "content": {"application/problem+json": {"schema": {"$ref": _REF.format(model="Problem")}}},
            },
        },
        "security": [] if one.permission == PUBLIC else [{"bearer": []}],
        "x-permission": one.permission,
    }
    content = _json(_schema(one.body, schemas)) if one.body is not None else {}
    if one.upload:
        content[MULTIPART] = {"schema": _FORM}
    if content:
        found["requestBody"] = {"required": True, "content": content}
    return found


def _response(one: Endpoint, schemas: dict[str, Any]) -> dict[str, Any]:
    content = {} if one.answer is None else {"content": _json(_schema(one.answer, schemas, "serialization"))}
    return {"description": one.summary, **content}


def _json(schema: Any) -> dict[str, Any]:
    return {"application/json": {"schema": schema}}


def _schema(type_: Any, schemas: dict[str, Any], mode: Any = "validation") -> Any:
    """The schema of a type; the models in it go to the common ones and are referred to."""
    schema = TypeAdapter(type_).json_schema(ref_template=_REF, mode=mode)
    schemas.update(schema.pop("$defs", {}))
    if isinstance(type_, type) and issubclass(type_, BaseModel):
        schemas[type_.__name__] = schema
        return {"$ref": _REF.format(model=type_.__name__)}
    return schema


def _path_parameters(path: str) -> list[dict[str, Any]]:
    kinds = {"int": "integer", "float": "number"}
    return [
        {"name": name, "in": "path", "required": True, "schema": {"type": kinds.get(kind, "string")}}
        for name, kind in _PART.findall(path)
    ]


def _query_parameters(model: type[BaseModel] | None, schemas: dict[str, Any]) -> list[dict[str, Any]]:
    if model is None:
        return []
    schema = model.model_json_schema(ref_template=_REF)
    schemas.update(schema.pop("$defs", {}))
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
