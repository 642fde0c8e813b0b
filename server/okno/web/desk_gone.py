"""Rows that a page shows and the list holds no more: what has happened to them."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.requests import Request

from okno.http import Page
from okno.people import get_many
from okno.teams import get_many as get_teams
from okno.text import N_
from okno.themes.desk_parts import GoneRow
from okno.tickets import Ticket
from okno.tickets.reading import seen_among
from okno.web.faces import state_view
from okno.web.requests import phase_of

HEADER = "x-okno-rows"
"""With it a page that is open tells the numbers of its rows."""
MOST = 100


def rows_of(request: Request) -> set[int]:
    """The numbers of the rows on the open page that asks to be kept fresh."""
    shown = request.headers.get(HEADER, "")[: MOST * 12].split(",")
    return set([int(one) for one in shown if one.isascii() and one.isdigit() and len(one) < 19][:MOST])


async def gone_rows(current: Page, missing: Sequence[int]) -> tuple[GoneRow, ...]:
    """What has become of these tickets, as far as this person may know it."""
    if not missing:
        return ()
    seen = await seen_among(current.actor, missing)
    people = await get_many(one.assignee_id for one in seen.values())
    teams = await get_teams({one.team_id for one in seen.values()})
    found = []
    for number in missing:
        ticket = seen.get(number)
        name = people[ticket.assignee_id].name if ticket is not None and ticket.assignee_id in people else ""
        team = teams.get(ticket.team_id) if ticket is not None else None
        found.append(
            GoneRow(number=number, text=_said(current, ticket, name, team.name(current.t.locale) if team else ""))
        )
    return tuple(found)


def _said(current: Page, ticket: Ticket | None, name: str, team: str) -> str:
    t = current.t
    if ticket is None:
        return t.say(N_("Handed over, you do not see it any more"))
    if phase_of(ticket) != "open" or not name:
        word = state_view(ticket, t.locale).word
        return t.say(N_("%(state)s, %(team)s", state=word, team=team))
    if ticket.assignee_id == current.actor.id:
        return t.say(N_("You have it now"))
    return t.say(N_("%(name)s has it, %(team)s", name=name, team=team))
