"""How a person likes parts of Okno: small values under keys, such as the columns of a list. Nothing depends on them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from okno.db import dump_json, execute, fetch, fetch_one, fetch_value, load_json, tx
from okno.db.together import Scalar
from okno.errors import Invalid, TooLarge, TooMany
from okno.text import N_

SIZE_LIMIT = 4000
"""The longest value, in characters of JSON."""
MOST = 200
"""How many keys a person may have."""
_KEY = re.compile(r"[a-z0-9][a-z0-9._:-]{0,63}")


async def get(person_id: int, key: str, default: Any = None) -> Any:
    """What the person has chosen, else `default`."""
    row = await fetch_one("SELECT value FROM preference WHERE person_id = $1 AND key = $2", person_id, key)
    return default if row is None else load_json(row["value"])


def asked(person_id: int, key: str) -> Scalar:
    """The same as a question, to be asked with others; the answer is JSON, None when nothing is chosen."""
    return Scalar("SELECT value FROM preference WHERE person_id = $1 AND key = $2", (person_id, key))


async def get_all(person_id: int, prefix: str = "") -> Mapping[str, Any]:
    """All that the person has chosen whose keys begin with `prefix`, by key."""
    rows = await fetch("SELECT key, value FROM preference WHERE person_id = $1 ORDER BY key", person_id)
    return {row["key"]: load_json(row["value"]) for row in rows if row["key"].startswith(prefix)}


async def put(person_id: int, key: str, value: Any) -> None:
    """Keeps a value in place of the one before; None takes it away. Raises Invalid, TooLarge and TooMany."""
    if not _KEY.fullmatch(key):
        raise Invalid({"key": N_("A key has small letters, digits and . _ : - only, 64 at most.")})
    if value is None:
        await execute("DELETE FROM preference WHERE person_id = $1 AND key = $2", person_id, key)
        return
    text = dump_json(value)
    if len(text) > SIZE_LIMIT:
        raise TooLarge(N_("This is too much for one preference."))
    async with tx():
        others = "SELECT count(*) FROM preference WHERE person_id = $1 AND key <> $2"
        if int(await fetch_value(others, person_id, key)) >= MOST:
            raise TooMany(N_("You have too many preferences. Put some of them back to what is usual."))
        await execute(
            "INSERT INTO preference (person_id, key, value) VALUES ($1, $2, $3)"
            " ON CONFLICT (person_id, key) DO UPDATE SET value = excluded.value",
            person_id,
            key,
            text,
        )
