"""The matrix: everybody at every route about every kind of thing, held against a truth that was written by hand."""

from tests.security.matrix import (
    administration,
    day_pages,
    day_rest,
    door,
    editor,
    news,
    pages,
    rest,
    work_pages,
    work_rest,
)
from tests.security.matrix.entry import Entry, Thing, expected
from tests.security.matrix.judge import Finding, address, ask, judge, unlisted
from tests.security.matrix.truth import WHO
from tests.security.matrix.world import World

ENTRIES: tuple[Entry, ...] = (
    *door.ENTRIES, *pages.ENTRIES, *work_pages.ENTRIES, *news.ENTRIES, *administration.ENTRIES, *editor.ENTRIES,
    *rest.ENTRIES, *work_rest.ENTRIES, *day_pages.ENTRIES, *day_rest.ENTRIES,
)  # fmt: skip
"""Everything that is asked."""
READING = tuple(entry for entry in ENTRIES if not entry.changes)
CHANGING = tuple(entry for entry in ENTRIES if entry.changes)

__all__ = [
    "CHANGING",
    "ENTRIES",
    "READING",
    "WHO",
    "Entry",
    "Finding",
    "Thing",
    "World",
    "address",
    "ask",
    "expected",
    "judge",
    "unlisted",
]
