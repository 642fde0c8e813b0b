"""The priority and the people for the menus in the head of a ticket."""

from __future__ import annotations

from collections.abc import Mapping

from okno.access import may
from okno.catalog.model import PRIORITIES as KEYS
from okno.http import Page
from okno.people import get_many
from okno.teams import get as get_team, members
from okno.text import N_, Phrase, plural
from okno.themes.contexts import OptionView
from okno.tickets import Ticket
from okno.tickets.routing import loads_of
from okno.tickets.visible import is_staff
from okno.web.away import Away

PRIORITIES: Mapping[str, Phrase] = {
    "critical": N_("Critical"),
    "high": N_("High"),
    "normal": N_("Normal"),
    "low": N_("Low"),
}
"""In the menu, without the word “priority”."""


async def priorities(current: Page, ticket: Ticket) -> tuple[OptionView, ...]:
    """The priorities for the menu; () for who may not set them."""
    actor = current.actor
    able = is_staff(actor, ticket) and may(actor, "ticket.classify", team_id=ticket.team_id)
    if not able or not ticket.open or ticket.merged_into_id is not None:
        return ()
    return tuple(
        OptionView(value=key, label=current.t.say(PRIORITIES[key]), selected=key == ticket.priority_name)
        for key in KEYS
    )


async def workers(current: Page, ticket: Ticket) -> tuple[OptionView, ...]:
    """Who may get the ticket, whoever is here and has the least to do first; a note says what stands against it."""
    team = await get_team(ticket.team_id)
    able = is_staff(current.actor, ticket) and may(current.actor, "ticket.assign", team_id=ticket.team_id)
    if team is None or not able or not ticket.open:
        return ()
    listed = {one.id: one for one in await members(team.id) if one.id != ticket.customer_id}
    loads = await loads_of(team.id, listed)
    away = await Away.of(listed, current.t, current.settings.time_zone, team_id=team.id)
    people = await get_many(listed)
    order = sorted(people, key=lambda key: (key in away, loads.get(key, 0), people[key].name))
    return tuple(
        OptionView(
            value=str(key),
            label=people[key].name,
            note=away.words(key) or _load(current, loads.get(key, 0)),
            selected=key == ticket.assignee_id,
        )
        for key in order
    )


def _load(current: Page, n: int) -> str:
    return current.t.say(plural("%(n)s open", "%(n)s open", n)) if n else current.t.say(N_("free"))
