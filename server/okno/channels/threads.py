"""Conversations with outsiders, as plugins and pages begin them and write into them."""

from __future__ import annotations

from okno.access import Actor
from okno.tickets import outside
from okno.tickets.outside import tell

__all__ = ["open", "tell"]


async def open(actor: Actor, number: str | int, outsider_id: int) -> int:  # noqa: A001  the name that plugins know
    """Begins a conversation of a ticket with an outsider, as one of its staff; the id of the thread.

    The one that there is already when there is one. Raises NotFound, Forbidden and Conflict.
    """
    return await outside.invite(actor, number, outsider_id)
