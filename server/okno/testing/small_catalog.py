"""A catalog with one team and one service, and how it grows."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from okno.catalog import registry, store
from okno.catalog.loader import read
from okno.catalog.model import Catalog, Category, Service, TeamSpec
from okno.data import data_root

CATEGORY, TEAM, SERVICE = "help", "desk", "help"


@cache
def first() -> Catalog:
    """The catalog of a new desk, with the calendars and lifecycles that Okno is delivered with."""
    starter = _common()
    return Catalog(
        categories={CATEGORY: Category(key=CATEGORY, title=both("Help"), icon="laptop", sort=1, general=SERVICE)},
        teams={TEAM: team(TEAM, next(iter(starter.calendars)))},
        calendars=starter.calendars,
        lifecycles=starter.lifecycles,
        services={SERVICE: service(SERVICE)},
    )


def _common() -> Catalog:
    """The calendars and lifecycles that Okno is delivered with; to read all services takes seconds."""
    with TemporaryDirectory() as folder:
        for name in ("catalog.yaml", "calendars", "lifecycles"):
            Path(folder, name).symlink_to(data_root("catalog") / name)
        return read(Path(folder)).catalog


def both(text: str) -> dict[str, str]:
    """A text that is the same in both languages."""
    return {"ru": text, "en": text}


def team(key: str, calendar: str, **more: Any) -> TeamSpec:
    """A team that answers for the general service."""
    told: dict[str, Any] = {"title": both(key.capitalize()), "general": SERVICE, "category": CATEGORY}
    return TeamSpec(key=key, calendar=calendar, **{**told, **more})


def service(key: str, **more: Any) -> Service:
    """Something that is ordered in words."""
    title = both(key.capitalize())
    told: dict[str, Any] = {
        "title": title, "summary": title, "done_text": both("Done."), "owner": both("Head"), "icon": "laptop",
        "category": CATEGORY, "team": TEAM, "respond": "1h", "resolve": "8h",
    }  # fmt: skip
    return Service(key=key, **{**told, **more})


async def add(*, teams: tuple[TeamSpec, ...] = (), services: tuple[Service, ...] = ()) -> None:
    """Puts more into the catalog in force."""
    catalog = registry.current()
    grown = replace(
        first(),
        teams={**catalog.teams, **{one.key: one for one in teams}},
        services={**catalog.services, **{one.key: one for one in services}},
    )
    await store.apply(grown, actor_id=None)
    await registry.refresh()
