"""Answers that the staff puts into a ticket later: checked by the rules of the form; what stood there is kept."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from okno.access import Actor
from okno.catalog import forms
from okno.catalog.model import Field, Service
from okno.errors import Invalid
from okno.files import File, get as get_file
from okno.people import Person, get as get_person
from okno.teams import get_many as get_teams
from okno.text import N_, Phrase, pick
from okno.tickets.answers import Lookup, file_ids, here
from okno.tickets.ticket import Ticket

PREFIX = "fields."
"""What the names of refused answers begin with."""
ASKS = N_("This service asks: “%(question)s”.")
"""What is said of a question that has no answer yet."""
_WORDS = frozenset({"string", "text"})


class Known(Lookup):
    """The look-ups of who works on a ticket: besides his own, the files and people that its answers name already."""

    def __init__(self, actor: Actor, service: Service | None, answers: Mapping[str, Any]) -> None:
        super().__init__(actor)
        fields = service.fields if service is not None else ()
        self._people = {str(answers[one.key]) for one in fields if one.type == "person" and one.key in answers}
        self._files = set(file_ids(service, answers)) if service is not None else set()

    async def person(self, reference: str | int, /) -> Person | None:
        """An active person, or one who is named already."""
        if str(reference) in self._people and str(reference).isdigit():
            return await get_person(int(reference))
        return await super().person(reference)

    async def file(self, public_id: str, /) -> File | None:
        """A file of one's own, or one that is there already."""
        return await get_file(public_id) if public_id in self._files else await super().file(public_id)


def open_fields(service: Service, teams: Collection[str]) -> tuple[Field, ...]:
    """The questions that the staff of these teams (their keys) may answer in a ticket of one of them."""
    return forms.open_to(service.fields, teams)


async def changed(
    actor: Actor, ticket: Ticket, service: Service, given: Mapping[str, Any], *, teams: Collection[str]
) -> dict[str, Any]:
    """The answers of a ticket with the `given` ones put over them; None takes one away.

    What stood there before is not judged again, as a day that is over by now. What the new answers bring up as
    required must come with them. Raises Invalid by `fields.<key>`.
    """
    fields = open_fields(service, teams)
    try:
        answers = await forms.checked(
            fields,
            given,
            resolve=Known(actor, service, ticket.answers),
            here=here(actor),
            phase="part",
            held=ticket.answers,
        )
    except Invalid as error:
        raise _named(error.fields) from error
    fresh = await _lacking(actor, fields, answers) - await _lacking(actor, fields, ticket.answers)
    if fresh:
        raise _named(_questions(actor, (field for field in fields if field.key in fresh)))
    return answers


async def _lacking(actor: Actor, fields: Collection[Field], answers: Mapping[str, Any]) -> set[str]:
    """The keys of the questions of an order that have no answer."""
    none = {field.key: None for field in fields if field.key not in answers}
    try:
        await forms.checked(tuple(fields), none, resolve=Lookup(actor), here=here(actor), held=answers)
    except Invalid as error:
        return set(error.fields)
    return set()


async def carried(
    actor: Actor,
    ticket: Ticket,
    old: Service | None,
    new: Service,
    given: Mapping[str, Any],
    *,
    teams: Collection[str],
) -> dict[str, Any]:
    """The answers for another service: the `given` ones, and of the old ones those that answer its questions too.

    Raises Invalid by `fields.<key>` for what is not right and for what is still to be asked: its sentence names the
    question.
    """
    open_keys = {field.key for field in open_fields(new, teams)}
    strange = [key for key in given if key not in open_keys]
    if strange:
        raise no_field(strange)
    answers = {**await still_fitting(actor, ticket, old, new.fields, leaving=given), **given}
    try:
        return await forms.checked(new.fields, answers, resolve=Known(actor, old, ticket.answers), here=here(actor))
    except Invalid as error:
        asked = [new.field(key) for key in error.fields if answers.get(key) is None]
        raise _named({**error.fields, **_questions(actor, asked)}) from error


def _questions(actor: Actor, fields: Iterable[Field | None]) -> dict[str, Phrase]:
    return {
        one.key: Phrase(ASKS.msgid, {"question": pick(one.title, actor.locale)}) for one in fields if one is not None
    }


async def still_fitting(
    actor: Actor,
    ticket: Ticket,
    old: Service | None,
    fields: Collection[Field],
    *,
    leaving: Collection[str] = (),
) -> dict[str, Any]:
    """The answers of a ticket that other questions would take: the same key, a type that fits, an allowed value."""
    found = {
        field.key: ticket.answers[field.key]
        for field in fields
        if field.key in ticket.answers and field.key not in leaving and _fits(old, field)
    }
    try:
        await forms.checked(tuple(fields), found, resolve=Known(actor, old, ticket.answers), here=here(actor))
    except Invalid as error:
        return {key: value for key, value in found.items() if key not in error.fields}
    return found


def _fits(old: Service | None, field: Field) -> bool:
    before = old.field(field.key) if old is not None else None
    return before is not None and (before.type == field.type or {before.type, field.type} <= _WORDS)


def _named(problems: Mapping[str, Phrase]) -> Invalid:
    return Invalid({f"{PREFIX}{key}": phrase for key, phrase in problems.items()})


def no_field(keys: Collection[str]) -> Invalid:
    """The refusal of answers that nothing asks for."""
    return _named({key[:60]: N_("This step asks for no such field.") for key in keys})


async def teams_of(actor: Actor, team_id: int) -> set[str]:
    """The keys of the teams whose questions the actor answers in a ticket of this team: it, and those he works in."""
    return {team.key for team in (await get_teams({team_id, *actor.teams_with("ticket.handle")})).values()}
