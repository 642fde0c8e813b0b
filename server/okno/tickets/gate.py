"""The one place where plugins are asked whether somebody may do something with a request."""

from __future__ import annotations

from dataclasses import replace

from okno.access import Actor
from okno.db import beforehand
from okno.errors import Forbidden
from okno.text import Phrase
from okno.tickets.hooks import may
from okno.tickets.ticket import Ticket

_WORK = frozenset(
    {
        "ticket.handle", "ticket.classify", "ticket.note", "ticket.assign", "ticket.finish", "ticket.close",
        "ticket.reopen", "ticket.cancel", "approval.bypass",
    }
)  # fmt: skip
"""What the staff does with a request."""


class Barred(Forbidden):
    """A plugin forbids on this request what the roles allow."""


async def refusal(actor: Actor, ticket: Ticket, *, action: str) -> Phrase | None:
    """Why plugins forbid an action (one of ACTIONS) on a request as it is now; None when they do not."""
    if not may.asked():
        return None
    key = ("may", action, actor.id, ticket.id, ticket.version)
    return await beforehand(key, lambda: may(actor=actor, action=action, ticket=ticket))


async def as_offered(actor: Actor, ticket: Ticket) -> Actor:
    """The actor with those of his rights that a page of the request offers him buttons by: one question to plugins.

    Where they forbid him all work on it, he is somebody who only reads it.
    """
    if await refusal(actor, ticket, action="ticket.handle") is None:
        return actor
    teams = {team: rights - _WORK for team, rights in actor.team_rights.items()}
    return replace(actor, rights=actor.rights - _WORK, team_rights=teams)


async def require_free(actor: Actor, ticket: Ticket, *, action: str) -> None:
    """Raises Barred with the sentence of the plugin that forbids it."""
    phrase = await refusal(actor, ticket, action=action)
    if phrase is not None:
        raise Barred(phrase)
