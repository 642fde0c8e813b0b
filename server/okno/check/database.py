"""The database by itself: pages, references, and marks of the home."""

from __future__ import annotations

from collections.abc import AsyncIterator

from okno.check.flaw import Flaw
from okno.db import dialect, fetch
from okno.nodes import mark
from okno.settings import Settings
from okno.text import N_

MOST = 50
"""Of so many flaws of a kind the rest is not told."""


async def flaws(settings: Settings) -> AsyncIterator[Flaw]:
    """What is wrong with it. PostgreSQL watches over its pages and references by itself."""
    if dialect() == "sqlite":
        for row in await fetch(f"PRAGMA integrity_check({MOST})"):
            said = str(next(iter(row.values())))
            if said != "ok":
                yield Flaw("database", N_("SQLite says: %(said)s", said=said))
        for row in (await fetch("PRAGMA foreign_key_check"))[:MOST]:
            place = f"{row['table']} {row['rowid']}"
            yield Flaw(place, N_("It points to a row of %(table)s that is not there.", table=row["parent"]))
    why = await mark.misfit(settings)
    if why is not None:
        yield Flaw("home", why)
