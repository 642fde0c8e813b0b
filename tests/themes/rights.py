"""Sample pages of roles, teams with lines, and who may what and why."""

from __future__ import annotations

from dataclasses import replace

from okno.themes.admin import (
    AccessOfPage,
    AdminAccessPage,
    AdminRolePage,
    AdminRolesPage,
    AdminTeamPage,
    AdminTeamsPage,
    GroundView,
    HolderView,
    LineView,
    PlaceView,
    RightLine,
    RightScope,
    RoleRow,
    TeamRoleView,
    TeamRowView,
    TickGroup,
    TickView,
    VerdictView,
    WhoRow,
)
from okno.themes.contexts import AdminEntry, ChipView, ErrorLink, FieldView, OptionView, Page, PersonView

ENTRIES = tuple(
    AdminEntry(section=section, href=f"/admin/{section}", label=label)
    for section, label in (
        ("people", "Люди"), ("teams", "Команды"), ("roles", "Роли"), ("access", "Кто что может"),
        ("sessions", "Сеансы и токены"), ("audit", "Журнал действий"),
    )
)  # fmt: skip

TIMUR = PersonView(
    id=7, name="Тимур Хасанов", initials="ТХ", colour="a2", line="Инженер, ИТ", href="/admin/access/7",
    away="отсутствует по 5 декабря",
)  # fmt: skip
KSENIA = PersonView(id=8, name="Ксения Журавлёва", initials="КЖ", colour="a3", line="Инженер, ИТ")
LINES = tuple(
    OptionView(value=str(n), label=word, selected=n == 1)
    for n, word in enumerate(("все линии", "1-я линия", "2-я линия", "3-я линия", "4-я линия"))
)
CLOSE = TickView(value="ticket.close", label="Закрывать", on=True)
GROUPS = (
    TickGroup(
        name="rights",
        title="Во всей компании",
        help="Кому дана роль, тот может это везде.",
        ticks=(
            TickView(value="desk.open", label="Открывать рабочий стол исполнителя", on=True),
            TickView(
                value="role.manage",
                label="Менять состав ролей",
                on=True,
                locked=True,
                why="у вас самих этого права нет",
            ),
        ),
    ),
    TickGroup(name="in_team", title="В своих командах", help="С заявками своих команд.", ticks=(CLOSE,)),
    TickGroup(
        name="in_all_teams", title="Во всех командах", help="Давайте осторожно.", ticks=(replace(CLOSE, on=False),)
    ),
)
NAMES = (
    FieldView(kind="text", name="title.ru", label="Название по-русски", value="Исполнитель"),
    FieldView(kind="text", name="title.en", label="Название по-английски", value="Agent"),
)
ROLES = AdminRolesPage(
    rows=(
        RoleRow(
            key="employee", href="/admin/roles/employee", title="Сотрудник", summary="Есть у каждого.", holders="у всех"
        ),
        RoleRow(
            key="night_shift", href="/admin/roles/night_shift", title="Ночная смена", summary="", holders="ни у кого",
            mark="своя",
        ),
    ),
    can_manage=True,
    fields=(FieldView(kind="text", name="key", label="Ключ"), *NAMES),
    groups=GROUPS,
)  # fmt: skip
ROLE = AdminRolePage(
    key="agent",
    title="Исполнитель",
    summary="Выполняет заявки своих команд.",
    mark="изменена",
    version=3,
    groups=GROUPS,
    fields=NAMES,
    can_manage=True,
    can_restore=True,
    copy_href="/admin/roles?copy=agent",
    holders=(HolderView(person=TIMUR, where="во всей компании"),),
    holders_more="и ещё 40",
)
TEAMS = AdminTeamsPage(
    rows=(
        TeamRowView(
            key="hardware", href="/admin/teams/hardware", title="Выдача техники", members="2 человека",
            lead="Тимур Хасанов", open="18",
        ),
        TeamRowView(key="hr", href="/admin/teams/hr", title="Отдел кадров", members="никого", confidential=True),
    )
)  # fmt: skip
TEAM = AdminTeamPage(
    key="hardware",
    title="Выдача техники",
    action="/admin/teams/hardware",
    back_href="/admin/teams",
    back_label="Команды",
    confidential=False,
    members=(
        PlaceView(person=TIMUR, lead=True, lines=LINES, since="с 17 ноября", absence_href="/people/7/absence"),
        PlaceView(person=KSENIA, lead=False, lines=LINES),
    ),
    field=FieldView(kind="person", name="person", label="Кого добавить", help="Начните вводить фамилию или логин."),
    lines=(
        LineView(line=1, title="1-я линия", members="2 человека", ticks=(CLOSE,), summary="не может: закрывать"),
        LineView(line=2, title="2-я линия", members="никого", ticks=(replace(CLOSE, on=False),)),
    ),
    roles=(TeamRoleView(person=KSENIA, role="manager", title="Менеджер", since="с 3 ноября", by="Ольга Полозова"),),
    role_fields=(
        FieldView(kind="person", name="holder", label="Кому назначить роль"),
        FieldView(kind="list", name="role", label="Роль", options=(OptionView(value="manager", label="Менеджер"),)),
    ),
    look_href="/admin/access?ask=who",
)
GIVES = GroundView(kind="yes", text="Назначена роль «Исполнитель».", href="/admin/roles/agent", link="Исполнитель")
HINDERS = GroundView(kind="no", text="В команде «Выдача техники» этого нет у 1-й линии.")
ACCESS = AdminAccessPage(
    ask="why",
    chips=(
        ChipView(href="/admin/access?ask=why", label="Может ли сотрудник", current=True),
        ChipView(href="/admin/access?ask=who", label="Кто может"),
    ),
    lead="Есть ли у сотрудника право и почему.",
    fields=(
        FieldView(kind="person", name="person", label="Кто", value="7", value_text="Тимур Хасанов"),
        FieldView(
            kind="list", name="right", label="Что", options=(OptionView(value="ticket.close", label="Закрывать"),)
        ),
    ),
    verdict=VerdictView(holds=False, text="Нет. Тимур Хасанов", grounds=(GIVES, HINDERS), would=(GIVES,)),
    whole_href="/admin/access/7",
)
WHO = replace(
    ACCESS,
    ask="who",
    verdict=None,
    who=(WhoRow(person=TIMUR, why="Назначена роль «Исполнитель»."),),
    who_title="Закрывать",
    next_href="/admin/access?cursor=1",
)
OF = AccessOfPage(
    person=TIMUR,
    own=False,
    back_href="/admin/access",
    back_label="Кто что может",
    scopes=(
        RightScope(
            title="Во всей компании", line="", rights=(RightLine(titles=("Заказывать услуги",), grounds=(GIVES,)),)
        ),
        RightScope(
            title="Выдача техники",
            line="1-я линия",
            rights=(RightLine(titles=("Видеть заявки", "Отвечать"), grounds=(GIVES,)),),
            withheld=(RightLine(titles=("Закрывать",), grounds=(HINDERS,)),),
        ),
    ),
    off="Учётная запись отключена.",
)

RIGHTS: dict[str, tuple[Page, str]] = {
    "roles": (ROLES, "roles"),
    "roles.refused": (replace(ROLES, creating=True, errors=(ErrorLink(href="#f-key", text="Ключ"),)), "roles"),
    "roles.auditor": (replace(ROLES, can_manage=False, fields=(), groups=()), "roles"),
    "role": (ROLE, "roles"),
    "role.own": (
        replace(
            ROLE, mark="своя", can_restore=False, can_remove=True, holders=(), holders_more="",
            groups=(replace(GROUPS[0], error="Так нельзя"),), errors=(ErrorLink(href="", text="Так нельзя"),),
        ),
        "roles",
    ),
    "role.auditor": (replace(ROLE, can_manage=False, fields=(), holders_note="Есть у каждого."), "roles"),
    "role.held": (replace(ROLE, can_restore=False, remove_why="Сначала снимите её с сотрудников."), "roles"),
    "teams": (TEAMS, "teams"),
    "teams.empty": (replace(TEAMS, rows=()), "teams"),
    "team": (TEAM, "teams"),
    "team.empty": (
        replace(TEAM, members=(), confidential=True, errors=(ErrorLink(href="#f-person", text="Такого нет"),)), "teams"
    ),
    "team.lead": (
        replace(TEAM, role_fields=(), roles=(), look_href="", action="/desk/hardware/team", back_href="/desk/hardware"),
        "desk",
    ),
    "access": (ACCESS, "access"),
    "access.first": (replace(ACCESS, verdict=None, whole_href=""), "access"),
    "access.who": (WHO, "access"),
    "access.nobody": (replace(WHO, who=(), next_href="", errors=(ErrorLink(href="#f-right", text="Что"),)), "access"),
    "access.of": (OF, "access"),
    "access.own": (replace(OF, own=True, off="", back_href="/profile", back_label="Мой профиль"), "profile"),
}  # fmt: skip
"""The pages by name, each with the section of the menu in which it stands."""
