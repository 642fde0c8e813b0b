"""What people can do, in their company's own words."""

from __future__ import annotations

from collections.abc import Iterable

from okno.db import execute, fetch, in_list, tx
from okno.errors import Invalid
from okno.events import record
from okno.people.events import PersonChanged
from okno.text import N_, one_line, search_key, sort_key

MOST = 30
"""How many a person may have."""
LONGEST = 64
"""Characters of one."""
_OFFERED = 300


def split(text: str) -> list[str]:
    """The skills of a text, separated by commas, semicolons or line breaks."""
    for mark in ";\n":
        text = text.replace(mark, ",")
    return [one_line(part, 1000) for part in text.split(",") if one_line(part)]


async def set_skills(person_id: int, skills: Iterable[str], *, actor_id: int | None = None) -> None:
    """Makes these the skills of a person; “wi-fi” and “Wi-Fi” are one. Raises Invalid for too many or too long ones."""
    wanted: dict[str, str] = {}
    for one in skills:
        text = one_line(one, 1000)
        if text:
            wanted.setdefault(search_key(text), text)
    if any(len(text) > LONGEST for text in (*wanted, *wanted.values())):
        raise Invalid({"skills": N_("A skill has at most %(n)s characters.", n=LONGEST)})
    if len(wanted) > MOST:
        raise Invalid({"skills": N_("At most %(n)s skills a person.", n=MOST)})
    async with tx():
        if await skills_of(person_id) == _ordered(wanted.values()):
            return
        await execute("DELETE FROM person_skill WHERE person_id = $1", person_id)
        for key, text in wanted.items():
            await execute(
                "INSERT INTO person_skill (person_id, skill, skill_key) VALUES ($1, $2, $3)", person_id, text, key
            )
        event = PersonChanged(stream_id=person_id, actor_id=actor_id, fields=("skills",))
        await record(event, [f"person:{person_id}"])


async def skills_of(person_id: int) -> list[str]:
    """The skills of a person in the order of the alphabet."""
    return (await skills_of_many([person_id])).get(person_id, [])


async def skills_of_many(person_ids: Iterable[int]) -> dict[int, list[str]]:
    """The same for many persons at once; whoever has none is left out."""
    places, args = in_list(sorted(set(person_ids)))
    found: dict[int, list[str]] = {}
    for row in await fetch(f"SELECT person_id, skill FROM person_skill WHERE person_id IN {places}", *args):
        found.setdefault(row["person_id"], []).append(row["skill"])
    return {person_id: _ordered(skills) for person_id, skills in found.items()}


async def known_skills() -> list[str]:
    """The skills that somebody has, one spelling of each, to be offered in forms."""
    rows = await fetch(
        "SELECT min(skill) AS skill FROM person_skill GROUP BY skill_key ORDER BY count(*) DESC LIMIT $1", _OFFERED
    )
    return _ordered(row["skill"] for row in rows)


def _ordered(skills: Iterable[str]) -> list[str]:
    return sorted(skills, key=sort_key)
