"""The life of a synthetic ticket: what happened to it, when, and what its row and its clock are after that.

The clock is worked out by the functions of Okno itself, so that the pages and the checkers find what they expect.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from okno.catalog import registry
from okno.catalog.model import Service
from okno.catalog.terms import Facts, Promise
from okno.clock import FAR_US
from okno.events import Event
from okno.tickets import clock, clock_fold, clock_steps, segment
from okno.tickets.clock_steps import Come
from okno.tickets.events import (
    TicketAssigned,
    TicketClosed,
    TicketCommented,
    TicketCreated,
    TicketDone,
    TicketMoved,
)
from okno.tickets.segment import Segment
from okno.tickets.ticket import Ticket
from tests.bench.company import Place
from tests.bench.crowd import Somebody

AUDIENCES = {"public": "public", "internal": "staff"}


@dataclass
class Said:
    """A comment. Its id is given when it is written among those of other tickets."""

    at: int
    author: int
    visibility: str
    text: str
    id: int = 0


@dataclass
class Happened:
    """A fact; that of a comment names it."""

    at: int
    event: Event
    said: Said | None = None
    internal: bool = False
    id: int = 0

    @property
    def payload(self) -> Mapping[str, Any]:
        """What the log keeps of it."""
        kept = self.event.payload()
        return kept if self.said is None else {**kept, "comment_id": self.said.id}


@dataclass(frozen=True)
class Ordered:
    """What somebody has ordered where."""

    number: int
    place: Place
    service: Service
    customer: Somebody
    at: int
    subject: str
    text: str


_promises: dict[tuple[str, str], Promise] = {}


def _promise(one: Ordered) -> Promise:
    key = (one.place.key, one.customer.department)
    if key not in _promises:
        facts = Facts(
            kind=one.service.kind, priority=3, team=one.place.key, department=one.customer.department, vip=False
        )
        _promises[key] = registry.promise(one.service, facts)
    return _promises[key]


@dataclass
class Life:
    """A ticket on its way; each step changes it as the same act of a person would."""

    ordered: Ordered
    ticket: Ticket
    told: list[Segment]
    happened: list[Happened] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)
    come: list[Come] = field(default_factory=list)
    next_clock_at: int = FAR_US

    @classmethod
    def begun(cls, one: Ordered) -> Life:
        """Somebody has ordered."""
        ticket = _ticket(one)
        first = clock_fold.first(
            one.at, ticket.state, ticket.lifecycle, ticket.sla, calendar=ticket.calendar, work=ticket.resolve_work
        )
        life = cls(one, ticket, [first])
        created = TicketCreated(
            stream_id=ticket.id, actor_id=one.customer.id, service=ticket.service, kind_=ticket.kind,
            team_id=ticket.team_id, requester_id=one.customer.id, source="portal",
        )  # fmt: skip
        life._record(one.at, created)
        return life

    def assign(self, at: int, agent: int) -> None:
        """An agent takes it."""
        before = self.ticket
        changes = {"assignee_id": agent, **clock.responded(before, at), **clock.answered(before, at)}
        self._write(at, changes)
        event = TicketAssigned(
            stream_id=before.id, actor_id=agent, team_id=before.team_id, assignee_id=agent,
            from_team_id=before.team_id, from_assignee_id=before.assignee_id,
        )  # fmt: skip
        self._record(at, event)

    def move(self, at: int, to: str, actor: int | None) -> None:
        """It goes into another state; without an actor by a rule."""
        before = self.ticket
        lifecycle = registry.lifecycle(before.lifecycle)
        state = lifecycle.state(to)
        assert state is not None
        told = clock_fold.moved(self.told, to, at)
        ended = segment.ended(self.told, told)
        changes = clock.entered(before, told, state, lifecycle.auto_close_days, ended=ended)
        changes |= clock.waiting(before, state, at) | {"state": to, "open": state.phase != "closed"}
        if before.responded_at is None and to not in (lifecycle.start, "cancelled"):
            due = FAR_US if changes["resolve_by"] is None else changes["resolve_by"]
            changes |= {"responded_at": at, "unanswered_since": None, "due_sort": due}
        self.told = told
        self._write(at, changes)
        moved = TicketMoved(
            stream_id=before.id, actor_id=actor, from_state=before.state, to_state=to, by_rule=actor is None
        )
        self._record(at, moved)
        if state.phase == "done":
            self._record(at, TicketDone(stream_id=before.id, actor_id=actor))
        elif state.phase == "closed":
            self._record(at, TicketClosed(stream_id=before.id, actor_id=actor, state=to))

    def say(self, at: int, author: int, text: str, visibility: str = "public") -> None:
        """Somebody says something; what is internal leaves the ticket as it is."""
        staff = author != self.ticket.requester_id
        said = Said(at, author, visibility, text)
        self.said.append(said)
        if visibility == "public":
            heard = clock.answered(self.ticket, at) if staff else clock.asked(self.ticket, at)
            self.ticket = replace(self.ticket, **heard, updated_at=at)
        event = TicketCommented(stream_id=self.ticket.id, actor_id=author, comment_id=0, visibility=visibility)
        self.happened.append(Happened(at, event, said, visibility == "internal"))

    def until(self, now: int) -> Life:
        """What the clock has brought until now, as its scanner would have done it."""
        if not self.ticket.open:
            self.next_clock_at = FAR_US
        elif self.ticket.state == "done":
            days = registry.lifecycle(self.ticket.lifecycle).auto_close_days
            self.next_clock_at = clock.closes_at(self.ticket, self.ticket.done_at or now, days)
        else:
            due = [one for one in clock_steps.ahead(self.ticket, ()) if one.moment <= now]
            self.come = [Come(one.step.at, one.step.of, one.moment, one.promise.due, one.promise.work) for one in due]
            self.next_clock_at = clock_steps.next_at(self.ticket, self.come)
        return self

    def topics(self, one: Happened) -> list[str]:
        """Under which topics browsers hear of a fact."""
        number, team, customer = self.ticket.id, self.ticket.team_id, self.ticket.requester_id
        if one.internal:
            return sorted([f"staff:{number}", f"team:{team}", f"but:person:{customer}"])
        return sorted([f"staff:{number}", f"team:{team}", f"ticket:{number}", f"person:{customer}"])

    def _record(self, at: int, event: Event) -> None:
        self.happened.append(Happened(at, event))

    def _write(self, at: int, changes: Mapping[str, Any]) -> None:
        known = {key: value for key, value in changes.items() if key != "next_clock_at"}
        self.ticket = replace(self.ticket, **known, updated_at=at, version=self.ticket.version + 1)


def _ticket(one: Ordered) -> Ticket:
    promise, service = _promise(one), one.service
    columns = clock.started(promise, promise.calendar or one.place.calendar, one.at)
    columns.pop("next_clock_at")
    lifecycle = registry.lifecycle(service.lifecycle)
    return Ticket(
        id=one.number, kind=service.kind, service=service.key, service_item_id=one.place.service_id,
        revision=registry.revision(), lifecycle=lifecycle.key, subject=one.subject, text="",
        answers={"topic": one.subject, "description": one.text}, source="portal", state=lifecycle.start, open=True,
        team_id=one.place.id, line=1, assignee_id=None, impact=2, urgency=2, priority=3,
        requester_id=one.customer.id, on_behalf_of_id=None, created_at=one.at, updated_at=one.at, responded_at=None,
        done_at=None, closed_at=None, planned_work=None, merged_into_id=None, version=1, **columns,
    )  # fmt: skip
