"""What stands around a list of the desk: conditions, columns, orders, what is done with several tickets."""

from __future__ import annotations

from dataclasses import dataclass, field

from okno.themes.criteria import CriterionRow
from okno.themes.parts import FieldView, OptionView


@dataclass(frozen=True, kw_only=True)
class Pick:
    """One of several ways to see the list."""

    href: str
    label: str
    current: bool = False


@dataclass(frozen=True, kw_only=True)
class HeadView:
    """The head of a column. `way` tells the present order: "up", "down" or "" for another column's."""

    key: str
    label: str
    href: str = ""  # the list in this order, "" where none is offered
    way: str = ""


@dataclass(frozen=True, kw_only=True)
class ConditionPill:
    """A condition of the list, above it."""

    text: str  # «Приоритет: Высокий»
    edit: str  # the same page with the condition in its editor
    drop: str  # the list without it
    error: str = ""  # why it finds nothing


@dataclass(frozen=True, kw_only=True)
class ConditionEdit:
    """The editor of one condition: first what is looked at is chosen (`subjects`), then the rest (`row`)."""

    action: str  # where the form is sent by GET
    kept: tuple[tuple[str, str], ...]  # hidden inputs: what else narrows the list
    close: str  # the list without the editor
    subjects: FieldView | None = None
    row: CriterionRow | None = None


@dataclass(frozen=True, kw_only=True)
class SaveList:
    """The form that keeps the present list."""

    here: str  # the list that is kept: its address
    title: str = ""
    owners: tuple[OptionView, ...] = ()  # for whom; one alone is not asked
    error: str = ""
    close: str = ""


@dataclass(frozen=True, kw_only=True)
class BulkChoice:
    """One thing that may be done with the selected tickets at once. `options` are its values."""

    action: str  # "team", "assign", "priority", ...
    label: str
    name: str = ""  # of the select
    options: tuple[OptionView, ...] = ()


@dataclass(frozen=True, kw_only=True)
class BulkBar:
    """What may be done with selected tickets."""

    can_take: bool = False
    hand: tuple[BulkChoice, ...] = ()  # to a colleague, to a team, to a line
    priorities: tuple[OptionView, ...] = ()
    more: tuple[BulkChoice, ...] = ()  # what asks for more on a page of its own


@dataclass(frozen=True, kw_only=True)
class GoneRow:
    """A row that was on the page and is in the list no more."""

    number: int
    text: str  # «Взяла Ксения Журавлёва»


@dataclass(frozen=True, kw_only=True)
class DeskTools:
    """All of it. An empty one draws a plain list."""

    heads: tuple[HeadView, ...] = ()  # heads of the columns of choice; () draws no line of heads
    base: tuple[HeadView, ...] = ()  # heads of number, subject, assignee and clock, when there is such a line
    hidden: frozenset[str] = frozenset()  # of "number", "assignee", "clock"
    columns: tuple[OptionView, ...] = ()  # what may be shown
    view: str = ""  # where the form of columns is posted to
    sorts: tuple[Pick, ...] = ()
    pills: tuple[ConditionPill, ...] = ()
    add: str = ""  # the page with the editor of a new condition
    edit: ConditionEdit | None = None
    save: str = ""  # the page with the form that keeps this list; "" when there is nothing to keep
    saving: SaveList | None = None
    changed: str = ""  # where the changed list is posted to that is kept under this name; "" when it is not changed
    changed_version: int = 0
    lists: str = ""  # the page of one's lists
    bulk: BulkBar | None = None
    preview: bool = False  # the pane beside the list is wanted
    gone: tuple[GoneRow, ...] = field(default_factory=tuple)
