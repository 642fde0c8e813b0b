"""The page of a task: what is to be done, what is known for that, by when, and what was done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from okno.access import Actor
from okno.catalog import forms, registry
from okno.catalog.model import Field, Service
from okno.clock import now_us
from okno.events import Fact
from okno.files import get as get_file
from okno.i18n import Translator, utc
from okno.people import get_many
from okno.settings import Settings
from okno.teams import all_teams, get_many as get_teams, members
from okno.text import N_, pick
from okno.themes.contexts import AnswerView, ChipView, FieldView, OptionView, PersonView, StoryEntry
from okno.themes.task_parts import ChecklistView
from okno.themes.tasks import TaskPage
from okno.tickets import checklist, task_facts, task_work
from okno.tickets.answers import Shown
from okno.tickets.task import DONE, IN_PROGRESS, RUNNING, WAITING
from okno.tickets.task_form import fields_of
from okno.tickets.task_reading import SeenTask, TaskSight, of_ticket
from okno.tickets.visible import is_staff
from okno.web import task_story
from okno.web.away import Away
from okno.web.faces import error_links, file_view, person_view, up
from okno.web.form_fields import FormFields
from okno.web.requests import phase_of
from okno.web.story import names_of
from okno.web.task_faces import checklist_view, clock_view, state_view
from okno.web.task_typed import PREFIX, TypedTask


class TaskPageMaker:
    """Makes the page for one reader."""

    def __init__(self, seen: SeenTask, actor: Actor, t: Translator, settings: Settings) -> None:
        self.seen = seen
        self.task = seen.task
        self.ticket = seen.ticket
        self.actor = actor
        self.t = t
        self.settings = settings
        self.works_on = phase_of(self.ticket) not in ("done", "closed")
        # Whoever reads it in an emergency only reads.
        self.staff = seen.sight is TaskSight.STAFF and is_staff(actor, self.ticket)
        ordinary = self.staff or seen.sight is TaskSight.TEAM
        self.can_do = ordinary and self.works_on and task_work.may_do(actor, seen)
        self.can_lead = self.staff and self.works_on and task_work.may_lead(actor, seen)
        self.can_hand = ordinary and self.works_on and task_work.may_hand_over(actor, seen)

    async def build(self, typed: TypedTask) -> TaskPage:
        """The page, with what was typed into a refused form."""
        task, t = self.task, self.t
        service = await registry.service_item(self.ticket.service_item_id)
        teams = await get_teams([task.team_id, self.ticket.team_id])
        running = task.state in RUNNING
        fields = await self._fields(typed) if self.can_do and running else ()
        return TaskPage(
            id=task.id,
            title=task.name(t.locale),
            version=task.version,
            state=state_view(task, t),
            team=teams[task.team_id].name(t.locale),
            number=self.ticket.id,
            service=pick(service.title, t.locale) if service is not None else self.ticket.service,
            ticket_href=f"/tickets/{self.ticket.number}" if self.seen.sight is TaskSight.STAFF else "",
            ticket_subject=self.ticket.subject if self.seen.sight is TaskSight.STAFF else "",
            text=task.words(t.locale),
            assignee=await self._assignee(),
            clock=clock_view(task, t, now=now_us()),
            term=self._term(),
            after=await self._after(),
            answers=await self._answers(service),
            own=() if fields else await self._told(fields_of(task), task.answers),
            fields=fields,
            errors=error_links(fields, typed.errors),
            checklist=await self._checklist(typed),
            story=await self._story(),
            notice=typed.notice,
            emergency=self.seen.sight is TaskSight.STAFF and not self.staff,
            back_href=f"/tickets/{self.ticket.number}" if self.seen.sight is TaskSight.STAFF else "/desk/tasks",
            back_label=f"№ {self.ticket.number}" if self.seen.sight is TaskSight.STAFF else t.say(N_("Tasks")),
            can_take=self.can_do and running and task.assignee_id != self.actor.id and not self._is_anothers(),
            can_work=self.can_do and running,
            can_free=self.can_do and running and (task.assignee_id is not None or task.state == IN_PROGRESS),
            can_return=(self.can_do or self.can_lead) and task.state == DONE,
            can_cancel=self.can_lead and not task.over,
            people=await self._people(),
            teams=await self._teams(),
            comment=typed.comment,
            comment_error=typed.errors.get("comment", ""),
            asks=typed.asks,
            sees=up(
                t.say(N_("will be seen by the team “%(team)s” only", team=teams[self.ticket.team_id].name(t.locale)))
            ),
            live=f"staff:{self.ticket.number}" if self.staff else f"team:{task.team_id}",
        )

    def _is_anothers(self) -> bool:
        """Whether somebody else has it and the reader may not take it from him."""
        return self.task.assignee_id is not None and not task_work.may_give(self.actor, self.seen)

    async def _assignee(self) -> PersonView | None:
        people = await get_many([self.task.assignee_id])
        who = people.get(self.task.assignee_id) if self.task.assignee_id is not None else None
        if who is None:
            return None
        away = await Away.of([who.id], self.t, self.settings.time_zone)
        return person_view(who, away=away.words(who.id))

    def _term(self) -> str:
        """How long it may take, of a task that has not opened yet."""
        if self.task.state != WAITING or self.task.work is None:
            return ""
        term = self.t.working(timedelta(microseconds=self.task.work))
        return self.t.say(N_("From its opening: %(term)s", term=term))

    async def _after(self) -> tuple[ChipView, ...]:
        """What it still waits for, for those who may know of the other parts."""
        if self.task.state != WAITING:
            return ()
        found = await of_ticket(self.actor, self.ticket.id)
        return tuple(
            ChipView(href=f"/tasks/{one.task.id}", label=one.task.name(self.t.locale))
            for one in found
            if one.task.key in self.task.after and not one.task.over
        )

    # What is known -------------------------------------------------------------------------------------------

    async def _answers(self, service: Service | None) -> tuple[AnswerView, ...]:
        shown = self.seen.answers
        fields = [one for one in service.fields if one.key in shown] if service is not None else []
        return await self._told(fields, shown)

    async def _told(self, fields: Sequence[Field], answers: Mapping[str, Any]) -> tuple[AnswerView, ...]:
        told = await forms.told(fields, answers, self.t.locale, resolve=Shown(), zone=self.t.zone)
        views = []
        for field, text in told:
            ids = answers.get(field.key) if field.type == "file" else None
            found = [await get_file(one) for one in ids] if isinstance(ids, list) else []
            files = tuple(file_view(one, self.t) for one in found if one is not None)
            views.append(AnswerView(label=pick(field.title, self.t.locale), value="" if files else text, files=files))
        return tuple(views)

    async def _fields(self, typed: TypedTask) -> tuple[FieldView, ...]:
        """The questions of the task, with what is stored or what was typed."""
        maker = FormFields(self.t, self.actor.id, self.settings.limits.upload_bytes, prefix=PREFIX)
        values = {**self.task.answers, **typed.values}
        errors = {key.removeprefix(PREFIX): text for key, text in typed.errors.items() if key.startswith(PREFIX)}
        return await maker.views(fields_of(self.task), values, typed.names, errors)

    async def _checklist(self, typed: TypedTask) -> ChecklistView | None:
        lines = await checklist.lines_of(self.ticket.id, self.task.id)
        can_edit = (self.can_do or self.can_lead) and not self.task.over
        return await checklist_view(
            lines,
            f"/tasks/{self.task.id}/checklist",
            self.t,
            can_edit=can_edit,
            text=typed.line,
            error=typed.line_error,
        )

    async def _story(self) -> tuple[StoryEntry, ...]:
        facts = await task_facts.of_task(self.task)
        names = await names_of(facts)
        words = await task_facts.words_with(self.task, facts)
        told = []
        for fact in facts:
            person = names.person(fact.payload.get("assignee_id"))
            team = names.team(fact.payload.get("team_id"), self.t.locale)
            said = words.get(fact.payload.get("comment_id") or 0, "")
            text = task_story.of_one(fact, self.t, person=person, team=team)
            told.append(
                self._entry(fact, names.person(fact.actor_id) if not task_story.alone(fact) else "", text, said)
            )
        return tuple(told)

    def _entry(self, fact: Fact, who: str, text: str, said: str) -> StoryEntry:
        return StoryEntry(
            kind="fact",
            id=f"e{fact.id}",
            who=who,
            text=f"{text}: {said}" if said else text,
            icon=task_story.icon(fact),
            time=self.t.moment(fact.moment),
            iso=utc(fact.moment),
            title=self.t.full(fact.moment),
        )

    # Whom it may be given to -----------------------------------------------------------------------------------

    async def _people(self) -> tuple[OptionView, ...]:
        if not (self.can_do and self.task.state in RUNNING and task_work.may_give(self.actor, self.seen)):
            return ()
        people = [one for one in await members(self.task.team_id) if one.id != self.ticket.customer_id]
        away = await Away.of((one.id for one in people), self.t, self.settings.time_zone)
        people.sort(key=lambda one: one.id in away)
        return tuple(
            OptionView(value=str(one.id), label=away.line(one.name, one.id), selected=one.id == self.task.assignee_id)
            for one in people
        )

    async def _teams(self) -> tuple[OptionView, ...]:
        if not self.can_hand or self.task.over:
            return ()
        return tuple(
            OptionView(value=one.key, label=one.name(self.t.locale), selected=one.id == self.task.team_id)
            for one in await all_teams()
        )
