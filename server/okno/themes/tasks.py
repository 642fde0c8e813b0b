"""The declared contexts of the pages of tasks: one task, and what one's teams have to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from okno.themes.clock_parts import ClockView
from okno.themes.contexts import Page
from okno.themes.parts import (
    AnswerView,
    ChipView,
    ErrorLink,
    FieldView,
    OptionView,
    PersonView,
    SideGroup,
    StateView,
    StoryEntry,
)
from okno.themes.task_parts import ChecklistView, TaskGroup


@dataclass(frozen=True, kw_only=True)
class TaskPage(Page):
    """A task for who does it and for the staff of its ticket.

    Forms, all with `version`: /tasks/{id}/assign (`assignee` = me | id | none, `team` = key), /tasks/{id}/move (`to` =
    in_progress | open | done | cancelled, `comment`, and the fields), /tasks/{id}/checklist (see ChecklistView).
    """

    template: ClassVar[str] = "task.html"
    id: int
    title: str
    version: int
    state: StateView
    team: str
    number: int  # of the ticket
    service: str  # title of the service
    ticket_href: str = ""  # "" for who does not see the ticket
    ticket_subject: str = ""  # "" for who does not see the ticket
    text: str = ""  # what is to be done
    assignee: PersonView | None = None
    clock: ClockView
    term: str = ""  # «С открытия: 1 рабочий день», while it waits its turn
    after: tuple[ChipView, ...] = ()  # what it waits for, for the staff of the ticket
    answers: tuple[AnswerView, ...] = ()  # of the order, those that are shown to the team
    own: tuple[AnswerView, ...] = ()  # what the team has filled in, when it cannot be changed here
    fields: tuple[FieldView, ...] = ()  # what is to be filled in
    errors: tuple[ErrorLink, ...] = ()
    checklist: ChecklistView | None = None
    story: tuple[StoryEntry, ...] = ()
    notice: str = ""
    emergency: bool = False  # it is read in an emergency only
    back_href: str = "/desk/tasks"
    back_label: str = ""
    can_take: bool = False
    can_work: bool = False  # fills in and finishes it
    can_free: bool = False  # may leave it to the team
    can_return: bool = False  # it is done and may be put back
    can_cancel: bool = False
    people: tuple[OptionView, ...] = ()  # whom it may be given to
    teams: tuple[OptionView, ...] = ()  # teams that it may be handed over to
    comment: str = ""  # kept after a refusal
    comment_error: str = ""
    asks: str = ""  # which form is open after a refusal: "cancelled" | "open" | ""
    sees: str = ""  # «Увидит команда «Кадры»»: who reads the note
    live: str = ""  # "team:3" or "staff:10427"


@dataclass(frozen=True, kw_only=True)
class DeskTasksPage(Page):
    """What the teams of an agent have to do, the most urgent first."""

    template: ClassVar[str] = "desk-tasks.html"
    queue: str  # where the search for tickets looks: "all"
    title: str
    count: str
    side: tuple[SideGroup, ...]
    chips: tuple[ChipView, ...]
    groups: tuple[TaskGroup, ...]
    next_href: str = ""
    empty: str = ""
    empty_href: str = ""
    empty_link: str = ""
    q: str = ""  # always empty: tickets are searched for in their queues
    live: str = ""
