"""What a page sends and what it starts with: strings of a form as the answers that REST would send, and the prefill."""

import re
from collections.abc import Callable, Sequence
from typing import Any, Protocol

from okno.catalog import field_types, mask
from okno.catalog.model import Field, Service
from okno.phones import pretty

_SPACED = re.compile(r"[\s\u00a0\u2009\u202f]")
_DECIMAL = re.compile(r"[-+]?[0-9]{1,15}([.,][0-9]{1,6})?")
_DOTTED = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})")
_DOTTED_TIME = re.compile(r"([0-9]{1,2}\.[0-9]{1,2}\.[0-9]{4}|[0-9]{4}-[0-9]{2}-[0-9]{2})[,\s]+([0-9]{1,2}):([0-9]{2})")
_PERSON_ID = re.compile(r"[1-9][0-9]{0,17}")


class FormValues(Protocol):
    """A form of many values a key, as Starlette gives it."""

    def getlist(self, key: Any) -> list[Any]:
        """Give all values of a key."""


def from_form(fields: Service | Sequence[Field], form: FormValues, *, prefix: str = "") -> dict[str, Any]:
    """Turn the strings of a page's form into answers as REST would send them; what cannot be turned stays.

    Of a service the questions of the order are read. `prefix` stands before the key in the names of the page.
    """
    asked = [one for one in fields.fields if one.at_order] if isinstance(fields, Service) else fields
    faces = [field_types.face(field) for field in asked if not field.static]
    return {field.key: _raw(field, _sent(field, form, prefix + field.key)) for field in faces}


def _sent(field: Field, form: FormValues, name: str) -> list[Any]:
    """Give the values of a field; a page sends a typed name as `.text` and files of a refused send as `.kept`."""
    values = form.getlist(name)
    if field.type == "person" and not any(values):
        return form.getlist(f"{name}.text")
    if field.type == "file":
        return [value for value in (*form.getlist(f"{name}.kept"), *values) if isinstance(value, str)]
    return values


def _raw(field: Field, values: list[Any]) -> Any:
    if field.type in ("multiselect", "file"):
        return [value for value in values if value != ""]
    if field.type == "checkbox":
        return any(value not in ("", "0", "false", "off") for value in values)
    value = values[-1] if values else ""
    if not isinstance(value, str) or not value.strip():
        return None
    if field.mask is not None:
        return mask.dressed(field.mask, value.strip())
    return _TURNED[field.type](value) if field.type in _TURNED else value


def _number(value: str) -> int | float | str:
    bare = _SPACED.sub("", value)
    if not _DECIMAL.fullmatch(bare):
        return value
    number = float(bare.replace(",", "."))
    return int(number) if number.is_integer() else number


def _date(value: str) -> str:
    dotted = _DOTTED.fullmatch(value.strip())
    return f"{dotted[3]}-{int(dotted[2]):02}-{int(dotted[1]):02}" if dotted else value.strip()


def _moment(value: str) -> str:
    spaced = _DOTTED_TIME.fullmatch(value.strip())
    return f"{_date(spaced[1])}T{int(spaced[2]):02}:{spaced[3]}" if spaced else value.strip()


def _person(value: str) -> int | str:
    return int(value) if _PERSON_ID.fullmatch(value.strip()) else value


_TURNED: dict[str, Callable[[str], Any]] = {
    "number": _number,
    "money": _number,
    "date": _date,
    "datetime": _moment,
    "person": _person,
}


def prefill(service: Service, person: object) -> dict[str, Any]:
    """Give the answers that a page starts with: defaults, and what is known of the person."""
    start = {field.key: field.default for field in service.fields if field.default is not None}
    for field in service.fields:
        known = _known(field, person)
        if known:
            start[field.key] = known
    return start


def _known(field: Field, person: object) -> Any:
    if field.prefill == "self":
        return getattr(person, "id", None)
    if field.prefill == "manager":
        return getattr(person, "manager_id", None)
    known = getattr(person, field.prefill, None) if field.prefill else None
    if not known:
        return None
    return pretty(known) if field.type == "phone" else str(known)
