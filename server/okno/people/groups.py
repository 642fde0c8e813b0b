"""Groups that people belong to, in their company's own words: who may order what depends on them."""

from __future__ import annotations

from collections.abc import Iterable

from okno.db import execute, fetch, in_list, tx
from okno.errors import Invalid
from okno.events import record
from okno.people.events import PersonChanged
from okno.text import N_, one_line, search_key, sort_key

MOST = 50
"""How many a person may be in."""
LONGEST = 120
"""Characters of the name of one."""
_OFFERED = 300


async def set_groups(person_id: int, groups: Iterable[str], *, actor_id: int | None = None) -> None:
    """Makes these the groups of a person; “VPN” and “vpn” are one. Raises Invalid for too many or too long ones."""
    wanted: dict[str, str] = {}
    for one in groups:
        name = one_line(one, 1000)
        if name:
            wanted.setdefault(search_key(name), name)
    if any(len(name) > LONGEST for name in (*wanted, *wanted.values())):
        raise Invalid({"groups": N_("The name of a group has at most %(n)s characters.", n=LONGEST)})
    if len(wanted) > MOST:
        raise Invalid({"groups": N_("At most %(n)s groups a person.", n=MOST)})
    async with tx():
        if await groups_of(person_id) == _ordered(wanted.values()):
            return
        await execute("DELETE FROM person_group WHERE person_id = $1", person_id)
        for key, name in wanted.items():
            await execute(
                "INSERT INTO person_group (person_id, name, name_key) VALUES ($1, $2, $3)", person_id, name, key
            )
        event = PersonChanged(stream_id=person_id, actor_id=actor_id, fields=("groups",))
        await record(event, [f"person:{person_id}"])


async def groups_of(person_id: int) -> list[str]:
    """The groups of a person in the order of the alphabet."""
    return (await groups_of_many([person_id])).get(person_id, [])


async def groups_of_many(person_ids: Iterable[int]) -> dict[int, list[str]]:
    """The same for many persons at once; whoever is in none is left out."""
    places, args = in_list(sorted(set(person_ids)))
    found: dict[int, list[str]] = {}
    for row in await fetch(f"SELECT person_id, name FROM person_group WHERE person_id IN {places}", *args):
        found.setdefault(row["person_id"], []).append(row["name"])
    return {person_id: _ordered(groups) for person_id, groups in found.items()}


async def keys_of(person_id: int) -> list[str]:
    """The groups of a person as they are compared."""
    return [row["name_key"] for row in await fetch("SELECT name_key FROM person_group WHERE person_id = $1", person_id)]


async def known_groups() -> list[str]:
    """The groups that somebody is in, one spelling of each, to be offered in forms."""
    rows = await fetch(
        "SELECT min(name) AS name FROM person_group GROUP BY name_key ORDER BY count(*) DESC LIMIT $1", _OFFERED
    )
    return _ordered(row["name"] for row in rows)


def _ordered(groups: Iterable[str]) -> list[str]:
    return sorted(groups, key=sort_key)
