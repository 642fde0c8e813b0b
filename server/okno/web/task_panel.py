"""The tasks of a ticket on its page: for the staff a list with owners and terms, for the requester steps."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace

from okno.access import Actor, may
from okno.clock import from_us, now_us
from okno.i18n import Translator
from okno.people import get_many
from okno.teams import Team, all_teams, get_many as get_teams
from okno.text import N_
from okno.themes.contexts import FieldView, StepView
from okno.themes.task_parts import PartsView, PartView, StagesView
from okno.tickets import Ticket, checklist
from okno.tickets.move import waits_for_approval
from okno.tickets.task import CANCELLED, DONE, SKIPPED, WAITING, Task
from okno.tickets.task_adding import TEXT_LIMIT, TITLE_LIMIT
from okno.tickets.task_reading import SeenTask, of_ticket
from okno.tickets.visible import is_staff
from okno.web.away import Away
from okno.web.faces import error_links, person_view
from okno.web.form_input import Inputs
from okno.web.requests import phase_of
from okno.web.task_faces import checklist_view, clock_view, state_view
from okno.web.typed import AddedTask


async def parts_view(ticket: Ticket, actor: Actor, t: Translator, zone: str, typed: AddedTask) -> PartsView:
    """The tasks of a ticket for its staff, with the form that adds one."""
    seen = await of_ticket(actor, ticket.id)
    works = is_staff(actor, ticket) and may(actor, "ticket.handle", team_id=ticket.team_id)
    works = works and phase_of(ticket) not in ("done", "closed")
    can_add = works and not waits_for_approval(ticket)
    tasks = [one.task for one in seen if one.task.state != SKIPPED]
    fields = await _fields(ticket, tasks, t, typed) if can_add else ()
    lines = await checklist.lines_of(ticket.id)
    return PartsView(
        rows=await _rows(tasks, t, zone),
        done=sum(one.over for one in tasks),
        total=len(tasks),
        action=f"/tickets/{ticket.number}/tasks",
        can_add=can_add,
        fields=fields,
        errors=error_links(fields, typed.errors),
        adding=bool(typed.errors),
        once=secrets.token_urlsafe(24),
        checklist=await checklist_view(
            lines,
            f"/tickets/{ticket.number}/checklist",
            t,
            can_edit=works,
            text=typed.line,
            error=typed.line_error,
        ),
    )


async def _rows(tasks: Sequence[Task], t: Translator, zone: str) -> tuple[PartView, ...]:
    now = now_us()
    people = await get_many(one.assignee_id for one in tasks)
    teams = await get_teams(one.team_id for one in tasks)
    away = await Away.of(people, t, zone)
    pending = {one.key: one.name(t.locale) for one in tasks if not one.over}
    rows = []
    for one in tasks:
        who = people.get(one.assignee_id) if one.assignee_id is not None else None
        waits = [pending[key] for key in one.after if key in pending] if one.state == WAITING else []
        rows.append(
            PartView(
                id=one.id,
                href=f"/tasks/{one.id}",
                title=one.name(t.locale),
                state=state_view(one, t),
                team=_team(teams, one, t.locale),
                clock=clock_view(one, t, now=now),
                assignee=person_view(who, away=away.words(who.id)) if who is not None else None,
                after=t.say(N_("after: %(tasks)s", tasks=", ".join(waits))) if waits else "",
            )
        )
    return tuple(rows)


def _team(teams: Mapping[int, Team], task: Task, locale: str) -> str:
    team = teams.get(task.team_id)
    return team.name(locale) if team is not None else ""


async def _fields(ticket: Ticket, tasks: Sequence[Task], t: Translator, typed: AddedTask) -> tuple[FieldView, ...]:
    inputs = Inputs(t, typed.values, typed.errors)
    own = next((one.key for one in await all_teams() if one.id == ticket.team_id), "")
    teams = [(one.key, one.name(t.locale)) for one in await all_teams()]
    found = [
        inputs.field("text", "title", N_("What is to be done"), max_chars=TITLE_LIMIT),
        inputs.field("long", "text", N_("Details"), optional=True, max_chars=TEXT_LIMIT),
        inputs.options("list", "team", N_("Which team does it"), teams, [typed.values.get("team", own)]),
    ]
    if left := [one for one in tasks if not one.over]:
        known = [(one.key, one.name(t.locale)) for one in left]
        found.append(replace(inputs.options("many", "after", N_("Only after"), known, typed.after), optional=True))
    help_ = N_("Working time from its opening: 30m, 4h or 3d. The requester does not see tasks that are added by hand.")
    found.append(inputs.field("text", "due", N_("How long it may take"), help_=help_, optional=True, max_chars=8))
    return tuple(found)


# For the requester ---------------------------------------------------------------------------------------------


async def stages_view(ticket: Ticket, actor: Actor, t: Translator) -> StagesView | None:
    """The tasks of a request as its requester follows them; None when there are none."""
    seen = [one for one in await of_ticket(actor, ticket.id) if one.task.state != SKIPPED]
    if not seen:
        return None
    teams = await get_teams(one.task.team_id for one in seen)
    return StagesView(
        steps=tuple(_step(one, _team(teams, one.task, t.locale), t) for one in seen),
        done=sum(one.task.over for one in seen),
        total=len(seen),
    )


def _step(seen: SeenTask, team: str, t: Translator) -> StepView:
    task = seen.task
    kind = "ok" if task.state == DONE else "cur" if task.open else "todo"
    return StepView(
        kind=kind, name=task.name(t.locale), line=" · ".join(part for part in (team, _when(task, t)) if part)
    )


def _when(task: Task, t: Translator) -> str:
    if task.state == CANCELLED:
        return t.say(N_("not needed any more"))
    if task.done_at is not None:
        return t.say(N_("done %(moment)s", moment=t.moment(from_us(task.done_at))))
    if task.due_by is None:
        return t.say(N_("waits its turn")) if task.state == WAITING else t.say(N_("in work"))
    if task.overdue(now_us()):
        return t.say(N_("we are late, it was promised %(due)s", due=t.due(from_us(task.due_by))))
    return t.due(from_us(task.due_by))
