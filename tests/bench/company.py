"""The company of a bench: its 30 teams with a service each, and the people who ask for the pages.

They come through the same functions as in a real company; the crowd and its tickets come as rows (see crowd.py).
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from okno import access, people, teams
from okno.catalog import loader, registry, store
from okno.data import data_root
from okno.db import fetch
from okno.settings import Settings

STARTER = ("access", "accounting", "facilities", "hr", "it-devices", "it-support", "security")
"""Teams of the starter catalog; accounting, hr and security are confidential."""
TEAMS = 30
MOST_TEAMS = 20
LEVELS = ("quick", "same-day", "incident", "supply")
PREFIX = "bench-"


@dataclass(frozen=True)
class Place:
    """A team as tickets need it, and the service that it has for the bench."""

    id: int
    key: str
    calendar: str
    service: str
    service_id: int
    confidential: bool


@dataclass(frozen=True)
class Part:
    """Somebody who asks for pages: his roles, and in which teams he is. Confidential ones only where it says so."""

    roles: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()


def team_keys() -> tuple[str, ...]:
    """The keys of all teams, those of the starter catalog first."""
    return (*STARTER, *(f"{PREFIX}{n:02}" for n in range(len(STARTER) + 1, TEAMS + 1)))


def service_key(team: str) -> str:
    """The key of the service that a team has for the bench."""
    return f"{PREFIX}for-{team.removeprefix(PREFIX)}"


def parts() -> Mapping[str, Part]:
    """Who asks for pages, by login.

    The tickets with many facts are of the customer, and those that a run makes of the orderer: the pages of the
    employee stay as they were loaded.
    """
    own = [key for key in team_keys() if key.startswith(PREFIX)]
    return {
        "employee": Part(),
        "customer": Part(),
        "orderer": Part(),
        "agent1": Part(("agent",), tuple(own[:1])),
        "agent5": Part(("agent",), tuple(own[:5])),
        "agent20": Part(("agent",), tuple(own[:MOST_TEAMS])),
        "hr": Part(("agent",), ("hr",)),
        "auditor": Part(("auditor",)),
    }


def widen(folder: Path) -> None:
    """Puts the teams of the bench and their services into a folder of the catalog."""
    for sort, key in enumerate(team_keys()):
        if key not in STARTER:
            team = {"key": key, "title": _title(key), "category": "it", "calendar": "office"}
            _write(folder / "teams" / f"{key}.yaml", {**team, "general": service_key(key)})
        _write(folder / "services" / f"{service_key(key)}.yaml", _service(key, LEVELS[sort % len(LEVELS)]))


def _service(team: str, level: str) -> dict[str, object]:
    return {
        "key": service_key(team),
        "title": {"ru": f"Поломка и вопрос: {team}", "en": f"Fault and question: {team}"},
        "summary": {"ru": "Расскажите, что случилось.", "en": "Tell what has happened."},
        "done_text": {"ru": "Всё работает.", "en": "Everything works."},
        "category": "it",
        "icon": "headset",
        "team": team,
        "owner": {"ru": "Руководитель команды", "en": "Head of the team"},
        "sla": level,
        "words": {"ru": ["поломка", team], "en": ["fault", team]},
        "subject": {"ru": "{topic}", "en": "{topic}"},
        "fields": [
            {"key": "topic", "type": "string", "title": {"ru": "О чём", "en": "About"}, "required": True,
             "max_length": 160},
            {"key": "description", "type": "text", "title": {"ru": "Что случилось", "en": "What has happened"},
             "required": True, "max_length": 8000},
        ],
    }  # fmt: skip


def _title(key: str) -> dict[str, str]:
    number = key.removeprefix(PREFIX)
    return {"ru": f"Команда {number}", "en": f"Team {number}"}


def _write(path: Path, body: object) -> None:
    path.write_text(yaml.safe_dump(body, allow_unicode=True, sort_keys=False), "utf-8")


async def found(settings: Settings) -> None:
    """Puts the catalog with all teams in force, and enters the people who ask. The process is connected."""
    folder = settings.home / "bench-catalog"
    shutil.copytree(data_root("catalog"), folder, dirs_exist_ok=True)
    widen(folder)
    await store.apply(loader.load(folder), actor_id=None, note="bench", base=registry.revision())
    await registry.refresh()
    for number, (login, part) in enumerate(parts().items()):
        await hire(login, part, number, settings)


async def hire(login: str, part: Part, number: int, settings: Settings) -> None:
    """Enters one of the people who ask; their telephones are numbered."""
    person_id = await people.create(
        login=f"{PREFIX}{login}",
        name=f"Бенч {login.capitalize()}",
        mail=f"{PREFIX}{login}@bench.example",
        phone=f"+7495000{number:04}",
        department="Контора",
        phone_region=settings.phone_region,
    )
    await access.set_roles(person_id, part.roles)
    for key in part.teams:
        team = await teams.by_key(key)
        assert team is not None
        await teams.join(team.id, person_id)


async def places() -> list[Place]:
    """All teams that get tickets, as the database has them."""
    rows = {row["key"]: row for row in await fetch("SELECT id, key, calendar, confidential FROM team")}
    made = []
    for key in team_keys():
        row, service = rows[key], service_key(key)
        item = registry.item_id(service)
        assert item is not None
        made.append(Place(row["id"], key, row["calendar"], service, item, bool(row["confidential"])))
    return made


async def askers() -> dict[str, int]:
    """The ids of the people who ask for pages, by login without the prefix."""
    rows = await fetch("SELECT id, login FROM person")
    known = {row["login"]: row["id"] for row in rows if str(row["login"]).startswith(PREFIX)}
    return {login: known[f"{PREFIX}{login}"] for login in parts()}
