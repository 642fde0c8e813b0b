"""The parts of a ticket: laid out with the order, opened in turn, and what follows when all are over."""

from __future__ import annotations

from collections.abc import Sequence

from okno import teams
from okno.catalog import registry
from okno.catalog.conditions import hold
from okno.catalog.model import Phase, Service, TaskSpec, Transition
from okno.catalog.shape import plain
from okno.clock import FAR_US, now_us
from okno.db import dump_json, execute
from okno.events import record
from okno.teams import Team
from okno.tickets import closing, guards, store, task_store
from okno.tickets.events import TasksFinished
from okno.tickets.move import by_rule
from okno.tickets.task import DONE, SKIPPED, WAITING, Task
from okno.tickets.task_clock import work_of
from okno.tickets.ticket import Ticket


async def start(ticket: Ticket, service: Service) -> Ticket:
    """Lays out the tasks of the service and opens those that wait for nothing; the ticket goes on by rule.

    Within the transaction that holds the locked ticket. Tasks that are there already stay as they are, so it may be
    called anew, as after an approval.
    """
    await _lay_out(ticket, service)
    return await begin(ticket)


async def begin(ticket: Ticket, *, actor_id: int | None = None) -> Ticket:
    """Opens what waits for nothing in a locked ticket; one that nobody has touched is in progress from then on."""
    tasks = await task_store.open_ready(ticket)
    if any(one.open for one in tasks) and ticket.state == registry.lifecycle(ticket.lifecycle).start:
        way = await _way(ticket, "open")
        return await by_rule(ticket, way.to, actor_id=actor_id, cause="tasks_open") if way is not None else ticket
    return ticket


async def team_of(ticket: Ticket) -> Team | None:
    """The team that has the ticket itself."""
    return await teams.get(ticket.team_id)


async def proceed(ticket: Ticket) -> Ticket:
    """What follows when a task of a locked ticket is over: the next ones open, after the last one the ticket is done.

    When all are over and the ticket can't be done by rule, its team is told, and what is missing.
    """
    tasks = task_store.counted(await task_store.open_ready(ticket))
    if any(not one.over for one in tasks):
        return ticket
    service = await registry.service_item(ticket.service_item_id)
    missing = closing.missing(ticket, service) if service is not None else ()
    finishes = service is not None and _finishes(service, tasks) and not missing
    way = await _way(ticket, "done") if finishes else None
    event = TasksFinished(
        stream_id=ticket.id,
        actor_id=None,
        team_id=ticket.team_id,
        outcome="done" if way is not None else "missing" if missing else "open",
        missing=tuple(field.key for field in missing),
    )
    await record(event, await store.topics(ticket, internal=True))
    return await by_rule(ticket, way.to, cause="tasks_done") if way is not None else ticket


def _finishes(service: Service, tasks: Sequence[Task]) -> bool:
    """Whether these tasks were the whole work: the service says so, and one of its own tasks was really done."""
    return service.finish_by_tasks and any(one.state == DONE and not one.by_hand for one in tasks)


async def _way(ticket: Ticket, phase: Phase) -> Transition | None:
    """The way by rule from the present state to one of this phase, if no plugin is against it."""
    lifecycle = registry.lifecycle(ticket.lifecycle)
    for way in lifecycle.ways(ticket.state, who="rule"):
        goal = lifecycle.state(way.to)
        if goal is not None and goal.phase == phase and goal.key != lifecycle.start:
            return way if await guards.refusal(None, ticket, way.to, way=way) is None else None
    return None


async def _lay_out(ticket: Ticket, service: Service) -> None:
    if not service.tasks:
        return
    present = {one.key for one in await task_store.tasks_of(ticket.id)}
    own = await team_of(ticket)
    for position, spec in enumerate(service.tasks, start=1):
        if spec.key not in present:
            team = await teams.by_key(spec.team)
            # A team that was closed since the catalog was written: the ticket's own team sees to its part.
            does = team if team is not None and team.active else own
            assert does is not None
            await _insert(ticket, position, spec, does)


async def _insert(ticket: Ticket, position: int, spec: TaskSpec, team: Team) -> None:
    wanted = hold(spec.when, ticket.answers)
    await put(
        {
            "ticket_id": ticket.id,
            "position": position,
            "key": spec.key,
            "spec": dump_json(plain(spec)),
            "after": dump_json(list(spec.after)),
            "state": WAITING if wanted else SKIPPED,
            "team_id": team.id,
            "calendar": team.calendar,
            "work": work_of(spec.due),
        }
    )


async def put(columns: dict[str, object]) -> None:
    """Writes the row of a new task, in the current transaction."""
    row: dict[str, object] = {
        "answers": dump_json({}),
        "open": False,
        "created_at": now_us(),
        "due_sort": FAR_US,
        "title": "",
        "text": "",
        "version": 1,
        **columns,
    }
    places = ", ".join(f"${n}" for n in range(1, len(row) + 1))
    await execute(f"INSERT INTO task ({', '.join(row)}) VALUES ({places})", *row.values())
