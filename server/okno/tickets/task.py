"""A task as read from the database: a team's part of a ticket."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from okno.catalog.model import TaskSpec
from okno.catalog.shape import build
from okno.db import Row, load_json
from okno.text import pick

WAITING, OPEN, IN_PROGRESS, DONE, CANCELLED, SKIPPED = (
    "waiting", "open", "in_progress", "done", "cancelled", "skipped",
)  # fmt: skip
STATES = (WAITING, OPEN, IN_PROGRESS, DONE, CANCELLED, SKIPPED)
RUNNING = (OPEN, IN_PROGRESS)
"""The states in which somebody has something to do; the column `open` says the same."""
OVER = (DONE, CANCELLED, SKIPPED)
"""The states after which the next ones may begin."""
HAND = "own-"
"""How the keys of tasks begin that were added by hand; no task of a service is called so."""


@dataclass(frozen=True)
class Task:
    """A task. Instants and `work` are microseconds. `spec` is None for one added by hand, which has `title` and `text`.

    `after` names the keys of the tasks that it waits for, `answers` are those to the own fields of the task.
    """

    id: int
    ticket_id: int
    position: int
    key: str
    spec: TaskSpec | None
    title: str
    text: str
    after: tuple[str, ...]
    answers: Mapping[str, Any]
    state: str
    open: bool
    team_id: int
    assignee_id: int | None
    author_id: int | None
    created_at: int
    opened_at: int | None
    started_at: int | None
    done_at: int | None
    done_by_id: int | None
    calendar: str
    work: int | None
    due_by: int | None
    due_sort: int
    next_at: int
    version: int

    @property
    def over(self) -> bool:
        """Whether nothing is to be done any more."""
        return self.state in OVER

    @property
    def by_hand(self) -> bool:
        """Whether an agent has added it; the service knows nothing of it."""
        return self.spec is None

    @property
    def shows(self) -> tuple[str, ...]:
        """The keys of the answers of the order that its team sees."""
        return self.spec.shows if self.spec is not None else ()

    def name(self, locale: str) -> str:
        """The title in a language; one written by hand is as it was written."""
        return pick(self.spec.title, locale) if self.spec is not None else self.title

    def words(self, locale: str) -> str:
        """What is to be done, in a language."""
        return pick(self.spec.text, locale) if self.spec is not None else self.text

    def overdue(self, now: int) -> bool:
        """Whether it took, or takes, longer than was promised; what was given up is never late."""
        if self.due_by is None or self.state in (CANCELLED, SKIPPED):
            return False
        return (self.done_at if self.done_at is not None else now) > self.due_by


COLUMN_NAMES = tuple(field.name for field in fields(Task))
COLUMNS = ", ".join(COLUMN_NAMES)
K_COLUMNS = ", ".join(f"k.{name}" for name in COLUMN_NAMES)


def task_of(row: Row) -> Task:
    """The task in a row of COLUMNS."""
    return Task(
        **{
            **row,
            "spec": spec_of(load_json(row["spec"])),
            "after": tuple(load_json(row["after"])),
            "answers": load_json(row["answers"]),
            "open": bool(row["open"]),
        }
    )


def spec_of(stored: Any) -> TaskSpec | None:
    """The task of a service as it was when the ticket was ordered."""
    if stored is None:
        return None
    # What a later version of the product does not know any more is left out: a title and a team are always there.
    return build(TaskSpec, stored, lambda _path, _phrase: None) or TaskSpec(
        key=str(stored.get("key", "")),
        title=stored.get("title") or {},
        text=stored.get("text") or {},
        team=str(stored.get("team", "")),
        due=str(stored.get("due", "")),
    )
