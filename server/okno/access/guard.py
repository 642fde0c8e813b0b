"""Who may hold the keys of another: passwords, invitations, mail addresses and second factors open his account."""

from __future__ import annotations

from okno.access.actor import Actor, actor_of
from okno.access.rights import FREE
from okno.errors import Forbidden
from okno.people import Person
from okno.text import N_


def may_manage(actor: Actor, other: Actor) -> bool:
    """Whether the actor may do what gives him the account of another: he needs every company right of the other.

    Else a low right would lead to a high one: who may change the mail of an administrator can become him.
    """
    return other.rights - FREE <= actor.rights


async def require_manages(actor: Actor, person: Person) -> None:
    """Raises Forbidden when the actor may not hold the keys of this person."""
    if not may_manage(actor, await actor_of(person)):
        raise Forbidden(N_("This person has rights that you have not. Ask somebody who has them all."))
