"""Making, changing, restoring and removing roles."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from okno.access.authority import require_authority
from okno.access.events import RoleChanged, RoleMade, RoleRemoved, RoleRestored, RoleRevoked
from okno.access.rights import COMPANY, RIGHTS, TEAM, held
from okno.access.roles import ADMINISTRATOR, DELIVERED, KEPT, Role, required
from okno.clock import SECOND_US, now_us
from okno.db import dump_json, execute, fetch, fetch_value, tx
from okno.errors import Conflict, Invalid, NotFound, Refused
from okno.events import record
from okno.text import N_, Phrase, one_line

MANAGE, SEE = "role.manage", "access.see"
TITLE_LONGEST = 60
SUMMARY_LONGEST = 200

_KEY = re.compile(r"[a-z][a-z0-9_]{1,62}")


def is_key(key: str) -> bool:
    """Tell whether a role may be called so: a delivered one, or one of the company's own."""
    return _KEY.fullmatch(key) is not None


async def make(key: str, role: Role, *, actor_id: int | None) -> None:
    """Adds a role of the company's own. Raises Invalid by field, Refused for rights that the actor has not."""
    if not _KEY.fullmatch(key):
        raise Invalid({"key": N_("A key has small Latin letters, digits and underscores, as night_shift.")})
    checked = _checked(replace(role, key=key))
    async with tx():
        await require_authority(actor_id, MANAGE, checked.rights)
        if key in DELIVERED or not await _write(checked, seen=0):
            raise Invalid({"key": N_("There is a role with this key already.")})
        given = _ordered(checked.rights | checked.in_team)
        event = RoleMade(
            stream_id=0, actor_id=actor_id, role=key, given=given, given_in_all_teams=_ordered(checked.in_all_teams)
        )
        await record(event, ["roles"])


async def change(role: Role, *, version: int, actor_id: int | None) -> None:
    """Changes a role. Raises Conflict when it is not in the version that was seen, Invalid by field, Refused when
    rights of the company come or go that the actor has not.
    """
    checked = _checked(role)
    async with tx():
        present = await required(role.key)
        if present.version != version:
            raise _lost()
        await require_authority(actor_id, MANAGE, present.rights ^ checked.rights)
        if present == replace(checked, version=present.version):
            return
        if not await _write(checked, seen=version):
            raise _lost()
        await record(_changed(present, checked, actor_id), ["roles"])


async def restore(key: str, *, actor_id: int | None) -> None:
    """Makes a delivered role again what it was when it was delivered.

    A right that the company took from its administrators does not come back this way: the owner of the server can
    give it back at the command line.
    """
    async with tx():
        delivered = DELIVERED.get(key)
        if delivered is None:
            raise NotFound(N_("There is no such role."))
        await require_authority(actor_id, MANAGE, (await required(key)).rights ^ delivered.rights)
        if await execute("DELETE FROM role WHERE key = $1", key):
            await record(RoleRestored(stream_id=0, actor_id=actor_id, role=key), ["roles"])


async def remove(key: str, *, actor_id: int | None) -> None:
    """Takes a role of the company's own away. Raises Refused while somebody has it."""
    async with tx():
        await require_authority(actor_id, MANAGE, ())
        role = await required(key)
        if role.delivered:
            raise Refused(N_("A delivered role can be changed, but not removed."))
        # Before counting: from here on nobody can be given it.
        await execute("DELETE FROM role WHERE key = $1", key)
        await _take_where_closed(key, actor_id)
        holders = await fetch_value(
            "SELECT count(*) FROM (SELECT person_id FROM role_grant WHERE role = $1"
            " UNION SELECT person_id FROM team_role_grant WHERE role = $1) h",
            key,
        )
        if holders:
            raise Refused(N_("People have this role: %(n)s. Take it from them first.", n=int(holders)))
        await record(RoleRemoved(stream_id=0, actor_id=actor_id, role=key), ["roles"])


async def _take_where_closed(key: str, actor_id: int | None) -> None:
    """In a team that is closed by now the role gives nothing, and there is no page to take it on."""
    rows = await fetch(
        "DELETE FROM team_role_grant WHERE role = $1 AND team_id IN (SELECT id FROM team WHERE active = $2)"
        " RETURNING person_id, team_id",
        key,
        False,
    )
    for row in rows:
        event = RoleRevoked(stream_id=row["person_id"], actor_id=actor_id, role=key, team_id=row["team_id"])
        await record(event, [f"person:{row['person_id']}"])


def _lost() -> Conflict:
    return Conflict(N_("Somebody has changed this role meanwhile. Look at it and try again."))


def _changed(before: Role, after: Role, actor_id: int | None) -> RoleChanged:
    had, has = before.rights | before.in_team, after.rights | after.in_team
    return RoleChanged(
        stream_id=0,
        actor_id=actor_id,
        role=after.key,
        given=_ordered(has - had),
        taken=_ordered(had - has),
        given_in_all_teams=_ordered(after.in_all_teams - before.in_all_teams),
        taken_in_all_teams=_ordered(before.in_all_teams - after.in_all_teams),
    )


def _checked(role: Role) -> Role:
    problems: dict[str, Phrase] = {}
    title = {locale: one_line(text, TITLE_LONGEST) for locale, text in role.title.items()}
    for locale in ("ru", "en"):
        if not title.get(locale):
            problems[f"title.{locale}"] = N_("Write the name in Russian and in English.")
    if role.key == ADMINISTRATOR and not role.rights >= KEPT:
        problems["rights"] = N_("The administrator cannot lose this: nobody could give it back.")
    elif MANAGE in role.rights and SEE not in role.rights:
        problems["rights"] = N_("Whoever changes what roles may has to see who may what: tick that too.")
    if problems:
        raise Invalid(problems)
    return replace(
        role,
        title=title,
        summary={locale: one_line(text, SUMMARY_LONGEST) for locale, text in role.summary.items()},
        rights=held(role.rights, COMPANY),
        in_team=held(role.in_team, TEAM),
        in_all_teams=held(role.in_all_teams, TEAM),
    )


async def _write(role: Role, *, seen: int) -> int:
    """Writes the row unless another version than the seen one is there; 0 when it is."""
    # The first version comes from the clock: a role that was restored and changed anew is not taken for the old one.
    version = seen + 1 if seen else now_us() // SECOND_US % 2**30 + 1
    return await execute(
        "INSERT INTO role (key, title, summary, rights, in_team, in_all_teams, changed_at, version)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (key) DO UPDATE SET title = excluded.title,"
        " summary = excluded.summary, rights = excluded.rights, in_team = excluded.in_team,"
        " in_all_teams = excluded.in_all_teams, changed_at = excluded.changed_at, version = excluded.version"
        " WHERE role.version = $9",
        role.key,
        dump_json(dict(role.title)),
        dump_json(dict(role.summary)),
        *(dump_json(_ordered(keys)) for keys in (role.rights, role.in_team, role.in_all_teams)),
        now_us(),
        version,
        seen,
    )


def _ordered(keys: Iterable[str]) -> tuple[str, ...]:
    chosen = set(keys)
    return tuple(key for key in RIGHTS if key in chosen)
