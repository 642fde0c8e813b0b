"""The page on which a ticket becomes what it really is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from okno.themes.contexts import Page
from okno.themes.parts import AnswerView, ErrorLink, FieldView


@dataclass(frozen=True, kw_only=True)
class FoundService:
    """A service that the ticket could get."""

    href: str
    title: str
    line: str  # direction and team
    current: bool = False


@dataclass(frozen=True, kw_only=True)
class Grade:
    """One impact with one urgency: the priority that they make, and when the work would be due."""

    value: str  # "1-2": impact, urgency
    label: str  # «Отдел, работать трудно»
    priority: str  # «Высокий»
    tone: str  # "p1".."p4"
    due: str  # «до завтра, 16:00», "" while the clock stands
    chosen: bool = False


@dataclass(frozen=True, kw_only=True)
class GradeRow:
    """The grades of one impact."""

    impact: str
    grades: tuple[Grade, ...]


@dataclass(frozen=True, kw_only=True)
class ReclassifyPage(Page):
    """What a ticket is. Posts multipart to /tickets/{n}/reclassify.

    `version`, `service` (key), `kind`, `grade`, `subject`, and the answers under their `name`.
    """

    template: ClassVar[str] = "reclassify.html"
    number: int
    title: str  # the present subject
    version: int
    service: str  # key of the chosen service
    service_title: str
    other: bool  # it is not the one that the ticket has
    team: str = ""  # title of the team that it goes to, "" when it stays
    q: str = ""  # what was searched for
    found: tuple[FoundService, ...] = ()
    searched: bool = False
    kind: FieldView | None = None  # None: there is only one
    urgencies: tuple[str, ...] = ()
    grades: tuple[GradeRow, ...] = ()
    subject: FieldView | None = None
    fields: tuple[FieldView, ...] = ()
    asked: int = 0  # how many questions of the other service are still open
    lost: tuple[AnswerView, ...] = ()  # answers that the other service does not ask for: they stay readable
    errors: tuple[ErrorLink, ...] = ()
    notice: str = ""
    back_href: str = ""
    max_bytes: int = 25 * 2**20
