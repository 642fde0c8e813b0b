"""What the day of an agent adds to the page of a ticket: faces, the person panel, work time, menus, the reply box."""

from __future__ import annotations

from dataclasses import replace

from okno.http import Page
from okno.themes.agent_panels import AgentPanels
from okno.themes.contexts import TicketPage
from okno.tickets import Ticket
from okno.web import customer_panel, outside_panel, presence, quick_acts, reply_box, work_panel
from okno.web.reply_box import BoxState
from okno.web.work_panel import TypedWork


async def fitted(
    current: Page, ticket: Ticket, page: TicketPage, *, box: BoxState, work: TypedWork, last_said: int
) -> TicketPage:
    """The page with all of it."""
    panels = AgentPanels(
        presence=await presence.panel(current, ticket),
        customer=await customer_panel.panel(current, ticket),
        work=await work_panel.panel(current, ticket, work),
        priorities=await quick_acts.priorities(current, ticket),
        outsiders=await outside_panel.people_outside(ticket, current.t),
        workers=await quick_acts.workers(current, ticket),
    )
    reply = await reply_box.fitted(current, ticket, page, box, seen=last_said)
    return replace(page, reply=reply, panels=panels)
