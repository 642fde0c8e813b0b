"""A ticket: the page of its requester, the page of an agent, and what they do there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from starlette.responses import Response
from starlette.routing import BaseRoute

from okno import notify
from okno.errors import Conflict, Invalid, NotFound
from okno.events.log import read_stream
from okno.http import local, page
from okno.settings import Settings
from okno.text import N_
from okno.themes import contexts
from okno.tickets import KEEP, Sight, Ticket, assign, comment, filling, get, move, take
from okno.tickets.comment import require_may_comment
from okno.tickets.mentions import unheard
from okno.tickets.store import CHANGES
from okno.tickets.untold import untold
from okno.tickets.visible import reads_history
from okno.web import answers_form, life_parts, sending, uploads
from okno.web.agent_page import AgentPage
from okno.web.notices import unread_of
from okno.web.request_page import RequesterPage
from okno.web.shell import Screen
from okno.web.story import Storyteller
from okno.web.typed import Typed
from okno.web.watch_panel import unheard_query


class TicketScreen(Screen):
    """The page of a ticket. A subclass does one thing and shows the page again when it is refused."""

    ticket: Ticket
    seen: Sight
    given: Mapping[str, Any] = MappingProxyType({})
    """The answers that a move came with."""

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

    async def context(self) -> contexts.Page:
        """The page for how this person sees the ticket now."""
        if self.problem is not None:
            await self.load()
        if await unread_of(self.actor.id, [self.ticket.id]):
            await notify.read(self.actor.id, ticket_id=self.ticket.id)
        typed = self.typed().with_notice(await self._said()) if self.problem is not None else Typed()
        if self.seen is Sight.STAFF:
            show = self.query.get("show", "all")
            made = AgentPage(self.ticket, self.actor, self.t, self.settings)
            made.canned = self.query.get("reply", "")
            page = await made.build(typed, show)
            return await life_parts.of_agent(self, self.ticket, page, self.given)
        own = await RequesterPage(self.ticket, self.actor, self.t, self.settings).build(typed)
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


class Comment(TicketScreen):
    """Words, to the requester or to the team."""

    async def act(self) -> Response:
        """Writes them. What the work stands for goes on with the answer."""
        files: list[str] = []
        visibility = self.text("visibility", "public")
        await require_may_comment(self.actor, self.ticket.id, visibility)
        await uploads.keep(self, "files", files)

        async def write() -> Response:
            said = await comment(self.actor, self.ticket.id, text=self.text("text"), visibility=visibility, files=files)
            deaf = await unheard(self.ticket, self.seen, said.text, visibility)
            # What goes on as another ticket is answered there.
            return self.redirect(f"/tickets/{said.ticket_id}" + unheard_query([one.id for one in deaf]))

        content = [self.text("text"), visibility, await sending.contents(files)]
        return await sending.once(self, f"comment {self.ticket.id}", content, write)

    def typed(self) -> Typed:
        """The words and for whom they were."""
        error = next(iter(self.errors.values()), "")
        return Typed(reply=self.text("text"), reply_error=error, visibility=self.text("visibility", "public"))


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
            return self.redirect(self.address)
        said = {
            "closed": N_("Request %(number)s is closed. Thank you"),
            "cancelled": N_("Request %(number)s is cancelled"),
            "in_progress": N_("Request %(number)s is back in work"),
        }.get(fresh.state)
        return self.go(self.address, self.t.say(said.msgid, number=fresh.number) if said is not None else "")

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
            return self.go(self._back(), self.t.say(N_("Ticket %(number)s is yours", number=fresh.number)))
        who: object = {"": KEEP, "none": None}.get(wanted, wanted)
        team = self.text("team") or None
        fresh = await assign(self.actor, self.ticket.id, version=self.version, assignee=who, team=team)
        try:
            await get(self.actor, fresh.id)
        except NotFound:
            # It has gone to a team whose tickets this person does not see.
            return self.go("/desk", self.t.say(N_("Ticket %(number)s is handed over", number=fresh.number)))
        return self.redirect(self._back())

    def _back(self) -> str:
        return local(self.text("next"), self.address) if self.text("next") else self.address

    async def _said(self) -> str:
        return next(iter(self.errors.values()), "") or await super()._said()


def routes(_: Settings) -> Sequence[BaseRoute]:
    """The routes of a ticket. Those that do something show the page too, for whoever loads it anew."""
    return [
        page("/tickets/{number}", TicketScreen, needs="ticket.own", methods=("GET",)),
        page("/tickets/{number}/comment", Comment, needs="ticket.own"),
        page("/tickets/{number}/move", Move, needs="ticket.own"),
        page("/tickets/{number}/assign", Assign, needs="ticket.own"),
    ]
