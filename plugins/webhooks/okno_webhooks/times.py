"""Instants as programs write them."""

from __future__ import annotations

from datetime import datetime

from okno.api import N_, Invalid


def moment_of(field: str, text: str) -> datetime:
    """The instant in an ISO 8601 text with a zone. Raises Invalid under the name of the field."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise Invalid({field: N_("Write a moment with its zone: 2026-11-23T09:00:00Z.")})
    return found
