"""Names in what people write: @login speaks to a colleague, who is told when he sees the words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from okno.access import actor_of
from okno.events import record
from okno.people import Person, by_logins
from okno.teams import get as get_team
from okno.text import CALL
from okno.tickets.events import PersonMentioned
from okno.tickets.ticket import Ticket
from okno.tickets.visible import Sight, sight

MOST = 20
"""How many people one comment can call."""


def logins(text: str) -> list[str]:
    """The logins that a text names, each once, in its order; an address of mail names nobody."""
    return list(dict.fromkeys(match[1].casefold() for match in CALL.finditer(text)))[:MOST]


async def named(text: str) -> Mapping[str, Person]:
    """The active people whom a text names, by login."""
    return {login: person for login, person in (await by_logins(logins(text))).items() if person.active}


async def call(ticket: Ticket, author_id: int | None, comment_id: int, text: str, visibility: str) -> None:
    """Records who is named in a comment and reads it, in the current transaction. Nobody else is told."""
    for person in (await named(text)).values():
        if person.id != author_id and await _reads(person, ticket, visibility):
            await record(
                PersonMentioned(
                    stream_id=ticket.id,
                    actor_id=author_id,
                    comment_id=comment_id,
                    person_id=person.id,
                    visibility=visibility,
                )
            )


async def unheard(ticket: Ticket, seen: Sight, text: str, visibility: str) -> list[Person]:
    """Those who are named and do not read the words: their writer is told so, as he sees the ticket."""
    return await deaf(ticket, seen, list((await named(text)).values()), visibility)


async def deaf(ticket: Ticket, seen: Sight, people: Sequence[Person], visibility: str = "public") -> list[Person]:
    """Those of the people who do not read words in this ticket.

    Of a confidential team a requester does not learn who is in it.
    """
    team = await get_team(ticket.team_id)
    if seen is not Sight.STAFF and (team is None or team.confidential):
        return []
    return [person for person in people if person.active and not await _reads(person, ticket, visibility)]


async def _reads(person: Person, ticket: Ticket, visibility: str) -> bool:
    seen = await sight(await actor_of(person), ticket)
    return seen is Sight.STAFF if visibility == "internal" else seen is not None
