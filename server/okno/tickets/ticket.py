"""A ticket as read from the database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from okno.db import Row, load_json

PRIORITIES = {1: "critical", 2: "high", 3: "normal", 4: "low"}


@dataclass(frozen=True)
class Ticket:
    """A ticket. Instants are microseconds UTC; `resolve_by` is None while the clock stands."""

    id: int
    kind: str
    service: str
    service_item_id: int
    revision: int
    lifecycle: str
    subject: str
    text: str
    answers: Mapping[str, Any]
    source: str
    state: str
    open: bool
    team_id: int
    line: int
    assignee_id: int | None
    impact: int
    urgency: int
    priority: int
    requester_id: int
    on_behalf_of_id: int | None
    created_at: int
    updated_at: int
    responded_at: int | None
    done_at: int | None
    closed_at: int | None
    calendar: str
    respond_by: int | None
    resolve_by: int | None
    sla: str
    policy: str
    respond_work: int
    respond_waited: int
    resolve_work: int
    worked: int
    running_since: int | None
    due_sort: int
    unanswered_since: int | None
    planned_work: int | None
    merged_into_id: int | None
    version: int

    @property
    def number(self) -> str:
        """The number that people say and write."""
        return str(self.id)

    @property
    def customer_id(self) -> int:
        """For whom it is: the person on whose behalf it was ordered, else the requester."""
        return self.on_behalf_of_id if self.on_behalf_of_id is not None else self.requester_id

    @property
    def priority_name(self) -> str:
        """The priority as REST names it."""
        return PRIORITIES[self.priority]


COLUMN_NAMES = tuple(field.name for field in fields(Ticket))
COLUMNS = ", ".join(COLUMN_NAMES)
T_COLUMNS = ", ".join(f"t.{name}" for name in COLUMN_NAMES)


def ticket_of(row: Row) -> Ticket:
    """The ticket in a row of COLUMNS."""
    return Ticket(**{**row, "answers": load_json(row["answers"]), "open": bool(row["open"])})
