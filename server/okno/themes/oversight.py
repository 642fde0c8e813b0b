"""The declared contexts of oversight: the audit, sessions and tokens, what failed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from okno.themes.contexts import Page
from okno.themes.parts import ChipView, ErrorLink, FieldView, PersonView


@dataclass(frozen=True, kw_only=True)
class AuditRowView:
    """One audited fact."""

    icon: str  # glyph of its group
    group: str  # word of its group
    text: str  # «Ольга Админ даёт роль «Исполнитель»: Борис Мастеров»
    day: str  # «Понедельник, 23 ноября»: rows of one day stand under it
    time: str  # «10:12»
    iso: str
    title: str  # the exact moment
    way: str = ""  # «в браузере, 10.0.0.5»
    reason: str = ""  # what was typed as the reason


@dataclass(frozen=True, kw_only=True)
class AdminAuditPage(Page):
    """The audit log, the newest first. GET ?by=&group=&person=&team=&since=&until=&cursor=."""

    template: ClassVar[str] = "admin-audit.html"
    rows: tuple[AuditRowView, ...]
    fields: tuple[FieldView, ...]  # of the filter
    errors: tuple[ErrorLink, ...] = ()
    filtered: bool = False
    most: str = ""  # "100 000": how many facts a file holds at most
    file_href: str = ""  # the same as a file
    next_href: str = ""


@dataclass(frozen=True, kw_only=True)
class SignedInView:
    """A place where a person is signed in, or a token of his."""

    key: str  # what names it in a form, with the id of the person
    person: PersonView  # its `href` is the list narrowed to this person
    what: str  # «Firefox, Windows», or the name of the token
    facts: tuple[str, ...]  # «вход 17 ноября, 10:12», «последний раз сегодня, 11:40», «10.0.0.5»
    rights: str = ""  # of a token: «все права сотрудника», or those that it is narrowed to
    current: bool = False  # this very browser


@dataclass(frozen=True, kw_only=True)
class AdminSessionsPage(Page):
    """Sessions or tokens of everybody. GET ?tab=&q=&person=&cursor=; POST `act` = end | end_all | revoke."""

    template: ClassVar[str] = "admin-sessions.html"
    tab: str  # "sessions" | "tokens"
    tabs: tuple[ChipView, ...]
    action: str  # address of the forms: this list again
    q: str
    rows: tuple[SignedInView, ...]
    filtered: bool = False
    crowded: bool = False  # more people fit the words than are looked through
    only: PersonView | None = None  # the one person whose list this is
    next_href: str = ""


@dataclass(frozen=True, kw_only=True)
class FailureView:
    """A job, a delivery or a letter that failed."""

    id: int
    what: str  # its kind, as the program calls it
    facts: tuple[str, ...]  # «3 попытки», «снова сегодня, 10:12»
    error: str  # class of the error, never its text
    over: bool = False  # given up: it waits for a person
    can_retry: bool = True
    can_drop: bool = True


@dataclass(frozen=True, kw_only=True)
class FailureGroup:
    """What failed of one sort. POST `work`, `id`, `act` = retry | drop."""

    work: str  # "job" | "delivery" | "letter"
    title: str
    help: str  # what to do about it
    warning: str  # what is lost when one is dropped; "" when nothing can be
    rows: tuple[FailureView, ...]
    crowded: bool = False  # there are more than are shown


@dataclass(frozen=True, kw_only=True)
class AdminFailuresPage(Page):
    """What failed: it waits for one more try or for a person."""

    template: ClassVar[str] = "admin-failures.html"
    groups: tuple[FailureGroup, ...]
