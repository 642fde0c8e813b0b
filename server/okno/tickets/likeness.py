"""Tickets that may be about the same thing: of the same customer, near in time, in near words, by whatever channel."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import timedelta

from okno.access import Actor
from okno.catalog import registry
from okno.catalog.find import stem, words_of
from okno.catalog.spelling import distance, tolerance
from okno.clock import now_us
from okno.db import fetch
from okno.tickets.links import links_of
from okno.tickets.ticket import T_COLUMNS, Ticket, ticket_of
from okno.tickets.visible import Branch, Sight, of_teams, own

NEAR = timedelta(days=14)
"""How far apart in time two tickets are taken to be about the same thing at most."""
NEWEST = 200
"""How many tickets of a customer are compared."""
WORDS = 40
"""How many words of a ticket are compared."""
ENOUGH = 0.45
"""From which likeness on a ticket is shown."""
_SHORTEST = 3
"""Letters of a word that says something."""
_SLIP, _OVERLAP, _SAME_SERVICE = 0.8, 0.7, 0.1
_MICROSECOND = timedelta(microseconds=1)
_ITS = "(SELECT ticket_id FROM ticket_reader WHERE principal_id = ${place} AND why IN ('requester', 'behalf'))"


@dataclass(frozen=True)
class Alike:
    """A ticket that is like another: 0 not at all, 1 word for word."""

    ticket: Ticket
    likeness: float


async def alike(actor: Actor, ticket: Ticket, seen: Sight, limit: int = 5) -> list[Alike]:
    """What may be a duplicate of the ticket, as far as the actor may know of it, the most alike first.

    What is merged, or linked with it already, is left out: somebody has judged it.
    """
    linked = {one.other.id for one in await links_of(actor, ticket, seen)}
    here = await _words(ticket)
    found = []
    for one in await _near(actor, ticket, seen):
        if one.id not in linked:
            score = min(likeness(here, await _words(one)) + _SAME_SERVICE * (one.service == ticket.service), 1.0)
            found.append(Alike(one, score))
    found = [one for one in found if one.likeness >= ENOUGH]
    return sorted(found, key=lambda one: (-one.likeness, -one.ticket.id))[:limit]


async def open_of_service(actor: Actor, service: str) -> Ticket | None:
    """The newest ticket of this service that is for the actor and still open, if it is not old."""
    branch = own(actor)
    rows = await fetch(
        f"SELECT {T_COLUMNS} FROM {branch.source} WHERE {branch.where} AND t.open = $2 AND t.service = $3"
        " AND t.created_at > $4 AND coalesce(t.on_behalf_of_id, t.requester_id) = $1 ORDER BY t.id DESC LIMIT 1",
        *branch.args,
        True,
        service,
        now_us() - NEAR // _MICROSECOND,
    )
    return ticket_of(rows[0]) if rows else None


def likeness(one: Collection[str], other: Collection[str]) -> float:
    """How alike two sets of stems are, 0 to 1. A word with a slip counts a little less than the word itself.

    A short text all of whose words stand in a long one is like it too.
    """
    if not one or not other:
        return 0.0
    common = set(one) & set(other)
    rest = [word for word in other if word not in common]
    matched = len(common) + sum(_SLIP for word in one if word not in common and _has_near(word, rest))
    return max(2 * matched / (len(one) + len(other)), _OVERLAP * matched / max(min(len(one), len(other)), _SHORTEST))


def _has_near(word: str, others: Iterable[str]) -> bool:
    most = tolerance(word)
    # Most pairs have nothing in common: that is seen without counting slips.
    return most > 0 and any(
        len(set(word) ^ set(other)) <= 2 * most and distance(word, other, most) <= most for other in others
    )


async def _words(ticket: Ticket) -> frozenset[str]:
    """The stems of what was said at the order: the subject, the text, and answers in free words."""
    service = await registry.service_item(ticket.service_item_id)
    free = [one.key for one in service.fields if one.type in ("string", "text")] if service is not None else []
    text = " ".join([ticket.subject, ticket.text, *(str(ticket.answers.get(key) or "") for key in free)])
    stems = dict.fromkeys(stem(word) for word in words_of(text) if len(word) >= _SHORTEST or word.isdigit())
    return frozenset(list(stems)[:WORDS])


async def _near(actor: Actor, ticket: Ticket, seen: Sight) -> list[Ticket]:
    """The newest tickets of the same customer from around the same time, through the filter."""
    found: dict[int, Ticket] = {}
    for branch in _branches(actor, seen):
        place = len(branch.args) + 1
        rows = await fetch(
            f"SELECT {T_COLUMNS} FROM {branch.source} WHERE {branch.where} AND t.id IN {_ITS.format(place=place)}"
            f" AND coalesce(t.on_behalf_of_id, t.requester_id) = ${place} AND t.id <> ${place + 1}"
            f" AND t.created_at BETWEEN ${place + 2} AND ${place + 3} AND t.merged_into_id IS NULL"
            f" ORDER BY t.id DESC LIMIT {NEWEST}",
            *branch.args,
            ticket.customer_id,
            ticket.id,
            ticket.created_at - NEAR // _MICROSECOND,
            ticket.created_at + NEAR // _MICROSECOND,
        )
        found |= {row["id"]: ticket_of(row) for row in rows}
    return sorted(found.values(), key=lambda one: -one.id)[:NEWEST]


def _branches(actor: Actor, seen: Sight) -> list[Branch]:
    """Where to look: what he reads by name and, for the staff, the teams whose history he may read."""
    if seen is Sight.READER:
        return [own(actor)]
    teams = actor.teams_with("ticket.see") & actor.teams_with("ticket.history")
    return [own(actor), of_teams(actor, teams)] if teams else [own(actor)]
