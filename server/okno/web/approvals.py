"""My approvals, and what is done with approvals on the page of a ticket."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.responses import Response
from starlette.routing import BaseRoute

from okno import notify
from okno.clock import from_us, now_us
from okno.errors import Invalid, NotFound
from okno.http import page
from okno.http.cursor import decode, encode
from okno.i18n import utc
from okno.people import get_many
from okno.settings import Settings
from okno.text import N_, Phrase
from okno.themes.approval_parts import ApprovalCard, ApproverView
from okno.themes.approvals import ApprovalsPage
from okno.themes.contexts import ChipView
from okno.tickets import Sight, approval, my_approvals
from okno.tickets.approvals import ask_person
from okno.tickets.deciding import SPELLINGS, bypass, decide
from okno.tickets.my_approvals import Mine
from okno.tickets.visible import is_staff
from okno.web.approval_views import Agreeing, cost_of, waiting_for
from okno.web.faces import person_view
from okno.web.form_input import person_of
from okno.web.ordered import Ordered
from okno.web.shell import Screen
from okno.web.ticket import TicketScreen
from okno.web.typed import Approving, Typed

PATH = "/approvals"
CARDS = 10
"""How many are shown at once: each is read, not scanned."""
_DONE = {
    "approved": N_("Request %(number)s: you have approved it"),
    "refused": N_("Request %(number)s: you have refused it"),
}


class Approvals(Screen):
    """What waits for the person's decision, and what he has decided."""

    section = "approvals"

    async def act(self) -> Response:
        """Decides one of them."""
        number, approval_id = self.text("number"), _id(self.text("approval"))
        decision = self.text("decision")
        await decide(self.actor, number, approval_id, decision=decision, text=self.text("comment"))
        await notify.read(self.actor.id, ticket_id=int(number))
        return self.go(self._here, self.t.say(_DONE[_meant(decision)].msgid, number=number))

    @property
    def _here(self) -> str:
        cursor = self.query.get("cursor", "")
        return f"{PATH}?cursor={cursor}" if cursor else PATH

    async def context(self) -> ApprovalsPage:
        """A page of cards."""
        decided = self.query.get("show") == "decided"
        cursor = self.query.get("cursor", "")
        after = int(decode(cursor, int)[0]) if cursor else None
        read = my_approvals.decided if decided else my_approvals.waiting
        found, last = await read(self.actor, after=after, limit=CARDS)
        show = "decided" if decided else "waiting"
        say = self.t.say
        return ApprovalsPage(
            show=show,
            cards=tuple([await self._card(one) for one in found]),
            chips=(
                ChipView(
                    href=PATH,
                    label=say(N_("Wait for me")),
                    count=waiting_for(await my_approvals.count(self.actor)),
                    current=not decided,
                ),
                ChipView(href=f"{PATH}?show=decided", label=say(N_("Decided")), current=decided),
            ),
            next_href=f"{PATH}?show={show}&cursor={encode(last)}" if last is not None else "",
            notice=self.notice if self.problem is not None and not isinstance(self.problem, Invalid) else "",
            live=f"person:{self.actor.id}",
        )

    async def _card(self, one: Mine) -> ApprovalCard:
        ticket, step = one.ticket, one.step
        seen = Sight.STAFF if is_staff(self.actor, ticket) else Sight.READER
        ordered = await Ordered.read(ticket, seen, self.t)
        others = await approval.approvals_of(ticket.id)
        agreeing = await Agreeing.about(others, [step], self.t)
        people = await get_many((ticket.requester_id, ticket.on_behalf_of_id))
        behalf = people.get(ticket.on_behalf_of_id or 0)
        waits = one.approval.state == "asked"
        due = step.due_at if waits else None
        return ApprovalCard(
            id=one.approval.id,
            number=ticket.id,
            href=f"/tickets/{ticket.number}",
            subject=ticket.subject,
            service=ordered.title,
            step=agreeing.title(step),
            requester=person_view(people[ticket.requester_id]),
            on_behalf_of=person_view(behalf) if behalf is not None else None,
            cost=await cost_of(ticket, self.t),
            asked=step.text,
            since=self.t.moment(from_us(one.approval.asked_at)),
            since_iso=utc(from_us(one.approval.asked_at)),
            due=self.t.due(from_us(due)) if due is not None else "",
            due_iso=utc(from_us(due)) if due is not None else "",
            late=due is not None and due <= now_us(),
            why=agreeing.why(one.approval, step, self.actor.id) if waits else "",
            text=ticket.text,
            answers=await ordered.answers(),
            files=ordered.loose_files(),
            earlier=_earlier(agreeing, one, others) if waits else (),
            decision=agreeing.decision(one.approval, step, self.actor.id, action=self._here, typed=self._typed())
            if waits
            else None,
            result=None if waits else agreeing.approver(one.approval),
        )

    def _typed(self) -> Approving | None:
        if self.problem is None:
            return None
        return Approving(form="decide", id=_id(self.text("approval")), text=self.text("comment"), errors=self.errors)


def _earlier(agreeing: Agreeing, one: Mine, others: Sequence[approval.Approval]) -> tuple[ApproverView, ...]:
    """What others have decided before."""
    decided = [other for other in others if other.state in approval.DECIDED and other.id != one.approval.id]
    return tuple(agreeing.approver(other) for other in decided)


def _meant(decision: str) -> str:
    """What a decision is that was made already."""
    return SPELLINGS[decision.strip().lower()]


def _id(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 18):
        raise NotFound(N_("There is no such approval."))
    return int(text)


# On the page of a ticket ----------------------------------------------------------------------------------------


class _OnTicket(TicketScreen):
    """A form of the panel."""

    form_name = ""

    def typed(self) -> Typed:
        """What was typed, beside why it was refused."""
        approval_id = str(self.params.get("approval", ""))
        approving = Approving(
            form=self.form_name,
            id=int(approval_id) if approval_id.isdigit() else 0,
            text=self.text("reason") if self.form_name == "bypass" else self.text("comment"),
            person=self.text("person"),
            person_text=self.text("person.text"),
            errors=self.errors,
        )
        return Typed(approving=approving)

    def said(self, phrase: Phrase) -> Response:
        """Back to the page of the ticket, or to the list if he does not see it any more."""
        return self.go(self.address, self.t.say(phrase.msgid, number=self.ticket.number))


class Decide(_OnTicket):
    """Agreeing or refusing."""

    form_name = "decide"

    async def act(self) -> Response:
        """Decides."""
        decision = self.text("decision")
        approval_id = _id(str(self.params["approval"]))
        await decide(self.actor, self.ticket.id, approval_id, decision=decision, text=self.text("comment"))
        return self.said(_DONE[_meant(decision)])


class Ask(_OnTicket):
    """Asking somebody whom the service does not name."""

    form_name = "ask"

    async def act(self) -> Response:
        """Asks."""
        found = await person_of(self, "person", N_("Choose one person from the list."))
        if not isinstance(found, int):
            raise Invalid({"person": found or N_("Choose one person from the list.")})
        await ask_person(self.actor, self.ticket.id, found, self.text("comment"))
        return self.said(N_("Request %(number)s waits for approval now"))


class Bypass(_OnTicket):
    """Beginning without the approvals that are missing."""

    form_name = "bypass"

    async def act(self) -> Response:
        """Begins."""
        await bypass(self.actor, self.ticket.id, reason=self.text("reason"))
        return self.said(N_("Request %(number)s: the work begins without approval"))


def routes(_: Settings) -> Sequence[BaseRoute]:
    """The routes of approvals. Those that do something show the page too, for whoever loads it anew."""
    return [
        page(PATH, Approvals, needs="ticket.own"),
        page("/tickets/{number}/approvals", Ask, needs="ticket.own"),
        page("/tickets/{number}/approvals/bypass", Bypass, needs="ticket.own"),
        page("/tickets/{number}/approvals/{approval}", Decide, needs="ticket.own"),
    ]
