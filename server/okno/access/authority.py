"""Who may give what: nobody gives or takes a right of the company that he has not himself."""

from __future__ import annotations

from collections.abc import Iterable

from okno.access.actor import Actor
from okno.access.grounds import company_rights, grounds_of
from okno.access.rights import COMPANY, FREE, RIGHTS, held
from okno.access.roles import LEAD, required
from okno.errors import Forbidden, Refused
from okno.text import N_


async def require_authority(actor_id: int | None, right: str, touched: Iterable[str]) -> None:
    """Raises Forbidden without `right`, Refused when `touched` holds rights of the company that the actor has not.

    Rights in teams are free: an administrator gives them and has none. Actor None is the server itself.
    """
    if actor_id is None:
        return
    own = company_rights(await grounds_of(actor_id))
    if right not in own:
        raise Forbidden
    require_within(own, touched)


async def require_leading(actor: Actor) -> None:
    """Raises Refused when the actor may not make a lead nor end a lead: the role gives rights in the company, too."""
    require_within(actor.rights, (await required(LEAD)).rights)


def require_within(own: frozenset[str], touched: Iterable[str]) -> None:
    """Raises Refused when `touched` holds rights of the company that are not among one's own."""
    beyond = held(touched, COMPANY) - own - FREE
    if beyond:
        titles = tuple(RIGHTS[key].title for key in RIGHTS if key in beyond)
        raise Refused(N_("You may give and take only what you may yourself. You lack: %(rights)s.", rights=titles))
