"""The page of a ticket for its requester, in plain words."""

from __future__ import annotations

import secrets
from datetime import timedelta

from okno.access import Actor
from okno.catalog import registry
from okno.catalog.model import WORKING_DAY
from okno.clock import from_us, now_us
from okno.i18n import Translator
from okno.people import get as get_person
from okno.settings import Settings
from okno.text import N_
from okno.themes.approval_parts import ApprovalPanel
from okno.themes.clock_parts import ClockSegment
from okno.themes.contexts import ReplyView, RequestPage
from okno.themes.slots import TICKET, Subject
from okno.tickets import Sight, Ticket, ways
from okno.tickets.segments import segments
from okno.tickets.story import timeline
from okno.web.approval_panel import panel_of
from okno.web.beside_panel import beside_view
from okno.web.clocktable import Table, hours_of
from okno.web.clockview import exact
from okno.web.clockwhy import MINUTE_US
from okno.web.faces import person_view, state_view
from okno.web.ordered import Ordered
from okno.web.requests import Telling, asks_answer, phase_of
from okno.web.story import NEWEST, Storyteller
from okno.web.task_panel import stages_view
from okno.web.typed import Typed


class RequesterPage:
    """Makes the page."""

    def __init__(self, ticket: Ticket, actor: Actor, t: Translator, settings: Settings) -> None:
        self.ticket = ticket
        self.actor = actor
        self.t = t
        self.settings = settings
        self.goals = {way.to for way in ways(actor, ticket, Sight.READER)}
        self.phase = phase_of(ticket)

    async def build(self, typed: Typed, *, whole: bool = False) -> RequestPage:
        """The page, with what was typed into a refused form; the story is `whole` if wanted."""
        ticket, t = self.ticket, self.t
        telling = await Telling.about([ticket], self.actor, t)
        ordered = await Ordered.read(ticket, Sight.READER, t)
        panel = await panel_of(ticket, self.actor, Sight.READER, t, typed)
        when, when_note, when_iso = telling.when(ticket)
        who = telling.assignee(ticket)
        over = self.phase in ("done", "closed")
        reopen = typed.move == "in_progress" and self._can_reopen
        return RequestPage(
            slots_about=Subject(TICKET, ticket.id, ticket.number),
            number=ticket.id,
            subject=ticket.subject,
            ordered=await self._ordered(),
            version=ticket.version,
            state=state_view(ticket, t.locale),
            big=telling.big(ticket),
            line=self._asked(panel) or await telling.line(ticket),
            steps=telling.steps(ticket),
            who=person_view(who) if who is not None else None,
            who_line=", ".join(part for part in (who.name if who is not None else "", telling.team(ticket)) if part),
            next="" if over else t.say(N_("We do it and ask you whether all is well")),
            when=when,
            when_note=when_note,
            when_iso=when_iso,
            story=await Storyteller(ticket, self.actor.id, Sight.READER, t).tell(
                await timeline(ticket, Sight.READER, actor=self.actor),
                most=None if whole else NEWEST,
                whole_href=f"/tickets/{ticket.number}?story=whole",
            ),
            own=self.actor.id in (ticket.requester_id, ticket.customer_id),
            answers=await ordered.answers(),
            text=ticket.text,
            files=ordered.loose_files(),
            done_line=self._done_line(),
            later=self._later(),
            reply=self._reply(typed, move_is_shown=reopen),
            can_confirm=self.phase == "done" and "closed" in self.goals,
            can_reopen=self._can_reopen,
            can_cancel="cancelled" in self.goals,
            reopen_text=typed.move_text if reopen else "",
            reopen_error=typed.move_error if reopen else "",
            notice=typed.notice,
            stages=await stages_view(ticket, self.actor, t),
            call=self._call(),
            beside=await beside_view(self.actor, ticket, Sight.READER, t),
            approval=panel,
            live=f"ticket:{ticket.number}",
            clock=await self._clock(),
            clock_hours=hours_of(ticket.calendar, t),
        )

    async def _clock(self) -> tuple[ClockSegment, ...]:
        """Where the time went."""
        now = now_us()
        table = Table(await segments(self.ticket, now), self.t, now=now, plain=True)
        total = self.t.say(N_("In all we worked on it"))
        return (*table.lines(), ClockSegment(span="", why=total, counted=exact(self.t, table.minutes), total=True))

    def _asked(self, panel: ApprovalPanel | None) -> str:
        """Whose decision is waited for."""
        if panel is None or not panel.waits_for:
            return ""
        if panel.mine:
            return self.t.say(N_("Your decision is needed."))
        return self.t.say(N_("We wait for the decision of: %(names)s.", names=panel.waits_for))

    @property
    def _can_reopen(self) -> bool:
        return self.phase in ("done", "closed") and "in_progress" in self.goals

    async def _ordered(self) -> str:
        day = self.t.day(from_us(self.ticket.created_at))
        if self.ticket.requester_id == self.actor.id:
            return self.t.say(N_("You ordered it %(day)s", day=day))
        person = await get_person(self.ticket.requester_id)
        name = person.name if person is not None else "—"
        if self.ticket.customer_id == self.actor.id:
            return self.t.say(N_("Ordered for you by %(name)s, %(day)s", name=name, day=day))
        return self.t.say(N_("Ordered by %(name)s, %(day)s", name=name, day=day))

    def _done_line(self) -> str:
        if self.phase != "done" or self.ticket.done_at is None:
            return ""
        term = exact(self.t, self.ticket.worked // MINUTE_US)
        return self.t.say(
            N_("Done %(moment)s, in %(term)s", moment=self.t.moment(from_us(self.ticket.done_at)), term=term)
        )

    def _later(self) -> str:
        """When the request closes by itself."""
        if self.phase != "done" or self.ticket.done_at is None:
            return ""
        days = registry.lifecycle(self.ticket.lifecycle).auto_close_days
        if not days:
            return ""
        wait = days * WORKING_DAY // timedelta(microseconds=1)
        at = registry.calendar(self.ticket.calendar).add(self.ticket.done_at, wait)
        day = self.t.day(from_us(at))
        return self.t.say(N_("Without an answer we close the request ourselves, %(day)s.", day=day))

    def _reply(self, typed: Typed, *, move_is_shown: bool) -> ReplyView | None:
        if not self.ticket.open:
            return None
        limits = self.settings.limits
        asked = asks_answer(self.ticket, self.actor)
        return ReplyView(
            once=secrets.token_urlsafe(24),
            label=self.t.say(N_("Answer") if asked else N_("Write to those who do it")),
            text=typed.reply_text(move_is_shown=move_is_shown),
            error=typed.reply_error or ("" if move_is_shown else typed.move_error),
            max_chars=limits.comment_chars,
            max_bytes=limits.upload_bytes,
            max_size=self.t.size(limits.upload_bytes),
        )

    def _call(self) -> str:
        phone = self.settings.support_phone
        if not phone:
            return ""
        return self.t.say(
            N_("Urgent? Call %(phone)s and name the number %(number)s.", phone=phone, number=self.ticket.number)
        )
