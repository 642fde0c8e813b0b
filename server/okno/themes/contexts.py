"""The declared context of every page: a template may use these variables and no other."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from okno.themes.agent_panels import AgentPanels
from okno.themes.approval_parts import ApprovalPanel
from okno.themes.beside import NOTHING_BESIDE, BesidePanel
from okno.themes.bulletin import AnnouncementView
from okno.themes.clock_parts import ClockSegment, ClockStrip, ClockView, StripBar, StripMark
from okno.themes.desk_parts import DeskTools
from okno.themes.life import FollowUpView, PastFormView, UnheardView, WatchPanel
from okno.themes.lines import LinesPanel
from okno.themes.macros import MacroPanel
from okno.themes.menus import NO_MENUS, AdminEntry, MenuLink, Menus
from okno.themes.parts import (
    AbsenceView,
    AnswerView,
    ArticleView,
    CalledView,
    CategoryLine,
    ChipView,
    Condition,
    ErrorLink,
    FieldView,
    FileView,
    MineRow,
    MiniRow,
    MoveView,
    NoticeView,
    OptionView,
    PersonRow,
    PersonView,
    ReplyView,
    RowGroup,
    RowView,
    ServiceGroup,
    ServiceLine,
    SessionView,
    SideGroup,
    SideItem,
    StateView,
    StepView,
    StoryEntry,
    ToastView,
)
from okno.themes.resting import RestView
from okno.themes.slots import Subject
from okno.themes.task_parts import PartsView, StagesView

__all__ = [
    "AbsencePage",
    "AbsenceView",
    "AdminEntry",
    "AdminPeoplePage",
    "AdminPersonPage",
    "AnnouncementView",
    "AnswerView",
    "ApprovalPanel",
    "ArticleView",
    "CalledView",
    "CatalogPage",
    "CategoryLine",
    "ChipView",
    "ClockSegment",
    "ClockStrip",
    "ClockView",
    "Condition",
    "DeskPage",
    "ErrorLink",
    "ErrorPage",
    "FieldView",
    "FileView",
    "MinePage",
    "MineRow",
    "MiniRow",
    "MoveView",
    "NoticeView",
    "NoticesPage",
    "OptionView",
    "Page",
    "PersonRow",
    "PersonView",
    "PortalPage",
    "ProfilePage",
    "ReplyView",
    "RequestPage",
    "RowGroup",
    "RowView",
    "ServiceGroup",
    "ServiceLine",
    "SessionView",
    "Shell",
    "SideGroup",
    "SideItem",
    "SignInPage",
    "StateView",
    "StepView",
    "StoryEntry",
    "StripBar",
    "StripMark",
    "TicketPage",
    "ToastView",
]


@dataclass(frozen=True, kw_only=True)
class Shell:
    """What surrounds every page: who looks, how he likes it, and the counters of the menu."""

    person: PersonView | None  # None before signing in
    locale: str  # "ru" | "en"
    csrf: str  # value of the hidden `_csrf` of every POST form
    company: str  # name of the company, from the settings
    path: str  # path with query of this page; `next` of the preference forms
    theme: str = ""  # "" = the system's wish | "light" | "dark" | "contrast"
    density: str = ""  # "" | "compact"
    section: str = ""  # marks the menu: "home", "catalog", "mine", "approvals", "desk", "profile", a key of `admin` ...
    is_agent: bool = False  # shows the desk
    is_admin: bool = False  # shows the administration
    admin: tuple[AdminEntry, ...] = ()  # its sections, those that this person may open
    mine: int = 0  # open requests of the person
    approvals: str = ""  # what waits for his decision: "3", "99+", "" for nothing
    unread: int = 0  # unread notices
    live: str = ""  # where the live stream starts: id of the last event that this page knows ("" = now)
    support: str = ""  # one line about the help desk for the foot, from the settings; "" hides it
    skin: str = "default"  # name of the theme (folder under themes/)
    toast: ToastView | None = None
    request_id: str = ""
    alarm: str = ""  # in administration: what is wrong with the database or a disk, "" when nothing is
    keys: bool = True  # single keys of the keyboard act, as long as nobody types
    menus: Menus = NO_MENUS  # what plugins have in the menus


@dataclass(frozen=True, kw_only=True)
class Page:
    """What all pages share. `slots_about` is what its slots are told: the ticket, service or person of the page."""

    template: ClassVar[str] = ""
    slots_about: Subject | None = None


@dataclass(frozen=True, kw_only=True)
class SignInPage(Page):
    """The door. Posts `login`, `password`, `next` to /sign-in."""

    template: ClassVar[str] = "sign-in.html"
    login: str = ""  # kept after a refusal
    next: str = "/"  # a local path
    error: str = ""  # one sentence: what to check
    can_forget: bool = False  # a letter with a link can be asked for
    methods: tuple[MenuLink, ...] = ()  # other ways to sign in


@dataclass(frozen=True, kw_only=True)
class PortalPage(Page):
    """The first page of an employee."""

    template: ClassVar[str] = "portal.html"
    greeting: str  # given name: «Вера»
    services: int  # how many services there are
    categories: tuple[CategoryLine, ...]
    mine: tuple[MineRow, ...]  # open requests, the ones that ask first, at most 5
    mine_total: int  # all open requests
    has_closed: bool = False  # when nothing is open: whether there are closed ones to look at
    favourites: tuple[ServiceLine, ...] = ()  # starred by the person, at most 8
    more_favourites: bool = False  # there are more than those
    popular: tuple[ServiceLine, ...] = ()  # up to 8 panes
    popular_here: bool = False  # in the department of the person; else in the catalog
    recent: tuple[ServiceLine, ...] = ()  # what he ordered lately, at most 4
    hints: tuple[ServiceLine, ...] = ()  # «Часто ищут», at most 4, for who has ordered nothing yet
    bulletins: tuple[AnnouncementView, ...] = ()  # outages and works of now
    news: tuple[AnnouncementView, ...] = ()  # news, and what is planned
    live: str = ""  # topics of the list: "person:5"
    closed: str = ""  # why no services can be shown at the moment


@dataclass(frozen=True, kw_only=True)
class CatalogPage(Page):
    """All services, searched and narrowed by direction."""

    template: ClassVar[str] = "catalog.html"
    q: str
    category: str  # key or ""
    categories: tuple[CategoryLine, ...]  # the first is «Все услуги»; the open ones have those below them
    groups: tuple[ServiceGroup, ...]
    total: int  # services found
    title: str = ""  # of the direction
    path: tuple[CategoryLine, ...] = ()  # the directions above it, the highest first
    below: tuple[CategoryLine, ...] = ()  # the directions in it
    heard: str = ""  # how the search was understood, when that is not what was typed
    sought: str = ""  # words to be marked
    starred: bool = False  # only the favourites are shown
    general_href: str = ""  # the request in one's own words, with the words that were typed; "" when there is none
    bulletins: tuple[AnnouncementView, ...] = ()
    closed: str = ""  # why no services can be shown at the moment


@dataclass(frozen=True, kw_only=True)
class MinePage(Page):
    """Requests of the person."""

    template: ClassVar[str] = "mine.html"
    show: str  # "open" | "closed"
    rows: tuple[MineRow, ...]
    chips: tuple[ChipView, ...]  # open, closed
    next_href: str = ""  # «Ещё 50» or ""
    live: str = ""  # "person:5"


@dataclass(frozen=True, kw_only=True)
class RequestPage(Page):
    """A ticket as its requester sees it, in plain words.

    Forms: /tickets/{n}/comment (`text`, `visibility=public`, `files`), /tickets/{n}/move with `version` and
    `to` = "closed" to confirm, "in_progress" with `comment` to reopen, "cancelled" with `comment` to cancel.
    """

    template: ClassVar[str] = "request.html"
    number: int
    subject: str
    ordered: str  # «Вы заказали 17 ноября»
    version: int
    state: StateView
    big: str  # «Готовим ноутбук», «Доступ открыт. Всё работает?»
    line: str  # «Тимур устанавливает программы. От вас сейчас ничего не нужно.»
    steps: tuple[StepView, ...]
    who: PersonView | None  # who does it now
    who_line: str  # «Тимур Хасанов, техника» or the team's name
    next: str  # what comes next, "" hides
    when: str  # «Завтра, до 16:00», "" hides
    story: tuple[StoryEntry, ...]
    answers: tuple[AnswerView, ...]
    text: str = ""  # what he wrote, when it is a free request
    files: tuple[FileView, ...] = ()
    when_note: str = ""  # «по графику, успеваем»
    when_iso: str = ""
    done_line: str = ""  # «Сделано сегодня в 12:40, за 3 ч 05 мин» above the question
    later: str = ""  # «Если не ответите до 26 ноября, закроем заявку сами.»
    reply: ReplyView | None = None  # None: nothing can be written any more
    can_confirm: bool = False
    can_reopen: bool = False
    can_cancel: bool = False
    stages: StagesView | None = None  # its tasks as steps
    reopen_text: str = ""  # kept after a refusal
    reopen_error: str = ""
    reopen_until: str = ""  # «Открыть снова можно до 3 декабря.»
    watch: WatchPanel | None = None  # who follows it
    unheard: tuple[UnheardView, ...] = ()  # called by name in the last comment, and do not read it
    past: tuple[PastFormView, ...] = ()  # former services with their answers
    follow_up: FollowUpView | None = None  # it is not opened again: a new request can follow it
    approval: ApprovalPanel | None = None  # who must agree; None: nobody was asked
    notice: str = ""  # a lost race or another refusal in one sentence
    call: str = ""  # «Срочный вопрос: 7000, назовите номер 10427.»
    beside: BesidePanel = NOTHING_BESIDE  # as what it goes on, what goes on as it, links to his own requests
    live: str = ""  # "ticket:10427"
    own: bool = True  # he has ordered it, or it is for him
    clock: tuple[ClockSegment, ...] = ()  # where the time went, in plain words
    clock_hours: str = ""  # which hours count


@dataclass(frozen=True, kw_only=True)
class DeskPage(Page):
    """A queue of the desk."""

    template: ClassVar[str] = "desk.html"
    queue: str  # key: "mine", "all" or the team's
    title: str
    count: str  # "46", "1000+"
    side: tuple[SideGroup, ...]
    chips: tuple[ChipView, ...]
    groups: tuple[RowGroup, ...]
    next_href: str = ""  # «Ещё 50» or ""
    empty: str = ""  # why there is nothing: «Заявок нет. Последнюю закрыли в 13:40.»
    empty_href: str = ""  # one action at most
    empty_link: str = ""
    q: str = ""  # what is searched for in this queue
    found: str = ""  # «Найдено 3», "" when nothing is searched for
    drop_href: str = ""  # the same list without the search
    wider_href: str = ""  # the same search in all teams, "" when it is that already
    bulletins: tuple[AnnouncementView, ...] = ()  # outages and works of now, with how many are affected
    can_publish: bool = False  # may tell everybody of an outage
    live: str = ""  # "team:3 person:5"
    here: str = ""  # the address of this list with all that narrows it, without a cursor
    rest: RestView | None = None  # one's own switch «take no new work», in a team whose work the server gives out
    tools: DeskTools = field(default_factory=DeskTools)


@dataclass(frozen=True, kw_only=True)
class TicketPage(Page):
    """A ticket as an agent sees it.

    Forms: /tickets/{n}/move (`to`, `version`, `comment`), /tickets/{n}/assign (`assignee` = me | id | none,
    `team` = key, `version`), /tickets/{n}/comment (`text`, `visibility` = public | internal, `files`).
    """

    template: ClassVar[str] = "ticket.html"
    number: int
    subject: str
    version: int
    state: StateView
    kind: str  # «Запрос»
    priority: str  # «Приоритет обычный», "" hides
    team: str  # title of the team
    assignee: PersonView | None
    service: str  # title of the service, "" for a free request
    revision: int  # of the service, 0 for a free request
    requester: PersonView
    clock: ClockView
    story: tuple[StoryEntry, ...]
    answers: tuple[AnswerView, ...]
    back_href: str  # to the queue
    back_label: str
    side: tuple[SideGroup, ...] = ()  # the same side list; the rail shows its first items
    text: str = ""  # free text of the request
    files: tuple[FileView, ...] = ()
    on_behalf_of: PersonView | None = None
    source: str = ""  # «портал», «письмо»
    created: str = ""  # «17 ноября, 10:12»
    created_iso: str = ""
    tabs: tuple[ChipView, ...] = ()  # all, with the requester, inside the team, changes
    moves: tuple[MoveView, ...] = ()  # allowed now; the main one first
    can_take: bool = False  # «Взять себе»
    can_assign: bool = False
    teams: tuple[OptionView, ...] = ()  # teams, the present one selected
    move_open: str = ""  # state whose reason is asked for after a refusal
    move_text: str = ""  # kept reason
    move_error: str = ""
    reply: ReplyView | None = None
    others: tuple[MiniRow, ...] = ()  # other tickets of the requester that this agent may see
    watch: WatchPanel | None = None  # who follows it; None in an emergency
    unheard: tuple[UnheardView, ...] = ()  # called by name in the last comment, and do not read it
    past: tuple[PastFormView, ...] = ()  # former services with their answers
    edit_href: str = ""  # the page on which it is reclassified, "" for who may not
    again_href: str = ""  # ordering for the same person
    again_label: str = ""  # «Новая заявка за Веру Малинину»
    approval: ApprovalPanel | None = None  # who must agree; None: nobody was asked
    beside: BesidePanel = NOTHING_BESIDE  # links, what was merged, what may be a duplicate
    notice: str = ""  # a lost race: who changed what meanwhile
    panels: AgentPanels | None = None  # who else is there, the person, work time, menus of the head
    parts: PartsView | None = None  # its tasks
    macros: MacroPanel | None = None  # what one press does; None: there are none for it
    emergency: str = ""  # "12:40": it is read in an emergency until then; POST /admin/emergency/end ends it
    lines: LinesPanel | None = None  # its line of support, and where it can be handed on; None: the team has but one
    live: str = ""  # "ticket:10427"


@dataclass(frozen=True, kw_only=True)
class NoticesPage(Page):
    """In-page notices; POST /notices/read marks all that are shown (`upto` = the newest id)."""

    template: ClassVar[str] = "notices.html"
    notices: tuple[NoticeView, ...]
    unread: int
    upto: int = 0
    next_href: str = ""
    live: str = ""  # "person:5"


@dataclass(frozen=True, kw_only=True)
class ProfilePage(Page):
    """The person's own page. Password: POST /profile/password (`old`, `new`, `again`, `tokens` = 1)."""

    template: ClassVar[str] = "profile.html"
    person: PersonView
    login: str
    can_password: bool = True  # False for accounts of a directory
    fields: tuple[FieldView, ...] = ()  # of the password form
    errors: tuple[ErrorLink, ...] = ()
    sessions: tuple[SessionView, ...] = ()
    factor_since: str = ""  # since when a second factor is on, "" off
    tokens: int = 0  # how many there are


@dataclass(frozen=True, kw_only=True)
class AbsencePage(Page):
    """When a person is away. POST `act` = add with `fields`, or cancel with `absence` = id."""

    template: ClassVar[str] = "absence.html"
    own: bool  # it is the person's own
    person: PersonView
    rows: tuple[AbsenceView, ...]
    fields: tuple[FieldView, ...]  # starts, ends, substitute
    action: str  # where the forms go: this very page
    back_href: str = ""
    back_label: str = ""
    errors: tuple[ErrorLink, ...] = ()


@dataclass(frozen=True, kw_only=True)
class AdminPeoplePage(Page):
    """People: search, filters, list, create. GET ?q=&role=&team=&department=&show=&cursor=, POST creates."""

    template: ClassVar[str] = "admin-people.html"
    q: str
    rows: tuple[PersonRow, ...]
    fields: tuple[FieldView, ...]  # of the create form
    found: str = ""  # «214 человек»
    filters: tuple[FieldView, ...] = ()  # lists: role, team, department; the first option of each takes all
    chips: tuple[ChipView, ...] = ()  # all, working, away, switched off
    show: str = ""  # the chip that is chosen
    narrowed: bool = False  # something is searched for or filtered
    errors: tuple[ErrorLink, ...] = ()
    creating: bool = False  # the form is open
    next_href: str = ""


@dataclass(frozen=True, kw_only=True)
class AdminPersonPage(Page):
    """One person: POST saves `fields`; POST .../password makes a new password and shows it once."""

    template: ClassVar[str] = "admin-person.html"
    person: PersonView
    login: str
    fields: tuple[FieldView, ...]  # none for whoever was forgotten
    seen: str = ""  # goes with the form as `seen`: the state of the person that it shows
    errors: tuple[ErrorLink, ...] = ()
    secret: str = ""  # the new password, shown once
    active: bool = True  # he may sign in
    can_password: bool = True
    second_factor: bool = False  # signing in asks for a code, and who looks may switch that off
    can_absence: bool = False
    can_erase: bool = False  # may hand out and erase personal data
    explain_href: str = ""  # who may what and why, "" for who may not see it
    guarded: str = ""  # why mail, phone, manager and the switch can't be changed by who looks
    source: str = ""  # where the fields come from that nobody changes here
    team_roles: tuple[ChipView, ...] = ()  # roles in one team only, with links to the teams


@dataclass(frozen=True, kw_only=True)
class ErrorPage(Page):
    """A refusal in plain words with what to do next."""

    template: ClassVar[str] = "error.html"
    status: int
    heading: str  # «Такой заявки нет или она вам не видна»
    text: str  # what to do
    href: str = "/"
    link: str = ""  # words of the link, "" hides it
    aside_href: str = ""  # a second way on
    aside_link: str = ""  # its words, "" hides it
    request_id: str = ""  # shown under «Подробнее»
    kept: tuple[tuple[str, str], ...] = ()  # names and texts of a form that was not saved; sent again by POST
    kept_action: str = ""  # where to
