"""The lists of the catalog's administration by kind: where each kind of item is edited."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from okno.text import N_, Phrase

HOME = "/admin/catalog"


@dataclass(frozen=True)
class KindPages:
    """Where items of a kind are listed and edited, how the list is called, its icon."""

    path: str
    title: Phrase
    icon: str


PAGES: Mapping[str, KindPages] = {
    "service": KindPages(f"{HOME}/services", N_("Services"), "layout-grid"),
    "category": KindPages(f"{HOME}/categories", N_("Categories"), "layout-grid"),
    "team": KindPages(f"{HOME}/teams", N_("Teams"), "users"),
    "sla": KindPages(f"{HOME}/sla", N_("Service levels"), "alarm-clock"),
    "policy": KindPages(f"{HOME}/policies", N_("Policies"), "list-checks"),
    "priority": KindPages(f"{HOME}/priorities", N_("Priorities"), "zap"),
    "calendar": KindPages(f"{HOME}/calendars", N_("Calendars"), "calendar"),
    "lifecycle": KindPages(f"{HOME}/lifecycles", N_("Lifecycles"), "rotate-ccw"),
    "rule": KindPages(f"{HOME}/rules", N_("Rules"), "activity"),
    "macro": KindPages(f"{HOME}/macros", N_("Macros"), "wrench"),
    "reply": KindPages(f"{HOME}/replies", N_("Canned replies"), "message-square"),
}
"""The kinds that have an editor."""


def editor_of(kind: str, key: str) -> str:
    """The address of the editor of an item; "" for a kind that has none."""
    pages = PAGES.get(kind)
    return f"{pages.path}/{key}" if pages is not None else ""
