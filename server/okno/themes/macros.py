"""Macros on the page of a ticket."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class MacroView:
    """A macro in the menu of a ticket."""

    key: str
    title: str
    line: str  # what it does


@dataclass(frozen=True, kw_only=True)
class MacroPanel:
    """The macros for a ticket: POST to `action` with `key` and `version`."""

    action: str
    rows: tuple[MacroView, ...]
