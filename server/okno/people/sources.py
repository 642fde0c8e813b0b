"""Persons from a directory: which of their fields it decides."""

from __future__ import annotations

from okno.db import fetch_value
from okno.people.hooks import PersonSource, person_sources


async def source_of(person_id: int) -> PersonSource | None:
    """Where a person comes from, by the beginning of his id in the directory; None: he was entered here.

    The source of a plugin that is switched off counts too: what it has brought is not changed here meanwhile.
    """
    known = [one for answer in person_sources.answers(also_inactive=True) for one in answer.value]
    if not known:
        return None
    stored = await fetch_value("SELECT directory_id FROM person WHERE id = $1", person_id)
    key, mark, _ = str(stored or "").partition(":")
    return next((one for one in known if mark and one.key == key), None)
