"""The declared contexts of administration: roles, teams and lines, and who may what and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from okno.themes.contexts import Page
from okno.themes.parts import ChipView, ErrorLink, FieldView, OptionView, PersonView

# Roles --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class RoleRow:
    """A role in the list."""

    key: str
    href: str
    title: str
    summary: str
    holders: str  # «5 человек», «каждый», «никто»
    mark: str = ""  # «изменена», «своя», "" as delivered


@dataclass(frozen=True, kw_only=True)
class TickView:
    """A tick of a right."""

    value: str  # key of the right
    label: str  # what it lets one do
    on: bool = False
    locked: bool = False  # can't be changed by who looks; it stays as it is
    why: str = ""  # why it is locked, in a few words
    group: str = ""  # the plugin that it comes with, "" for those of Okno itself


@dataclass(frozen=True, kw_only=True)
class TickGroup:
    """Ticks under one head; `name` is that of the field."""

    name: str
    title: str
    help: str
    ticks: tuple[TickView, ...]
    error: str = ""


@dataclass(frozen=True, kw_only=True)
class HolderView:
    """A person who has a role."""

    person: PersonView
    where: str  # «во всей компании», «в команде Техника»


@dataclass(frozen=True, kw_only=True)
class AdminRolesPage(Page):
    """All roles. POST makes one of the company's own from `fields` and `groups`."""

    template: ClassVar[str] = "admin-roles.html"
    rows: tuple[RoleRow, ...]
    can_manage: bool = False
    fields: tuple[FieldView, ...] = ()  # key, title.ru, title.en, summary.ru, summary.en
    groups: tuple[TickGroup, ...] = ()
    errors: tuple[ErrorLink, ...] = ()
    creating: bool = False  # the form is open


@dataclass(frozen=True, kw_only=True)
class AdminRolePage(Page):
    """One role. POST `act` = save (`version`, `fields`, the ticks of `groups`) | restore | remove."""

    template: ClassVar[str] = "admin-role.html"
    key: str
    title: str
    summary: str
    mark: str
    version: int
    groups: tuple[TickGroup, ...]
    fields: tuple[FieldView, ...] = ()  # names and summaries; () for who can't manage roles
    errors: tuple[ErrorLink, ...] = ()
    can_manage: bool = False
    can_restore: bool = False
    can_remove: bool = False
    remove_why: str = ""  # why it can't be removed
    copy_href: str = ""  # the form of a new role made from this one
    holders: tuple[HolderView, ...] = ()
    holders_note: str = ""  # when it is not given one by one: «Есть у каждого сотрудника»
    holders_more: str = ""  # «и ещё 40», "" when all are shown


# Teams --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class TeamRowView:
    """A team in the list."""

    key: str
    href: str
    title: str
    members: str  # «5 человек»
    lead: str = ""  # who leads it
    open: str = ""  # how many open tickets, only if the reader may know
    confidential: bool = False


@dataclass(frozen=True, kw_only=True)
class PlaceView:
    """A member of a team with his place in it."""

    person: PersonView
    lead: bool
    lines: tuple[OptionView, ...]  # all lines, 1 to 4; his is selected
    since: str = ""  # «с 17 ноября», "" when it is not known
    rests: bool = False  # the server gives him no new work
    absence_href: str = ""  # where his absence is entered, "" for who may not


@dataclass(frozen=True, kw_only=True)
class TeamRoleView:
    """A role that a person has in this team only."""

    person: PersonView
    role: str  # key
    title: str
    since: str = ""
    by: str = ""  # who gave it


@dataclass(frozen=True, kw_only=True)
class LineView:
    """A line of support and what its members may not."""

    line: int
    title: str  # «1-я линия»
    members: str  # «2 человека»
    ticks: tuple[TickView, ...]
    summary: str = ""  # what is withheld in a few words


@dataclass(frozen=True, kw_only=True)
class AdminTeamsPage(Page):
    """All teams."""

    template: ClassVar[str] = "admin-teams.html"
    rows: tuple[TeamRowView, ...]


@dataclass(frozen=True, kw_only=True)
class AdminTeamPage(Page):
    """One team: POST to `action` with `act` = add | remove | lead | unlead | line (`person`, `line`),
    grant | revoke (`person`, `role`), withhold (`line`, ticks `withheld`). Adding without script sends `person.text`.
    """

    template: ClassVar[str] = "admin-team.html"
    key: str
    title: str
    action: str
    back_href: str
    back_label: str
    confidential: bool
    members: tuple[PlaceView, ...]
    field: FieldView  # kind "person", name "person": whom to add
    lines: tuple[LineView, ...]
    errors: tuple[ErrorLink, ...] = ()
    roles: tuple[TeamRoleView, ...] = ()
    role_fields: tuple[FieldView, ...] = ()  # whom and which role to give here; () for who can't give roles
    look_href: str = ""  # who may what in this team, "" for who can't see that


# Who may what and why -------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class GroundView:
    """One reason in plain words."""

    kind: str  # "yes" (gives the right) | "no" (takes it away or hinders)
    text: str
    href: str = ""  # where this can be changed
    link: str = ""


@dataclass(frozen=True, kw_only=True)
class VerdictView:
    """An answer: yes or no, why, and what would change a no."""

    holds: bool
    text: str  # «Да: Тимур Хасанов может закрывать заявки в команде «Техника».»
    grounds: tuple[GroundView, ...] = ()
    would: tuple[GroundView, ...] = ()  # roles that would give it
    scope: str = ""  # «В команде «Техника»», "" for the whole company


@dataclass(frozen=True, kw_only=True)
class WhoRow:
    """A person who has a right, with the reason in a few words."""

    person: PersonView
    why: str


@dataclass(frozen=True, kw_only=True)
class RightLine:
    """Rights of a person that have the same reasons."""

    titles: tuple[str, ...]
    grounds: tuple[GroundView, ...]


@dataclass(frozen=True, kw_only=True)
class RightScope:
    """The rights of a person in one place: the company or a team."""

    title: str
    line: str  # «1-я линия, с 17 ноября»
    rights: tuple[RightLine, ...]
    withheld: tuple[RightLine, ...] = ()


@dataclass(frozen=True, kw_only=True)
class AdminAccessPage(Page):
    """Three questions, each a GET form with its `ask`: why (`person`, `right`, `team`), who (`right`, `team`),
    ticket (`person`, `ticket`).
    """

    template: ClassVar[str] = "admin-access.html"
    ask: str  # "why" | "who" | "ticket"
    chips: tuple[ChipView, ...]  # the three questions
    lead: str  # what this one answers
    fields: tuple[FieldView, ...]
    errors: tuple[ErrorLink, ...] = ()
    verdict: VerdictView | None = None
    whole_href: str = ""  # all rights of the person who is asked about
    who: tuple[WhoRow, ...] | None = None
    who_title: str = ""
    next_href: str = ""


@dataclass(frozen=True, kw_only=True)
class AccessOfPage(Page):
    """All rights of one person with their reasons; for administrators, and for oneself."""

    template: ClassVar[str] = "access-of.html"
    person: PersonView
    own: bool  # he looks at himself
    back_href: str
    back_label: str
    scopes: tuple[RightScope, ...]
    off: str = ""  # why nothing of this holds now: the account is switched off


@dataclass(frozen=True, kw_only=True)
class EmergencyView:
    """A request that the person reads in an emergency now. POST /admin/emergency/end with `number` ends it."""

    number: str
    href: str
    until: str  # «до 12:40»
    until_iso: str
    left: str  # «Осталось 47 мин»
    reason: str


@dataclass(frozen=True, kw_only=True)
class AdminEmergencyPage(Page):
    """Emergency access. GET ?number= fills in the number; POST `number`, `reason` opens the request."""

    template: ClassVar[str] = "admin-emergency.html"
    fields: tuple[FieldView, ...]
    rows: tuple[EmergencyView, ...]
    minutes: int  # how long an access lasts
    errors: tuple[ErrorLink, ...] = ()


@dataclass(frozen=True, kw_only=True)
class AdminPersonDataPage(Page):
    """What is held about one person. POST .../export sends it as a file; POST .../forget erases it."""

    template: ClassVar[str] = "admin-person-data.html"
    id: int
    name: str
    export_fields: tuple[FieldView, ...]  # reason
    forget_fields: tuple[FieldView, ...]  # login, reason
    errors: tuple[ErrorLink, ...] = ()
    active: bool = False  # may still sign in: cannot be forgotten yet
    forgotten: str = ""  # «17 ноября, 10:12»; "" for whoever is known
