"""Facts about tickets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from okno.events import Event


@dataclass(frozen=True, kw_only=True)
class TicketCreated(Event):
    """A service was ordered."""

    stream: ClassVar[str] = "ticket"
    service: str
    kind_: str
    team_id: int
    requester_id: int
    source: str


@dataclass(frozen=True, kw_only=True)
class TicketAssigned(Event):
    """The ticket has another assignee or team."""

    stream: ClassVar[str] = "ticket"
    team_id: int
    assignee_id: int | None
    from_team_id: int
    from_assignee_id: int | None


@dataclass(frozen=True, kw_only=True)
class TicketMoved(Event):
    """The ticket has gone from one state to another; `by_rule` when time did it, no person."""

    stream: ClassVar[str] = "ticket"
    from_state: str
    to_state: str
    comment_id: int | None = None
    by_rule: bool = False


@dataclass(frozen=True, kw_only=True)
class TicketCommented(Event):
    """Somebody wrote into a thread of the ticket."""

    stream: ClassVar[str] = "ticket"
    comment_id: int
    visibility: str


@dataclass(frozen=True, kw_only=True)
class TicketDone(Event):
    """The work is done; the requester is asked to confirm."""

    stream: ClassVar[str] = "ticket"


@dataclass(frozen=True, kw_only=True)
class TicketReopened(Event):
    """The requester was not content: the work goes on."""

    stream: ClassVar[str] = "ticket"


@dataclass(frozen=True, kw_only=True)
class TicketClosed(Event):
    """The ticket is over."""

    stream: ClassVar[str] = "ticket"
    state: str


@dataclass(frozen=True, kw_only=True)
class EmergencyOpened(Event):
    """Somebody reads the ticket in an emergency, although he does not see it."""

    stream: ClassVar[str] = "ticket"
    audited: ClassVar[bool] = True
    team_id: int
    emergency_id: int


@dataclass(frozen=True, kw_only=True)
class EmergencyEnded(Event):
    """An access has ended before its time: by its button, or because the ticket went to another team."""

    stream: ClassVar[str] = "ticket"
    audited: ClassVar[bool] = True
    emergency_id: int


@dataclass(frozen=True, kw_only=True)
class EmergencyRefused(Event):
    """Somebody asked in an emergency for the number `stream_id`, which he did not get.

    In a stream of its own: a ticket that is given this number later begins with its own first fact.
    """

    stream: ClassVar[str] = "emergency"
    audited: ClassVar[bool] = True


@dataclass(frozen=True, kw_only=True)
class TicketReclassified(Event):
    """Service, kind, impact, urgency, subject or answers were changed. `changed` names what, as REST does."""

    stream: ClassVar[str] = "ticket"
    changed: tuple[str, ...]
    service: str
    from_service: str
    kind_: str
    from_kind: str
    priority: int
    from_priority: int


@dataclass(frozen=True, kw_only=True)
class ApprovalAsked(Event):
    """A person is asked to agree; `reminded` when it is not for the first time."""

    stream: ClassVar[str] = "ticket"
    approval_id: int
    person_id: int
    step: str
    why: str
    reminded: bool = False


@dataclass(frozen=True, kw_only=True)
class ApprovalGiven(Event):
    """Somebody has decided: `decision` is approved or refused. No actor: a rule did."""

    stream: ClassVar[str] = "ticket"
    approval_id: int
    person_id: int
    step: str
    decision: str


@dataclass(frozen=True, kw_only=True)
class ApprovalFinished(Event):
    """All steps are done: `decision` is approved or refused."""

    stream: ClassVar[str] = "ticket"
    decision: str


@dataclass(frozen=True, kw_only=True)
class ApprovalBypassed(Event):
    """The work begins without the approvals that were missing; the reason is in the audit."""

    stream: ClassVar[str] = "ticket"
    audited: ClassVar[bool] = True
    team_id: int


@dataclass(frozen=True, kw_only=True)
class TaskOpened(Event):
    """A team may begin its part."""

    stream: ClassVar[str] = "ticket"
    task_id: int
    team_id: int
    key: str


@dataclass(frozen=True, kw_only=True)
class TaskChanged(Event):
    """A part was taken, given to somebody or put back. `state` is the one after it."""

    stream: ClassVar[str] = "ticket"
    task_id: int
    team_id: int
    state: str
    assignee_id: int | None


@dataclass(frozen=True, kw_only=True)
class TaskDone(Event):
    """A team has finished its part, or it was given up: `state` is done or cancelled."""

    stream: ClassVar[str] = "ticket"
    task_id: int
    team_id: int
    key: str
    state: str


@dataclass(frozen=True, kw_only=True)
class TicketLinked(Event):
    """The ticket and another are linked: `kind_` says what it is to the other."""

    stream: ClassVar[str] = "ticket"
    other_id: int
    kind_: str


@dataclass(frozen=True, kw_only=True)
class TicketUnlinked(Event):
    """The two have nothing to do with each other any more."""

    stream: ClassVar[str] = "ticket"
    other_id: int
    kind_: str


@dataclass(frozen=True, kw_only=True)
class TicketsMerged(Event):
    """The ticket goes on as another: told in the streams of both."""

    stream: ClassVar[str] = "ticket"
    from_id: int
    into_id: int


@dataclass(frozen=True, kw_only=True)
class TicketsUnmerged(Event):
    """The ticket is one of its own again: told in the streams of both."""

    stream: ClassVar[str] = "ticket"
    from_id: int
    into_id: int


@dataclass(frozen=True, kw_only=True)
class TicketWatched(Event):
    """Somebody follows the ticket, or does so no more."""

    stream: ClassVar[str] = "ticket"
    person_id: int
    watches: bool


@dataclass(frozen=True, kw_only=True)
class PersonMentioned(Event):
    """Somebody was named in a comment, by @ and his login."""

    stream: ClassVar[str] = "ticket"
    comment_id: int
    person_id: int
    visibility: str
