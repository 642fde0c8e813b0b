"""A fact becomes deliveries, in the transaction that ends its own."""

from __future__ import annotations

from okno.api import Actor, Fact, NotFound
from okno.api.people import get_many as get_people
from okno.api.tickets import Ticket, load
from okno_webhooks import delivery
from okno_webhooks.hook import Hook, told_of
from okno_webhooks.kinds import Kind, kind_of
from okno_webhooks.pausing import pause
from okno_webhooks.payload import compose
from okno_webhooks.sender import soon
from okno_webhooks.sight import actors, hindrance, tells, wants


async def write(fact: Fact) -> None:
    """Writes one delivery for each webhook that may tell of the fact; stops those whose owner is not there any more."""
    kind = kind_of(fact)
    hooks = await told_of(kind.name) if kind is not None else []
    if kind is None or not hooks:
        return
    try:
        ticket = await load(str(fact.stream_id))
    except NotFound:
        return
    owners = await get_people(one.owner_id for one in hooks)
    acting = await actors(owners)
    for hook in hooks:
        actor = acting.get(hook.owner_id)
        why = hindrance(owners.get(hook.owner_id), actor)
        if why or actor is None:
            await pause(hook, why)
        else:
            await _put(hook, actor, fact, kind, ticket)


async def _put(hook: Hook, actor: Actor, fact: Fact, kind: Kind, ticket: Ticket) -> None:
    data = kind.data(fact.payload)
    if wants(hook, ticket) and await tells(hook, actor, ticket, kind, data):
        body = await compose(hook, fact, kind, ticket, data)
        await delivery.put(hook, key=str(fact.id), kind=kind.name, body=body, ticket=ticket)
        soon()
