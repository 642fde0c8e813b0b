"""What the desk shows of whether the server gives somebody work of a team."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class RestView:
    """One's own switch «take no new work»; form `action`: `rest` = on or off, `next`."""

    action: str
    rests: bool
    absent: str = ""  # «нет на месте до 5 декабря»: then no work is given anyway
