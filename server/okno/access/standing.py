"""Where people stand: the teams that they are in and the roles that they were given, read together.

With them comes what the company has changed about these roles: every request asks for all of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from okno.access.grants import Grant
from okno.access.rights import TEAM, held
from okno.access.roles import EVERYBODY, LEAD, Role, stored
from okno.db import Row, fetch, in_list, load_json


@dataclass(frozen=True)
class Membership:
    """A person in a team. `withheld` is what his line of this team has not; a lead is not bound by it."""

    team_id: int
    lead: bool
    line: int
    since: int | None
    confidential: bool
    withheld: frozenset[str]


@dataclass(frozen=True)
class Standing:
    """The working teams of a person, and his roles: what was given in a team that is closed by now does not count.

    `changed` are those roles, and the two that nobody is given, which are not as they were delivered, by key.
    """

    members: tuple[Membership, ...]
    grants: tuple[Grant, ...]
    changed: Mapping[str, Role]

    def within(self, team_id: int) -> Membership | None:
        """His membership of this team."""
        return next((one for one in self.members if one.team_id == team_id), None)


# The first branch names the types of what the others leave empty.
_READ = """
SELECT m.person_id, m.team_id, '' AS role, CAST(NULL AS BIGINT) AS granted_by, m.since AS at,
  m.lead, m.line, t.confidential, l.withheld, CAST(NULL AS JSONB) AS title, CAST(NULL AS JSONB) AS summary,
  CAST(NULL AS JSONB) AS rights, CAST(NULL AS JSONB) AS in_team, CAST(NULL AS JSONB) AS in_all_teams,
  CAST(NULL AS BIGINT) AS version
FROM team_member m JOIN team t ON t.id = m.team_id
LEFT JOIN team_line l ON l.team_id = m.team_id AND l.line = m.line
WHERE t.active = $1 AND m.person_id IN {places}
UNION ALL
SELECT person_id, NULL, role, granted_by, granted_at, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
FROM role_grant WHERE person_id IN {places}
UNION ALL
SELECT g.person_id, g.team_id, g.role, g.granted_by, g.granted_at, NULL, NULL, NULL, NULL,
  NULL, NULL, NULL, NULL, NULL, NULL
FROM team_role_grant g JOIN team t ON t.id = g.team_id
WHERE t.active = $1 AND g.person_id IN {places}
UNION ALL
SELECT NULL, NULL, key, NULL, NULL, NULL, NULL, NULL, NULL, title, summary, rights, in_team, in_all_teams, version
FROM role WHERE key IN ($2, $3)
  OR key IN (SELECT role FROM role_grant WHERE person_id IN {places})
  OR key IN (SELECT role FROM team_role_grant WHERE person_id IN {places})
"""


async def standings(person_ids: Iterable[int]) -> Mapping[int, Standing]:
    """The standing of each of these people, in one read."""
    wanted = sorted(set(person_ids))
    places, args = in_list(wanted, start=4)
    rows = await fetch(_READ.format(places=places), True, EVERYBODY, LEAD, *args)
    changed = {row["role"]: stored({**row, "key": row["role"]}) for row in rows if row["version"] is not None}
    found: dict[int, tuple[list[Membership], list[Grant]]] = {person_id: ([], []) for person_id in wanted}
    own = (row for row in rows if row["version"] is None)
    for row in sorted(own, key=lambda row: (row["team_id"] or 0, row["role"])):
        members, grants = found[row["person_id"]]
        if row["role"]:
            grants.append(Grant(row["role"], row["team_id"], row["granted_by"], row["at"]))
        else:
            members.append(_membership(row))
    return {
        person_id: Standing(tuple(members), tuple(grants), changed) for person_id, (members, grants) in found.items()
    }


def _membership(row: Row) -> Membership:
    bound = row["withheld"] is not None and not row["lead"]
    return Membership(
        team_id=row["team_id"],
        lead=bool(row["lead"]),
        line=row["line"],
        since=row["at"],
        confidential=bool(row["confidential"]),
        withheld=held(load_json(row["withheld"]) if bound else (), TEAM),
    )
