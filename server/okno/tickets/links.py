"""Links between tickets: which duplicates, causes, contains or continues which.

One direction is stored, both are told: what is `part_of` from the one side is `parent` from the other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from okno.access import Actor
from okno.clock import now_us
from okno.db import Row, asking, dialect, execute, fetch, fetch_value, in_list, tx
from okno.errors import Conflict, Invalid, NotFound, Refused
from okno.events import Event, record
from okno.text import N_
from okno.tickets import store
from okno.tickets.beside import beside
from okno.tickets.events import TicketLinked, TicketUnlinked
from okno.tickets.ticket import Ticket
from okno.tickets.visible import Sight

INVERSE: Mapping[str, str] = {
    "duplicate": "has_duplicate",
    "caused_by": "causes",
    "part_of": "parent",
    "follows": "followed_by",
    "related": "related",
}
"""What the first ticket is to the second, and what by that the second is to the first. The former are stored."""
WAYS: Mapping[str, tuple[str, bool]] = {
    **{kind: (kind, True) for kind in INVERSE},
    **{inverse: (kind, False) for kind, inverse in INVERSE.items() if inverse != kind},
}
"""How each word for a link is stored: its kind, and whether it is told from the side that is stored first."""
MOST = 100
"""Links of one ticket."""
DEEPEST = 1000
"""How many tickets above one are looked through for a circle."""
_LOCK = 0x6F6B6E6F6C  # "oknol"


@dataclass(frozen=True)
class Link:
    """A link as told from one of its tickets: what this one `is` to the `other`. `outgoing`: it is stored this way."""

    id: int
    kind: str
    outgoing: bool
    other: Ticket

    @property
    def told(self) -> str:
        """What the ticket is to the other: one of the words in WAYS."""
        return self.kind if self.outgoing else INVERSE[self.kind]


# Reading ------------------------------------------------------------------------------------------------------


async def links_of(actor: Actor, ticket: Ticket, seen: Sight) -> list[Link]:
    """The links of a ticket to those of which the actor may know, oldest first."""
    rows = await _rows(ticket.id)
    others = await beside(actor, seen, (_other(row, ticket.id) for row in rows))
    return [
        Link(row["id"], row["kind"], row["ticket_id"] == ticket.id, others[_other(row, ticket.id)])
        for row in rows
        if _other(row, ticket.id) in others
    ]


async def _rows(ticket_id: int) -> list[Row]:
    columns = "SELECT id, ticket_id, other_id, kind FROM ticket_link WHERE"
    return await fetch(
        f"SELECT * FROM ({columns} ticket_id = $1 UNION {columns} other_id = $1) l ORDER BY id LIMIT {MOST * 2}",
        ticket_id,
    )


def _other(row: Row, ticket_id: int) -> int:
    return int(row["other_id"] if row["ticket_id"] == ticket_id else row["ticket_id"])


# Writing ------------------------------------------------------------------------------------------------------


@asking
async def link(actor: Actor, number: str | int, other: str | int, kind: str) -> Link:
    """Says what the ticket is to the other one, by a word of WAYS. The actor works on the one and sees the other.

    NotFound for a ticket that he does not see, Conflict when the two are linked already.
    """
    async with tx():
        await store.lock_all(number, other)
        ticket, seen = await _handled(actor, number)
        pair = await beside(actor, seen, [(await store.load(other)).id])
        if not pair:
            raise store.no_ticket()
        target = next(iter(pair.values()))
        if kind not in WAYS:
            raise Invalid({"kind": N_("A link is one of: %(known)s.", known=", ".join(WAYS))})
        if target.id == ticket.id:
            raise Invalid({"to": N_("A request can’t be linked with itself. Name another one.")})
        await _check(ticket, target, kind)
        stored, outgoing = WAYS[kind]
        ids = (ticket.id, target.id) if outgoing else (target.id, ticket.id)
        link_id = await add_link(*ids, stored, actor.id)
    return Link(link_id, stored, outgoing, target)


@asking
async def unlink(actor: Actor, number: str | int, link_id: str | int) -> None:
    """Takes a link away. NotFound when the ticket has none with this id that the actor may know of."""
    async with tx():
        ticket, seen = await _handled(actor, number)
        for one in await links_of(actor, ticket, seen):
            if str(one.id) == str(link_id):
                await execute("DELETE FROM ticket_link WHERE id = $1", one.id)
                await _tell(TicketUnlinked, ticket, one.other, one.told, actor.id)
                return
    raise NotFound(N_("There is no such link, or you may not see it."))


async def add_link(ticket_id: int, other_id: int, kind: str, author_id: int | None) -> int:
    """Links two tickets by a kind of INVERSE, in the current transaction, for whoever has checked that it may be.

    The id of the link; of the one that is there already when there is one.
    """
    made = await fetch_value(
        "INSERT INTO ticket_link (ticket_id, other_id, kind, author_id, at) VALUES ($1, $2, $3, $4, $5)"
        " ON CONFLICT DO NOTHING RETURNING id",
        ticket_id,
        other_id,
        kind,
        author_id,
        now_us(),
    )
    if made is None:
        return int(
            await fetch_value(
                "SELECT id FROM ticket_link WHERE ticket_id = $1 AND other_id = $2 AND kind = $3",
                ticket_id,
                other_id,
                kind,
            )
        )
    await _tell(TicketLinked, await store.load(ticket_id), await store.load(other_id), kind, author_id)
    return int(made)


async def _handled(actor: Actor, number: str | int) -> tuple[Ticket, Sight]:
    ticket, seen = await store.load_for_change(actor, number, None, action="ticket.handle")
    store.staff_only(seen)
    store.require_of_staff(actor, "ticket.handle", ticket)
    return ticket, seen


async def _check(ticket: Ticket, target: Ticket, kind: str) -> None:
    rows = await _rows(ticket.id)
    if any(_other(row, ticket.id) == target.id for row in rows):
        raise Conflict(N_("Requests %(one)s and %(other)s are linked already.", one=ticket.number, other=target.number))
    if max(len(rows), len(await _rows(target.id))) >= MOST:
        raise Refused(N_("A request has at most %(n)s links. Take one away first.", n=MOST))
    stored, outgoing = WAYS[kind]
    part, whole = (ticket, target) if outgoing else (target, ticket)
    if stored == "part_of" and await _contains(part, whole):
        raise Conflict(
            N_("Request %(whole)s is a part of request %(part)s itself.", whole=whole.number, part=part.number)
        )


async def _contains(part: Ticket, whole: Ticket) -> bool:
    """Whether the one that shall contain the other is a part of it, however deep.

    Links of this kind are made one after the other: four of them at once could close a circle that none of them saw.
    """
    if dialect() == "postgres":
        await fetch("SELECT pg_advisory_xact_lock($1)", _LOCK)
    above = {whole.id}
    layer = {whole.id}
    while layer and len(above) < DEEPEST:
        places, args = in_list(sorted(layer))
        rows = await fetch(f"SELECT other_id FROM ticket_link WHERE kind = 'part_of' AND ticket_id IN {places}", *args)
        layer = {row["other_id"] for row in rows} - above
        above |= layer
    return part.id in above


async def _tell(
    event: type[TicketLinked] | type[TicketUnlinked], ticket: Ticket, other: Ticket, kind: str, author_id: int | None
) -> None:
    """Told in both stories, each from its side. `kind` is the word from the side of the first."""
    back = INVERSE.get(kind) or WAYS[kind][0]
    # Whoever reads the one need not read the other: then it is for the staff alone.
    internal = ticket.customer_id != other.customer_id
    for here, there, word in ((ticket, other, kind), (other, ticket, back)):
        fact: Event = event(stream_id=here.id, actor_id=author_id, other_id=there.id, kind_=word)
        await record(fact, await store.topics(here, internal=internal))
