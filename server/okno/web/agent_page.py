"""The page of a ticket for an agent."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace

from okno.access import Actor, may
from okno.catalog import registry
from okno.catalog.model import Transition
from okno.channels.registry import title
from okno.clock import from_us, now_us
from okno.events.log import read_stream
from okno.i18n import Translator, utc
from okno.people import Person, contacts_of, get_many
from okno.settings import Settings
from okno.teams import Team, all_teams, get as get_team
from okno.text import N_, Phrase, pick
from okno.themes.approval_parts import ApprovalPanel
from okno.themes.beside import BesidePanel
from okno.themes.contexts import (
    ChipView,
    ClockView,
    MiniRow,
    MoveView,
    OptionView,
    PersonView,
    ReplyView,
    StateView,
    StoryEntry,
    TicketPage,
)
from okno.themes.slots import TICKET, Subject
from okno.tickets import Sight, Ticket, ways
from okno.tickets.clock_acts import come_of
from okno.tickets.reading import others_of
from okno.tickets.segments import segments
from okno.tickets.story import Entry, timeline
from okno.tickets.visible import emergency_until, is_staff, reads_history
from okno.web import macro_panel
from okno.web.approval_panel import panel_of, ways_left
from okno.web.away import Away
from okno.web.beside_panel import beside_view
from okno.web.clockview import large_clock_view
from okno.web.desk_counts import Queues
from okno.web.faces import person_view, state_view, up
from okno.web.line_panel import lines_panel
from okno.web.ordered import Ordered
from okno.web.requests import phase_of
from okno.web.retold import titles
from okno.web.story import NEWEST, SHOWS, Storyteller
from okno.web.task_panel import parts_view
from okno.web.typed import Typed

KINDS: Mapping[str, Phrase] = {
    "request": N_("Request"),
    "incident": N_("Failure"),
    "consultation": N_("Consultation"),
}
PRIORITIES: Mapping[str, Phrase] = {
    "critical": N_("Critical priority"),
    "high": N_("High priority"),
    "normal": N_("Normal priority"),
    "low": N_("Low priority"),
}
SOURCES: Mapping[str, Phrase] = {
    "portal": N_("Portal"),
    "api": N_("Another system"),
    "mail": N_("Letter"),
    "split": N_("Out of another request"),
}
TABS: Mapping[str, Phrase] = {
    "all": N_("Everything"),
    "public": N_("With the requester"),
    "internal": N_("Inside the team"),
    "outside": N_("With people outside"),
    "changes": N_("Changes"),
}
_ICONS = {
    "done": "check",
    "closed": "check",
    "waiting_user": "circle-help",
    "waiting_supplier": "truck",
    "waiting_approval": "stamp",
    "cancelled": "x",
}
_ASKS: Mapping[str, Phrase] = {
    "waiting_user": N_("What is needed from the requester"),
    "waiting_supplier": N_("What we wait for"),
    "cancelled": N_("Why it is cancelled"),
    "in_progress": N_("What is to be done"),
}


class AgentPage:
    """Makes the page."""

    def __init__(self, ticket: Ticket, actor: Actor, t: Translator, settings: Settings) -> None:
        self.ticket = ticket
        self.actor = actor
        self.t = t
        self.limits = settings.limits
        self.zone = settings.time_zone
        # Whoever sees it in an emergency only reads, whatever else he may in this team.
        self.works_here = is_staff(actor, ticket)
        self.ways = ways(actor, ticket, Sight.STAFF) if self.works_here else []
        self.can_assign = self._may("ticket.assign") and ticket.open
        self.history = reads_history(actor, ticket, Sight.STAFF)
        self.last_said = 0
        """The last comment that the page shows."""
        # Whoever reads it in an emergency can ask nobody.
        self.seen = Sight.STAFF if self.works_here else Sight.READER
        self.approval: ApprovalPanel | None = None

    def _may(self, right: str) -> bool:
        return self.works_here and may(self.actor, right, team_id=self.ticket.team_id)

    async def build(self, typed: Typed, show: str, *, whole: bool = False) -> TicketPage:
        """The page, with what was typed into a refused form; `show` narrows the story, which is `whole` if wanted."""
        ticket, t = self.ticket, self.t
        show = show if show in SHOWS and (show != "changes" or self.history) else "all"
        people = await get_many((ticket.assignee_id, ticket.requester_id, ticket.on_behalf_of_id))
        team = await get_team(ticket.team_id)
        ordered = await Ordered.read(ticket, Sight.STAFF, t)
        entries = await timeline(ticket, Sight.STAFF, history=self.history, actor=self.actor)
        self.last_said = max((entry.comment.id for entry in entries if entry.comment is not None), default=0)
        queues = await Queues.of(self.actor, t.locale)
        await self._agree(typed)
        moves = self._moves()
        beside = await beside_view(self.actor, ticket, Sight.STAFF, t)
        faces = await self._faces(people)
        return TicketPage(
            slots_about=Subject(TICKET, ticket.id, ticket.number),
            number=ticket.id,
            subject=ticket.subject,
            version=ticket.version,
            state=self._state(beside),
            kind=self._word(KINDS, ticket.kind),
            priority=self._word(PRIORITIES, ticket.priority_name),
            team=team.name(t.locale) if team is not None else "",
            assignee=faces.get(ticket.assignee_id),
            service=ordered.title,
            revision=ticket.revision,
            requester=faces[ticket.requester_id],
            clock=await self._clock(),
            story=await self._story(entries, show, whole=whole),
            answers=await ordered.answers(),
            back_href=self._back(team),
            back_label=self._back_label(team),
            side=queues.side(t, team.key if team is not None else ""),
            text=ticket.text,
            files=ordered.loose_files(),
            on_behalf_of=faces.get(ticket.on_behalf_of_id),
            source=self._word(SOURCES, ticket.source, title(ticket.source, t.locale)),
            created=up(t.moment(from_us(ticket.created_at))),
            created_iso=utc(from_us(ticket.created_at)),
            tabs=self._tabs(entries, show),
            moves=moves,
            can_take=self.can_assign and self._may("ticket.handle") and ticket.assignee_id is None,
            can_assign=self.can_assign,
            teams=await self._teams(),
            move_open=typed.move if typed.move_error or typed.notice else "",
            move_text=typed.move_text,
            move_error=typed.move_error,
            reply=self._reply(typed, moves, people, team) if ticket.merged_into_id is None else None,
            others=await self._others(),
            notice=typed.notice,
            parts=await parts_view(ticket, self.actor, t, self.zone, typed.task),
            macros=await macro_panel.panel_of(ticket, self.actor, t),
            emergency=await self._emergency(),
            approval=self.approval,
            beside=beside,
            lines=lines_panel(ticket, team, self.actor, t, typed, can_assign=self.can_assign),
            live=f"staff:{ticket.number}" if self.works_here else "",
        )

    async def _story(self, entries: Sequence[Entry], show: str, *, whole: bool) -> tuple[StoryEntry, ...]:
        """What happened, the newest part of it unless it is wanted whole."""
        teller = Storyteller(self.ticket, self.actor.id, Sight.STAFF, self.t, splits=self._may("ticket.handle"))
        href = f"/tickets/{self.ticket.number}?show={show}&story=whole"
        return await teller.tell(entries, show, most=None if whole else NEWEST, whole_href=href)

    async def _agree(self, typed: Typed) -> None:
        """Who must agree; nobody goes on by hand with what others are still asked about."""
        self.approval = await panel_of(self.ticket, self.actor, self.seen, self.t, typed)
        if self.approval is not None and self.approval.waits_for:
            self.ways = [way for way in self.ways if way.to in ways_left(self.ticket)]

    async def _faces(self, people: Mapping[int, Person]) -> Mapping[int | None, PersonView]:
        """Those whom the page names, each with his absence; the requester can be reached."""
        away = await Away.of(people, self.t, self.zone)
        reach = await contacts_of(self.ticket.requester_id)
        return {
            key: person_view(
                one, reach=reach if key == self.ticket.requester_id else (), away=away.words(key), marked=True
            )
            for key, one in people.items()
        }

    async def _clock(self) -> ClockView:
        """The clock; how its time adds up tells the states that it was in."""
        now = now_us()
        told = large_clock_view(
            self.ticket,
            await segments(self.ticket, now),
            self.t,
            come=await come_of(self.ticket.id),
            facts=await read_stream("ticket", self.ticket.id),
            services=await titles(self.ticket, self.t.locale),
            now=now,
        )
        return told if self.history else replace(told, segments=(), strip=None)

    async def _emergency(self) -> str:
        """Until when it may be read, when it is read in an emergency only."""
        until = None if self.works_here else await emergency_until(self.actor, self.ticket)
        return self.t.time(from_us(until)) if until is not None else ""

    def _state(self, beside: BesidePanel) -> StateView:
        """The state; of what goes on as another ticket that it is merged says more than that it is over."""
        if beside.goal is not None:
            return StateView(kind="closed", icon="st-closed", word=self.t.say(N_("Merged")))
        return state_view(self.ticket, self.t.locale)

    def _back(self, team: Team | None) -> str:
        if not self.works_here:
            return "/admin/emergency"
        return f"/desk/{team.key}" if team is not None else "/desk"

    def _back_label(self, team: Team | None) -> str:
        if not self.works_here:
            return self.t.say(N_("Emergency access"))
        return team.name(self.t.locale) if team is not None else self.t.say(N_("Queues"))

    def _word(self, words: Mapping[str, Phrase], key: str, other: str = "") -> str:
        return self.t.say(words[key]) if key in words else other or key

    def _tabs(self, entries: Sequence[Entry], show: str) -> tuple[ChipView, ...]:
        said = [entry.comment.visibility for entry in entries if entry.comment is not None]
        counts = {name: said.count(name) for name in ("public", "internal", "outside")}
        return tuple(
            ChipView(
                href=f"/tickets/{self.ticket.number}" + ("" if name == "all" else f"?show={name}"),
                label=self.t.say(label),
                count=str(counts[name]) if counts.get(name) else "",
                current=name == show,
            )
            for name, label in TABS.items()
            if (name != "changes" or self.history) and (name != "outside" or counts[name])
        )

    # What can be done ------------------------------------------------------------------------------------------

    def _moves(self) -> tuple[MoveView, ...]:
        """Each goal once: the main one first, the way out last."""
        goals = {way.to: way for way in reversed(self.ways)}
        main = self._main(goals)
        order = [key for key in goals if key not in (main, "cancelled")]
        listed = [*([main] if main else []), *reversed(order), *(["cancelled"] if "cancelled" in goals else [])]
        return tuple(self._move(goals[key], main=key == main) for key in listed)

    def _main(self, goals: Mapping[str, Transition]) -> str:
        """What is to be done next; a ticket that nobody has is taken first."""
        if self.ticket.assignee_id is None or phase_of(self.ticket) in ("done", "closed"):
            return ""
        begins = self.ticket.state == registry.lifecycle(self.ticket.lifecycle).start
        wanted = ("in_progress", "done") if begins or phase_of(self.ticket) == "paused" else ("done", "in_progress")
        return next((key for key in wanted if key in goals), "")

    def _move(self, way: Transition, *, main: bool) -> MoveView:
        back = way.to == "in_progress" and phase_of(self.ticket) in ("done", "closed")
        return MoveView(
            to=way.to,
            label=pick(way.title, self.t.locale),
            icon=_ICONS.get(way.to, "rotate-ccw" if back else "arrow-right"),
            kind="main" if main else "danger" if way.to == "cancelled" else "",
            needs_comment=way.asks == "required",
            comment_label=self.t.say(_ASKS[way.to]) if way.to in _ASKS else "",
        )

    async def _teams(self) -> tuple[OptionView, ...]:
        if not self.can_assign:
            return ()
        present = self.ticket.team_id
        return tuple(
            OptionView(value=one.key, label=one.name(self.t.locale), selected=one.id == present)
            for one in await all_teams()
        )

    def _reply(
        self, typed: Typed, moves: Sequence[MoveView], people: Mapping[int, Person], team: Team | None
    ) -> ReplyView | None:
        """The box for words; None for who may only read."""
        handles, notes = self._may("ticket.handle"), self._may("ticket.note")
        if not handles and not notes:
            return None
        say = self.t.say
        customers = [
            people[key].name for key in (self.ticket.requester_id, self.ticket.on_behalf_of_id or 0) if key in people
        ]
        shown = any(one.to == typed.move and one.needs_comment for one in moves)
        return ReplyView(
            once=secrets.token_urlsafe(24),
            label=say(N_("Answer the requester") if handles else N_("Write down for the team")),
            text=typed.reply_text(move_is_shown=shown),
            error=typed.reply_error,
            visibility=typed.visibility if handles and notes else "public" if handles else "internal",
            can_internal=notes,
            can_public=handles,
            sees_public=say(N_("will be seen by %(names)s and the team", names=", ".join(customers))),
            sees_internal=say(
                N_(
                    "will be seen by the team “%(team)s” only",
                    team=team.name(self.t.locale) if team is not None else "",
                )
            ),
            internal_label=say(N_("Write down for the team")),
            max_chars=self.limits.comment_chars,
            max_bytes=self.limits.upload_bytes,
            max_size=self.t.size(self.limits.upload_bytes),
        )

    async def _others(self) -> tuple[MiniRow, ...]:
        if not self.history:
            return ()
        return tuple(
            MiniRow(
                number=one.id, href=f"/tickets/{one.number}", subject=one.subject, state=state_view(one, self.t.locale)
            )
            for one in await others_of(self.actor, self.ticket)
        )
