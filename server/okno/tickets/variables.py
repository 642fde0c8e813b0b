"""The variables of words that are used often, with the values that a ticket gives them (see okno.catalog.variables)."""

from __future__ import annotations

from collections.abc import Mapping

from okno.catalog import registry
from okno.catalog.variables import fill
from okno.clock import FAR_US, from_us, zone_of
from okno.i18n import translator
from okno.people import Person, get as get_person
from okno.teams import get as get_team
from okno.text import Texts, pick
from okno.tickets.ticket import Ticket


async def values(ticket: Ticket, locale: str, author: Person | None = None) -> Mapping[str, str]:
    """What each variable becomes in a language, when `author` writes (None: the server). Unknown things are empty."""
    customer, team = await get_person(ticket.customer_id), await get_team(ticket.team_id)
    service = await registry.service_item(ticket.service_item_id)
    title = team.name(locale) if team is not None else ""
    return {
        "name": customer.first_name if customer is not None else "",
        "full_name": customer.name if customer is not None else "",
        "number": ticket.number,
        "subject": ticket.subject,
        "service": pick(service.title, locale) if service is not None else "",
        "team": title,
        "agent": author.name if author is not None else title,
        "position": author.title if author is not None else "",
        "phone": author.phone if author is not None else "",
        "due": _due(ticket, locale, customer),
    }


def _due(ticket: Ticket, locale: str, customer: Person | None) -> str:
    if ticket.resolve_by is None or ticket.resolve_by >= FAR_US or not ticket.open:
        return ""
    zone = zone_of(customer.time_zone if customer is not None else "")
    return translator(locale, zone).due(from_us(ticket.resolve_by))


async def filled(text: Texts, ticket: Ticket, locale: str, author: Person | None = None) -> str:
    """The words in a language, with the values in them."""
    return fill(pick(text, locale), await values(ticket, locale, author))
