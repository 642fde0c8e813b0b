"""Contexts of the smaller pages of the desk: kept lists, acts on several tickets, a ticket beside the list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from okno.themes.contexts import (
    AnswerView,
    ClockView,
    FileView,
    OptionView,
    Page,
    PersonView,
    SideGroup,
    StateView,
    StoryEntry,
)
from okno.themes.desk_parts import SaveList
from okno.themes.parts import FieldView, MiniRow


@dataclass(frozen=True, kw_only=True)
class ListLine:
    """A kept list, where it is changed."""

    id: int
    title: str
    href: str
    line: str  # what it holds, in words
    version: int
    can_change: bool = True
    first: bool = False  # stands first among those of its owner
    last: bool = False


@dataclass(frozen=True, kw_only=True)
class ListGroup:
    """The lists of one owner."""

    title: str
    lines: tuple[ListLine, ...]


@dataclass(frozen=True, kw_only=True)
class ListsPage(Page):
    """The kept lists of an agent. Forms post to /desk/lists/{id} with `act` = rename, up, down or drop."""

    template: ClassVar[str] = "desk-lists.html"
    groups: tuple[ListGroup, ...]
    queue: str = "all"  # of the search at the side
    q: str = ""
    title: str = ""
    side: tuple[SideGroup, ...] = ()
    saving: SaveList | None = None  # a form that was refused
    notice: str = ""
    live: str = ""


@dataclass(frozen=True, kw_only=True)
class ChosenTicket:
    """A ticket of an act: `value` is what the form sends, its number and version."""

    value: str
    number: int
    href: str
    subject: str
    state: StateView


@dataclass(frozen=True, kw_only=True)
class BulkPage(Page):
    """What an act on several tickets asks for before it is done. The form posts to /desk/bulk."""

    template: ClassVar[str] = "desk-bulk.html"
    title: str  # «Другое состояние: 3 заявки»
    act: str
    button: str  # «Перевести 3 заявки»
    back: str  # the list
    tickets: tuple[ChosenTicket, ...]
    fields: tuple[FieldView, ...]
    warning: str = ""  # what cannot be taken back
    none: str = ""  # why nothing can be done with all of them
    notice: str = ""


@dataclass(frozen=True, kw_only=True)
class LeftTicket:
    """A ticket that was left as it was, and why."""

    number: str
    reason: str
    href: str = ""  # "" when there is none that one may see
    subject: str = ""


@dataclass(frozen=True, kw_only=True)
class BulkResultPage(Page):
    """What an act on several tickets has done, and what not."""

    template: ClassVar[str] = "desk-bulk-result.html"
    title: str  # «Взято 2 заявки, 1 осталась как была»
    done: tuple[MiniRow, ...]
    left: tuple[LeftTicket, ...]
    back: str
    done_title: str = ""
    left_title: str = ""
    undo: str = ""  # where the form is posted to that takes it back


@dataclass(frozen=True, kw_only=True)
class PreviewPage(Page):
    """A ticket beside the list: #preview is put into the pane. Without the list it is a page of its own."""

    template: ClassVar[str] = "desk-preview.html"
    number: int
    subject: str
    href: str
    version: int
    state: StateView
    line: str  # «Инцидент · Кассы · Высокий приоритет»
    clock: ClockView
    requester: PersonView
    team: str
    assignee: PersonView | None = None
    text: str = ""
    answers: tuple[AnswerView, ...] = ()
    files: tuple[FileView, ...] = ()
    said: tuple[StoryEntry, ...] = ()  # the last words, the oldest first
    more: int = 0  # words before them
    can_take: bool = False
    can_reply: bool = False
    can_assign: bool = False
    people: tuple[OptionView, ...] = ()
    back: str = "/desk"
    live: str = ""
