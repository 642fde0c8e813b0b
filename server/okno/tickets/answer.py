"""Commenting a ticket: words of the one whose answer the work waits for let it go on."""

from __future__ import annotations

from collections.abc import Sequence

from okno.access import Actor
from okno.catalog import registry
from okno.catalog.model import Transition
from okno.db import asking, tx
from okno.errors import Invalid
from okno.text import N_
from okno.tickets import guards, store
from okno.tickets.comment import Comment, add, checked, require
from okno.tickets.merged import present
from okno.tickets.move import go, ways
from okno.tickets.thread import VISIBILITIES
from okno.tickets.ticket import Ticket
from okno.tickets.visible import Sight

_ACTIONS = {"public": "ticket.comment", "internal": "ticket.note"}


def going_on(actor: Actor, ticket: Ticket, seen: Sight) -> Transition | None:
    """The way that the ticket goes by a comment of this actor: he is its requester, and the work waits for him."""
    state = registry.lifecycle(ticket.lifecycle).state(ticket.state)
    if seen is not Sight.READER or state is None or state.pause != "requester":
        return None
    return next((way for way in ways(actor, ticket, seen) if "requester" in way.who and way.asks == "required"), None)


@asking
async def comment(
    actor: Actor,
    number: str | int,
    *,
    text: str,
    visibility: str = "public",
    files: Sequence[str] = (),
    source: str = "portal",
) -> Comment:
    """Writes into the public or the internal thread. Needs no version: words never compete."""
    body = checked(text, files)
    if visibility not in VISIBILITIES:
        raise Invalid({"visibility": N_("Visibility is public or internal.")})
    async with tx():
        # The number of what goes on as another ticket leads there.
        number = await present(actor, number)
        ticket, seen = await store.load_for_change(actor, number, None, action=_ACTIONS[visibility])
        require(actor, ticket, seen, visibility)
        said = await add(ticket, actor.id, body, visibility, files, source=source, staff=seen is Sight.STAFF)
        way = going_on(actor, ticket, seen) if visibility == "public" else None
        # What a plugin is against stays where it is: the words are said all the same.
        if way is not None and await guards.refusal(actor, ticket, way.to, way=way, text=body) is None:
            await go(ticket, way.to, actor_id=actor.id, comment_id=said.id)
    return said
