"""Removing what was sent and never used, and what a crash has left on the disk."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from anyio import to_thread

from okno.clock import now_us
from okno.db import dialect, execute, fetch, in_list, tx
from okno.files.store import root
from okno.jobs import job, schedule
from okno.log import get

KEPT = timedelta(hours=24)
"""How long a file may wait to be attached, and a stray one for its row."""
BATCH = 200
_LOOSE = "NOT EXISTS (SELECT 1 FROM file_use u WHERE u.file_id = file.id)"

log = get(__name__)

Needed = Callable[[Iterable[int]], Awaitable[set[tuple[int, str]]]]
_needed: list[Needed] = []


def needed(ask: Needed) -> None:
    """Has `ask` tell, at each sweep, what these owners still need although it is not attached: (owner, public id)."""
    if ask not in _needed:
        _needed.append(ask)


@job("files.sweep")
async def run(_: Mapping[str, Any]) -> None:
    """Sweeps as the schedule says."""
    removed = await sweep()
    if removed:
        log.info("swept files", removed=removed)


schedule("files.sweep", every=timedelta(hours=1))


async def sweep() -> int:
    """Removes files that are older than KEPT and belong to nothing; returns how many."""
    await _forget_loose()
    removed = 0
    for batch in await to_thread.run_sync(_old_on_disk):
        removed += await _remove_strays(batch)
    return removed


async def _forget_loose() -> None:
    """Rows go first: a file without a row is found again, a row without a file would be a broken promise."""
    last: int | None = 0
    while last is not None:
        last = await _forget_some(last)


async def _forget_some(after: int) -> int | None:
    """Forgets a batch of loose files and returns the id of the last one that was looked at; None at the end."""
    locked = " FOR UPDATE SKIP LOCKED" if dialect() == "postgres" else ""
    async with tx():
        rows = await fetch(
            "SELECT id, public_id, owner_id FROM file"
            f" WHERE id > $1 AND created_at < $2 AND {_LOOSE} ORDER BY id LIMIT $3{locked}",
            after,
            now_us() - KEPT // timedelta(microseconds=1),
            BATCH,
        )
        owners = {row["owner_id"] for row in rows}
        kept = set[tuple[int, str]]().union(*[await ask(owners) for ask in _needed])
        places, args = in_list(row["id"] for row in rows if (row["owner_id"], row["public_id"]) not in kept)
        # Asked again now that they are locked: whoever held one until just now has attached it.
        await execute(f"DELETE FROM file WHERE id IN {places} AND {_LOOSE}", *args)
    return rows[-1]["id"] if len(rows) == BATCH else None


def _old_on_disk() -> list[list[Path]]:
    old = sorted(_old_paths())
    return [old[at : at + BATCH] for at in range(0, len(old), BATCH)]


def _old_paths() -> Iterator[Path]:
    edge = time.time() - KEPT.total_seconds()
    for path in root().glob("*/*"):
        if path.is_file() and path.stat().st_mtime < edge:
            yield path


async def _remove_strays(batch: list[Path]) -> int:
    places, args = in_list(path.name for path in batch)
    known = {row["public_id"] for row in await fetch(f"SELECT public_id FROM file WHERE public_id IN {places}", *args)}
    strays = [path for path in batch if path.name not in known]
    for path in strays:
        path.unlink(missing_ok=True)
    return len(strays)
