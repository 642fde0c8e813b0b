"""Trying a rule on past tickets before it is switched on. Nothing is written.

Its criteria are put to the tickets as they stand today: what they were at the time nobody knows any more. Whoever
tries reads only of tickets that he sees as staff; of the others he gets a number for each team, and of confidential
teams nothing at all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from okno.access import Actor
from okno.catalog import registry
from okno.catalog.automation import Action, Rule
from okno.clock import SECOND_US, now_us
from okno.db import fetch, in_list
from okno.people import by_logins
from okno.teams import Team, get_many as get_teams
from okno.tickets import criteria, rule_waits
from okno.tickets.rule_triggers import guess_of, of_rule
from okno.tickets.rules import named
from okno.tickets.ticket import T_COLUMNS, Ticket, ticket_of
from okno.tickets.visible import is_staff

DAYS = (30, 90)
LISTED_MOST = 200
LOOKED_MOST = 5000
BATCH = 250
_DAY = 86_400 * SECOND_US


@dataclass
class Trial:
    """What a rule would have done: `hits`, the newest first, and `elsewhere` how many by team that are not shown.

    `looked`: how many tickets fit its criteria; `cut`: there are more than were looked at.
    """

    hits: list[Ticket] = field(default_factory=list)
    seen: int = 0
    elsewhere: Counter[int] = field(default_factory=Counter)
    looked: int = 0
    cut: bool = False


async def attempt(actor: Actor, rule: Rule, *, days: int) -> Trial:
    """Tries a rule on the tickets of the last days. Raises Invalid for criteria that make no sense."""
    criteria.require_sound(rule.criteria)
    since, before = now_us() - days * _DAY, 2**62
    trial = Trial()
    while trial.looked < LOOKED_MOST:
        tickets = await _batch(rule, since, before)
        teams = await get_teams(one.team_id for one in tickets.values())
        for ticket in await _hit(rule, tickets, since):
            _count(trial, actor, ticket, teams[ticket.team_id])
        trial.looked += len(tickets)
        if len(tickets) < BATCH:
            return trial
        before = min(tickets)
    trial.cut = True
    return trial


def _count(trial: Trial, actor: Actor, ticket: Ticket, team: Team) -> None:
    if is_staff(actor, ticket):
        trial.seen += 1
        if len(trial.hits) < LISTED_MOST:
            trial.hits.append(ticket)
    elif not team.confidential:
        trial.elsewhere[team.id] += 1


async def _batch(rule: Rule, since: int, before: int) -> Mapping[int, Ticket]:
    condition, args = criteria.where(rule.criteria, 4)
    teams, keys = in_list(named(rule, "team") or [""], start=4 + len(args))
    services, more = in_list(named(rule, "service") or [""], start=4 + len(args) + len(keys))
    rows = await fetch(
        f"SELECT {T_COLUMNS} FROM ticket t JOIN team m ON m.id = t.team_id WHERE t.created_at >= $1 AND t.id < $2"
        f" AND t.merged_into_id IS NULL AND (m.confidential = $3 OR m.key IN {teams} OR t.service IN {services})"
        f" AND {condition} ORDER BY t.id DESC LIMIT {BATCH}",
        since,
        before,
        False,
        *args,
        *keys,
        *more,
    )
    return {row["id"]: ticket_of(row) for row in rows}


async def _hit(rule: Rule, tickets: Mapping[int, Ticket], since: int) -> Sequence[Ticket]:
    """Those of the tickets on which the rule would have acted, the newest first."""
    if rule.after:
        begun = await rule_waits.begun_of(tickets)
        return [one for one in tickets.values() if _up(rule, one, begun[one.id].get(rule.since))]
    struck = {
        fact.stream_id
        for fact in await rule_waits.facts_of(tickets)
        if fact.at >= since and not of_rule(fact) and guess_of(fact, tickets[fact.stream_id]) in rule.on
    }
    return [one for one in tickets.values() if one.id in struck]


def _up(rule: Rule, ticket: Ticket, began: int | None) -> bool:
    due = rule_waits.due_at(rule, ticket, began) if began is not None else None
    end = ticket.closed_at if ticket.closed_at is not None else now_us()
    return due is not None and due <= end


# What would have been done --------------------------------------------------------------------------------------


async def ids_of(rule: Rule) -> Mapping[str, int]:
    """The ids of the persons whom the actions of a rule name, by login."""
    logins = [str(one.value) for one in rule.actions if one.do == "assignee"]
    return {login: person.id for login, person in (await by_logins(logins)).items()}


def is_so(action: Action, ticket: Ticket, team: Team | None, ids: Mapping[str, int]) -> bool:
    """Whether a ticket is already what an action would make of it."""
    if action.do == "field":
        return bool(ticket.answers.get(action.key) == action.value)
    if action.do == "team":
        return team is not None and team.key == action.value
    if action.do == "assignee":
        wanted = None if action.value == "nobody" else ids.get(str(action.value), -1)
        return ticket.assignee_id == wanted
    present = {
        "priority": ticket.priority_name,
        "impact": ticket.impact,
        "urgency": ticket.urgency,
        "service": ticket.service,
        "kind": ticket.kind,
        "line": ticket.line,
        "state": ticket.state,
    }
    return action.do in present and present[action.do] == action.value


def has_way(action: Action, ticket: Ticket) -> bool:
    """Whether a rule could go from the state of an open ticket to the one that an action names."""
    if action.do != "state" or not ticket.open:
        return True
    ways = registry.lifecycle(ticket.lifecycle).ways(ticket.state)
    return any(way.to == action.value and {"agent", "rule"} & set(way.who) for way in ways)
