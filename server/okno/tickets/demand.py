"""What is ordered: by a person lately, and by the people of his department.

Only what at least three different people of the department have ordered is told, and nothing of a confidential team:
nobody learns of a colleague's request from here.
"""

from __future__ import annotations

from okno.catalog import registry
from okno.clock import now_us
from okno.db import fetch, fetch_value, in_list
from okno.text import search_key

LOOKED_BACK = 50
"""How many of his own requests are looked through for what he ordered lately."""
DAYS = 90
PEOPLE = 3
"""As many different people must have ordered a service before others hear of it."""
MOST_PEOPLE = 1000
"""Of a department as many are looked at."""
NEWEST = 20_000
"""As many of the newest requests are counted, so that the work stays the same in the tenth year."""
MOST = 20
_DAY_US = 24 * 3600 * 1_000_000


async def ordered_lately(person_id: int) -> list[str]:
    """The keys of the services that a person has ordered, the latest first, each once."""
    rows = await fetch(
        f"SELECT service FROM ticket WHERE requester_id = $1 ORDER BY id DESC LIMIT {LOOKED_BACK}", person_id
    )
    return list(dict.fromkeys(row["service"] for row in rows))


async def popular_with(department: str) -> list[str]:
    """The keys of the services that the people of a department order, those of most people first."""
    ids = await _people_of(department)
    if len(ids) < PEOPLE:
        return []
    since = now_us() - DAYS * _DAY_US
    places, args = in_list(ids, start=5)
    rows = await fetch(
        "SELECT t.service, count(DISTINCT t.requester_id) AS n FROM ticket t JOIN team m ON m.id = t.team_id"
        f" WHERE t.requester_id IN {places} AND t.id > $1 AND t.created_at >= $2"
        " AND t.on_behalf_of_id IS NULL AND m.confidential = $3"
        f" GROUP BY t.service HAVING count(DISTINCT t.requester_id) >= $4 ORDER BY n DESC, t.service LIMIT {MOST}",
        int(await fetch_value("SELECT coalesce(max(id), 0) AS n FROM ticket")) - NEWEST,
        since,
        False,
        PEOPLE,
        *args,
    )
    return [row["service"] for row in rows if not _is_confidential(row["service"])]


def _is_confidential(key: str) -> bool:
    """Whether the team of a service is a confidential one now; what the catalog has no more is told of no more."""
    service = registry.service(key)
    team = registry.team(service.team) if service is not None else None
    return team is None or team.confidential


async def _people_of(department: str) -> list[int]:
    """The active people of a department, however each of them spells it."""
    wanted = search_key(department)
    if not wanted:
        return []
    rows = await fetch("SELECT DISTINCT department FROM person WHERE active = $1", True)
    spelled = [row["department"] for row in rows if search_key(row["department"]) == wanted]
    places, args = in_list(spelled, start=2)
    people = f"SELECT id FROM person WHERE active = $1 AND department IN {places} ORDER BY id LIMIT {MOST_PEOPLE}"
    return [row["id"] for row in await fetch(people, True, *args)]
