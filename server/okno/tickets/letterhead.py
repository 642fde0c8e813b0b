"""The letterhead of a team: the greeting and the signature that stand around its words in letters.

The page of a request shows the words alone: there the name stands beside them. See docs/decisions/0021-ticket-page.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from okno.catalog import registry
from okno.catalog.rules import names_in
from okno.catalog.variables import fill
from okno.people import Person, get as get_person
from okno.teams import get as get_team
from okno.text import pick
from okno.tickets.ticket import Ticket
from okno.tickets.variables import values


@dataclass(frozen=True)
class Letterhead:
    """What stands before and after the words; "" for nothing."""

    greeting: str
    signature: str

    def around(self, text: str) -> str:
        """The words inside it."""
        return "\n\n".join(part for part in (self.greeting, text, self.signature) if part)


async def of(ticket: Ticket, author: Person | None, reader: Person | None) -> Letterhead:
    """The letterhead of the team that has the ticket, for what `author` (None: the server) writes to `reader`.

    The greeting names whoever reads the letter, be he not the one for whom it was ordered.
    """
    team = await get_team(ticket.team_id)
    spec = registry.team(team.key) if team is not None else None
    if spec is None or not (spec.greeting or spec.signature):
        return Letterhead("", "")
    locale = reader.locale if reader is not None else "ru"
    given = dict(await values(ticket, locale, author))
    if reader is not None:
        given |= {"name": reader.first_name, "full_name": reader.name}
    return Letterhead(*(_lines(pick(text, locale), given) for text in (spec.greeting, spec.signature)))


async def around(text: str, ticket: Ticket, author_id: int | None, reader: Person) -> str:
    """Words of the staff as they stand in a letter to somebody."""
    author = await get_person(author_id) if author_id is not None else None
    return (await of(ticket, author, reader)).around(text)


def _lines(text: str, given: Mapping[str, str]) -> str:
    """The text with its values; a line for whose variables nothing is known is left out, as one of a telephone."""
    lines = [(line, fill(line, given).strip()) for line in text.strip().splitlines()]
    return "\n".join(filled for line, filled in lines if not names_in(line) or any(map(str.isalnum, filled)))
