"""Answers as words: in the order of the form, in the language and the zone of the reader."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from babel.dates import format_date

from okno.catalog import field_types
from okno.catalog.model import Field, Service
from okno.catalog.refs import FileRef, PersonRef, Resolve
from okno.catalog.rules import filled, names_in
from okno.i18n import say, translator
from okno.phones import pretty
from okno.text import one_line, pick

SUBJECT_LIMIT = 200
ZONE = "Europe/Moscow"


async def display(
    service: Service, answers: Mapping[str, Any], locale: str, *, resolve: Resolve, zone: str = ZONE
) -> list[tuple[Field, str]]:
    """Give every stored answer as text with its field, in the order of the form; moments in the zone of the reader.

    An answer whose field or type nobody knows any more is shown as it is, under a field made of its key.
    """
    return await told(service.fields, answers, locale, resolve=resolve, zone=zone)


async def told(
    fields: Sequence[Field], answers: Mapping[str, Any], locale: str, *, resolve: Resolve, zone: str = ZONE
) -> list[tuple[Field, str]]:
    """Give every stored answer to some fields as text, as `display` does for those of a service."""
    known = {field.key: field for field in fields}
    strangers = [Field(key=key, type="text", title={"ru": key}) for key in answers if key not in known]
    shown = [field for field in fields if field.key in answers] + strangers
    return [(field, await _told(field, answers[field.key], _Reader(locale, zone, resolve))) for field in shown]


async def subject(
    service: Service, answers: Mapping[str, Any], locale: str, *, resolve: Resolve, zone: str = ZONE
) -> str:
    """Give the subject of a ticket: the template with answers, or the title when one of them is missing."""
    template = pick(service.subject, locale)
    if not template or any(name not in answers for name in names_in(template)):
        return pick(service.title, locale)
    texts = {field.key: text for field, text in await display(service, answers, locale, resolve=resolve, zone=zone)}
    return one_line(filled(template, texts.__getitem__), SUBJECT_LIMIT)


@dataclass(frozen=True)
class _Reader:
    locale: str
    zone: str
    resolve: Resolve


async def _told(field: Field, value: Any, reader: _Reader) -> str:
    brought = field_types.found(field.type)
    if brought is not None:
        return field_types.told(brought, value, reader.locale)
    if isinstance(value, (list, tuple)):
        return ", ".join([await _told(field, item, reader) for item in value])
    found: PersonRef | FileRef | None = None
    if field.type == "person" and isinstance(value, (int, str)):
        found = await reader.resolve.person(value)
    if field.type == "file" and isinstance(value, str):
        found = await reader.resolve.file(value)
    return found.name if found is not None else _plain(field, value, reader)


def _plain(field: Field, value: Any, reader: _Reader) -> str:
    locale = reader.locale
    if isinstance(value, bool):
        return say("Yes" if value else "No", locale)
    choice = field.choice(value)
    if choice is not None:
        return pick(choice.title, locale)
    if field.type == "person":
        return f"№ {value}"
    if isinstance(value, (int, float)):
        return (
            translator(locale).money(value, field.currency)
            if field.type == "money"
            else translator(locale).number(value)
        )
    if field.type == "date":
        return _long_date(str(value), locale)
    if field.type == "datetime":
        return _moment(str(value), reader)
    return pretty(str(value)) if field.type == "phone" else str(value)


def _long_date(value: str, locale: str) -> str:
    try:
        return format_date(date.fromisoformat(value), "d MMMM y", locale=locale)
    except ValueError:
        return value


def _moment(value: str, reader: _Reader) -> str:
    try:
        moment = translator(reader.locale, reader.zone).local(datetime.fromisoformat(value))
    except ValueError:
        return value
    return f"{format_date(moment, 'd MMMM y', locale=reader.locale)}, {moment:%H:%M}"
