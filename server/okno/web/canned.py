"""Canned replies of a team, ready to be sent: in the requester's language, with his name and the number in them."""

from __future__ import annotations

from collections.abc import Sequence

from okno.catalog import registry
from okno.i18n import Translator
from okno.people import Person
from okno.teams import Team
from okno.text import pick
from okno.themes.canned import CannedView
from okno.tickets import Ticket


def replies(ticket: Ticket, team: Team | None, customer: Person | None, t: Translator) -> Sequence[CannedView]:
    """The replies of the team that has the ticket; their titles are in the language of who writes."""
    if team is None or customer is None:
        return ()
    values = {"{name}": customer.first_name, "{number}": ticket.number}
    return tuple(
        CannedView(
            href=f"/tickets/{ticket.number}?reply={one.key}#reply",
            title=pick(one.title, t.locale),
            text=_filled(pick(one.text, customer.locale), values),
            key=one.key,
        )
        for one in registry.replies(team.key)
    )


def text_of(listed: Sequence[CannedView], key: str) -> str:
    """The words of one of them; "" when there is none with this key."""
    return next((one.text for one in listed if one.key == key), "")


def _filled(text: str, values: dict[str, str]) -> str:
    for mark, value in values.items():
        text = text.replace(mark, value)
    return text
