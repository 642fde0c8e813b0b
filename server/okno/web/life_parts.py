"""What the life of a ticket adds to its pages: followers, names called in vain, former forms, what the end asks."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from okno.access import may
from okno.catalog import registry
from okno.catalog.model import Field
from okno.clock import from_us
from okno.files import of_ticket
from okno.http import Page
from okno.people import get as get_person
from okno.teams import get as get_team
from okno.text import N_, pick
from okno.themes.contexts import MoveView, RequestPage, TicketPage
from okno.themes.life import FollowUpView, PastFormView
from okno.tickets import Sight, Ticket, closing, reopening
from okno.tickets.answers import readable
from okno.tickets.filling import PREFIX
from okno.tickets.past_forms import past_forms
from okno.tickets.visible import is_staff
from okno.web import answers_form, watch_panel
from okno.web.ordered import Ordered
from okno.web.ordered_for import PARAMETER


async def to_end(ticket: Ticket, goal: str) -> Sequence[Field]:
    """The questions that are still to be answered on the way to a state."""
    state = registry.lifecycle(ticket.lifecycle).state(goal)
    service = await registry.service_item(ticket.service_item_id)
    return closing.missing(ticket, service) if state is not None and state.phase == "done" and service else ()


async def of_agent(current: Page, ticket: Ticket, page: TicketPage, given: Mapping[str, Any]) -> TicketPage:
    """The page of an agent with all of it; `given` are answers that a refused move came with."""
    actor = current.actor
    works = is_staff(actor, ticket)
    refused = any(name.startswith(PREFIX) for name in current.errors)
    customer = await get_person(ticket.customer_id)
    return replace(
        page,
        moves=tuple([await _with_fields(current, ticket, one, given) for one in page.moves]),
        move_open=current.text("to") if refused else page.move_open,
        watch=await watch_panel.panel(current, ticket, Sight.STAFF),
        unheard=await watch_panel.unheard(current, ticket, Sight.STAFF),
        past=await past(ticket, Sight.STAFF, current),
        edit_href=f"/tickets/{ticket.number}/reclassify"
        if works and ticket.open and may(actor, "ticket.classify", team_id=ticket.team_id)
        else "",
        again_href=await _again(ticket) if may(actor, "ticket.behalf") and works else "",
        again_label=current.t.say(N_("New request for %(name)s", name=customer.name)) if customer is not None else "",
    )


async def _again(ticket: Ticket) -> str:
    """The form in which one orders from the same team for the same person."""
    team = await get_team(ticket.team_id)
    spec = registry.team(team.key) if team is not None else None
    service = spec.general if spec is not None else ticket.service
    return f"/catalog/{service}?{urlencode({PARAMETER: ticket.customer_id})}"


async def _with_fields(current: Page, ticket: Ticket, move: MoveView, given: Mapping[str, Any]) -> MoveView:
    fields = await to_end(ticket, move.to)
    if not fields:
        return move
    return replace(move, fields=await answers_form.views(current, fields, given, current.errors))


async def of_requester(current: Page, ticket: Ticket, page: RequestPage) -> RequestPage:
    """The page of a requester, or of who reads it beside him, with all of it."""
    own = current.actor.id in (ticket.requester_id, ticket.customer_id)
    return replace(
        page,
        watch=await watch_panel.panel(current, ticket, Sight.READER),
        unheard=await watch_panel.unheard(current, ticket, Sight.READER),
        past=await past(ticket, Sight.READER, current),
        follow_up=_follow_up(current, ticket) if own and reopening.is_over(ticket) else None,
        reopen_until=_until(current, ticket) if page.can_reopen else "",
    )


def _follow_up(current: Page, ticket: Ticket) -> FollowUpView:
    days = registry.lifecycle(ticket.lifecycle).reopen_days
    return FollowUpView(
        line=current.t.say(
            N_(
                "It was closed more than %(n)s working days ago and is not opened again. A new request takes its"
                " answers along, and those who do it see this one.",
                n=days,
            )
        ),
        once=secrets.token_urlsafe(24),
        text=current.text("text") if current.problem is not None else "",
        error=current.errors.get("text", ""),
    )


def _until(current: Page, ticket: Ticket) -> str:
    last = reopening.until(ticket)
    if last is None:
        return ""
    return current.t.say(N_("It can be opened again until %(day)s.", day=current.t.day(from_us(last))))


async def past(ticket: Ticket, seen: Sight, current: Page) -> tuple[PastFormView, ...]:
    """The former services of a ticket with their answers, under the titles of their own forms."""
    found = await past_forms(ticket.id)
    attached = await of_ticket(ticket.id, internal=seen is Sight.STAFF) if found else []
    told: list[PastFormView] = []
    for one in found:
        service = await registry.service_item(one.service_item_id)
        answers = readable(service, one.answers, staff=seen is Sight.STAFF)
        before = replace(ticket, service=one.service, service_item_id=one.service_item_id, answers=answers)
        title = pick(service.title, current.t.locale) if service is not None else one.service
        moment = current.t.moment(from_us(one.until))
        told.append(
            PastFormView(
                title=current.t.say(N_("%(service)s, until %(moment)s", service=title, moment=moment)),
                answers=await Ordered(before, service, attached, current.t).answers(),
            )
        )
    return tuple(told)
