"""Answers to a service's form: checked by the same rules for pages and REST, prefilled and shown."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, Protocol

from babel.dates import format_date

from okno.catalog.model import Field, Service
from okno.catalog.rules import Wrong, cleaned, empty_phrase, filled, is_empty, names_in
from okno.errors import Invalid
from okno.i18n import say, translator
from okno.phones import pretty
from okno.text import N_, Phrase, one_line, pick

SUBJECT_LIMIT = 200
_SPACED = re.compile(r"[\s\u00a0\u2009\u202f]")
_DECIMAL = re.compile(r"[-+]?[0-9]{1,15}([.,][0-9]{1,6})?")
_DOTTED = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})")


class PersonRef(Protocol):
    """What a form needs to know of a person."""

    @property
    def id(self) -> int:
        """The id that is stored as the answer."""

    @property
    def name(self) -> str:
        """The name that is shown."""


class FileRef(Protocol):
    """What a form needs to know of a file."""

    @property
    def public_id(self) -> str:
        """The id that is stored in the answer."""

    @property
    def name(self) -> str:
        """The name that is shown."""


class Resolve(Protocol):
    """Looks up what answers refer to, as far as the one who asks may see it."""

    async def person(self, reference: str | int, /) -> PersonRef | None:
        """Find a person by login or id."""

    async def file(self, public_id: str, /) -> FileRef | None:
        """Find an uploaded file."""


class FormValues(Protocol):
    """A form of many values a key, as Starlette gives it."""

    def getlist(self, key: Any) -> list[Any]:
        """Give all values of a key."""


async def validate(
    service: Service, answers: Mapping[str, Any], *, resolve: Resolve, today: date | None = None
) -> dict[str, Any]:
    """Give the answers in the form that is stored: only known keys, no empty ones. Raises Invalid by field.

    A key that is absent takes the default of its field, an empty value does not. `today` is the day of the
    person's own zone, for bounds such as `today`; without it the day in UTC.
    """
    problems: dict[str, Phrase] = {
        one_line(str(key), 60): N_("This form has no such field") for key in answers if service.field(str(key)) is None
    }
    result: dict[str, Any] = {}
    for field in service.fields:
        try:
            value = _checked(field, answers.get(field.key, field.default), today)
            if value is not None:
                result[field.key] = await _resolved(field, value, resolve)
        except Wrong as wrong:
            problems[field.key] = wrong.phrase
    if problems:
        raise Invalid(problems)
    return result


def _checked(field: Field, value: Any, today: date | None) -> Any:
    if not is_empty(field, value):
        return cleaned(field, value, today=today)
    if field.required:
        raise Wrong(empty_phrase(field))
    return None


async def _resolved(field: Field, value: Any, resolve: Resolve) -> Any:
    if field.type == "person":
        person = await resolve.person(value)
        if person is None:
            raise Wrong(N_("There is no such colleague. Choose one of the list"))
        return person.id
    if field.type == "file":
        files = [await resolve.file(item) for item in value]
        if None in files:
            raise Wrong(N_("Attach the file again"))
        return [file.public_id for file in files if file is not None]
    return value


def from_form(service: Service, form: FormValues) -> dict[str, Any]:
    """Turn the strings of a page's form into answers as REST would send them; what cannot be turned stays."""
    return {field.key: _raw(field, _sent(field, form)) for field in service.fields}


def _sent(field: Field, form: FormValues) -> list[Any]:
    """Give the values of a field; a page sends a typed name as `.text` and files of a refused send as `.kept`."""
    values = form.getlist(field.key)
    if field.type == "person" and not any(values):
        return form.getlist(f"{field.key}.text")
    if field.type == "file":
        return [value for value in (*form.getlist(f"{field.key}.kept"), *values) if isinstance(value, str)]
    return values


def _raw(field: Field, values: list[Any]) -> Any:
    if field.type in ("multiselect", "file"):
        return [value for value in values if value != ""]
    if field.type == "checkbox":
        return any(value not in ("", "0", "false", "off") for value in values)
    value = values[-1] if values else ""
    if not isinstance(value, str) or not value.strip():
        return None
    if field.type == "number":
        return _number(value)
    if field.type == "date":
        return _date(value)
    if field.type == "person" and re.fullmatch(r"[1-9][0-9]{0,17}", value.strip()):
        return int(value)
    return value


def _number(value: str) -> int | float | str:
    bare = _SPACED.sub("", value)
    if not _DECIMAL.fullmatch(bare):
        return value
    number = float(bare.replace(",", "."))
    return int(number) if number.is_integer() else number


def _date(value: str) -> str:
    dotted = _DOTTED.fullmatch(value.strip())
    return f"{dotted[3]}-{int(dotted[2]):02}-{int(dotted[1]):02}" if dotted else value.strip()


def prefill(service: Service, person: object) -> dict[str, Any]:
    """Give the answers that a page starts with: defaults, and what is known of the person."""
    start = {field.key: field.default for field in service.fields if field.default is not None}
    for field in service.fields:
        known = getattr(person, field.prefill, None) if field.prefill else None
        if known:
            start[field.key] = pretty(known) if field.type == "phone" else str(known)
    return start


async def display(
    service: Service, answers: Mapping[str, Any], locale: str, *, resolve: Resolve
) -> list[tuple[Field, str]]:
    """Give every stored answer as text with its field, in the order of the form.

    An answer whose field or type nobody knows any more is shown as it is, under a field made of its key.
    """
    known = {field.key: field for field in service.fields}
    strangers = [Field(key=key, type="text", title={"ru": key}) for key in answers if key not in known]
    shown = [field for field in service.fields if field.key in answers] + strangers
    return [(field, await _told(field, answers[field.key], locale, resolve)) for field in shown]


async def subject(service: Service, answers: Mapping[str, Any], locale: str, *, resolve: Resolve) -> str:
    """Give the subject of a ticket: the template with answers, or the title when one of them is missing."""
    template = pick(service.subject, locale)
    if not template or any(name not in answers for name in names_in(template)):
        return pick(service.title, locale)
    texts = {field.key: text for field, text in await display(service, answers, locale, resolve=resolve)}
    return one_line(filled(template, texts.__getitem__), SUBJECT_LIMIT)


async def _told(field: Field, value: Any, locale: str, resolve: Resolve) -> str:
    if isinstance(value, (list, tuple)):
        return ", ".join([await _told(field, item, locale, resolve) for item in value])
    found: PersonRef | FileRef | None = None
    if field.type == "person" and isinstance(value, (int, str)):
        found = await resolve.person(value)
    if field.type == "file" and isinstance(value, str):
        found = await resolve.file(value)
    return found.name if found is not None else _plain(field, value, locale)


def _plain(field: Field, value: Any, locale: str) -> str:
    if isinstance(value, bool):
        return say("Yes" if value else "No", locale)
    choice = field.choice(value)
    if choice is not None:
        return pick(choice.title, locale)
    if field.type == "person":
        return f"№ {value}"
    if isinstance(value, (int, float)):
        return translator(locale).number(value)
    if field.type == "date":
        return _long_date(str(value), locale)
    return pretty(str(value)) if field.type == "phone" else str(value)


def _long_date(value: str, locale: str) -> str:
    try:
        return format_date(date.fromisoformat(value), "d MMMM y", locale=locale)
    except ValueError:
        return value
