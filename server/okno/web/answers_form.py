"""Answers of a form as a part of a page of a ticket: shown, read and refused under names of their own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from okno.catalog import conditions, forms
from okno.catalog.model import Field
from okno.files import get as get_file
from okno.http import Page
from okno.people import suggest
from okno.themes.contexts import FieldView
from okno.tickets.filling import PREFIX as REFUSED
from okno.web import uploads
from okno.web.faces import file_view
from okno.web.form_fields import FormFields

PREFIX = "answer."
"""Before the names of the fields: a key may be the name of something else on the page."""


@dataclass(frozen=True)
class _Sent:
    """The form of a page, whose fields are read by their keys."""

    current: Page

    def getlist(self, key: Any) -> list[Any]:
        """All values of a field."""
        return list(self.current.form.getlist(f"{PREFIX}{key}"))


async def read(current: Page, fields: Sequence[Field]) -> dict[str, Any]:
    """The answers that were sent, as REST would send them. Raises Invalid for a file that is not taken."""
    answers = forms.from_form(fields, _Sent(current))
    for field in fields:
        if field.type == "file":
            await uploads.keep(current, f"{PREFIX}{field.key}", answers[field.key])
        if field.type == "person" and isinstance(answers[field.key], str):
            answers[field.key] = await _named(answers[field.key])
    return answers


async def _named(typed: str) -> str | int:
    """The id of the only person whose name was typed, else the words as they are."""
    found = await suggest(typed, limit=2)
    return found[0].id if len(found) == 1 else typed


def asked_now(fields: Sequence[Field], answers: Mapping[str, Any]) -> set[str]:
    """The keys of those that are shown with these answers."""
    hidden: set[str] = set()
    for field in fields:
        if not conditions.is_shown(field, answers, hidden):
            hidden.add(field.key)
    return {field.key for field in fields} - hidden


async def views(
    current: Page, fields: Sequence[Field], values: Mapping[str, Any], errors: Mapping[str, str] | None = None
) -> tuple[FieldView, ...]:
    """The fields with these values; `errors` as the core names them. Files that are there already are shown, too."""
    made = FormFields(current.t, current.actor.id, current.settings.limits.upload_bytes, prefix=PREFIX)
    typed = {field.key: str(values[field.key]) for field in fields if _is_name(field, values)}
    said = {key.removeprefix(REFUSED).removeprefix(PREFIX): text for key, text in (errors or {}).items()}
    found = await made.views(fields, values, typed, said)
    kept = {PREFIX + field.key: values.get(field.key) for field in fields if field.type == "file"}
    return tuple([await _with_files(current, one, kept[one.name]) if one.name in kept else one for one in found])


def _is_name(field: Field, values: Mapping[str, Any]) -> bool:
    return field.type == "person" and isinstance(values.get(field.key), str)


async def _with_files(current: Page, view: FieldView, ids: Any) -> FieldView:
    listed = ids if isinstance(ids, list) else []
    found = [await get_file(one) for one in listed if isinstance(one, str)]
    return replace(view, files=tuple(file_view(one, current.t) for one in found if one is not None))
