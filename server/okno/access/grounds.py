"""Why a person may what he may: each right with the roles, memberships and lines that it follows from.

The rights of an actor are counted from these same grounds, so an explanation can't differ from what is done.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from okno.access.grants import Grant
from okno.access.roles import DELIVERED, EVERYBODY, LEAD, Role
from okno.access.standing import Membership, Standing, standings
from okno.db import fetch

EVERYONE, GRANTED, GRANTED_HERE, LEADING, EVERYWHERE = "everyone", "granted", "granted_here", "leading", "everywhere"
"""Why a role holds: everybody has it; it was given; it was given in this team; he leads this team; it holds in all
teams that are not confidential."""


@dataclass(frozen=True)
class Ground:
    """One reason for rights: a role, where it holds (`team_id` None: the whole company) and why it holds there.

    `withheld` are those of its rights that the person's line in this team has not.
    """

    role: Role
    team_id: int | None
    why: str
    rights: frozenset[str]
    withheld: frozenset[str] = frozenset()
    grant: Grant | None = None
    membership: Membership | None = None


async def grounds_of(person_id: int) -> list[Ground]:
    """All grounds of a person, read from the database now."""
    return (await grounds_of_many([person_id]))[person_id]


async def grounds_of_many(person_ids: Iterable[int]) -> Mapping[int, list[Ground]]:
    """The same for many persons at once."""
    return await grounds_from(await standings(person_ids))


async def grounds_from(standing: Mapping[int, Standing]) -> Mapping[int, list[Ground]]:
    """The grounds of people whose standing is known."""
    given = {grant.role for one in standing.values() for grant in one.grants}
    changed = {key: role for one in standing.values() for key, role in one.changed.items()}
    known = {**DELIVERED, **changed}
    roles = {key: known[key] for key in (EVERYBODY, LEAD, *given) if key in known}
    open_teams = await _open_teams() if any(role.in_all_teams for role in roles.values()) else []
    return {person_id: _grounds(one, roles, open_teams) for person_id, one in standing.items()}


def _grounds(standing: Standing, roles: Mapping[str, Role], open_teams: Sequence[int]) -> list[Ground]:
    found = _wide(roles[EVERYBODY], EVERYONE, None, standing, open_teams)
    for grant in standing.grants:
        role = roles.get(grant.role)
        if role is None:
            continue
        if grant.team_id is None:
            found += _wide(role, GRANTED, grant, standing, open_teams)
        else:
            found.append(Ground(role, None, GRANTED_HERE, role.rights, grant=grant))
            found.append(_inside(role, GRANTED_HERE, grant, grant.team_id, standing.within(grant.team_id)))
    for member in standing.members:
        if member.lead:
            found.append(Ground(roles[LEAD], None, LEADING, roles[LEAD].rights, membership=member))
            found.append(_inside(roles[LEAD], LEADING, None, member.team_id, member))
    return [ground for ground in found if ground.rights or ground.withheld]


def _wide(role: Role, why: str, grant: Grant | None, standing: Standing, open_teams: Sequence[int]) -> list[Ground]:
    """A role that holds everywhere: in the company, in his own teams, and what it gives in all open teams."""
    found = [Ground(role, None, why, role.rights, grant=grant)]
    found += [_inside(role, why, grant, member.team_id, member) for member in standing.members]
    if role.in_all_teams:
        found += [_inside(role, EVERYWHERE, grant, team, standing.within(team)) for team in open_teams]
    return found


def _inside(role: Role, why: str, grant: Grant | None, team_id: int, member: Membership | None) -> Ground:
    """A role in a team; whoever is on one of its lines is bound by it, however he has the role."""
    rights = role.in_all_teams if why == EVERYWHERE else role.in_team
    withheld = member.withheld if member is not None else frozenset[str]()
    return Ground(role, team_id, why, rights - withheld, rights & withheld, grant, member)


async def _open_teams() -> list[int]:
    rows = await fetch("SELECT id FROM team WHERE active = $1 AND confidential = $2 ORDER BY id", True, False)
    return [row["id"] for row in rows]


def company_rights(grounds: Iterable[Ground]) -> frozenset[str]:
    """The rights that hold everywhere."""
    return frozenset[str]().union(*(ground.rights for ground in grounds if ground.team_id is None))


def team_rights(grounds: Iterable[Ground]) -> Mapping[int, frozenset[str]]:
    """The rights that hold in each team."""
    found: dict[int, frozenset[str]] = {}
    for ground in grounds:
        if ground.team_id is not None and ground.rights:
            found[ground.team_id] = found.get(ground.team_id, frozenset()) | ground.rights
    return found
