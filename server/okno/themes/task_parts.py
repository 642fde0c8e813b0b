"""The parts of pages that show tasks: their rows, checklists, and the steps that a requester follows."""

from __future__ import annotations

from dataclasses import dataclass

from okno.themes.clock_parts import ClockView
from okno.themes.parts import ErrorLink, FieldView, PersonView, StateView, StepView


@dataclass(frozen=True, kw_only=True)
class CheckView:
    """One line to tick."""

    id: int
    text: str
    done: bool
    who: str = ""  # «Глеб Хозяйкин, сегодня, 10:12», "" while it is not ticked


@dataclass(frozen=True, kw_only=True)
class ChecklistView:
    """A checklist. Posts `act` = add (`text`), tick, untick, up, down or remove (`line`) to `action`."""

    action: str
    lines: tuple[CheckView, ...]
    done: int = 0  # how many are ticked
    can_edit: bool = False
    text: str = ""  # kept after a refusal
    error: str = ""


@dataclass(frozen=True, kw_only=True)
class PartView:
    """A task in the list of its ticket, as agents see it."""

    id: int
    href: str
    title: str
    state: StateView
    team: str
    clock: ClockView
    assignee: PersonView | None = None
    after: str = ""  # «после: Договор, Стол»; "" when it waits for nothing any more


@dataclass(frozen=True, kw_only=True)
class PartsView:
    """The tasks of a ticket for its staff. Posts `title`, `text`, `team`, `after` (several), `due` to `action`."""

    rows: tuple[PartView, ...]
    done: int  # how many are over
    total: int
    action: str  # "/tickets/10427/tasks"
    can_add: bool = False
    fields: tuple[FieldView, ...] = ()  # of the form that adds one
    errors: tuple[ErrorLink, ...] = ()
    adding: bool = False  # the form is open: it was refused
    once: str = ""  # the key of this very form: sent twice, it adds one task
    checklist: ChecklistView | None = None  # the ticket's own


@dataclass(frozen=True, kw_only=True)
class StagesView:
    """The tasks of a request as its requester follows them."""

    steps: tuple[StepView, ...]
    done: int
    total: int


@dataclass(frozen=True, kw_only=True)
class TaskRowView:
    """One task in a list of the desk."""

    id: int
    href: str
    title: str
    line: str  # «№ 10427 · Выход сотрудника · АХО»
    state: StateView
    clock: ClockView
    assignee: PersonView | None = None
    unread: bool = False
    version: int = 0  # for the take form
    can_take: bool = False


@dataclass(frozen=True, kw_only=True)
class TaskGroup:
    """Rows under one head: overdue, burning, today, later, without a term, done."""

    kind: str
    title: str
    rows: tuple[TaskRowView, ...]
