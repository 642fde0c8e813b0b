"""A service's form as JSON Schema 2020-12, everything inline."""

from typing import Any

from okno.catalog.model import FILES_LIMIT, Choice, Field, Service
from okno.text import pick

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def json_schema(service: Service, locale: str) -> dict[str, Any]:
    """Give the schema of a service's answers, its texts in one language."""
    return {
        "$schema": DIALECT,
        "type": "object",
        "title": pick(service.title, locale),
        "properties": {field.key: _property(field, locale) for field in service.fields},
        "required": [field.key for field in service.fields if field.required and field.default is None],
        "additionalProperties": False,
    }


def _property(field: Field, locale: str) -> dict[str, Any]:
    told: dict[str, Any] = {"title": pick(field.title, locale)}
    if field.help:
        told["description"] = pick(field.help, locale)
    told |= _TYPES.get(field.type, _text)(field, locale)
    if field.default is not None:
        told["default"] = field.default
    return told


def _text(field: Field, _locale: str) -> dict[str, Any]:
    least = {"minLength": 1} if field.required else {}
    pattern = {"pattern": f"^(?:{field.pattern})$"} if field.pattern else {}
    return {"type": "string", **least, "maxLength": field.length, **pattern}


def _number(field: Field, _locale: str) -> dict[str, Any]:
    told: dict[str, Any] = {"type": "integer" if field.whole else "number"}
    if field.min is not None:
        told["minimum"] = field.min
    if field.max is not None:
        told["maximum"] = field.max
    return told


def _select(field: Field, locale: str) -> dict[str, Any]:
    told = [_option(choice, locale) for choice in field.choices]
    return {"type": "string", "enum": [choice.value for choice in field.choices], "oneOf": told}


def _option(choice: Choice, locale: str) -> dict[str, Any]:
    note = {"description": pick(choice.note, locale)} if choice.note else {}
    return {"const": choice.value, "title": pick(choice.title, locale), **note}


def _multiselect(field: Field, locale: str) -> dict[str, Any]:
    least = field.min if isinstance(field.min, int) else int(field.required)
    most = {"maxItems": field.max} if isinstance(field.max, int) else {}
    return {"type": "array", "items": _select(field, locale), "uniqueItems": True, "minItems": least, **most}


def _checkbox(field: Field, _locale: str) -> dict[str, Any]:
    return {"type": "boolean", **({"const": True} if field.required else {})}


def _person(_field: Field, _locale: str) -> dict[str, Any]:
    return {"type": ["string", "integer"], "minLength": 1, "minimum": 1, "x-okno": "person"}


def _file(field: Field, _locale: str) -> dict[str, Any]:
    most = field.max if isinstance(field.max, int) else FILES_LIMIT
    items = {"type": "string", "maxLength": 64}
    return {"type": "array", "items": items, "minItems": int(field.required), "maxItems": most, "x-okno": "file"}


def _date(_field: Field, _locale: str) -> dict[str, Any]:
    return {"type": "string", "format": "date"}


def _phone(_field: Field, _locale: str) -> dict[str, Any]:
    # A hint for whoever fills the form by program; the number itself is judged by okno.phones.
    return {"type": "string", "maxLength": 40, "pattern": "^[+0-9][0-9 ().,;-]*$", "x-okno": "phone"}


def _mail(_field: Field, _locale: str) -> dict[str, Any]:
    return {"type": "string", "format": "email", "maxLength": 254}


_TYPES = {
    "number": _number,
    "date": _date,
    "select": _select,
    "multiselect": _multiselect,
    "checkbox": _checkbox,
    "person": _person,
    "phone": _phone,
    "mail": _mail,
    "file": _file,
}
