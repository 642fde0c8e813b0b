"""The questions of a form: those of its service that are asked, with the answers that are given to the others."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from okno.api import N_, Invalid, Phrase, now
from okno.api.catalog import Field, PersonRef, Service, from_form, validate
from okno.api.channels import Attachment
from okno.api.people import get as get_person
from okno.api.themes import FieldView, FormFields, Translator
from okno_webform.webform import STAFF, Form

PREFIX = "answer."
"""Before the names of the questions: a key may be the name of something else in the form."""
ASK, FIXED, LEAVE = "ask", "fixed", "leave"


def all_of(service: Service) -> Sequence[Field]:
    """What a form of this service may show: the questions of the order, and the words between them."""
    return [one for one in service.fields if one.at_order or (one.static and not one.teams)]


def asked_of(service: Service, form: Form) -> Sequence[Field]:
    """The questions that the form asks."""
    return [one for one in all_of(service) if one.key in form.shown and not one.static]


def asks_files(service: Service, form: Form) -> bool:
    """Whether files may come with it."""
    return any(one.type == "file" for one in asked_of(service, form))


def wants_words(service: Service) -> bool:
    """Whether the service has no questions: then the order is told in words."""
    return not service.fields


# Whether they fit ---------------------------------------------------------------------------------------------


async def problems(
    service: Service, *, shown: Collection[str], fixed: Mapping[str, Any], audience: str
) -> dict[str, Phrase]:
    """What is wrong with a choice of questions, by their keys."""
    found: dict[str, Phrase] = {}
    for one in all_of(service):
        if one.static:
            continue
        if one.key in shown:
            if one.type == "person" and audience != STAFF:
                found[one.key] = N_(
                    "Who is not signed in can't choose a colleague. Give the answer here or leave it out."
                )
        elif one.key in fixed:
            if one.type == "file":
                found[one.key] = N_("A file can't be given beforehand. Ask for it or leave it out.")
        elif (one.required or one.required_if) and one.default is None:
            found[one.key] = N_("The service needs this answer: ask for it, or give it here.")
    return found | await _wrong_answers(service, fixed)


async def _wrong_answers(service: Service, fixed: Mapping[str, Any]) -> dict[str, Phrase]:
    """Which of the given answers are not right; what is missing beside them is asked in the form."""
    try:
        await validate(service, dict(fixed), resolve=_Given(()))
    except Invalid as error:
        return {key: phrase for key, phrase in error.fields.items() if key in fixed}
    return {}


# Showing and reading them -------------------------------------------------------------------------------------


async def views(
    service: Service,
    form: Form,
    values: Mapping[str, Any],
    errors: Mapping[str, str],
    *,
    t: Translator,
    owner_id: int = 0,
    file_bytes: int = 0,
    typed: Mapping[str, str] | None = None,
) -> tuple[FieldView, ...]:
    """The questions as a page shows them. One whose condition is decided by a given answer is there or is not."""
    made = FormFields(t, owner_id, file_bytes, prefix=PREFIX)
    found = await made.views(all_of(service), {**values, **form.fixed}, typed or {}, errors)
    named = {PREFIX + key for key in form.shown}
    asked = [_of_parent(one, form) for one in found if one.name in named]
    return tuple(shown for one in asked if (shown := _within(one, named)) is not None)


def _of_parent(one: FieldView, form: Form) -> FieldView:
    """A linked list whose parent is not in the form offers what fits the answer given to that."""
    if not one.parent or one.parent.removeprefix(PREFIX) in form.shown:
        return one
    given = form.fixed.get(one.parent.removeprefix(PREFIX))
    fitting = [replace(option, of=(), group="") for option in one.options if not option.of or given in option.of]
    return replace(one, parent="", options=tuple(fitting))


def _within(one: FieldView, named: Collection[str]) -> FieldView | None:
    """The question, looking at none that is not in the form; None when it is never asked there."""
    inside = tuple(when for when in one.when if when.field in named)
    if len(inside) == len(one.when):
        return one
    if not inside:
        return replace(one, when=(), when_words="") if one.shown else None
    return replace(one, when=inside)


def read(service: Service, form: Form, sent: Any) -> dict[str, Any]:
    """The answers to what is asked, and nothing else of what was sent; the others are those of the form."""
    answers = from_form(asked_of(service, form), sent, prefix=PREFIX)
    return {key: value for key, value in answers.items() if value is not None} | dict(form.fixed)


async def judge(
    service: Service, answers: Mapping[str, Any], files: Sequence[Attachment], *, t: Translator
) -> dict[str, Any]:
    """The answers as they are sent on, without files. Raises Invalid by the keys of the questions."""
    by_field: dict[str, list[str]] = {}
    for number, one in enumerate(files):
        by_field.setdefault(one.field, []).append(str(number))
    told = {key: value for key, value in answers.items() if not _is_file(service, key)}
    stored = await validate(service, {**told, **by_field}, resolve=_Given(files), here=t.local(now()))
    return {key: value for key, value in stored.items() if not _is_file(service, key)}


def _is_file(service: Service, key: str) -> bool:
    return any(one.key == key and one.type == "file" for one in service.fields)


@dataclass(frozen=True)
class _Sent:
    """A file that has come and is not stored yet."""

    public_id: str
    name: str


class _Given:
    """What answers may point at: files that came along, and persons by id, whom an administrator or a list named."""

    def __init__(self, files: Sequence[Attachment]) -> None:
        self._files = files

    async def person(self, reference: str | int, /) -> PersonRef | None:
        """The active person with this id."""
        found = await get_person(reference) if isinstance(reference, int) else None
        return found if found is not None and found.active else None

    async def file(self, public_id: str, /) -> _Sent | None:
        """A file that came along, by its number."""
        return _Sent(public_id, self._files[int(public_id)].name)


NOBODY = _Given(())
"""What shows stored answers by."""
