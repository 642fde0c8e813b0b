"""Who is asked: the persons whom a step means, else those who stand above, and never whoever it is for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from okno import teams
from okno.access.grants import grants_in, holders_of
from okno.access.roles import ADMINISTRATOR, LEAD
from okno.catalog.model import ApprovalStep
from okno.catalog.owners import owner_of
from okno.people import Person, find, get_many, managers_of, required
from okno.teams import Team
from okno.tickets.ticket import Ticket

MOST = 50
"""How many are asked in one step at most."""


@dataclass(frozen=True)
class Approver:
    """A person and why he is asked; see the table `approval`."""

    person: Person
    why: str


@dataclass(frozen=True)
class Found:
    """Who is asked in a step. `instead`: not those whom the step means, for of them nobody can decide."""

    approvers: Sequence[Approver]
    instead: bool = False

    def need(self, wanted: str | int) -> int:
        """How many of them must agree, by what the step says: any, all, or a number."""
        if self.instead or wanted == "any":
            return 1
        return len(self.approvers) if wanted == "all" else min(int(wanted), len(self.approvers))


async def of_step(ticket: Ticket, spec: ApprovalStep) -> Found:
    """Whom a step asks; nobody when there is really nobody but the one whom it is for."""
    meant = await _able(ticket, await _meant(ticket, spec), _WHY[spec.ask])
    if meant:
        return Found(meant)
    return Found(await _instead(ticket, await required(ticket.customer_id)), instead=True)


async def above(ticket: Ticket, silent: Iterable[int], asked: Iterable[int], *, why: str) -> list[Approver]:
    """Whom to ask for that reason when those who are `silent` do not decide: who is above, without all `asked`."""
    taken = set(asked)
    people = await get_many(silent)
    managers: _Asked = ([manager.id for one in people.values() for manager in (await managers_of(one))[:1]], why)
    ways = [managers, await _owners(ticket), await _leads(ticket), await _last(ticket)]
    return [Approver(one.person, why) for one in await _first(ticket, ways, but=taken)]


# Whom a step means ----------------------------------------------------------------------------------------------

_WHY = {"manager": "manager", "owner": "owner", "role": "role", "person": "person", "field": "field"}

_Asked = tuple[list[int], str]
"""Ids of persons, and why they are asked."""


async def _meant(ticket: Ticket, spec: ApprovalStep) -> list[int]:
    if spec.ask == "manager":
        return [one.id for one in (await managers_of(await required(ticket.customer_id)))[:1]]
    if spec.ask == "owner":
        return (await _owners(ticket))[0] or (await _leads(ticket))[0]
    if spec.ask == "role":
        return await _holders(ticket, spec)
    answer = spec.person if spec.ask == "person" else ticket.answers.get(spec.field)
    person = await find(str(answer)) if answer else None
    return [person.id] if person is not None else []


async def _holders(ticket: Ticket, spec: ApprovalStep) -> list[int]:
    """Who has the role: in the team that is named, else in the company. Leading a team is a role in that team."""
    team = await _team(ticket, spec.team) if spec.team or spec.role == LEAD else None
    given = await holders_of(spec.role)
    if team is None:
        return [person_id for person_id, team_id in given if team_id is None]
    members = {one.id for one in await teams.members(team.id)}
    everywhere = [person_id for person_id, team_id in given if team_id is None and person_id in members]
    here = [person_id for person_id, grant in await grants_in(team.id) if grant.role == spec.role]
    return [*(await teams.leads(team.id) if spec.role == LEAD else ()), *here, *everywhere]


async def _team(ticket: Ticket, key: str) -> Team | None:
    return await teams.by_key(key) if key else await teams.get(ticket.team_id)


# Whom else ------------------------------------------------------------------------------------------------------


async def _instead(ticket: Ticket, customer: Person) -> list[Approver]:
    managers = await managers_of(customer)
    first: _Asked = ([one.id for one in managers[:1]], "manager")
    higher: list[_Asked] = [([one.id], "manager") for one in managers[1:]]
    return await _first(ticket, [first, await _owners(ticket), await _leads(ticket), *higher, await _last(ticket)])


async def _owners(ticket: Ticket) -> _Asked:
    owner = await owner_of(ticket.service)
    return ([owner] if owner is not None else []), "owner"


async def _leads(ticket: Ticket) -> _Asked:
    return await teams.leads(ticket.team_id), "lead"


async def _last(ticket: Ticket) -> _Asked:
    """The administrators; they see nothing of a confidential team, so there its own members are asked."""
    team = await teams.get(ticket.team_id)
    if team is not None and team.confidential:
        return [one.id for one in await teams.members(team.id)], "member"
    return [person_id for person_id, team_id in await holders_of(ADMINISTRATOR) if team_id is None], "administrator"


async def _first(ticket: Ticket, ways: Iterable[_Asked], but: Iterable[int] = ()) -> list[Approver]:
    for person_ids, why in ways:
        found = await _able(ticket, person_ids, why, but=but)
        if found:
            return found
    return []


async def _able(ticket: Ticket, person_ids: Iterable[int], why: str, but: Iterable[int] = ()) -> list[Approver]:
    """Those who work here and for whom it is not: nobody agrees to what he has asked for himself."""
    out = {ticket.requester_id, ticket.customer_id, *but}
    wanted = [one for one in dict.fromkeys(person_ids) if one not in out]
    people = await get_many(wanted)
    able = [people[one] for one in wanted if one in people and people[one].active]
    return [Approver(person, why) for person in able[:MOST]]
