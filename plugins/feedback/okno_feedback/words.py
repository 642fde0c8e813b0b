"""What people wrote with their marks: a list that goes on by key, and the same as a table for spreadsheets."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

from okno.api import fetch
from okno_feedback.rating import Rating, rating_of
from okno_feedback.report import Span

PAGE = 30
CHUNK = 500
"""Rows that an export reads at once."""
_COLUMNS = ", ".join(
    f"r.{name}"
    for name in (
        "id", "invitation_id", "ticket_id", "person_id", "team_id", "assignee_id", "service", "stars", "text",
        "reasons", "at", "changed_at", "changes", "follow", "keeper_id", "settled_at", "settled_by_id",
    )
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Wish:
    """Which marks: of a span, with this number of stars (0: any), with words only; before the one with this id."""

    span: Span
    stars: int = 0
    worded: bool = False
    before: int | None = None
    limit: int = PAGE


async def page(wish: Wish) -> tuple[list[Rating], int | None]:
    """A page, the newest first, and the key to go on with."""
    where, args = wish.span.where()
    if wish.stars:
        args.append(wish.stars)
        where += f" AND r.stars = ${len(args)}"
    if wish.worded:
        where += " AND r.text <> ''"
    args.append(wish.before if wish.before is not None else 2**62)
    rows = await fetch(
        f"SELECT {_COLUMNS} FROM x_feedback_rating r WHERE {where} AND r.id < ${len(args)}"
        f" ORDER BY r.id DESC LIMIT {wish.limit + 1}",
        *args,
    )
    found = [rating_of(row) for row in rows[: wish.limit]]
    return found, found[-1].id if len(rows) > wish.limit else None


async def everything(wish: Wish) -> AsyncIterator[list[Rating]]:
    """All of them, a piece at a time."""
    at: int | None = wish.before
    while True:
        found, at = await page(replace(wish, before=at, limit=CHUNK))
        if found:
            yield found
        if at is None:
            return
