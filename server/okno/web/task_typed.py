"""What was typed into a refused form on the page of a task."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

PREFIX = "fields."
"""What stands before the names of the task's own fields in its form."""


@dataclass(frozen=True, kw_only=True)
class TypedTask:
    """Words of a refused form and the sentences beside them. `names` are people as they were written."""

    notice: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    comment: str = ""
    asks: str = ""
    line: str = ""
    line_error: str = ""
