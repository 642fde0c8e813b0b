"""The files that a task discloses to the team that does it: those of the answers that it shows, and its own."""

from __future__ import annotations

from collections.abc import Collection

from okno.access import Actor
from okno.files import File, Use
from okno.tickets import store
from okno.tickets.task import Task
from okno.tickets.task_form import fields_of, file_ids
from okno.tickets.task_reading import does
from okno.tickets.task_store import tasks_of
from okno.tickets.ticket import Ticket


async def shows_file(actor: Actor, use: Use, file: File) -> bool:
    """Whether a task that is the actor's work shows him a file of its ticket."""
    if use.comment_id is not None:
        return False
    ticket = await store.load(use.ticket_id)
    return any(
        file.public_id in disclosed(ticket, one) for one in await tasks_of(ticket.id) if does(actor, ticket, one)
    )


def disclosed(ticket: Ticket, task: Task) -> Collection[str]:
    """The ids of the files that the team of a task sees."""
    shown = [ticket.answers.get(key) for key in task.shows]
    named = {one for value in shown if isinstance(value, list) for one in value if isinstance(one, str)}
    return named | set(file_ids(fields_of(task), task.answers))
