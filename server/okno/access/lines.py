"""Lines of support: what the members of a line of a team may not, although their roles give it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from okno.access.events import LineChanged
from okno.access.rights import RIGHTS, TEAM, held
from okno.db import dump_json, execute, fetch, load_json, tx
from okno.errors import Invalid
from okno.events import record
from okno.text import N_

LINES = (1, 2, 3, 4)
WITHHOLDABLE = tuple(f"ticket.{verb}" for verb in ("history", "note", "assign", "finish", "close", "reopen", "cancel"))
"""What a line can be without: who can't see or handle tickets is no line of support."""


async def withheld_in(team_id: int) -> Mapping[int, frozenset[str]]:
    """What is withheld on each line of a team; a line without a word withholds nothing."""
    rows = await fetch("SELECT line, withheld FROM team_line WHERE team_id = $1 ORDER BY line", team_id)
    return {row["line"]: held(load_json(row["withheld"]), TEAM) for row in rows}


async def withhold(team_id: int, line: int, rights: Iterable[str], *, actor_id: int | None) -> None:
    """Makes these the rights that the members of a line of a team have not. Raises Invalid for what can't be."""
    wanted = frozenset(rights)
    if line not in LINES:
        raise Invalid({"line": N_("A line is a number from 1 to 4.")})
    if not wanted <= set(WITHHOLDABLE):
        raise Invalid({"withheld": N_("A line cannot be without this.")})
    async with tx():
        if (await withheld_in(team_id)).get(line, frozenset()) == wanted:
            return
        ordered = tuple(key for key in RIGHTS if key in wanted)
        await execute(
            "INSERT INTO team_line (team_id, line, withheld) VALUES ($1, $2, $3)"
            " ON CONFLICT (team_id, line) DO UPDATE SET withheld = excluded.withheld",
            team_id,
            line,
            dump_json(list(ordered)),
        )
        rows = await fetch("SELECT person_id FROM team_member WHERE team_id = $1 AND line = $2", team_id, line)
        event = LineChanged(stream_id=team_id, actor_id=actor_id, line=line, withheld=ordered)
        await record(event, [f"person:{row['person_id']}" for row in rows])
