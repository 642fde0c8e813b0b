"""The parts of pages that speak of approvals."""

from __future__ import annotations

from dataclasses import dataclass

from okno.themes.parts import AnswerView, FieldView, FileView, PersonView


@dataclass(frozen=True, kw_only=True)
class ApproverView:
    """Somebody who is asked, and what he has decided."""

    person: PersonView
    kind: str  # colour class of a state: "wait" | "done" | "cancel" | "closed"
    icon: str  # its glyph
    word: str  # «ждём ответа», «согласовано», «отказ», «не понадобилось»
    instead: str = ""  # «решение за: Галина Главная»
    when: str = ""  # «сегодня, 10:12», "" while nothing is decided
    iso: str = ""
    words: str = ""  # his own


@dataclass(frozen=True, kw_only=True)
class ApprovalStepView:
    """A step of an approval with all who are asked in it."""

    title: str
    kind: str  # as `ApproverView.kind`, and "pause" for one that waits for the steps before
    icon: str
    word: str
    need: str = ""  # «нужны 2 из 3», "" when all must agree
    due: str = ""  # «сегодня до 16:00», "" without a deadline
    due_iso: str = ""
    text: str = ""  # the words of an agent who has asked by hand
    people: tuple[ApproverView, ...] = ()


@dataclass(frozen=True, kw_only=True)
class DecisionView:
    """The form of a decision: posts `decision` (approve, refuse) and `comment` to `action`."""

    id: int  # of the approval
    action: str
    why: str  # «Вы руководитель заказчика.»
    next: str = ""  # where to go afterwards, a local path; "" = the page of the ticket
    text: str = ""  # kept after a refusal
    error: str = ""
    max_chars: int = 2000


@dataclass(frozen=True, kw_only=True)
class ApprovalPanel:
    """Approvals on the page of a ticket.

    Asking posts `person` and `comment` to /tickets/{n}/approvals, beginning without posts `reason` to
    /tickets/{n}/approvals/bypass.
    """

    number: int
    steps: tuple[ApprovalStepView, ...] = ()
    mine: tuple[DecisionView, ...] = ()  # what whoever looks may decide now
    cost: str = ""  # of one order: «1 200 ₽»
    waits_for: str = ""  # names of those who are asked now
    nobody: bool = False  # it stands where approvals are waited for, but nobody is asked
    ask: tuple[FieldView, ...] = ()  # the form of asking; () = he may not
    ask_open: bool = False  # it was refused
    can_bypass: bool = False
    bypass_text: str = ""  # kept after a refusal
    bypass_error: str = ""
    bypass_max: int = 1000
    live: str = ""  # "ticket:10427"


@dataclass(frozen=True, kw_only=True)
class ApprovalCard:
    """One thing that is asked of a person, with all that is needed to decide it."""

    id: int
    number: int
    href: str
    subject: str
    service: str
    step: str  # title of the step
    requester: PersonView
    on_behalf_of: PersonView | None = None
    cost: str = ""  # «1 200 ₽»
    why: str = ""  # «Вы руководитель заказчика.»
    asked: str = ""  # the words of an agent who has asked by hand
    since: str = ""  # «вчера, 10:12»
    since_iso: str = ""
    due: str = ""  # «сегодня до 16:00»
    due_iso: str = ""
    late: bool = False  # the deadline is over
    text: str = ""  # what the requester wrote
    answers: tuple[AnswerView, ...] = ()
    files: tuple[FileView, ...] = ()
    earlier: tuple[ApproverView, ...] = ()  # what others have decided before
    decision: DecisionView | None = None  # None: it is decided
    result: ApproverView | None = None  # how
