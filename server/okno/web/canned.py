"""Canned replies, ready to be sent: with the values of the ticket in them, in the language of the requester."""

from __future__ import annotations

from collections.abc import Sequence

from okno.catalog import registry
from okno.catalog.variables import fill
from okno.i18n import Translator
from okno.people import Person
from okno.teams import Team
from okno.text import pick
from okno.themes.canned import CannedView
from okno.tickets import Ticket, own_replies
from okno.tickets.variables import values

OWN = "own-"
"""Before the id of a reply of one's own: keys of the team's never have a number after it."""


async def of_team(
    ticket: Ticket, team: Team | None, customer: Person | None, author: Person, t: Translator
) -> tuple[CannedView, ...]:
    """The replies of the team that has the ticket; their titles are in the language of who writes."""
    listed = registry.replies(team.key) if team is not None else ()
    if not listed or customer is None:
        return ()
    given = await values(ticket, customer.locale, author)
    return tuple(
        _view(ticket, one.key, pick(one.title, t.locale), fill(pick(one.text, customer.locale), given))
        for one in listed
    )


async def own(ticket: Ticket, customer: Person | None, author: Person) -> tuple[CannedView, ...]:
    """The replies of whoever writes."""
    listed = await own_replies.of_person(author.id)
    if not listed or customer is None:
        return ()
    given = await values(ticket, customer.locale, author)
    return tuple(_view(ticket, f"{OWN}{one.id}", one.title, fill(one.text, given)) for one in listed)


def _view(ticket: Ticket, key: str, title: str, text: str) -> CannedView:
    return CannedView(href=f"/tickets/{ticket.number}?reply={key}#reply", title=title, text=text, key=key)


def text_of(listed: Sequence[CannedView], key: str) -> str:
    """The words of one of them; "" when there is none with this key."""
    return next((one.text for one in listed if one.key == key), "")
