"""Routing: which team an order goes to, and who of the team gets it by itself.

What was decided is in docs/decisions/0016-routing.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from okno.access import actors_of, may
from okno.catalog import registry
from okno.catalog.model import Route, Service
from okno.clock import now_us
from okno.db import dialect, execute, fetch, fetch_one, in_list
from okno.errors import Refused
from okno.events import record
from okno.people import Person, away, skills_of_many
from okno.teams import Team, by_key, get as get_team, members, places
from okno.text import N_, search_key
from okno.tickets import advice, approval, store
from okno.tickets.events import TicketAssigned
from okno.tickets.ticket import Ticket

MANUAL, ROUND_ROBIN, LEAST_LOAD = "manual", "round_robin", "least_load"
"""Whoever takes it, each in turn, who has the least open work."""


@dataclass(frozen=True)
class Worker:
    """Somebody who may get work of a team now. `load`: his open tickets of it; `skills` are folded for comparing."""

    person_id: int
    line: int
    load: int
    given_at: int
    skills: frozenset[str]


@dataclass(frozen=True)
class Choice:
    """Who gets a ticket; `unskilled` when nobody who could get it has the skills that it asks for."""

    worker: Worker
    unskilled: bool


# The team -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Way:
    """Where an order goes. `by`: what has led there: department or place of the customer, x.<plugin>; "": nothing."""

    team: Team
    by: str


async def team_for(order: advice.Asked) -> Way:
    """The team of an order: that of a plugin, of the first route that fits the customer, of the service. Or Refused."""
    chosen = await advice.team(order)
    if chosen is not None:
        return Way(*chosen)
    fitting = ((route.team, by) for route, by in _fitting(order.service, order.customer))
    for key, by in (*fitting, (order.service.team, "")):
        team = await by_key(key)
        if team is not None and team.active:
            return Way(team, by)
    raise Refused(N_("Nobody takes orders of this service now. Tell your administrator."))


def _fitting(service: Service, customer: Person) -> Iterable[tuple[Route, str]]:
    for route in service.routes:
        if _begins(customer.department, route.departments):
            yield route, "department"
        elif _begins(customer.place, route.places):
            yield route, "place"


def _begins(name: str, beginnings: Iterable[str]) -> bool:
    folded = search_key(name)
    return any(folded.startswith(search_key(one)) for one in beginnings if search_key(one))


def lines_of(team: Team) -> int:
    """How many lines of support a team has."""
    spec = registry.team(team.key)
    return spec.lines if spec is not None else 1


def works_on(team: Team, line: int, workers_line: int) -> bool:
    """Whether somebody on `workers_line` (0: on all) works on this line; where there is but one, everybody does."""
    return lines_of(team) <= 1 or workers_line in (0, line)


# The person ---------------------------------------------------------------------------------------------------


async def give(ticket: Ticket, *, strategy: str = "") -> Ticket:
    """Gives a locked ticket that nobody has to somebody of its team, in the current transaction.

    By the strategy of the team, unless another is named. A ticket that waits for approval, or is over, stays as it is,
    and so does one for whom nobody is found.
    """
    team = await get_team(ticket.team_id)
    by = strategy or (strategy_of(team) if team is not None else MANUAL)
    if team is None or by == MANUAL or not await is_free(ticket):
        return ticket
    await _hold(team.id)
    choice = choose(await workers(team), team, ticket, await skills_for(ticket), by)
    return ticket if choice is None else await _give(ticket, team, choice, by)


def strategy_of(team: Team) -> str:
    """How the work of a team is given out."""
    spec = registry.team(team.key)
    return spec.routing if spec is not None else MANUAL


async def is_free(ticket: Ticket) -> bool:
    """Whether a ticket is work that nobody has, and waits for nobody's approval."""
    state = registry.lifecycle(ticket.lifecycle).state(ticket.state)
    if not ticket.open or ticket.assignee_id is not None or ticket.merged_into_id is not None or state is None:
        return False
    works = state.phase in ("open", "paused") and state.pause != "approval"
    return works and not await approval.is_open(ticket.id)


async def workers(team: Team) -> list[Worker]:
    """The members of a team who may get work now: here, not resting, and able to handle its tickets."""
    stand = {key: place for key, place in (await places(team.id)).items() if not place.away}
    present = [person for person in await members(team.id) if person.id in stand]
    absent = await away(person.id for person in present)
    actors = await actors_of(person for person in present if person.id not in absent)
    able = [key for key, actor in actors.items() if may(actor, "ticket.handle", team_id=team.id)]
    loads, skills = await loads_of(team.id, able), await skills_of_many(able)
    return [
        Worker(
            person_id=key,
            line=stand[key].line,
            load=loads.get(key, 0),
            given_at=stand[key].given_at,
            skills=frozenset(search_key(one) for one in skills.get(key, ())),
        )
        for key in able
    ]


def choose(
    present: Sequence[Worker], team: Team, ticket: Ticket, skills: frozenset[str], strategy: str
) -> Choice | None:
    """Who of these gets the ticket; None when nobody may. Of equals whoever has waited longer, then the lowest id."""
    able = [one for one in present if one.person_id != ticket.customer_id and works_on(team, ticket.line, one.line)]
    skilled = [one for one in able if skills <= one.skills]
    candidates = skilled or able
    if not candidates:
        return None
    by_load = strategy == LEAST_LOAD
    chosen = min(candidates, key=lambda one: (one.load if by_load else 0, one.given_at, one.person_id))
    return Choice(chosen, bool(skills) and not skilled)


def after(present: Sequence[Worker], chosen: Worker) -> list[Worker]:
    """The same people once this one has got a ticket."""
    latest = max(one.given_at for one in present) + 1
    return [
        replace(one, load=one.load + 1, given_at=latest) if one.person_id == chosen.person_id else one
        for one in present
    ]


async def skills_for(ticket: Ticket) -> frozenset[str]:
    """What whoever does it must be able to do, folded: as its service says now, or said when it was ordered."""
    service = registry.service(ticket.service) or await registry.service_item(ticket.service_item_id)
    return frozenset(search_key(one) for one in service.skills) if service is not None else frozenset()


async def loads_of(team_id: int, person_ids: Iterable[int]) -> dict[int, int]:
    """How many tickets of a team each of these people has to do; who has none is left out."""
    places_, args = in_list(sorted(set(person_ids)), start=2)
    rows = await fetch(
        f"SELECT t.assignee_id, count(*) AS n FROM ticket t WHERE t.assignee_id IN {places_} AND t.open = true"
        " AND t.team_id = $1 AND t.done_at IS NULL GROUP BY t.assignee_id",
        team_id,
        *args,
    )
    return {row["assignee_id"]: int(row["n"]) for row in rows}


async def note_given(team_id: int, person_id: int) -> None:
    """Remembers that a member has got a ticket, as the last one of his team."""
    last = await fetch_one("SELECT max(given_at) AS last FROM team_member WHERE team_id = $1", team_id)
    # Never the same instant twice: who was given something last must be told from all others.
    at = max(now_us(), int(last["last"] or 0) + 1 if last is not None else 0)
    await execute("UPDATE team_member SET given_at = $3 WHERE team_id = $1 AND person_id = $2", team_id, person_id, at)


async def _hold(team_id: int) -> None:
    """Lets two orders that come at once choose one after the other. SQLite has one writer anyway."""
    if dialect() == "postgres":
        # Not FOR UPDATE: each of the two has written a row that refers to the team, and would wait for the other.
        await fetch_one("SELECT id FROM team WHERE id = $1 FOR NO KEY UPDATE", team_id)


async def _give(ticket: Ticket, team: Team, choice: Choice, strategy: str) -> Ticket:
    await note_given(team.id, choice.worker.person_id)
    # What the server does is no first answer: the clock of the answer goes on.
    await store.write(ticket, {"assignee_id": choice.worker.person_id})
    fresh = await store.load(ticket.id)
    event = TicketAssigned(
        stream_id=ticket.id,
        actor_id=None,
        team_id=team.id,
        assignee_id=choice.worker.person_id,
        from_team_id=team.id,
        from_assignee_id=None,
        cause=strategy,
        unskilled=choice.unskilled,
    )
    await record(event, await store.topics(fresh))
    return fresh
