"""What a new item of a kind begins with: values that can be changed before anybody sees them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from okno.catalog.model import Catalog
from okno.catalog.registry import USUAL_MATRIX
from okno.catalog.shape import plain

WORKDAY = ["09:00-18:00"]


def _category(catalog: Catalog, title: Any, _key: str) -> dict[str, Any]:
    last = max((one.sort for one in catalog.categories.values()), default=0)
    general = next((one.general for one in catalog.categories.values()), "")
    return {"title": title, "icon": "layout-grid", "sort": last + 10, "general": general}


def _team(catalog: Catalog, title: Any, _key: str) -> dict[str, Any]:
    return {
        "title": title,
        "calendar": next(iter(catalog.calendars), ""),
        "category": next(iter(catalog.categories), ""),
        "general": "",
    }


def _level(_catalog: Catalog, title: Any, _key: str) -> dict[str, Any]:
    terms = {"critical": ("30m", "4h"), "high": ("1h", "1d"), "normal": ("4h", "3d"), "low": ("1d", "5d")}
    targets = {name: {"respond": respond, "resolve": resolve} for name, (respond, resolve) in terms.items()}
    return {"title": title, "targets": targets}


def _policy(catalog: Catalog, title: Any, _key: str) -> dict[str, Any]:
    """Last in the order, and for important people: one for everything would change every request at once."""
    last = max((one.sort for one in catalog.policies.values()), default=0)
    return {"title": title, "sort": last + 10, "sla": next(iter(catalog.sla), ""), "vip": True}


def _matrix(_catalog: Catalog, title: Any, _key: str) -> dict[str, Any]:
    return {**plain(USUAL_MATRIX), "title": title}


def _calendar(_catalog: Catalog, title: Any, _key: str) -> dict[str, Any]:
    week = {day: list(WORKDAY) for day in ("mon", "tue", "wed", "thu", "fri")}
    return {"title": title, "zone": "Europe/Moscow", "week": week}


def _lifecycle(catalog: Catalog, title: Any, _key: str) -> dict[str, Any]:
    """As the ordinary one: it is easier to take out than to invent."""
    return (
        {**plain(catalog.lifecycles["default"]), "title": title}
        if "default" in catalog.lifecycles
        else {"title": title}
    )


def _replies(catalog: Catalog, _title: Any, key: str) -> dict[str, Any]:
    return {"title": dict(catalog.teams[key].title), "replies": []}


def _rule(catalog: Catalog, title: Any, _key: str) -> dict[str, Any]:
    last = max((one.sort for one in catalog.rules.values()), default=0)
    return {"title": title, "sort": last + 10, "on": ["created"], "actions": []}


def _macro(catalog: Catalog, title: Any, _key: str) -> dict[str, Any]:
    last = max((one.sort for one in catalog.macros.values()), default=0)
    return {"title": title, "sort": last + 10, "actions": []}


USUAL: Mapping[str, Callable[[Catalog, Any, str], dict[str, Any]]] = {
    "category": _category,
    "team": _team,
    "sla": _level,
    "priority": _matrix,
    "policy": _policy,
    "calendar": _calendar,
    "lifecycle": _lifecycle,
    "reply": _replies,
    "rule": _rule,
    "macro": _macro,
}
"""What makes the body of a new item, by kind, from the catalog, its title and its key."""
