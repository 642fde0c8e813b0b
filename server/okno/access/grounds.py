"""Why a person may what he may: each right with the roles, memberships and lines that it follows from.

The rights of an actor are counted from these same grounds, so an explanation can't differ from what is done.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from okno.access.grants import Grant, grants_of
from okno.access.rights import TEAM, held
from okno.access.roles import DELIVERED, EVERYBODY, LEAD, Role, stored
from okno.db import Row, fetch, in_list, load_json

EVERYONE, GRANTED, GRANTED_HERE, LEADING, EVERYWHERE = "everyone", "granted", "granted_here", "leading", "everywhere"
"""Why a role holds: everybody has it; it was given; it was given in this team; he leads this team; it holds in all
teams that are not confidential."""


@dataclass(frozen=True)
class Membership:
    """A person in a team. `withheld` is what his line of this team has not."""

    team_id: int
    lead: bool
    line: int
    since: int | None
    confidential: bool
    withheld: frozenset[str]


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


async def grounds_of(person_id: int, members: Sequence[Membership] | None = None) -> list[Ground]:
    """All grounds of a person, read from the database now. `members` are his memberships, if they are known."""
    grants = await grants_of(person_id)
    roles = await _roles([EVERYBODY, LEAD, *(one.role for one in grants)])
    members = await memberships_of(person_id) if members is None else members
    found = [_company(roles[EVERYBODY], EVERYONE)]
    for grant in grants:
        role = roles.get(grant.role)
        if role is not None and grant.team_id is None:
            found += [_company(role, GRANTED, grant), *(_inside(role, one, grant) for one in members)]
        elif role is not None:
            own = next((one for one in members if one.team_id == grant.team_id), None)
            found += [_company(role, GRANTED_HERE, grant), _here(role, grant, own)]
    leading = [one for one in members if one.lead]
    if leading:
        found.append(_company(roles[LEAD], LEADING))
        found += [Ground(roles[LEAD], one.team_id, LEADING, roles[LEAD].in_team, membership=one) for one in leading]
    found += await _everywhere([(roles[one.role], one) for one in grants if one.role in roles])
    return [ground for ground in found if ground.rights or ground.withheld]


def _company(role: Role, why: str, grant: Grant | None = None) -> Ground:
    return Ground(role, None, why, role.rights, grant=grant)


def _inside(role: Role, member: Membership, grant: Grant) -> Ground:
    """A role that was given everywhere, in one of his own teams."""
    return Ground(
        role, member.team_id, GRANTED, role.in_team - member.withheld, role.in_team & member.withheld, grant, member
    )


def _here(role: Role, grant: Grant, member: Membership | None) -> Ground:
    """A role that was given in this team; whoever is on one of its lines is bound by it too."""
    withheld = member.withheld if member is not None else frozenset[str]()
    return Ground(role, grant.team_id, GRANTED_HERE, role.in_team - withheld, role.in_team & withheld, grant, member)


async def _everywhere(roles: Sequence[tuple[Role, Grant]]) -> list[Ground]:
    wide = [(role, grant) for role, grant in roles if role.in_all_teams and grant.team_id is None]
    if not wide:
        return []
    rows = await fetch("SELECT id FROM team WHERE active = $1 AND confidential = $2 ORDER BY id", True, False)
    return [Ground(role, row["id"], EVERYWHERE, role.in_all_teams, grant=grant) for role, grant in wide for row in rows]


async def memberships_of(person_id: int) -> list[Membership]:
    """The working teams of a person with his place in each."""
    rows = await fetch(
        "SELECT m.team_id, m.lead, m.line, m.since, t.confidential, l.withheld FROM team_member m"
        " JOIN team t ON t.id = m.team_id LEFT JOIN team_line l ON l.team_id = m.team_id AND l.line = m.line"
        " WHERE m.person_id = $1 AND t.active = $2 ORDER BY t.key",
        person_id,
        True,
    )
    return [_membership(row) for row in rows]


def _membership(row: Row) -> Membership:
    return Membership(
        team_id=row["team_id"],
        lead=bool(row["lead"]),
        line=row["line"],
        since=row["since"],
        confidential=bool(row["confidential"]),
        withheld=held(load_json(row["withheld"]) if row["withheld"] is not None else (), TEAM),
    )


async def _roles(keys: Iterable[str]) -> dict[str, Role]:
    """The roles with these keys that there are."""
    wanted = sorted(set(keys))
    places, args = in_list(wanted)
    changed = {row["key"]: stored(row) for row in await fetch(f"SELECT * FROM role WHERE key IN {places}", *args)}
    return {key: changed.get(key) or DELIVERED[key] for key in wanted if key in changed or key in DELIVERED}


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
