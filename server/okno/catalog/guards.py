"""The guards of transitions that plugins bring."""

from __future__ import annotations

from collections.abc import Mapping

from okno.catalog.brought import by_key
from okno.catalog.hooks import Guard, lifecycle_guards


def guards() -> Mapping[str, Guard]:
    """Those of the plugins that are switched on, by their keys."""
    return by_key(lifecycle_guards.answers(), Guard)
