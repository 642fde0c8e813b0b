"""Answers to a form: checked by the same rules for pages and REST, prefilled and shown.

What is not shown is not stored: the answer to a field whose conditions do not hold is left out without a word, for a
page without scripts sends all of its fields. It is the same for pages and REST, and the JSON Schema says so.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from typing import Any, Literal

from okno.catalog.conditions import depends, is_shown, offered
from okno.catalog.model import Field, Service
from okno.catalog.refs import Resolve
from okno.catalog.rules import Wrong, cleaned, empty_phrase, is_empty
from okno.catalog.sent import FormValues, from_form, prefill
from okno.catalog.shown import SUBJECT_LIMIT, display, subject, told
from okno.clock import now
from okno.errors import Invalid
from okno.text import N_, Phrase, one_line

__all__ = [
    "SUBJECT_LIMIT",
    "FormValues",
    "Phase",
    "Resolve",
    "checked",
    "display",
    "from_form",
    "open_to",
    "order_fields",
    "prefill",
    "subject",
    "told",
    "validate",
]

Phase = Literal["order", "part", "close"]
_NOTHING: Mapping[str, Any] = MappingProxyType({})


def order_fields(service: Service) -> tuple[Field, ...]:
    """Give the questions that a requester answers with the order."""
    return tuple(field for field in service.fields if field.at_order)


def open_to(fields: Sequence[Field], teams: Collection[str]) -> tuple[Field, ...]:
    """Give the questions that the staff of these teams (their keys) may answer: those of all and their own."""
    return tuple(one for one in fields if not one.static and (not one.teams or any(key in teams for key in one.teams)))


async def validate(
    service: Service, answers: Mapping[str, Any], *, resolve: Resolve, here: datetime | None = None
) -> dict[str, Any]:
    """Give the answers of an order in the form that is stored, as `checked` does. Raises Invalid by field."""
    return await checked(order_fields(service), answers, resolve=resolve, here=here)


async def checked(
    fields: Sequence[Field],
    answers: Mapping[str, Any],
    *,
    resolve: Resolve,
    here: datetime | None = None,
    phase: Phase = "order",
    held: Mapping[str, Any] = _NOTHING,
) -> dict[str, Any]:
    """Give all answers in the form that is stored: no empty ones, none of fields that are not shown.

    `here` is the present moment on the wall clock of whoever answers, for bounds such as `today` and for moments
    without an offset. `held` are the answers stored before: what is not answered anew stays as it is and is not judged
    again, keys that are none of `fields` included. An absent key takes the default of its field, an empty value does
    not. Raises Invalid by field, for unknown keys too.

    `phase` says what must be there: `order` all that is required of a requester, `part` nothing but what is there
    already, `close` all that is required at last.
    """
    asked = {field.key: field for field in fields if not field.static}
    form = _Form(answers, held, resolve, here or now(), phase)
    form.result = {key: value for key, value in held.items() if key not in asked}
    form.problems = {
        one_line(str(key), 60): N_("This form has no such field") for key in answers if str(key) not in asked
    }
    for field in asked.values():
        await form.take(field)
    if form.problems:
        raise Invalid(form.problems)
    return form.result


class _Form:
    """A form while its answers are judged one after the other; conditions look at those before."""

    def __init__(
        self, answers: Mapping[str, Any], held: Mapping[str, Any], resolve: Resolve, here: datetime, phase: Phase
    ) -> None:
        self.answers = answers
        self.held = held
        self.resolve = resolve
        self.here = here
        self.phase = phase
        self.result: dict[str, Any] = {}
        self.problems: dict[str, Phrase] = {}
        self.hidden: set[str] = set()

    async def take(self, field: Field) -> None:
        if not is_shown(field, self.result, self.hidden):
            self.hidden.add(field.key)
            return
        try:
            value = await self._value(field)
        except Wrong as wrong:
            self.problems[field.key] = wrong.phrase
        else:
            if value is not None:
                self.result[field.key] = value

    async def _value(self, field: Field) -> Any:
        if field.parent is not None:
            field = replace(field, choices=offered(field, self.result))
        value, known = self._given(field)
        if is_empty(value) or (value is False and self._needed(field)):
            if self._needed(field):
                raise Wrong(empty_phrase(field))
            return None
        return value if known else await resolved(field, cleaned(field, value, here=self.here), self.resolve)

    def _given(self, field: Field) -> tuple[Any, bool]:
        """The answer to a field, and whether it is stored already: then time or a leaver does not make it wrong."""
        before = self.held.get(field.key)
        if field.parent is not None and field.choice(before) is None:
            before = None
        if field.key in self.answers:
            value = self.answers[field.key]
            return value, before is not None and type(value) is type(before) and value == before
        if before is not None or self.phase == "part":
            return before, True
        return field.default, False

    def _needed(self, field: Field) -> bool:
        required = field.required or bool(field.required_if and depends(field.required_if, self.result, self.hidden))
        if self.phase == "close":
            return required or field.required_to_close
        if self.phase == "part":
            return required and field.key in self.answers and self.held.get(field.key) is not None
        return required and field.at_order


async def resolved(field: Field, value: Any, resolve: Resolve) -> Any:
    """Give a clean answer with what it points at found: a person by his id, files that are there. Raises Wrong."""
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
