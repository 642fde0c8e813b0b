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
