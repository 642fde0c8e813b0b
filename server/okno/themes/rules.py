"""The pages of rules and macros: their editors, trying on past tickets, what rules have done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from okno.themes.contexts import Page
from okno.themes.criteria import CriteriaView
from okno.themes.editor import FieldSet, ItemHead
from okno.themes.parts import ErrorLink, FieldView, StateView


@dataclass(frozen=True, kw_only=True)
class ActionRow:
    """One action in a form. Its buttons send `act` = actions-up:N | actions-down:N | actions-drop:N."""

    index: int
    do: str
    hidden: str  # name of the hidden input that says `do`
    title: str  # «Ответить заказчику»
    fields: tuple[FieldView, ...]
    error: str = ""
    first: bool = False
    last: bool = False


@dataclass(frozen=True, kw_only=True)
class ActionsView:
    """The actions in their order, and what one more would be (`act` = actions-add)."""

    rows: tuple[ActionRow, ...]
    add: FieldView | None = None  # None: there are as many as there may be
    error: str = ""


@dataclass(frozen=True, kw_only=True)
class AdminRulePage(Page):
    """The editor of a rule or a macro. Every button saves the draft: nothing that was typed is lost."""

    template: ClassVar[str] = "admin-rule.html"
    head: ItemHead
    action: str
    version: str
    title: str
    sentence: str  # what it does, in words; "" while it says nothing yet
    sets: tuple[FieldSet, ...]  # before the conditions
    criteria: CriteriaView
    criteria_title: str
    actions: ActionsView
    save: str
    note: str = ""  # «Правило включено.»
    broken: str = ""  # why it does not work
    try_href: str = ""
    errors: tuple[ErrorLink, ...] = ()


@dataclass(frozen=True, kw_only=True)
class TrialRow:
    """A ticket on which a rule would have acted."""

    number: int
    href: str
    subject: str
    state: StateView
    team: str
    time: str
    iso: str
    effects: tuple[str, ...]  # «приоритет: Высокий», «уже так: …»


@dataclass(frozen=True, kw_only=True)
class CountRow:
    """A number with its name."""

    label: str
    count: str
    kind: str = ""  # "done" | "nothing" | "refused" | "failed", "" for a team


@dataclass(frozen=True, kw_only=True)
class DaysLink:
    """How far back is looked."""

    href: str
    label: str
    current: bool = False


@dataclass(frozen=True, kw_only=True)
class AdminRuleTrialPage(Page):
    """What a rule would have done. GET ?days=30 | 90."""

    template: ClassVar[str] = "admin-rule-trial.html"
    head: ItemHead
    sentence: str
    days: tuple[DaysLink, ...]
    summary: str  # «Сработало бы на 34 заявках»
    rows: tuple[TrialRow, ...]
    teams: tuple[CountRow, ...]  # those that are not shown
    more: str = ""  # «и ещё 12»
    cut: str = ""  # only the newest were looked at
    broken: str = ""  # why it can't be tried


@dataclass(frozen=True, kw_only=True)
class RunRow:
    """One act of a rule. `href` "" hides the number: the reader does not see the ticket."""

    number: str
    href: str
    subject: str
    kind: str  # outcome
    outcome: str
    why: str
    time: str
    iso: str
    title: str


@dataclass(frozen=True, kw_only=True)
class AdminRuleRunsPage(Page):
    """What a rule has done lately."""

    template: ClassVar[str] = "admin-rule-runs.html"
    head: ItemHead
    counts: tuple[CountRow, ...]
    rows: tuple[RunRow, ...]
    broken: str = ""
