"""What plugins say to a move: the check that each move passes, and the guards that a transition names."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from types import MappingProxyType
from typing import Any

from okno.access import Actor
from okno.catalog.brought import plugin_of
from okno.catalog.guards import guards
from okno.catalog.model import Transition
from okno.db import beforehand, dump_json
from okno.errors import Refused
from okno.hooks import guest_of
from okno.hooks.hook import SECONDS, CheckFailed
from okno.hooks.isolation import PluginFailed, isolated
from okno.text import N_, Phrase
from okno.tickets.hooks import ticket_move_check
from okno.tickets.ticket import Ticket

_NONE: Mapping[str, Any] = MappingProxyType({})


async def require_free(
    actor: Actor | None,
    ticket: Ticket,
    to: str,
    *,
    way: Transition | None = None,
    text: str = "",
    fields: Mapping[str, Any] = _NONE,
) -> None:
    """Raises Refused with the sentence of the plugin that is against a move. `actor` None: a rule moves it.

    `way` is the transition; without one, as when something is taken back, no guard is asked.
    """
    phrase = await refusal(actor, ticket, to, way=way, text=text, fields=fields)
    if phrase is not None:
        raise Refused(phrase)


async def refusal(
    actor: Actor | None,
    ticket: Ticket,
    to: str,
    *,
    way: Transition | None = None,
    text: str = "",
    fields: Mapping[str, Any] = _NONE,
) -> Phrase | None:
    """Why plugins are against a move of a ticket as it is now; None when they are not."""
    who = actor.id if actor is not None else None
    about = (who, ticket.id, ticket.version, to)
    if ticket_move_check.asked():
        key = ("move", *about, text, dump_json(dict(fields)))
        refused = await beforehand(
            key, lambda: ticket_move_check(actor=actor, ticket=ticket, to=to, text=text, fields=fields)
        )
        if refused is not None:
            return refused
    for guard in way.guards if way is not None else ():
        refused = await beforehand(("guard", guard, *about), partial(_asked, guard, actor, ticket, to))
        if refused is not None:
            return refused
    return None


async def _asked(key: str, actor: Actor | None, ticket: Ticket, to: str) -> Phrase | None:
    guard, guest = guards().get(key), guest_of(plugin_of(key))
    if guard is None or guest is None:
        return N_(
            "This step needs the check “%(guard)s” of the plugin “%(plugin)s”, which is not there or switched off."
            " Tell your administrator.",
            guard=key,
            plugin=plugin_of(key),
        )
    ctx = guest.context(actor)
    try:
        return await isolated(
            guest.name, key, lambda: guard.check(ctx, actor=actor, ticket=ticket, to=to), seconds=SECONDS
        )
    except PluginFailed:
        return CheckFailed(guest.name).phrase
