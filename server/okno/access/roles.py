"""Roles: named sets of rights. Delivered ones come from a file, what an administrator changes or adds is a row."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from importlib.resources import files
from typing import Any

from okno.access.events import RoleChanged, RoleMade, RoleRemoved, RoleRestored
from okno.access.rights import COMPANY, RIGHTS, TEAM, held
from okno.clock import now_us
from okno.db import Row, dump_json, execute, fetch, fetch_value, load_json, tx
from okno.errors import Conflict, Invalid, NotFound, Refused
from okno.events import record
from okno.text import N_, Phrase, Texts, one_line

EVERYBODY = "employee"
LEAD = "team_lead"
"""The role that leading a team gives in that team."""
ADMINISTRATOR = "administrator"
KEPT = frozenset({"role.grant", "role.manage", "people.manage"})
"""What the administrator's role can't lose: without it nobody could give it back."""

_KEY = re.compile(r"[a-z][a-z0-9_]{1,62}")


@dataclass(frozen=True)
class Role:
    """A named set of rights.

    `rights` hold in the whole company, `in_team` in the person's own teams, `in_all_teams` in all teams that are not
    confidential. `version` 0 is a role as delivered.
    """

    key: str
    title: Texts
    summary: Texts
    rights: frozenset[str]
    in_team: frozenset[str]
    in_all_teams: frozenset[str]
    version: int = 0

    @property
    def delivered(self) -> bool:
        """Whether it came with Okno, changed or not."""
        return self.key in DELIVERED

    @property
    def everything(self) -> frozenset[str]:
        """All rights that it gives somewhere."""
        return self.rights | self.in_team | self.in_all_teams


def _role(key: str, body: Mapping[str, Any], version: int = 0) -> Role:
    return Role(
        key=key,
        title=body["title"],
        summary=body["summary"],
        rights=held(body.get("rights", ()), COMPANY),
        in_team=held(body.get("in_team", ()), TEAM),
        in_all_teams=held(body.get("in_all_teams", ()), TEAM),
        version=version,
    )


def _delivered() -> dict[str, Role]:
    data = tomllib.loads(files("okno.access").joinpath("roles.toml").read_text("utf-8"))
    return {key: _role(key, body) for key, body in data.items()}


DELIVERED: dict[str, Role] = _delivered()
"""The roles that come with Okno, by key, as they were delivered."""


async def all_roles() -> dict[str, Role]:
    """All roles by key, as they are now: the delivered ones first."""
    changed = {row["key"]: stored(row) for row in await fetch("SELECT * FROM role ORDER BY key")}
    return {**{key: changed.get(key, role) for key, role in DELIVERED.items()}, **changed}


async def required(key: str) -> Role:
    """The role with this key; NotFound when there is none."""
    found = (await all_roles()).get(key)
    if found is None:
        raise NotFound(N_("There is no such role."))
    return found


def stored(row: Row) -> Role:
    """The role in a row of the table."""
    texts = ("title", "summary", "rights", "in_team", "in_all_teams")
    return _role(row["key"], {name: load_json(row[name]) for name in texts}, row["version"])


async def make(key: str, role: Role, *, actor_id: int | None) -> None:
    """Adds a role of the company's own. Raises Invalid by field."""
    if not _KEY.fullmatch(key):
        raise Invalid({"key": N_("A key has small Latin letters, digits and underscores, as night_shift.")})
    async with tx():
        if key in await all_roles():
            raise Invalid({"key": N_("There is a role with this key already.")})
        await _write(_checked(replace(role, key=key)), version=1)
        await record(RoleMade(stream_id=0, actor_id=actor_id, role=key))


async def change(role: Role, *, version: int, actor_id: int | None) -> None:
    """Changes a role. Raises Conflict when it is not in the version that was seen, Invalid by field."""
    checked = _checked(role)
    async with tx():
        present = await required(role.key)
        if present.version != version:
            raise Conflict(N_("Somebody has changed this role meanwhile. Look at it and try again."))
        if present == replace(checked, version=present.version):
            return
        await _write(checked, version=present.version + 1)
        given, taken = checked.everything - present.everything, present.everything - checked.everything
        event = RoleChanged(
            stream_id=0, actor_id=actor_id, role=role.key, given=tuple(sorted(given)), taken=tuple(sorted(taken))
        )
        await record(event, ["roles"])


async def restore(key: str, *, actor_id: int | None) -> None:
    """Makes a delivered role again what it was when it was delivered."""
    async with tx():
        if key not in DELIVERED:
            raise NotFound(N_("There is no such role."))
        if await execute("DELETE FROM role WHERE key = $1", key):
            await record(RoleRestored(stream_id=0, actor_id=actor_id, role=key), ["roles"])


async def remove(key: str, *, actor_id: int | None) -> None:
    """Takes a role of the company's own away. Raises Refused while somebody has it."""
    async with tx():
        role = await required(key)
        if role.delivered:
            raise Refused(N_("A delivered role can be changed, but not removed."))
        holders = await fetch_value(
            "SELECT count(*) FROM (SELECT person_id FROM role_grant WHERE role = $1"
            " UNION SELECT person_id FROM team_role_grant WHERE role = $1) h",
            key,
        )
        if holders:
            raise Refused(N_("People have this role: %(n)s. Take it from them first.", n=int(holders)))
        await execute("DELETE FROM role WHERE key = $1", key)
        await record(RoleRemoved(stream_id=0, actor_id=actor_id, role=key), ["roles"])


def _checked(role: Role) -> Role:
    problems: dict[str, Phrase] = {}
    title = {locale: one_line(text) for locale, text in role.title.items()}
    if not all(title.get(locale) for locale in ("ru", "en")):
        problems["title"] = N_("Write the name in Russian and in English.")
    missing = KEPT - role.rights if role.key == ADMINISTRATOR else frozenset()
    if missing:
        problems["rights"] = N_("The administrator cannot lose this: nobody could give it back.")
    if problems:
        raise Invalid(problems)
    return replace(
        role,
        title=title,
        summary={locale: one_line(text) for locale, text in role.summary.items()},
        rights=held(role.rights, COMPANY),
        in_team=held(role.in_team, TEAM),
        in_all_teams=held(role.in_all_teams, TEAM),
    )


async def _write(role: Role, *, version: int) -> None:
    await execute(
        "INSERT INTO role (key, title, summary, rights, in_team, in_all_teams, changed_at, version)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (key) DO UPDATE SET title = excluded.title,"
        " summary = excluded.summary, rights = excluded.rights, in_team = excluded.in_team,"
        " in_all_teams = excluded.in_all_teams, changed_at = excluded.changed_at, version = excluded.version",
        role.key,
        dump_json(dict(role.title)),
        dump_json(dict(role.summary)),
        *(dump_json(_ordered(keys)) for keys in (role.rights, role.in_team, role.in_all_teams)),
        now_us(),
        version,
    )


def _ordered(keys: Iterable[str]) -> list[str]:
    chosen = set(keys)
    return [key for key in RIGHTS if key in chosen]
