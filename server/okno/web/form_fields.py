"""The fields of a service's form as a page shows them: empty, prefilled, or refused with everything kept."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from babel.numbers import get_currency_symbol

from okno.catalog import conditions, field_types, mask
from okno.catalog.model import Condition as Asked, Field, Service
from okno.catalog.moments import bound_day, bound_moment, read_moment
from okno.clock import now
from okno.files import get as get_file
from okno.i18n import Translator
from okno.people import get as get_person
from okno.text import pick
from okno.themes.contexts import Condition, FieldView, FileView, OptionView
from okno.web.condition_words import in_words, ticked
from okno.web.faces import file_view

KINDS = {
    "string": "text",
    "text": "long",
    "number": "number",
    "money": "number",
    "date": "date",
    "datetime": "datetime",
    "linked": "list",
    "multiselect": "many",
    "checkbox": "yes",
    "person": "person",
    "phone": "phone",
    "mail": "mail",
    "file": "file",
    "heading": "heading",
    "help": "help",
}
SHOWN_AT_ONCE = 5
"""More options than these become a list."""
MOMENT = "%Y-%m-%dT%H:%M"
_AUTOCOMPLETE = {"name": "name", "phone": "tel", "mail": "email"}
_SHORT = ("number", "money", "date", "datetime", "phone")


class FormFields:
    """Makes the views of a form. `owner_id` is the person who fills it in: only his files are shown again.

    `prefix` stands before the name of each field, for a form that is a part of a page.
    """

    def __init__(self, t: Translator, owner_id: int, upload_bytes: int, *, prefix: str = "") -> None:
        self.t = t
        self.owner_id = owner_id
        self.upload_bytes = upload_bytes
        self.prefix = prefix
        self.here: datetime = t.local(now())

    async def of(
        self,
        service: Service,
        values: Mapping[str, Any],
        typed: Mapping[str, str],
        errors: Mapping[str, str],
        *,
        fresh: Collection[str] = (),
    ) -> tuple[FieldView, ...]:
        """What a requester fills in. `typed` holds names of people as they were written, `fresh` keys of new fields."""
        asked = [one for one in service.fields if one.at_order or (one.static and not one.teams)]
        return await self.views(asked, values, typed, errors, fresh=fresh)

    async def views(
        self,
        fields: Sequence[Field],
        values: Mapping[str, Any],
        typed: Mapping[str, str],
        errors: Mapping[str, str],
        *,
        fresh: Collection[str] = (),
    ) -> tuple[FieldView, ...]:
        """Any fields, in their order; those whose conditions do not hold are marked, not left out."""
        form = {field.key: field for field in fields}
        hidden: set[str] = set()
        found: list[FieldView] = []
        for field in fields:
            shown = conditions.is_shown(field, values, hidden)
            if not shown:
                hidden.add(field.key)
            found.append(await self._field(field, form, values, typed, errors, shown, field.key in fresh))
        return tuple(found)

    async def _field(
        self,
        field: Field,
        form: Mapping[str, Field],
        values: Mapping[str, Any],
        typed: Mapping[str, str],
        errors: Mapping[str, str],
        shown: bool,
        fresh: bool,
    ) -> FieldView:
        field, value = field_types.face(field), values.get(field.key)
        text, name, line = await self._value(field, value, typed.get(field.key, ""))
        is_file = field.type == "file"
        parent = form.get(field.parent or "")
        return FieldView(
            kind=_kind(field),
            name=self.prefix + field.key,
            label=pick(field.title, self.t.locale),
            value=text,
            value_text=name,
            value_line=line,
            help=pick(field.help, self.t.locale),
            error=errors.get(field.key, ""),
            optional=not (field.required or field.required_if or field.required_to_close),
            short=field.type in _SHORT,
            options=self._options(field, value, parent),
            when=tuple(self._when(one, form.get(one.answer)) for one in field.show_if),
            shown=shown,
            when_words=in_words(field.show_if, form, self.t),
            parent=self.prefix + parent.key if parent is not None else "",
            files=await self._kept(value) if is_file else (),
            max_chars=field.length if field.type in ("string", "text", "object") else 0,
            min=self._bound(field, field.min, end=False),
            max=self._bound(field, field.max, end=True),
            mask=field.mask or "",
            sample=mask.sample(field.mask) if field.mask else "",
            unit=get_currency_symbol(field.currency, self.t.locale) if field.type == "money" else "",
            autocomplete=_AUTOCOMPLETE.get(field.prefill or "", "off"),
            max_size=self.t.size(self.upload_bytes) if is_file else "",
            max_bytes=self.upload_bytes if is_file else 0,
            fresh=fresh,
        )

    async def _value(self, field: Field, value: Any, typed: str) -> tuple[str, str, str]:
        """Text of the control, and for a person his name and a line about him."""
        if field.type in ("multiselect", "file"):
            return "", "", ""
        if field.type == "checkbox":
            return "1" if value is True else "", "", ""
        if field.type == "person":
            return await self._person(value, typed)
        moment = read_moment(value, self.here) if field.type == "datetime" else None
        if moment is not None:
            return moment.strftime(MOMENT), "", ""
        return "" if value is None else str(value), "", ""

    async def _person(self, value: Any, typed: str) -> tuple[str, str, str]:
        person = await get_person(value) if type(value) is int else None
        if person is None or not person.active:
            return "", typed, ""
        return str(person.id), person.name, person.line

    def _options(self, field: Field, value: Any, parent: Field | None) -> tuple[OptionView, ...]:
        chosen = value if isinstance(value, list) else [value]
        return tuple(
            OptionView(
                value=one.value,
                label=pick(one.title, self.t.locale),
                note=pick(one.note, self.t.locale),
                selected=one.value in chosen,
                of=one.of,
                group=self._group(one.of, parent),
            )
            for one in field.choices
        )

    def _group(self, of: Sequence[str], parent: Field | None) -> str:
        found = [parent.choice(value) for value in of] if parent is not None else []
        return ", ".join(pick(one.title, self.t.locale) for one in found if one is not None)

    def _when(self, one: Asked, cause: Field | None) -> Condition:
        name = self.prefix + one.answer
        if cause is not None and cause.type == "checkbox":
            return Condition(field=name, filled=ticked(one))
        return Condition(
            field=name,
            values=tuple(str(value) for value in one.values),
            others=tuple(str(value) for value in one.others),
            filled=one.filled,
            at_least=one.at_least,
            below=one.below,
            numeric=cause is not None and cause.type in ("number", "money"),
        )

    async def _kept(self, value: Any) -> tuple[FileView, ...]:
        ids: Sequence[Any] = value if isinstance(value, list) else ()
        found = [await get_file(one) for one in ids[:50] if isinstance(one, str)]
        return tuple(file_view(one, self.t) for one in found if one is not None and one.owner_id == self.owner_id)

    def _bound(self, field: Field, bound: object, *, end: bool) -> str:
        if field.type == "date":
            day = bound_day(bound, self.here.date())
            return day.isoformat() if day is not None else ""
        if field.type == "datetime":
            moment = bound_moment(bound, self.here, end=end)
            return moment.strftime(MOMENT) if moment is not None else ""
        return str(bound) if field.type in ("number", "money") and bound is not None else ""


def _kind(field: Field) -> str:
    if field.type == "select":
        return "choice" if len(field.choices) <= SHOWN_AT_ONCE else "list"
    # A type of a plugin that is gone is asked as text.
    return KINDS.get(field.type, "text")
