"""Forms that somebody has begun and not sent: kept for him a while, with the files that he has put to them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from okno.clock import now_us
from okno.db import dump_json, execute, fetch, fetch_one, fetch_value, in_list, load_json, tx
from okno.errors import TooLarge, TooMany
from okno.files.sweep import needed
from okno.jobs import job, schedule
from okno.text import N_

KEPT = timedelta(days=30)
SIZE_LIMIT = 200_000
"""The longest text that the answers of a draft may make, in characters of JSON."""
MOST = 200
"""How many drafts a person may have."""


@dataclass(frozen=True)
class Draft:
    """Answers as a page sent them, not judged yet. `at` is when they were kept, in microseconds."""

    service: str
    revision: int
    answers: Mapping[str, Any]
    at: int


async def find(person_id: int, service: str) -> Draft | None:
    """Finds what a person has begun, unless it has grown too old."""
    row = await fetch_one(
        "SELECT service, revision, answers, at FROM draft WHERE person_id = $1 AND service = $2 AND at >= $3",
        person_id,
        service,
        _edge(),
    )
    return Draft(row["service"], row["revision"], load_json(row["answers"]), row["at"]) if row is not None else None


async def save(person_id: int, service: str, revision: int, answers: Mapping[str, Any]) -> Draft:
    """Keeps answers in place of those kept before. Raises TooLarge and TooMany."""
    text, at = dump_json(dict(answers)), now_us()
    if len(text) > SIZE_LIMIT:
        raise TooLarge(N_("This is too long for a draft. Put the rest into a file."))
    async with tx():
        others = "SELECT count(*) FROM draft WHERE person_id = $1 AND service <> $2"
        if int(await fetch_value(others, person_id, service)) >= MOST:
            raise TooMany(N_("You have too many drafts. Send one of them or begin it anew."))
        await execute(
            "INSERT INTO draft (person_id, service, revision, answers, at) VALUES ($1, $2, $3, $4, $5)"
            " ON CONFLICT (person_id, service) DO UPDATE"
            " SET revision = excluded.revision, answers = excluded.answers, at = excluded.at",
            person_id,
            service,
            revision,
            text,
            at,
        )
    return Draft(service, revision, dict(answers), at)


async def drop(person_id: int, service: str) -> None:
    """Throws a draft away; one that is not there is gone already."""
    await execute("DELETE FROM draft WHERE person_id = $1 AND service = $2", person_id, service)


@job("tickets.drafts")
async def clean(_: object) -> None:
    """Throws away what has grown too old."""
    await execute("DELETE FROM draft WHERE at < $1", _edge())


schedule("tickets.drafts", every=timedelta(hours=6))


def _edge() -> int:
    return now_us() - KEPT // timedelta(microseconds=1)


async def of_owners(owners: Iterable[int]) -> set[tuple[int, str]]:
    """The files in the drafts of these persons: whose draft, and the public id."""
    places, args = in_list(sorted(set(owners)))
    rows = await fetch(f"SELECT person_id, answers FROM draft WHERE person_id IN {places}", *args)
    return {
        (row["person_id"], one) for row in rows for value in load_json(row["answers"]).values() for one in _words(value)
    }


def _words(value: Any) -> Sequence[str]:
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


needed(of_owners)
