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
    route: str = ""
    """By what the team was chosen: department or place of the customer, x.<plugin>; "": it is that of the service."""


@dataclass(frozen=True, kw_only=True)
class TicketAssigned(Event):
    """The ticket has another assignee or team.

    `cause`: how the server has chosen the assignee (round_robin, least_load), that the former one does not work on the
    line to which it went (line), or by what of the customer the team was chosen (department, place); "": a person has
    done it. `unskilled`: nobody who could get it has the skills that its service asks for.
    """

    stream: ClassVar[str] = "ticket"
    team_id: int
    assignee_id: int | None
    from_team_id: int
    from_assignee_id: int | None
    cause: str = ""
    unskilled: bool = False


@dataclass(frozen=True, kw_only=True)
class TicketMoved(Event):
    """The ticket has gone from one state to another; `by_rule` when a rule did it, no person.

    `cause`: what the rule followed from, as approvals that were asked, approved, refused, bypassed or overdue, or
    tickets that were merged or separated.
    """

    stream: ClassVar[str] = "ticket"
    from_state: str
    to_state: str
    comment_id: int | None = None
    by_rule: bool = False
    cause: str = ""


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
    """The ticket is over; `cause` as in TicketMoved."""

    stream: ClassVar[str] = "ticket"
    state: str
    cause: str = ""


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
    """Service, kind, impact, urgency, subject or answers were changed. `changed` names what, as REST does.

    `fields` are answers that the requester reads, `team_fields` the others. `calendar` and `lifecycle` hold from now
    on, those `from_` held until now.
    """

    stream: ClassVar[str] = "ticket"
    changed: tuple[str, ...]
    calendar: str
    from_calendar: str
    lifecycle: str
    from_lifecycle: str
    service: str
    from_service: str
    kind_: str
    from_kind: str
    priority: int
    from_priority: int


@dataclass(frozen=True, kw_only=True)
class ApprovalAsked(Event):
    """A person is asked to agree; `reminded` when it is not for the first time.

    `why` as in the table `approval`; substitute: the person stands in for the one whom `approval_id` asks.
    """

    stream: ClassVar[str] = "ticket"
    approval_id: int
    person_id: int
    step: str
    why: str
    reminded: bool = False


@dataclass(frozen=True, kw_only=True)
class ApprovalGiven(Event):
    """The actor has decided for `person_id`, who is he himself or whom he stands in for: approved or refused."""

    stream: ClassVar[str] = "ticket"
    approval_id: int
    person_id: int
    step: str
    decision: str


@dataclass(frozen=True, kw_only=True)
class ApprovalPassed(Event):
    """A rule has decided a step: there was nobody to ask (`why` nobody), or its deadline has come (deadline)."""

    stream: ClassVar[str] = "ticket"
    step_id: int
    step: str
    decision: str
    why: str


@dataclass(frozen=True, kw_only=True)
class ApprovalFinished(Event):
    """No step is open any more: all were approved, one was refused, or they were voided. The last one is `step_id`."""

    stream: ClassVar[str] = "ticket"
    decision: str
    step_id: int


@dataclass(frozen=True, kw_only=True)
class ApprovalBypassed(Event):
    """The work begins without the approvals that were missing, those of `asked`; the reason is in the audit."""

    stream: ClassVar[str] = "ticket"
    audited: ClassVar[bool] = True
    team_id: int
    asked: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class TaskOpened(Event):
    """A team may begin its part."""

    stream: ClassVar[str] = "ticket"
    task_id: int
    team_id: int
    key: str


@dataclass(frozen=True, kw_only=True)
class TaskAdded(Event):
    """An agent has added a part by hand."""

    stream: ClassVar[str] = "ticket"
    task_id: int
    team_id: int


@dataclass(frozen=True, kw_only=True)
class TaskChanged(Event):
    """A part was taken, given to somebody or put back. `state`, team and assignee are those after it.

    `what` is taken, given, freed, handed (to another team), back (it was done before) or filled (answers).
    """

    stream: ClassVar[str] = "ticket"
    task_id: int
    team_id: int
    state: str
    assignee_id: int | None
    what: str
    comment_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class TaskDone(Event):
    """A team has finished its part, or it was given up: `state` is done or cancelled."""

    stream: ClassVar[str] = "ticket"
    task_id: int
    team_id: int
    key: str
    state: str
    comment_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class TasksFinished(Event):
    """All parts are over. `outcome`: the ticket is done by rule, stays open, or waits for the fields in `missing`."""

    stream: ClassVar[str] = "ticket"
    team_id: int
    outcome: str
    missing: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ChecklistChanged(Event):
    """A line of a checklist was added, ticked, unticked, moved, changed or removed: `what` says which."""

    stream: ClassVar[str] = "ticket"
    line_id: int
    task_id: int | None
    what: str


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


@dataclass(frozen=True, kw_only=True)
class SlaWarned(Event):
    """A point on the way to a due time has come: `at_step` as the level writes it, `of` respond or resolve.

    `point` says what it is: a share of the promise, a time before it is due, or one after. `level` is the service
    level whose step it is, `tell` whom it names to be told (see `Told`).
    """

    stream: ClassVar[str] = "ticket"
    of: str
    at_step: str
    due: int
    point: str = "share"
    level: str = ""
    tell: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class SlaBreached(Event):
    """The due time of the first answer (`of` respond) or of the solution (resolve) has gone by; else as SlaWarned."""

    stream: ClassVar[str] = "ticket"
    of: str
    due: int
    level: str = ""
    tell: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class PriorityRaised(Event):
    """The priority is another one by itself: by a step of the service level, or by a rule."""

    stream: ClassVar[str] = "ticket"
    priority: int
    from_priority: int


@dataclass(frozen=True, kw_only=True)
class TicketLineChanged(Event):
    """The ticket goes on in another line of its team; the reason that somebody gave is the note `comment_id`."""

    stream: ClassVar[str] = "ticket"
    line: int
    from_line: int
    cause: str = ""
    comment_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class RuleTold(Event):
    """A rule or a macro draws the attention of people to the ticket: `tell` names them as Action.who does."""

    stream: ClassVar[str] = "ticket"
    tell: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class TaskWarned(Event):
    """Three quarters of the time of a part are gone. Team and assignee are those who have it then."""

    stream: ClassVar[str] = "ticket"
    task_id: int
    team_id: int
    assignee_id: int | None
    due: int


@dataclass(frozen=True, kw_only=True)
class TaskBreached(Event):
    """The due time of a part has gone by; else as TaskWarned."""

    stream: ClassVar[str] = "ticket"
    task_id: int
    team_id: int
    assignee_id: int | None
    due: int


@dataclass(frozen=True, kw_only=True)
class PromiseChanged(Event):
    """Something else is promised for the ticket: by another level or policy, in other hours, or other working times.

    Times are microseconds. `why`: it was classified, raised (another priority by itself), handed (to another team or
    line), or the catalog has changed.
    """

    stream: ClassVar[str] = "ticket"
    why: str
    sla: str
    from_sla: str
    policy: str
    from_policy: str
    calendar: str
    from_calendar: str
    respond_work: int
    from_respond_work: int
    resolve_work: int
    from_resolve_work: int


@dataclass(frozen=True, kw_only=True)
class DueTimesRecounted(Event):
    """What is open was counted anew by the hours of these calendars; `stream_id` is the revision of the catalog.

    `tickets` and `tasks`: how many have other times than before.
    """

    stream: ClassVar[str] = "catalog"
    audited: ClassVar[bool] = True
    calendars: tuple[str, ...]
    tickets: int
    tasks: int
