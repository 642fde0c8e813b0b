"""What webhooks may tell of: public names of facts, their words, and what of a fact goes out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from okno.api import N_, Fact, Phrase

PING = "ping"
"""A test: no fact, always sent."""

Data = Callable[[Mapping[str, Any]], dict[str, Any]]


@dataclass(frozen=True)
class Kind:
    """A kind of fact. `of` is its name inside; `staff`: only who works on requests of the team sees it there, too.

    `data` picks what goes out: what is not picked stays here.
    """

    name: str
    of: str
    title: Phrase
    data: Data
    staff: bool = False


def _only(*names: str, **renamed: str) -> Data:
    wanted = {name: name for name in names} | {there: here for here, there in renamed.items()}
    return lambda payload: {there: payload.get(here) for here, there in wanted.items()}


_LISTED = (
    Kind("ticket.created", "TicketCreated", N_("A request is ordered"), _only("source")),
    Kind("ticket.assigned", "TicketAssigned", N_("A request has another assignee or team"), _only("assignee_id")),
    Kind("ticket.moved", "TicketMoved", N_("A request has another state"), _only("from_state", "to_state")),
    Kind(
        "ticket.commented", "TicketCommented", N_("Somebody writes to the requester or he writes"), _only("comment_id")
    ),
    Kind("ticket.done", "TicketDone", N_("A request is done"), _only()),
    Kind("ticket.reopened", "TicketReopened", N_("A request goes on after it was done"), _only()),
    Kind("ticket.closed", "TicketClosed", N_("A request is closed or cancelled"), _only("state")),
    Kind(
        "ticket.reclassified",
        "TicketReclassified",
        N_("Service, kind, priority, subject or answers are changed"),
        _only("changed"),
        staff=True,
    ),
    Kind(
        "ticket.merged",
        "TicketsMerged",
        N_("A request goes on as another one"),
        _only("from_id", "into_id"),
        staff=True,
    ),
    Kind("task.opened", "TaskOpened", N_("A team may begin its part"), _only("task_id", "team_id"), staff=True),
    Kind("task.done", "TaskDone", N_("A team has finished its part"), _only("task_id", "team_id", "state"), staff=True),
    Kind("approval.asked", "ApprovalAsked", N_("Somebody is asked to agree"), _only("approval_id", "step"), staff=True),
    Kind(
        "approval.given",
        "ApprovalGiven",
        N_("Somebody has agreed or refused"),
        _only("approval_id", "step", "decision"),
        staff=True,
    ),
    Kind("sla.warned", "SlaWarned", N_("A due time comes near"), _only("of", "at_step", "due"), staff=True),
    Kind("sla.breached", "SlaBreached", N_("A due time has gone by"), _only("of", "due"), staff=True),
)
KINDS: Mapping[str, Kind] = {one.name: one for one in _LISTED}
"""All of them by their public names, in the order in which they are shown."""
_BY_FACT = {one.of: one for one in _LISTED}
TEST = N_("A test")


def kind_of(fact: Fact) -> Kind | None:
    """The public kind of a fact; None for what is not told, such as a note for the team."""
    if fact.kind == "TicketCommented" and fact.payload.get("visibility") != "public":
        return None
    return _BY_FACT.get(fact.kind)


def title_of(name: str) -> Phrase:
    """What a kind is called, also one that is told no more."""
    return KINDS[name].title if name in KINDS else TEST if name == PING else Phrase(name)
