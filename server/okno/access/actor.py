"""Who acts: a person with his rights, as they are at the moment of the request."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from okno.access.grounds import company_rights, grounds_from, team_rights
from okno.access.standing import standings
from okno.errors import Forbidden
from okno.people import Person

EVERYBODYS = "announcements"
"""The topic that everybody hears: an announcement has changed; it does not tell which."""


@dataclass(frozen=True)
class Actor:
    """A signed-in person. `rights` hold everywhere, `team_rights` in each team by its id; `teams` are his own."""

    id: int
    name: str
    locale: str
    time_zone: str
    roles: frozenset[str] = frozenset()
    rights: frozenset[str] = frozenset()
    team_rights: Mapping[int, frozenset[str]] = field(default_factory=dict)
    teams: frozenset[int] = frozenset()

    @property
    def author_id(self) -> int | None:
        """Whom a fact names as the one who has done it: nobody when the server acts by itself."""
        return self.id or None

    @property
    def topics(self) -> frozenset[str]:
        """The topics of live pushes that are his without asking."""
        teams = (f"team:{team}" for team in self.teams_with("ticket.see"))
        return frozenset({f"person:{self.id}", EVERYBODYS, *teams})

    def teams_with(self, right: str) -> frozenset[int]:
        """The teams in which he has a right."""
        return frozenset(team for team, rights in self.team_rights.items() if right in rights)

    def narrowed(self, rights: frozenset[str] | None) -> Actor:
        """He with those of his rights that are named; None leaves all."""
        if rights is None:
            return self
        return replace(
            self,
            rights=self.rights & rights,
            team_rights={team: own & rights for team, own in self.team_rights.items()},
        )


async def actor_of(person: Person) -> Actor:
    """The actor of a person, read from the database now."""
    return (await actors_of([person]))[person.id]


async def actors_of(people: Iterable[Person]) -> dict[int, Actor]:
    """The actors of several people, by id: as many reads as for one."""
    known = {person.id: person for person in people}
    standing = await standings(known)
    grounds = await grounds_from(standing)
    return {
        person.id: Actor(
            id=person.id,
            name=person.name,
            locale=person.locale,
            time_zone=person.time_zone,
            roles=frozenset(ground.role.key for ground in grounds[person.id]),
            rights=company_rights(grounds[person.id]),
            team_rights=team_rights(grounds[person.id]),
            teams=frozenset(one.team_id for one in standing[person.id].members),
        )
        for person in known.values()
    }


def may(actor: Actor, right: str, *, team_id: int | None = None) -> bool:
    """Whether the actor has a right: everywhere, or in the team that the thing belongs to."""
    if right in actor.rights:
        return True
    return team_id is not None and right in actor.team_rights.get(team_id, frozenset())


def require(actor: Actor, right: str, *, team_id: int | None = None) -> None:
    """Raises Forbidden when the actor may not."""
    if not may(actor, right, team_id=team_id):
        raise Forbidden


def system(locale: str = "ru") -> Actor:
    """The server itself, for what it does by rule; it is no person and owns nothing."""
    return Actor(0, "Okno", locale, "")
