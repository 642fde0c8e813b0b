"""Who acts: a person with his rights, as they are at the moment of the request."""

from __future__ import annotations

from dataclasses import dataclass

from okno.access.roles import ROLES, roles_of
from okno.errors import Forbidden
from okno.people import Person
from okno.teams import teams_of


@dataclass(frozen=True)
class Actor:
    """A signed-in person. `rights` hold everywhere, `team_rights` in `teams` (ids of his teams)."""

    id: int
    name: str
    locale: str
    time_zone: str
    roles: frozenset[str]
    rights: frozenset[str]
    team_rights: frozenset[str]
    teams: frozenset[int]

    @property
    def topics(self) -> frozenset[str]:
        """The topics of live pushes that are his without asking."""
        own = {f"person:{self.id}"}
        if "ticket.see" in self.team_rights:
            own |= {f"team:{team}" for team in self.teams}
        return frozenset(own)


async def actor_of(person: Person) -> Actor:
    """The actor of a person, read from the database now."""
    roles = [ROLES[key] for key in await roles_of(person.id)]
    return Actor(
        id=person.id,
        name=person.name,
        locale=person.locale,
        time_zone=person.time_zone,
        roles=frozenset(role.key for role in roles),
        rights=frozenset[str]().union(*(role.rights for role in roles)),
        team_rights=frozenset[str]().union(*(role.in_team for role in roles)),
        teams=frozenset(await teams_of(person.id)),
    )


def may(actor: Actor, right: str, *, team_id: int | None = None) -> bool:
    """Whether the actor has a right: everywhere, or in the team that the thing belongs to."""
    if right in actor.rights:
        return True
    return team_id is not None and team_id in actor.teams and right in actor.team_rights


def require(actor: Actor, right: str, *, team_id: int | None = None) -> None:
    """Raises Forbidden when the actor may not."""
    if not may(actor, right, team_id=team_id):
        raise Forbidden


def system(locale: str = "ru") -> Actor:
    """The server itself, for what it does by rule; it is no person and owns nothing."""
    return Actor(0, "Okno", locale, "", frozenset(), frozenset(), frozenset(), frozenset())
