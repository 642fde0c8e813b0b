"""REST: what has happened to a ticket."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from okno import tickets as desk
from okno.errors import Forbidden
from okno.events import Fact
from okno.http import cursor as codec
from okno.http.rest import Call, Model, endpoint
from okno.rest.shapes import ListQuery, Moment, Names
from okno.text import N_
from okno.tickets import Sight
from okno.tickets.story import facts_after
from okno.tickets.untold import PRIVATE
from okno.tickets.visible import reads_history

# What leaves the house of each kind of fact, and nothing else.
_PAYLOADS: dict[str, tuple[str, ...]] = {
    "TicketCreated": ("service", "kind_", "team_id", "requester_id", "source"),
    "TicketAssigned": ("team_id", "assignee_id", "from_team_id", "from_assignee_id"),
    "TicketLineChanged": ("line", "from_line"),
    "TicketMoved": ("from_state", "to_state", "comment_id", "by_rule", "cause"),
    "TicketCommented": ("comment_id", "visibility"),
    "TicketDone": (),
    "TicketReopened": (),
    "TicketClosed": ("state", "cause"),
    "EmergencyOpened": (),
    "ApprovalAsked": ("approval_id", "person_id", "step", "why", "reminded"),
    "ApprovalGiven": ("approval_id", "person_id", "step", "decision"),
    "ApprovalPassed": ("step", "decision", "why"),
    "ApprovalFinished": ("decision",),
    "ApprovalBypassed": (),
    "TicketReclassified": ("changed", "service", "from_service", "kind_", "from_kind", "priority", "from_priority"),
    "TicketWatched": ("person_id", "watches"),
    "PersonMentioned": ("comment_id", "person_id", "visibility"),
    "TaskAdded": ("task_id", "team_id"),
    "TaskOpened": ("task_id", "team_id", "key"),
    "TaskChanged": ("task_id", "team_id", "state", "assignee_id", "what"),
    "TaskDone": ("task_id", "team_id", "key", "state"),
    "TasksFinished": ("outcome",),
    "TicketLinked": ("other_id", "kind_"),
    "TicketUnlinked": ("other_id", "kind_"),
    "TicketsMerged": ("from_id", "into_id"),
    "TicketsUnmerged": ("from_id", "into_id"),
    "RuleTold": ("tell",),
    "SlaWarned": ("of", "at_step", "level", "tell"),
    "SlaBreached": ("of", "level", "tell"),
    "PriorityRaised": ("priority", "from_priority"),
    "TaskWarned": ("task_id", "team_id"),
    "TaskBreached": ("task_id", "team_id"),
}
_PERSONS = ("requester_id", "assignee_id", "from_assignee_id", "person_id")
_JUDGED = ("priority", "from_priority")
"""What the staff alone is told."""
_TEAMS = ("team_id", "from_team_id")
_TICKETS = ("other_id", "from_id", "into_id")
_TASKS = ("task_id",)


class EventView(Model):
    """One fact. `actor` is a login; null when the server did it by a rule.

    Its staff reads in the payload which `rule` of the catalog it was, or which service level (`sla:` and its key).
    """

    id: int
    kind: str
    at: Moment
    actor: str | None
    payload: dict[str, str | int | bool | list[str] | None]


class EventList(Model):
    """A page of facts, oldest first."""

    items: list[EventView]
    next_cursor: str | None


async def events(call: Call) -> EventList:
    """What has happened to a ticket"""
    query: ListQuery = call.query
    ticket, seen = await desk.get(call.actor, call.params["number"])
    if not reads_history(call.actor, ticket, seen):
        raise Forbidden(N_("You may not read the history of this team’s requests. Their words are in the comments."))
    found, last = await facts_after(call.actor, ticket, seen, _PAYLOADS, after=query.after_id(), limit=query.size)
    items = await told(found, judged=seen is Sight.STAFF)
    return EventList(items=items, next_cursor=codec.encode(last) if last is not None else None)


async def told(facts: Sequence[Fact], *, judged: bool = False) -> list[EventView]:
    """Facts of known kinds as REST tells them, with names instead of ids. `judged`: with how the staff judges."""
    shown = [fact for fact in facts if fact.kind in _PAYLOADS]
    persons = {fact.actor_id for fact in shown} | set(_ids(shown, _PERSONS))
    names = await Names.of(persons, _ids(shown, _TEAMS))
    return [_view(fact, names, judged=judged) for fact in shown]


def _ids(facts: Iterable[Fact], keys: Iterable[str]) -> list[int]:
    return [fact.payload[key] for fact in facts for key in keys if fact.payload.get(key) is not None]


def _view(fact: Fact, names: Names, *, judged: bool) -> EventView:
    payload = {_name(key): _named(key, fact.payload.get(key), names) for key in _PAYLOADS[fact.kind]}
    if not judged and fact.kind == "TicketReclassified":
        payload |= dict.fromkeys(_JUDGED)
        payload["changed"] = [name for name in fact.payload["changed"] if name not in PRIVATE]
    if judged and "rule" in fact.payload:
        payload["rule"] = fact.payload["rule"]
    return EventView(id=fact.id, kind=fact.kind, at=fact.moment, actor=names.person(fact.actor_id), payload=payload)


def _name(key: str) -> str:
    return key.removesuffix("_id") if key in (*_PERSONS, *_TEAMS, *_TICKETS, *_TASKS) else key.removesuffix("_")


def _named(key: str, value: Any, names: Names) -> str | int | bool | list[str] | None:
    if key in _PERSONS:
        return names.person(value)
    if key in _TICKETS:
        return str(value)
    return names.team(value) if key in _TEAMS else value


ENDPOINTS = (
    endpoint("GET", "/tickets/{number}/events", events, needs="ticket.own", query=ListQuery, answer=EventList),
)
