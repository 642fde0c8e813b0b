"""The macros of a ticket: a menu on the page of its agent."""

from __future__ import annotations

from okno.access import Actor
from okno.i18n import Translator
from okno.text import pick
from okno.themes.macros import MacroPanel, MacroView
from okno.tickets import Ticket, macros
from okno.web.action_words import Names, actions_line


async def panel_of(ticket: Ticket, actor: Actor, t: Translator) -> MacroPanel | None:
    """The macros that the actor may use on the ticket now; None when there are none."""
    found = await macros.offered(actor, ticket)
    if not found:
        return None
    names = await Names.of(action for one in found for action in one.actions)
    return MacroPanel(
        action=f"/tickets/{ticket.number}/macro",
        rows=tuple(
            MacroView(key=one.key, title=pick(one.title, t.locale), line=actions_line(one, t, names)) for one in found
        ),
    )
