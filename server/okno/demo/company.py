"""Loading the demo company into an empty database, and taking its accounts away again."""

from __future__ import annotations

import os
import secrets
import tomllib
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from okno import access, people, teams
from okno.db import execute, fetch, fetch_value, tx
from okno.demo import requests
from okno.http import passwords
from okno.i18n import say
from okno.settings import Settings
from okno.text import N_

ACCOUNTS = "demo-accounts.txt"
"""The file in the home folder that keeps who can sign in, readable by the owner alone."""
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


@dataclass(frozen=True)
class Account:
    """Somebody who can sign in."""

    login: str
    password: str
    name: str
    title: str


async def load(settings: Settings) -> list[str]:
    """Enters the company if nobody is there yet; the lines tell who can sign in."""
    locale = settings.locale
    if await fetch_value("SELECT count(*) AS n FROM person"):
        kept = settings.home / ACCOUNTS
        if kept.exists():
            return [say(N_("Who can sign in is in %(file)s.", file=str(kept)), locale)]
        return [say(N_("There are people here already; the demonstration is left out."), locale)]
    data = tomllib.loads(files("okno.demo").joinpath("company.toml").read_text("utf-8"))
    accounts = [
        Account(one["login"], _password(), one["name"], one["title"]) for one in data["person"] if "sign_in" in one
    ]
    for one in data["person"]:
        await _enter(one, settings)
    for account in accounts:
        person = await people.by_login(account.login)
        assert person is not None
        await people.set_password(person.id, account.password)
    await requests.load(settings)
    lines = _lines(accounts, settings)
    _keep(settings.home / ACCOUNTS, lines)
    return lines


async def _enter(one: dict[str, Any], settings: Settings) -> None:
    manager = await people.by_login(one["manager"]) if "manager" in one else None
    async with tx():
        person_id = await people.create(
            login=one["login"],
            name=one["name"],
            title=one["title"],
            department=one["department"],
            place=one["place"],
            phone=one["phone"],
            mail=f"{one['login']}@demo.example",
            manager_id=manager.id if manager else None,
            locale=settings.locale,
            phone_region=settings.phone_region,
            demo=True,
        )
        await access.set_roles(person_id, one.get("roles", ()))
        for key in one.get("teams", ()):
            team = await teams.by_key(key)
            if team is not None:
                line = one.get("lines", {}).get(key, 0)
                await teams.join(team.id, person_id, lead=key in one.get("leads", ()), line=line)
        await people.set_skills(person_id, one.get("skills", ()))


def _password() -> str:
    """Twelve characters that can be read aloud and typed: about 59 bits."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(3))


def _lines(accounts: list[Account], settings: Settings) -> list[str]:
    head = say(N_("Who can sign in at %(url)s (login, password, who it is):", url=settings.own_url), settings.locale)
    return [head, *(f"  {one.login:<10} {one.password}   {one.name}, {one.title}" for one in accounts)]


def _keep(path: Path, lines: list[str]) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as stream:
        stream.write("\n".join(lines) + "\n")


async def retire(settings: Settings) -> list[str]:
    """Disables all accounts of the demonstration and ends their sessions; what they did stays."""
    rows = await fetch("SELECT id FROM person WHERE demo = $1 AND active = $1", True)
    async with tx():
        for row in rows:
            await people.change(row["id"], {"active": False}, actor_id=None)
            await passwords.shut_out(row["id"], actor_id=None)
            await execute("DELETE FROM account WHERE person_id = $1", row["id"])
    (settings.home / ACCOUNTS).unlink(missing_ok=True)
    return [say(N_("Disabled accounts of the demonstration: %(n)s.", n=len(rows)), settings.locale)]
