"""A ticket: the page of its requester, the page of an agent, and what they do there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from starlette.responses import Response
from starlette.routing import BaseRoute

from okno import notify
from okno.access import Actor
from okno.errors import Conflict, Invalid, NotFound
from okno.events.log import read_stream
from okno.http import local, page
from okno.people import get as get_person
from okno.settings import Settings
from okno.text import N_
from okno.themes import contexts
from okno.tickets import KEEP, Sight, Ticket, assign, filling, gate, get, move, store, take
from okno.tickets.store import CHANGES
from okno.tickets.untold import untold
from okno.tickets.visible import reads_history
from okno.web import agent_panels, answers_form, life_parts
from okno.web.agent_page import AgentPage
from okno.web.faces import state_view
from okno.web.notices import unread_of
from okno.web.reply_box import BoxState
from okno.web.request_page import RequesterPage
from okno.web.shell import Screen
from okno.web.story import Storyteller
from okno.web.typed import Typed
from okno.web.undoing import with_undo
from okno.web.work_panel import TypedWork


class TicketScreen(Screen):
    """The page of a ticket. A subclass does one thing and shows the page again when it is refused."""

    ticket: Ticket
    seen: Sight
    given: Mapping[str, Any] = MappingProxyType({})
    """The answers that a move came with."""
    box = BoxState()
    """What a refused sending left."""

    offered: Actor | None = None
    """Whoever looks, with the rights by which the page offers him something; None: nobody asked yet."""

    @property
    def actor(self) -> Actor:
        """Whoever acts, or looks."""
        return self.offered if self.offered is not None else super().actor

    async def load(self) -> None:
        """Finds the ticket through the filter: whoever may not see it learns nothing."""
        self.ticket, self.seen = await get(self.actor, str(self.params["number"]))
        self.section = "desk" if self.seen is Sight.STAFF else "mine"

    @property
    def address(self) -> str:
        """The address of the page."""
        return f"/tickets/{self.ticket.number}"

    @property
    def version(self) -> int:
        """The version that the form was made from; 0 when it names none, which no ticket has."""
        sent = self.text("version")
        return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 10 else 0

    def typed(self) -> Typed:
        """What was typed into a refused form, and why it was refused."""
        return Typed()

    def typed_work(self) -> TypedWork:
        """What was typed into a refused form of work time."""
        return TypedWork()

    async def context(self) -> contexts.Page:
        """The page for how this person sees the ticket now."""
        if self.problem is not None:
            await self.load()
        if await unread_of(self.actor.id, [self.ticket.id]):
            await notify.read(self.actor.id, ticket_id=self.ticket.id)
        typed = self.typed().with_notice(await self._said()) if self.problem is not None else Typed()
        whole = self.query.get("story") == "whole"
        if self.seen is Sight.STAFF:
            self.offered = await gate.as_offered(self.actor, self.ticket)
            show = self.query.get("show", "all")
            made = AgentPage(self.ticket, self.actor, self.t, self.settings)
            page = await life_parts.of_agent(self, self.ticket, await made.build(typed, show, whole=whole), self.given)
            return await agent_panels.fitted(
                self, self.ticket, page, box=self.box, work=self.typed_work(), last_said=made.last_said
            )
        own = await RequesterPage(self.ticket, self.actor, self.t, self.settings).build(typed, whole=whole)
        return await life_parts.of_requester(self, self.ticket, own)

    async def _said(self) -> str:
        """The refusal in a sentence; a lost race tells who did what meanwhile."""
        known = reads_history(self.actor, self.ticket, self.seen)
        if isinstance(self.problem, Conflict) and "last" in self.problem.detail and known:
            facts = await read_stream("ticket", self.ticket.id, limit=20)
            shown = [fact for fact in facts if fact.kind in CHANGES and not untold(self.seen, fact)]
            what = await Storyteller(self.ticket, self.actor.id, self.seen, self.t).lately(shown)
            return self.t.say(N_("While you were here: %(what)s. Look, and repeat if it is still needed.", what=what))
        return "" if isinstance(self.problem, Invalid) else self.notice


class Move(TicketScreen):
    """Another state."""

    async def act(self) -> Response:
        """Moves the ticket."""
        goal = self.text("to")
        if self.seen is Sight.STAFF:
            self.given = await answers_form.read(self, await life_parts.to_end(self.ticket, goal))
        fresh = await move(
            self.actor,
            self.ticket.id,
            to=goal,
            version=self.version,
            text=self.text("comment"),
            fields=self.given,
        )
        if self.seen is Sight.STAFF:
            return await self._moved()
        said = {
            "closed": N_("Request %(number)s is closed. Thank you"),
            "cancelled": N_("Request %(number)s is cancelled"),
            "in_progress": N_("Request %(number)s is back in work"),
        }.get(fresh.state)
        return self.go(self.address, self.t.say(said.msgid, number=fresh.number) if said is not None else "")

    async def _moved(self) -> Response:
        """Says what state it has; what was said to somebody on the way is said, so that is not taken back."""
        fresh = await store.load(self.ticket.id)
        words = self.t.say(
            N_("Request %(number)s: %(state)s", number=fresh.number, state=state_view(fresh, self.t.locale).word)
        )
        if self.text("comment").strip() or self.given or not fresh.open or not self.ticket.open:
            return self.go(self.address, words)
        return await with_undo(self, self.address, words, self.ticket, action="state")

    def typed(self) -> Typed:
        """The reason, and where to."""
        return Typed(move=self.text("to"), move_text=self.text("comment"), move_error=self.errors.get("comment", ""))

    async def _said(self) -> str:
        beside = ("comment", answers_form.PREFIX, filling.PREFIX)
        other = [text for name, text in self.errors.items() if not name.startswith(beside)]
        return other[0] if other else await super()._said()


class Assign(TicketScreen):
    """Taking, handing over, giving back."""

    async def act(self) -> Response:
        """Gives the ticket to whom the form names."""
        wanted = self.text("assignee")
        if wanted == "me":
            fresh = await take(self.actor, self.ticket.id, version=self.version)
            said = self.t.say(N_("Ticket %(number)s is yours", number=fresh.number))
            return await with_undo(self, self._back(), said, self.ticket, action="take")
        who: object = {"": KEEP, "none": None}.get(wanted, wanted)
        team = self.text("team") or None
        fresh = await assign(self.actor, self.ticket.id, version=self.version, assignee=who, team=team)
        try:
            await get(self.actor, fresh.id)
        except NotFound:
            # It has gone to a team whose tickets this person does not see.
            return self.go("/desk", self.t.say(N_("Ticket %(number)s is handed over", number=fresh.number)))
        return await with_undo(self, self._back(), await self._given(fresh), self.ticket, action="assign")

    async def _given(self, fresh: Ticket) -> str:
        """Who has it now."""
        person = await get_person(fresh.assignee_id) if fresh.assignee_id is not None else None
        if person is None:
            return self.t.say(N_("Nobody has request %(number)s now", number=fresh.number))
        return self.t.say(N_("Request %(number)s is with %(name)s now", number=fresh.number, name=person.name))

    def _back(self) -> str:
        return local(self.text("next"), self.address) if self.text("next") else self.address

    async def _said(self) -> str:
        return next(iter(self.errors.values()), "") or await super()._said()


def routes(_: Settings) -> Sequence[BaseRoute]:
    """The routes of a ticket. Those that do something show the page too, for whoever loads it anew."""
    return [
        page("/tickets/{number}", TicketScreen, needs="ticket.own", methods=("GET",)),
        page("/tickets/{number}/move", Move, needs="ticket.own"),
        page("/tickets/{number}/assign", Assign, needs="ticket.own"),
    ]
