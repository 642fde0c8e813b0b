"""Giving a mark: by the link of a letter without signing in, or signed in by the number of the request."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from starlette.responses import Response

from okno.api import N_, Context, NotFound, PageContext, Screen, context_of
from okno.api.people import get as get_person
from okno.api.teams import get as get_team
from okno.api.tickets import Ticket, get as get_ticket, load as load_ticket
from okno_feedback import form, invitation, rating
from okno_feedback.form import FormView
from okno_feedback.invitation import Invitation

PLUGIN = "feedback"


@dataclass(frozen=True, kw_only=True)
class RateByLink(PageContext):
    """The page of a link. `state`: ask, thanks, gone; one that is gone tells nothing of why."""

    template: ClassVar[str] = "x/feedback/rate.html"
    state: str
    about: str = ""  # «№ 10427 Монитор», "№ 10427" alone for a confidential team
    form: FormView | None = None
    reopen_href: str = ""  # after a bad mark: where the request can be sent back


@dataclass(frozen=True, kw_only=True)
class RateTicket(PageContext):
    """The same for who is signed in, within the pages of the portal."""

    template: ClassVar[str] = "x/feedback/rate-ticket.html"
    number: str
    subject: str
    form: FormView


class RatePage(Screen):
    """What the link in a letter opens. Looking changes nothing: mail servers look at links before people do."""

    found: Invitation | None = None

    @property
    def ctx(self) -> Context:
        """What the plugin is given."""
        return context_of(PLUGIN)

    @property
    def token(self) -> str:
        """The secret in the address."""
        return str(self.params["token"])

    async def load(self) -> None:
        """Finds the invitation, and speaks the language of whom it is for."""
        self.found = await invitation.by_token(self.ctx, self.token)
        if self.found is None or self.visit.person is not None:
            return
        person = await get_person(self.found.person_id or 0)
        if person is not None:
            self.visit.locale = person.locale

    async def act(self) -> Response | None:
        """Keeps the mark and shows thanks."""
        if self.found is None:
            return None
        try:
            wish = form.typed_in(self.form)
            await rating.give(self.found, wish, actor_id=None, settings=self.ctx.settings)
        except NotFound:
            self.found = None
            return None
        return self.redirect(f"/x/feedback/rate/{self.token}?thanks=1")

    async def context(self) -> RateByLink:
        """The form, the thanks, or that there is nothing here."""
        if self.found is None:
            return RateByLink(state="gone")
        given = await rating.of_invitation(self.found.id)
        if self.query.get("thanks") and given is not None and self.problem is None:
            bad = given.stars <= int(self.ctx.settings["bad"])
            return RateByLink(state="thanks", reopen_href=f"/tickets/{given.ticket_id}#reopen" if bad else "")
        return RateByLink(
            state="ask",
            about=await _about(await load_ticket(self.found.ticket_id)),
            form=await form.build(
                self.ctx,
                self.found,
                self.t,
                action=f"/x/feedback/rate/{self.token}",
                typed=form.typed_in(self.form) if self.problem is not None else None,
                errors=self.errors,
            ),
        )

    async def show(self) -> Response:
        """Nobody but the browser keeps it; a link that leads nowhere is not found, whatever was the matter with it."""
        response = await super().show()
        response.headers["Cache-Control"] = "no-store"
        if self.found is None:
            response.status_code = 404
        return response


async def _about(ticket: Ticket) -> str:
    team = await get_team(ticket.team_id)
    number = f"№ {ticket.number}"
    return number if team is None or team.confidential else f"{number} {ticket.subject}"


class RateTicketPage(Screen):
    """The form for the customer of a request, who is signed in; where the form on its page goes, too."""

    section = "mine"
    ticket: Ticket
    found: Invitation

    @property
    def ctx(self) -> Context:
        """What the plugin is given."""
        return context_of(PLUGIN, self.actor)

    async def load(self) -> None:
        """The request through the filter, and what he may say of it: NotFound for others and for what is over."""
        number = str(self.params["number"])
        self.ticket, _ = await get_ticket(self.actor, number)
        found = await invitation.of_ticket(self.ticket.id, self.actor.id)
        if found is None:
            raise NotFound
        self.found = found

    async def act(self) -> Response | None:
        """Keeps the mark and goes back to the request."""
        wish = form.typed_in(self.form)
        kept = await rating.give(self.found, wish, actor_id=self.actor.id, settings=self.ctx.settings)
        path = f"/tickets/{self.ticket.number}"
        if kept.stars > int(self.ctx.settings["bad"]):
            return self.go(path, self.t.say(N_("Thank you. We pass it on.")))
        said = self.t.say(N_("Thank you. The head of the team reads it."))
        return self.go(path, said, href=f"{path}#reopen", link=self.t.say(N_("Send it back to work")))

    async def context(self) -> RateTicket:
        """The form."""
        return RateTicket(
            number=self.ticket.number,
            subject=self.ticket.subject,
            form=await form.build(
                self.ctx,
                self.found,
                self.t,
                action=path_of(self.ticket.number),
                typed=form.typed_in(self.form) if self.problem is not None else None,
                errors=self.errors,
            ),
        )


def path_of(number: str | int) -> str:
    """The form for a request."""
    return f"/x/feedback/ticket/{number}"
