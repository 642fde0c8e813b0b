"""What the people unit itself holds of a person: his card, his ways to be reached, his absences, his account."""

from __future__ import annotations

from typing import Any

from okno.clock import now_us
from okno.db import execute, fetch, fetch_value
from okno.people.personal import Erasure, holder, told
from okno.people.preferences import get_all
from okno.text import search_key, sort_key

_CARD = (
    "SELECT id, login, directory_id, name, mail, phone, title, department, place, manager_id, locale, time_zone,"
    " theme, density, active, demo, vip, created_at, forgotten_at FROM person WHERE id = $1"
)
_OWN = (
    "account",
    "second_factor",
    "recovery_code",
    "person_contact",
    "person_skill",
    "person_group",
    "absence",
    "preference",
)
"""Tables whose rows with his `person_id` are his alone."""


async def export(person_id: int) -> dict[str, Any]:
    """Everything but secrets: of a password, a second factor and codes only that there are such."""
    card = told(await fetch(_CARD, person_id), times=("created_at", "forgotten_at"), flags=("active", "demo", "vip"))
    contacts = "SELECT kind, label, value FROM person_contact WHERE person_id = $1 ORDER BY kind, position, id"
    skills = "SELECT skill FROM person_skill WHERE person_id = $1 ORDER BY skill_key"
    groups = "SELECT name FROM person_group WHERE person_id = $1 ORDER BY name_key"
    numbers = "SELECT number, level FROM number WHERE owner_kind = 'person' AND owner_id = $1 ORDER BY id"
    return {
        "profile": card[0] if card else None,
        "contacts": await fetch(contacts, person_id),
        "numbers": await fetch(numbers, person_id),
        "skills": [row["skill"] for row in await fetch(skills, person_id)],
        "groups": [row["name"] for row in await fetch(groups, person_id)],
        "preferences": await get_all(person_id),
        **await _absences(person_id),
        **await _account(person_id),
    }


async def _absences(person_id: int) -> dict[str, Any]:
    times = ("starts_at", "ends_at", "created_at", "cancelled_at")
    own = "SELECT starts_at, ends_at, substitute_id, created_by, created_at, cancelled_at FROM absence"
    others = "SELECT starts_at, ends_at, person_id, cancelled_at FROM absence"
    return {
        "absences": told(await fetch(f"{own} WHERE person_id = $1 ORDER BY id", person_id), times=times),
        "stands_in": told(await fetch(f"{others} WHERE substitute_id = $1 ORDER BY id", person_id), times=times),
    }


async def _account(person_id: int) -> dict[str, Any]:
    account = "SELECT changed_at FROM account WHERE person_id = $1"
    factor = "SELECT created_at, confirmed_at FROM second_factor WHERE person_id = $1"
    codes = "SELECT count(*) FROM recovery_code WHERE person_id = $1 AND used_at IS NULL"
    return {
        "password": told(await fetch(account, person_id), times=("changed_at",)),
        "second_factor": told(await fetch(factor, person_id), times=("created_at", "confirmed_at")),
        "recovery_codes_left": int(await fetch_value(codes, person_id)),
    }


async def forget(erasure: Erasure) -> None:
    """Leaves a row with an id, a neutral name and the language; whatever points at him goes on pointing."""
    person_id = erasure.person.id
    for table in _OWN:
        await execute(f"DELETE FROM {table} WHERE person_id = $1", person_id)
    await execute("DELETE FROM number WHERE owner_kind = 'person' AND owner_id = $1", person_id)
    for table in ("job", "delivery"):
        await _clean_errors(table, erasure)
    login = await _free_login(erasure)
    await execute(
        "UPDATE person SET login = $2, name = $3, search_key = $4, sort_key = $5, forgotten_at = $6, active = $7,"
        " directory_id = NULL, mail = '', phone = '', title = '', department = '', place = '', manager_id = NULL,"
        " time_zone = '', theme = '', density = '', vip = $7, version = version + 1 WHERE id = $1",
        person_id,
        login,
        erasure.name,
        search_key(f"{erasure.name} {login}"),
        sort_key(erasure.name),
        now_us(),
        False,
    )


async def _free_login(erasure: Erasure) -> str:
    """His neutral login; with an ending when somebody else happens to be called so."""
    login = erasure.login
    while await fetch_value("SELECT id FROM person WHERE login = $1 AND id <> $2", login, erasure.person.id):
        login += "-x"
    return login


async def _clean_errors(table: str, erasure: Erasure) -> None:
    """Why a job or a delivery has failed is told by whatever failed: it may have named him."""
    for row in await fetch(f"SELECT id, error FROM {table} WHERE error IS NOT NULL"):
        if erasure.names(row["error"]):
            await execute(f"UPDATE {table} SET error = $1 WHERE id = $2", erasure.text, row["id"])


holder("people", export=export, forget=forget)
