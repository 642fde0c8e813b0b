"""A service's form as JSON Schema 2020-12, everything inline: conditions are told by if and then."""

from typing import Any

from okno.catalog import field_types, mask
from okno.catalog.forms import order_fields
from okno.catalog.model import FILES_LIMIT, Choice, Field, Service
from okno.catalog.moments import MOMENT
from okno.catalog.schema_conditions import must, must_send, rules
from okno.i18n import say
from okno.text import N_, pick

DIALECT = "https://json-schema.org/draft/2020-12/schema"
HIDDEN = N_("The answer to a question that is not shown, by the conditions below, is left out.")


def json_schema(service: Service, locale: str) -> dict[str, Any]:
    """Give the schema of a service's answers, its texts in one language."""
    fields = order_fields(service)
    told: dict[str, Any] = {
        "$schema": DIALECT,
        "type": "object",
        "title": pick(service.title, locale),
        "properties": {field.key: _property(field, locale) for field in fields},
        "required": [field.key for field in fields if _always(field) and must_send(field)],
        "additionalProperties": False,
    }
    conditions = rules(fields)
    return {**told, "description": say(HIDDEN, locale), "allOf": conditions} if conditions else told


def _always(field: Field) -> bool:
    """Whether an answer is required in any case."""
    return field.required and not field.show_if and field.parent is None


def _property(field: Field, locale: str) -> dict[str, Any]:
    told: dict[str, Any] = {"title": pick(field.title, locale)}
    if field.help:
        told["description"] = pick(field.help, locale)
    brought = field_types.found(field.type)
    told |= field_types.schema_of(brought) if brought is not None else _TYPES.get(field.type, _text)(field, locale)
    if _always(field):
        told |= must(field)
    if field.default is not None:
        told["default"] = field.default
    return told


def _text(field: Field, _locale: str) -> dict[str, Any]:
    told: dict[str, Any] = {"type": "string", "maxLength": field.length}
    shape = field.pattern if field.mask is None else mask.expression(field.mask)
    return {**told, "pattern": f"^(?:{shape})$"} if shape is not None else told


def _object(field: Field, locale: str) -> dict[str, Any]:
    return {**_text(field, locale), "x-okno": "object"}


def _number(field: Field, _locale: str) -> dict[str, Any]:
    told: dict[str, Any] = {"type": "integer" if field.whole else "number"}
    if field.min is not None:
        told["minimum"] = field.min
    if field.max is not None:
        told["maximum"] = field.max
    return told


def _money(field: Field, locale: str) -> dict[str, Any]:
    # Two digits after the point at most: multipleOf 0.01 is refused by checkers that count in binary.
    return {"minimum": 0, **_number(field, locale), "x-okno": "money", "x-currency": field.currency}


def _select(field: Field, locale: str) -> dict[str, Any]:
    told = [_option(choice, locale) for choice in field.choices]
    return {"type": "string", "enum": [choice.value for choice in field.choices], "oneOf": told}


def _option(choice: Choice, locale: str) -> dict[str, Any]:
    note = {"description": pick(choice.note, locale)} if choice.note else {}
    return {"const": choice.value, "title": pick(choice.title, locale), **note}


def _multiselect(field: Field, locale: str) -> dict[str, Any]:
    least = {"minItems": field.min} if isinstance(field.min, int) else {}
    most = {"maxItems": field.max} if isinstance(field.max, int) else {}
    return {"type": "array", "items": _select(field, locale), "uniqueItems": True, **least, **most}


def _checkbox(_field: Field, _locale: str) -> dict[str, Any]:
    return {"type": "boolean"}


def _person(_field: Field, _locale: str) -> dict[str, Any]:
    return {"type": ["string", "integer"], "minLength": 1, "minimum": 1, "x-okno": "person"}


def _file(field: Field, _locale: str) -> dict[str, Any]:
    most = field.max if isinstance(field.max, int) else FILES_LIMIT
    return {"type": "array", "items": {"type": "string", "maxLength": 64}, "maxItems": most, "x-okno": "file"}


def _date(field: Field, _locale: str) -> dict[str, Any]:
    return {"type": "string", "format": "date", **_bounds(field)}


def _datetime(field: Field, _locale: str) -> dict[str, Any]:
    # Not "format": RFC 3339 has an offset always, here it may be left out.
    return {"type": "string", "pattern": f"^(?:{MOMENT})$", "x-okno": "datetime", **_bounds(field)}


def _bounds(field: Field) -> dict[str, Any]:
    """Tell the bounds as the catalog writes them: `today+3` moves on, JSON Schema has no word for it."""
    bounds = {"x-min": field.min, "x-max": field.max}
    return {name: bound for name, bound in bounds.items() if bound is not None}


def _phone(_field: Field, _locale: str) -> dict[str, Any]:
    # A hint for whoever fills the form by program; the number itself is judged by okno.phones.
    return {"type": "string", "maxLength": 40, "pattern": "^[+0-9][0-9 ().,;-]*$", "x-okno": "phone"}


def _mail(_field: Field, _locale: str) -> dict[str, Any]:
    return {"type": "string", "format": "email", "maxLength": 254}


_TYPES = {
    "object": _object,
    "number": _number,
    "money": _money,
    "date": _date,
    "datetime": _datetime,
    "select": _select,
    "linked": _select,
    "multiselect": _multiselect,
    "checkbox": _checkbox,
    "person": _person,
    "phone": _phone,
    "mail": _mail,
    "file": _file,
}
