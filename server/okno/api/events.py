"""The facts of Okno that a plugin may listen to. Their fields are a promise as well."""

from okno.catalog.events import CatalogApplied
from okno.people.events import PersonChanged, PersonCreated, PersonSignedIn
from okno.tickets.events import (
    ApprovalAsked,
    ApprovalFinished,
    ApprovalGiven,
    SlaBreached,
    SlaWarned,
    TaskDone,
    TaskOpened,
    TicketAssigned,
    TicketClosed,
    TicketCommented,
    TicketCreated,
    TicketDone,
    TicketMoved,
    TicketReclassified,
    TicketReopened,
    TicketsMerged,
    TicketsUnmerged,
)

__all__ = [
    "ApprovalAsked",
    "ApprovalFinished",
    "ApprovalGiven",
    "CatalogApplied",
    "PersonChanged",
    "PersonCreated",
    "PersonSignedIn",
    "SlaBreached",
    "SlaWarned",
    "TaskDone",
    "TaskOpened",
    "TicketAssigned",
    "TicketClosed",
    "TicketCommented",
    "TicketCreated",
    "TicketDone",
    "TicketMoved",
    "TicketReclassified",
    "TicketReopened",
    "TicketsMerged",
    "TicketsUnmerged",
]
