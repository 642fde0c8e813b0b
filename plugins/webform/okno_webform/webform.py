"""A form as read from the database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from okno.api import N_, NotFound, Phrase, Row, Texts, fetch, fetch_one, load_json, pick

PLUGIN = "webform"
STAFF, COMPANY, ANYBODY = "staff", "company", "anybody"
AUDIENCES: Mapping[str, Phrase] = {
    STAFF: N_("Colleagues who are signed in"),
    COMPANY: N_("Colleagues by login or work mail: they confirm it from a letter"),
    ANYBODY: N_("Anybody, without an account"),
}
THEMES: Mapping[str, Phrase] = {
    "": N_("As the reader's computer wishes"),
    "light": N_("Light"),
    "dark": N_("Dark"),
}
ACCENTS: Mapping[str, Phrase] = {
    "": N_("Petrol"),
    "blue": N_("Blue"),
    "green": N_("Green"),
    "plum": N_("Plum"),
    "brick": N_("Brick"),
    "grey": N_("Grey"),
}


@dataclass(frozen=True)
class Form:
    """Columns as in FormRow."""

    id: int
    key: str
    title: Texts
    service: str
    audience: str
    stand_in_id: int | None
    shown: tuple[str, ...]
    fixed: Mapping[str, Any]
    origins: tuple[str, ...]
    theme: str
    accent: str
    locale: str
    thanks: Texts
    per_hour: int
    per_day: int
    confidential: bool
    active: bool
    changed_at: int
    version: int

    @property
    def path(self) -> str:
        """Its address on this server."""
        return f"/x/webform/f/{self.key}"

    @property
    def own_path(self) -> str:
        """Its address for whoever is signed in."""
        return f"/x/webform/own/{self.key}"


COLUMNS = ", ".join(one.name for one in fields(Form))


def form_of(row: Row) -> Form:
    """The form in a row of COLUMNS."""
    loaded = {name: load_json(row[name]) for name in ("title", "shown", "fixed", "origins", "thanks")}
    lists = {name: tuple(loaded[name]) for name in ("shown", "origins")}
    flags = {name: bool(row[name]) for name in ("confidential", "active")}
    return Form(**{**row, **loaded, **lists, **flags})


async def by_key(key: str) -> Form | None:
    """The form with this address, active or not."""
    row = await fetch_one(f"SELECT {COLUMNS} FROM x_webform_form WHERE key = $1", key)
    return form_of(row) if row is not None else None


async def by_id(form_id: int) -> Form | None:
    """The form with this id."""
    row = await fetch_one(f"SELECT {COLUMNS} FROM x_webform_form WHERE id = $1", form_id)
    return form_of(row) if row is not None else None


async def required(form_id: str) -> Form:
    """The form with the id of an address. Raises NotFound."""
    number = int(form_id) if form_id.isascii() and form_id.isdigit() and len(form_id) < 19 else 0
    found = await by_id(number)
    if found is None:
        raise NotFound
    return found


async def all_forms() -> Sequence[Form]:
    """All forms, by their addresses."""
    return [form_of(row) for row in await fetch(f"SELECT {COLUMNS} FROM x_webform_form ORDER BY key")]


def title_of(form: Form, locale: str) -> str:
    """What the form is called."""
    return pick(form.title, locale)
