"""Small catalogs for tests: a valid one to break, services of one field, and look-ups that need no database."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from okno.catalog.loader import load
from okno.catalog.model import Catalog, Choice, Field, Service
from okno.data import data_root

STARTER = data_root("catalog")

FILES = {
    "catalog.yaml": "format: 1\nbase: null\n",
    "categories.yaml": "categories:\n- {key: it, title: {ru: ИТ, en: IT}, icon: laptop, sort: 10, general: help}\n",
    "teams/it.yaml": "key: it\ntitle: {ru: ИТ, en: IT}\ncategory: it\ncalendar: office\ngeneral: help\n",
    "calendars/office.yaml": (
        "key: office\ntitle: {ru: Будни, en: Weekdays}\nzone: Europe/Moscow\n"
        "week: {mon: [09:00-13:00, 14:00-18:00]}\nexceptions:\n  2026-01-05: []\n"
    ),
    "lifecycles/default.yaml": """\
key: default
title: {ru: Обычная, en: Ordinary}
start: new
auto_close_days: 3
states:
- {key: new, title: {ru: Новая, en: New}, requester: {ru: Принята, en: Received}, glyph: new, phase: open}
- {key: done, title: {ru: Сделано, en: Done}, requester: {ru: Сделано, en: Done}, glyph: done, phase: done}
transitions:
- {from: [new], to: done, title: {ru: Сделать, en: Do}, who: [agent], right: ticket.handle}
""",
    "services/help.yaml": """\
key: help
title: {ru: Помощь, en: Help}
summary: {ru: Поможем, en: We help}
done_text: {ru: Помогли, en: Helped}
category: it
icon: headset
team: it
owner: {ru: Начальник, en: Head}
respond: 1h
resolve: 8h
fields:
- key: topic
  type: string
  title: {ru: О чём, en: About}
  required: true
""",
}


def write_files(folder: Path, changes: Mapping[str, str] | None = None) -> Path:
    """Write the valid small catalog, with some files replaced or added."""
    for name, text in {**FILES, **(changes or {})}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def small(folder: Path) -> Catalog:
    """Load the valid small catalog."""
    return load(write_files(folder))


def one_field(kind: str, **rules: Any) -> Service:
    """Make a service whose form has one field, called `answer`."""
    if kind in ("select", "multiselect", "linked"):
        rules.setdefault("choices", (choice("a", "Первый"), choice("b", "Второй"), choice("c", "Третий")))
    field = Field(key="answer", type=kind, title={"ru": "Ответ", "en": "Answer"}, **rules)
    texts = {"ru": "Услуга", "en": "Service"}
    return Service(
        key="sample", title=texts, summary=texts, done_text=texts, category="it", icon="laptop", team="it",
        owner=texts, respond="1h", resolve="4h", fields=(field,),
    )  # fmt: skip


def choice(value: str, title: str) -> Choice:
    """Make an option."""
    return Choice(value=value, title={"ru": title, "en": value.upper()})


def with_fields(service: Service, *fields: Field) -> Service:
    """Give the service another form."""
    return replace(service, fields=fields)


@dataclass(frozen=True)
class Ref:
    """A person or a file as a look-up gives it."""

    id: int
    public_id: str
    name: str


class Known:
    """Knows person 5 by the login `vera` or the id, and the files `f-1` and `f-2`."""

    async def person(self, reference: str | int, /) -> Ref | None:
        """Find a person."""
        return Ref(5, "", "Вера") if reference in ("vera", 5) else None

    async def file(self, public_id: str, /) -> Ref | None:
        """Find a file."""
        return Ref(1, public_id, "снимок.png") if public_id in ("f-1", "f-2") else None
