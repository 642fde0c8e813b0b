"""What plugins are asked about a request before something happens to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from okno.access import Actor
from okno.catalog.model import Service
from okno.hooks import Collect, First, Veto
from okno.people import Person
from okno.text import Phrase
from okno.tickets.ticket import Ticket

ACTIONS = (
    "ticket.move", "ticket.comment", "ticket.note", "ticket.assign", "ticket.classify", "ticket.handle",
    "ticket.task", "ticket.watch", "ticket.follow_up", "approval.decide", "approval.bypass",
)  # fmt: skip
"""What `may` is asked about. `ticket.task` is work on a task, `ticket.watch` who follows a request, `ticket.follow_up`
ordering anew from a closed one. `ticket.handle` is all other work of the staff: merging, splitting, links, checklists,
work time, macros, asking for an approval, adding a task."""


@dataclass(frozen=True, kw_only=True)
class Due:
    """Other due times: an instant with its zone, or working time from the order on. None leaves what was promised."""

    respond: datetime | timedelta | None = None
    resolve: datetime | timedelta | None = None


@Veto.hook(denies=True)
async def may(*, actor: Actor, action: str, ticket: Ticket) -> Phrase | None:
    """Forbids an action on a request to somebody whom the roles allow it.

    Asked before each action of a person, by page, REST or bulk, with the request as it is at that moment; what the
    server does by its rules is not asked about. `action` is one of okno.tickets.hooks.ACTIONS. Give the sentence that
    the person reads, or None. Nothing can be allowed here that the roles forbid, and nothing is hidden: visibility is
    data. The page of a request asks once more, with ticket.handle, and offers the staff no buttons where that is
    refused. When a plugin fails the action is refused.
    """
    raise NotImplementedError


@Collect.hook()
async def form_prefill(*, actor: Actor, service: Service, customer: Person) -> Mapping[str, Any] | None:
    """Offers answers in the form of a service.

    Asked when the page of the form is opened anew. Give values by the keys of fields, as REST would send them. They
    stand only where the catalog itself fills nothing in, and may be changed by who orders; what a field would not
    take is left out. A plugin that fails is skipped.
    """
    raise NotImplementedError


@Collect.hook(denies=True)
async def ticket_check(
    *, actor: Actor, service: Service, answers: Mapping[str, Any], customer: Person
) -> Mapping[str, Phrase] | None:
    """Checks an order before it is taken.

    Asked when the answers fit the form and nothing is written yet. `answers` are as they will be stored, `customer`
    is whom it is for. Give a sentence for each field that is not right, by its key; None or {} is fine. The sentences
    stand beside the fields, on the page and in REST. When a plugin fails the order is refused.
    """
    raise NotImplementedError


@First.hook()
async def ticket_route(*, actor: Actor, service: Service, customer: Person, answers: Mapping[str, Any]) -> str | None:
    """Chooses the team of an order, or of a request that becomes one of another service.

    Give the key of a team, or None to leave it to the catalog. A team that is not there or takes no work is passed
    over. The story of the request says which plugin has chosen. A plugin that fails is skipped.
    """
    raise NotImplementedError


@First.hook()
async def ticket_priority(
    *, actor: Actor, service: Service, customer: Person, answers: Mapping[str, Any], kind: str
) -> int | None:
    """Chooses the priority with which an order begins.

    Give 1 (critical) to 4 (low), as the catalog counts, or None to leave it to the catalog. Anything else is passed
    over. The promise of the request follows from it. A plugin that fails is skipped.
    """
    raise NotImplementedError


@First.hook()
async def ticket_due(
    *,
    actor: Actor,
    service: Service,
    customer: Person,
    answers: Mapping[str, Any],
    kind: str,
    priority: int,
    team: str,
    respond_by: datetime,
    resolve_by: datetime,
) -> Due | None:
    """Chooses when the answer and the solution of an order are due.

    Asked when team and priority are known. `respond_by` and `resolve_by` are what the catalog promises. Give Due, or
    None. A time that is over already, or beyond the calendars, is passed over. It is kept as working time, so that the
    clock stands and goes on as for any other promise; another service or priority promises anew by the catalog. A
    plugin that fails is skipped.
    """
    raise NotImplementedError


@Veto.hook(denies=True)
async def ticket_move_check(
    *, actor: Actor | None, ticket: Ticket, to: str, text: str, fields: Mapping[str, Any]
) -> Phrase | None:
    """Refuses a move of a request into another state.

    Asked before a person, or a rule of the catalog (then `actor` is None), moves it along its lifecycle, with the
    request as it is at that moment. `to` is the key of the state, `text` the comment that goes with it, `fields` the
    answers that the staff puts in on the way. Give the sentence that the person reads, or None. What the server does
    by itself, such as closing what is done for days, is not asked about. When a plugin fails the move is refused.
    """
    raise NotImplementedError
