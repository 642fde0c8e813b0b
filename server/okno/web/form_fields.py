"""The fields of a service's form as a page shows them: empty, prefilled, or refused with everything kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from okno.catalog.model import Field, Service
from okno.catalog.rules import bound_day
from okno.clock import now
from okno.files import get as get_file
from okno.i18n import Translator
from okno.people import get as get_person
from okno.text import pick
from okno.themes.contexts import FieldView, FileView, OptionView
from okno.web.faces import file_view

KINDS = {
    "string": "text",
    "text": "long",
    "number": "number",
    "date": "date",
    "multiselect": "many",
    "checkbox": "yes",
    "person": "person",
    "phone": "phone",
    "mail": "mail",
    "file": "file",
}
SHOWN_AT_ONCE = 5
"""More options than these become a list."""
_AUTOCOMPLETE = {"name": "name", "phone": "tel", "mail": "email"}


class FormFields:
    """Makes the views of a form. `owner_id` is the person who fills it in: only his files are shown again."""

    def __init__(self, t: Translator, owner_id: int, upload_bytes: int) -> None:
        self.t = t
        self.owner_id = owner_id
        self.upload_bytes = upload_bytes
        self.today: date = t.local(now()).date()

    async def of(
        self, service: Service, values: Mapping[str, Any], typed: Mapping[str, str], errors: Mapping[str, str]
    ) -> tuple[FieldView, ...]:
        """All fields of a service. `typed` holds names of people as they were written."""
        return tuple([await self._field(one, values.get(one.key), typed, errors) for one in service.fields])

    async def _field(self, field: Field, value: Any, typed: Mapping[str, str], errors: Mapping[str, str]) -> FieldView:
        text, name, line = await self._value(field, value, typed.get(field.key, ""))
        is_file = field.type == "file"
        return FieldView(
            kind=_kind(field),
            name=field.key,
            label=pick(field.title, self.t.locale),
            value=text,
            value_text=name,
            value_line=line,
            help=pick(field.help, self.t.locale),
            error=errors.get(field.key, ""),
            optional=not field.required,
            short=field.type in ("number", "date", "phone"),
            options=self._options(field, value),
            files=await self._kept(value) if is_file else (),
            max_chars=field.length if field.type in ("string", "text") else 0,
            min=self._bound(field, field.min),
            max=self._bound(field, field.max),
            autocomplete=_AUTOCOMPLETE.get(field.prefill or "", "off"),
            max_size=self.t.size(self.upload_bytes) if is_file else "",
            max_bytes=self.upload_bytes if is_file else 0,
        )

    async def _value(self, field: Field, value: Any, typed: str) -> tuple[str, str, str]:
        """Text of the control, and for a person his name and a line about him."""
        if field.type in ("multiselect", "file"):
            return "", "", ""
        if field.type == "checkbox":
            return "1" if value is True else "", "", ""
        if field.type == "person":
            return await self._person(value, typed)
        return "" if value is None else str(value), "", ""

    async def _person(self, value: Any, typed: str) -> tuple[str, str, str]:
        person = await get_person(value) if type(value) is int else None
        if person is None or not person.active:
            return "", typed, ""
        return str(person.id), person.name, person.line

    def _options(self, field: Field, value: Any) -> tuple[OptionView, ...]:
        chosen = value if isinstance(value, list) else [value]
        return tuple(
            OptionView(
                value=one.value,
                label=pick(one.title, self.t.locale),
                note=pick(one.note, self.t.locale),
                selected=one.value in chosen,
            )
            for one in field.choices
        )

    async def _kept(self, value: Any) -> tuple[FileView, ...]:
        ids: Sequence[Any] = value if isinstance(value, list) else ()
        found = [await get_file(one) for one in ids[:50] if isinstance(one, str)]
        return tuple(file_view(one, self.t) for one in found if one is not None and one.owner_id == self.owner_id)

    def _bound(self, field: Field, bound: object) -> str:
        if field.type == "date":
            day = bound_day(bound, self.today)
            return day.isoformat() if day is not None else ""
        return str(bound) if field.type == "number" and bound is not None else ""


def _kind(field: Field) -> str:
    if field.type == "select":
        return "choice" if len(field.choices) <= SHOWN_AT_ONCE else "list"
    # A type of a plugin that is gone is asked as text.
    return KINDS.get(field.type, "text")
