"""What a team fills in itself while it does its part."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from okno.access import Actor
from okno.catalog import forms
from okno.catalog.model import Field, Service
from okno.errors import Invalid
from okno.files import File, Use, attach, get as get_file
from okno.tickets.answers import Lookup, here
from okno.tickets.task import Task

PREFIX = "fields."
"""What the names of refused answers begin with."""
PLACE = "task:"
"""How the place of a file begins that is an answer of a team, not of whoever ordered."""


class _Known(Lookup):
    """The look-ups of who does a task: besides his own files those that stand among its answers already."""

    def __init__(self, actor: Actor, task: Task) -> None:
        super().__init__(actor)
        self._files = set(file_ids(fields_of(task), task.answers))

    async def file(self, public_id: str, /) -> File | None:
        """A file of one's own, or one that is there already."""
        return await get_file(public_id) if public_id in self._files else await super().file(public_id)


def fields_of(task: Task) -> tuple[Field, ...]:
    """The questions that the team of a task answers itself."""
    return task.spec.fields if task.spec is not None else ()


def file_ids(fields: Sequence[Field], answers: Mapping[str, Any]) -> list[str]:
    """The ids of all files among answers to these fields."""
    return [public_id for one in fields if one.type == "file" for public_id in answers.get(one.key) or ()]


def is_answer_of_task(use: Use) -> bool:
    """Whether a file is what a team has filled in, not a part of the order."""
    return use.field is not None and use.field.startswith(PLACE)


async def checked(actor: Actor, task: Task, given: Mapping[str, Any], *, finishing: bool) -> dict[str, Any]:
    """The answers of a task with the given ones put over them; None takes one away.

    When it is `finishing`, all that is required must be there. Raises Invalid by `fields.<key>`.
    """
    try:
        return await forms.checked(
            fields_of(task),
            given,
            resolve=_Known(actor, task),
            here=here(actor),
            phase="close" if finishing else "part",
            held=task.answers,
        )
    except Invalid as error:
        raise Invalid({f"{PREFIX}{key}": phrase for key, phrase in error.fields.items()}) from error


async def attach_files(actor: Actor, task: Task, answers: Mapping[str, Any]) -> None:
    """Puts the new files among the answers to the ticket, for its staff and the team of the task."""
    before = set(file_ids(fields_of(task), task.answers))
    new = [public_id for public_id in file_ids(fields_of(task), answers) if public_id not in before]
    if new:
        await attach(new, ticket_id=task.ticket_id, owner_id=actor.id, field=f"{PLACE}{task.id}", visibility="internal")


def form_of(task: Task) -> Service:
    """The questions of a task as the form of a service: what is asked for at its end is required."""
    asked = tuple(
        replace(one, required=one.required or one.required_to_close, required_to_close=False, teams=())
        for one in fields_of(task)
    )
    title = task.spec.title if task.spec is not None else {"ru": task.title}
    return Service(
        key=task.key, title=title, summary={}, done_text={}, category="", icon="", team="", owner={}, fields=asked
    )
