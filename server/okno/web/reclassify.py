"""Changing what a ticket is: its service, kind, impact and urgency, subject and answers, on one page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from types import MappingProxyType
from typing import Any

from starlette.responses import Response
from starlette.routing import BaseRoute

from okno import teams
from okno.catalog import forms, registry
from okno.catalog.model import Field, Service
from okno.catalog.rules import is_empty
from okno.catalog.shelf import Shelf
from okno.clock import from_us, now_us
from okno.errors import Conflict, NotFound
from okno.http import page
from okno.settings import Settings
from okno.text import N_, one_line, pick
from okno.themes.contexts import AnswerView, ErrorLink, FieldView, OptionView
from okno.themes.reclassify import FoundService, Grade, GradeRow, ReclassifyPage
from okno.tickets import Ticket, clock_story, filling, get, reclassify, store
from okno.tickets.answers import Shown
from okno.tickets.reclassify import STEPS, SUBJECT_LIMIT, Wish
from okno.tickets.ticket import PRIORITIES
from okno.web import answers_form
from okno.web.agent_page import KINDS
from okno.web.faces import error_links, up
from okno.web.form_input import Inputs
from okno.web.retold import PRIORITY_WORDS
from okno.web.shell import Screen

FOUND_MOST = 8
_BEFORE_END = N_("It must be answered before the request is done.")
_STEPS = range(1, STEPS + 1)


class Reclassify(Screen):
    """The form of all that a ticket is. Another service is chosen first; its questions stand below then."""

    section = "desk"
    ticket: Ticket
    old: Service | None
    service: Service
    shelf: Shelf
    given: Mapping[str, Any] = MappingProxyType({})

    async def load(self) -> None:
        """Finds the ticket, and the service that it shall have."""
        self.ticket, seen = await get(self.actor, str(self.params["number"]))
        store.staff_only(seen)
        store.require_of_staff(self.actor, "ticket.classify", self.ticket)
        self.old = await registry.service_item(self.ticket.service_item_id)
        self.shelf = await Shelf.for_order(self.actor, self.ticket.customer_id)
        wanted = self.text("service") or self.query.get("service", "")
        found = self.shelf.service(wanted) if wanted and wanted != self.ticket.service else None
        chosen = found or self.old or self.shelf.general()
        if chosen is None:
            raise NotFound
        self.service = chosen
        self.team = await teams.by_key(chosen.team) if self.other else await teams.get(self.ticket.team_id)

    @cached_property
    def other(self) -> bool:
        """Whether it is not the service that the ticket has."""
        return self.service.key != self.ticket.service

    @property
    def address(self) -> str:
        """The page of the ticket."""
        return f"/tickets/{self.ticket.number}"

    async def questions(self) -> tuple[Field, ...]:
        """The questions that this person answers here."""
        known = await filling.teams_of(self.actor, self.ticket.team_id)
        return filling.open_fields(self.service, {*known, self.service.team} if self.other else known)

    async def act(self) -> Response:
        """Makes the ticket what the form says."""
        self.given = await answers_form.read(self, await self.questions())
        sent = self.text("version")
        fresh = await reclassify(
            self.actor,
            self.ticket.id,
            self._wish(),
            version=int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 10 else 0,
        )
        try:
            await get(self.actor, fresh.id)
        except NotFound:
            return self.go("/desk", self.t.say(N_("Ticket %(number)s is handed over", number=fresh.number)))
        said = N_("Request %(number)s is changed", number=fresh.number)
        return self.go(self.address, self.t.say(said) if fresh.version != self.ticket.version else "")

    def _wish(self) -> Wish:
        impact, _, urgency = self.text("grade").partition("-")
        subject = one_line(self.text("subject"), SUBJECT_LIMIT + 1)
        return Wish(
            service=self.service.key if self.other else None,
            kind=self.text("kind") or None,
            impact=int(impact) if impact in "123" and impact else None,
            urgency=int(urgency) if urgency in "123" and urgency else None,
            # The same words as before are nobody's own: they follow the answers.
            subject=subject if subject != self.ticket.subject else None,
            fields=self.given,
        )

    @property
    def errors(self) -> Mapping[str, str]:
        """The sentences of a refused form, by field; beside a question it need not be repeated."""
        return {
            name: self.t.say(N_("This service needs an answer here.") if phrase.msgid == filling.ASKS.msgid else phrase)
            for name, phrase in self.fields.items()
        }

    # The page ------------------------------------------------------------------------------------------------------

    async def context(self) -> ReclassifyPage:
        """The form, as it is or as it was sent."""
        if isinstance(self.problem, Conflict):
            await self.load()
        fields = await self.questions()
        values = await self._values(fields)
        views = [
            replace(view, help=view.help or self.t.say(_BEFORE_END)) if field.required_to_close else view
            for field, view in zip(fields, await answers_form.views(self, fields, values, self.errors), strict=True)
        ]
        subject = self._subject()
        moves = self.team is not None and self.team.id != self.ticket.team_id
        return ReclassifyPage(
            number=self.ticket.id,
            title=self.ticket.subject,
            version=self.ticket.version,
            service=self.service.key,
            service_title=pick(self.service.title, self.t.locale),
            other=self.other,
            team=self.team.name(self.t.locale) if moves and self.team is not None else "",
            q=self._q,
            found=self._found(),
            searched=bool(self._q),
            kind=self._kind(),
            urgencies=tuple(pick(one, self.t.locale) for one in registry.priorities().urgencies),
            grades=await self._rows(),
            subject=subject,
            fields=tuple(views),
            asked=sum(_is_open(field, view, values) for field, view in zip(fields, views, strict=True)),
            lost=await self._lost(values),
            errors=self._summary((subject, *views)),
            notice=self.notice if isinstance(self.problem, Conflict) else "",
            back_href=self.address,
            max_bytes=self.settings.limits.upload_bytes,
        )

    async def _values(self, fields: Sequence[Field]) -> Mapping[str, Any]:
        if self.problem is not None:
            return self.given
        if not self.other:
            return self.ticket.answers
        start = {field.key: field.default for field in fields if field.default is not None}
        return start | await filling.still_fitting(self.actor, self.ticket, self.old, fields)

    @property
    def _q(self) -> str:
        return one_line(self.query.get("q", ""), 100)

    def _found(self) -> tuple[FoundService, ...]:
        services = self.shelf.find(self._q, self.t.locale).services if self._q else ()
        return tuple(
            FoundService(
                href=f"{self.address}/reclassify?service={one.key}",
                title=pick(one.title, self.t.locale),
                line=pick(one.summary, self.t.locale),
                current=one.key == self.ticket.service,
            )
            for one in list(services)[:FOUND_MOST]
        )

    def _kind(self) -> FieldView | None:
        known = list(self.service.all_kinds)
        if not self.other and self.ticket.kind not in known:
            known.append(self.ticket.kind)  # type: ignore[arg-type]
        chosen = self.text("kind") or (self.ticket.kind if self.ticket.kind in known else self.service.kind)
        options = tuple(
            OptionView(value=one, label=self.t.say(KINDS[one]) if one in KINDS else one, selected=one == chosen)
            for one in known
        )
        if len(options) < 2:
            return None
        error = self.errors.get("kind", "")
        return FieldView(kind="choice", name="kind", label=self.t.say(N_("Kind")), error=error, options=options)

    def _subject(self) -> FieldView:
        typed = self.text("subject") if self.problem is not None else self.ticket.subject
        inputs = Inputs(self.t, {"subject": typed}, self.errors)
        return inputs.field("text", "subject", N_("Subject"), max_chars=SUBJECT_LIMIT)

    async def _rows(self) -> tuple[GradeRow, ...]:
        dues = {priority: await self._due(priority) for priority in PRIORITIES}
        return tuple(self._row(impact, dues) for impact in _STEPS)

    def _row(self, impact: int, dues: Mapping[int, str]) -> GradeRow:
        words = registry.priorities()
        impact_word = pick(words.impacts[impact - 1], self.t.locale)
        return GradeRow(impact=impact_word, grades=tuple(self._grade(impact, urgency, dues) for urgency in _STEPS))

    def _grade(self, impact: int, urgency: int, dues: Mapping[int, str]) -> Grade:
        words = registry.priorities()
        priority, value = words.priority(impact, urgency), f"{impact}-{urgency}"
        present = f"{self.ticket.impact}-{self.ticket.urgency}"
        said = (words.impacts[impact - 1], words.urgencies[urgency - 1])
        return Grade(
            value=value,
            label=", ".join(pick(one, self.t.locale) for one in said),
            priority=up(self.t.say(PRIORITY_WORDS[PRIORITIES[priority]])),
            tone=f"p{priority}",
            due=dues[priority],
            chosen=value == (self.text("grade") or present),
        )

    async def _due(self, priority: int) -> str:
        """When the work would be due by then; nothing while the clock stands."""
        now, after = now_us(), replace(self.ticket, priority=priority)
        if self.other and self.team is not None:
            after = replace(after, service=self.service.key, team_id=self.team.id, calendar=self.team.calendar)
        due = (await clock_story.would_be(self.ticket, after, now, self.service)).get("resolve_by")
        if not isinstance(due, int):
            return ""
        return self.t.due(from_us(due)) if due > now else self.t.say(N_("its time is over"))

    async def _lost(self, values: Mapping[str, Any]) -> tuple[AnswerView, ...]:
        """The answers that the other service does not take along."""
        if not self.other or self.old is None:
            return ()
        shown = await forms.display(self.old, self.ticket.answers, self.t.locale, resolve=Shown(), zone=self.t.zone)
        return tuple(
            AnswerView(label=pick(field.title, self.t.locale), value=text)
            for field, text in shown
            if values.get(field.key) != self.ticket.answers[field.key]
        )

    def _summary(self, fields: Sequence[FieldView]) -> tuple[ErrorLink, ...]:
        if self.problem is None or isinstance(self.problem, Conflict):
            return ()
        said = {_on_page(name): text for name, text in self.errors.items()}
        return error_links(fields, said, self.notice)


def _on_page(name: str) -> str:
    return f"{answers_form.PREFIX}{name.removeprefix(filling.PREFIX)}" if name.startswith(filling.PREFIX) else name


def _is_open(field: Field, view: FieldView, values: Mapping[str, Any]) -> bool:
    """Whether a question of the order that must be answered has no answer yet."""
    return field.at_order and field.required and view.shown and is_empty(values.get(field.key))


def routes(_: Settings) -> Sequence[BaseRoute]:
    """The route of the page."""
    return [page("/tickets/{number}/reclassify", Reclassify, needs="ticket.own")]
