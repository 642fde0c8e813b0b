"""What stands beside a ticket on its page: links, what was merged, what may be a duplicate."""

from __future__ import annotations

from okno.access import Actor, may
from okno.i18n import Translator
from okno.themes.beside import BesidePanel, LinkRow
from okno.themes.contexts import MiniRow, OptionView
from okno.tickets import Sight, Ticket
from okno.tickets.likeness import alike
from okno.tickets.links import links_of
from okno.tickets.merged import goal_of, sources_of
from okno.tickets.visible import is_staff, reads_history
from okno.web.faces import state_view
from okno.web.link_words import WORDS

ALIKE_MOST = 3


def mini(ticket: Ticket, locale: str) -> MiniRow:
    """A ticket in one short line."""
    return MiniRow(
        number=ticket.id,
        href=f"/tickets/{ticket.number}",
        subject=ticket.subject,
        state=state_view(ticket, locale),
    )


def kinds(t: Translator, chosen: str = "") -> tuple[OptionView, ...]:
    """The words for links, to choose from."""
    return tuple(OptionView(value=key, label=t.say(word), selected=key == chosen) for key, word in WORDS.items())


async def beside_view(actor: Actor, ticket: Ticket, seen: Sight, t: Translator) -> BesidePanel:
    """What the actor, who sees the ticket so, may know of the tickets beside it, and what he may do with them."""
    handles = seen is Sight.STAFF and is_staff(actor, ticket) and may(actor, "ticket.handle", team_id=ticket.team_id)
    links = await links_of(actor, ticket, seen)
    goal = await goal_of(actor, ticket)
    sources = [one.ticket for one in await sources_of(actor, ticket, seen) if one.seen]
    merges = handles and ticket.merged_into_id is None
    return BesidePanel(
        goal=mini(goal, t.locale) if goal is not None else None,
        sources=tuple(mini(one, t.locale) for one in sources),
        links=tuple(
            LinkRow(word=t.say(WORDS[one.told]), row=mini(one.other, t.locale), id=one.id if handles else 0)
            for one in links
        ),
        alike=await _alike(actor, ticket, seen, t) if handles and ticket.open else (),
        kinds=kinds(t) if handles else (),
        can_merge=merges,
        can_separate=handles,
    )


async def _alike(actor: Actor, ticket: Ticket, seen: Sight, t: Translator) -> tuple[MiniRow, ...]:
    if not reads_history(actor, ticket, seen):
        return ()
    return tuple(mini(one.ticket, t.locale) for one in await alike(actor, ticket, seen, ALIKE_MOST))
