"""Finding people: by words, digits and properties, in the order of their names."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields

from okno.clock import now_us
from okno.db import fetch, fetch_value
from okno.people.contacts import MAIL
from okno.people.person import Person, from_row
from okno.phones import normal
from okno.text import search_key, sort_key

Subset = Callable[[int], tuple[str, Sequence[object]]]
"""Persons that another unit knows of: given the first place, a query of their ids and its arguments."""

_LONGEST = 200
"""Characters of a query that are looked at: SQLite refuses longer patterns than anybody types."""
_WORDS = 5
_DIGITS = 3
"""As many digits are a piece of a telephone number."""
_OFFERED = 500
_COLUMNS = ", ".join(field.name for field in fields(Person))


@dataclass(frozen=True)
class Wanted:
    """Whom a list is to show.

    `reach` searches mails, telephones and skills too: only for whoever may see them, because a search tells what it
    finds. `active` and `away` None take both.
    """

    q: str = ""
    active: bool | None = None
    away: bool | None = None
    department: str = ""
    among: tuple[Subset, ...] = ()
    reach: bool = False
    region: str = "RU"


async def suggest(query: str, limit: int = 8, *, reach: bool = False) -> Sequence[Person]:
    """Active persons in whom every word of the query begins a word, in the order of their names."""
    if not search_key(query[:_LONGEST]):
        return []
    return (await page(Wanted(query, active=True, reach=reach), limit=limit))[0]


async def page(
    wanted: Wanted | None = None, *, after: tuple[str, int] | None = None, limit: int = 50
) -> tuple[list[Person], tuple[str, int] | None]:
    """A page of persons in the order of their names, and the key to go on with, or None at the end."""
    where, args = _where(wanted or Wanted())
    if after is not None:
        args += [after[0], after[1]]
        where.append(f"(sort_key, id) > (${len(args) - 1}, ${len(args)})")
    args.append(limit + 1)
    rows = await fetch(
        f"SELECT {_COLUMNS}, sort_key FROM person WHERE {' AND '.join(where)} ORDER BY sort_key, id LIMIT ${len(args)}",
        *args,
    )
    keys = [(str(row.pop("sort_key")), int(row["id"])) for row in rows]
    return [from_row(row) for row in rows[:limit]], keys[limit - 1] if len(rows) > limit else None


async def count(wanted: Wanted) -> int:
    """How many persons a list has on all its pages."""
    where, args = _where(wanted)
    return int(await fetch_value(f"SELECT count(*) FROM person WHERE {' AND '.join(where)}", *args))


async def departments() -> list[str]:
    """The departments that active persons are in, to be offered in forms."""
    rows = await fetch(
        "SELECT DISTINCT department FROM person WHERE active = $1 AND department <> '' LIMIT $2", True, _OFFERED
    )
    return sorted((row["department"] for row in rows), key=sort_key)


def _where(wanted: Wanted) -> tuple[list[str], list[object]]:
    where, args = ["1 = 1"], list[object]()
    query = wanted.q[:_LONGEST]
    number = _number(query) if wanted.reach else ""
    if number:
        where.append(_by_number(number, wanted.region, args))
    else:
        where += [_word(word, args, reach=wanted.reach) for word in search_key(query).split()[:_WORDS]]
    if wanted.active is not None:
        args.append(wanted.active)
        where.append(f"active = ${len(args)}")
    if wanted.department:
        args.append(wanted.department)
        where.append(f"department = ${len(args)}")
    if wanted.away is not None:
        args.append(now_us())
        now = f"${len(args)}"
        where.append(
            f"id {'IN' if wanted.away else 'NOT IN'} (SELECT person_id FROM absence"
            f" WHERE starts_at <= {now} AND ends_at > {now} AND cancelled_at IS NULL)"
        )
    for subset in wanted.among:
        ids, more = subset(len(args) + 1)
        where.append(f"id IN ({ids})")
        args += more
    return where, args


def _word(word: str, args: list[object], *, reach: bool) -> str:
    """The condition that some word of a person begins so."""
    args += [_like(word) + "%", "% " + _like(word) + "%"]
    first, inner = f"${len(args) - 1} ESCAPE '\\'", f"${len(args)} ESCAPE '\\'"
    found = f"search_key LIKE {first} OR search_key LIKE {inner}"
    if reach:
        found += (
            f" OR id IN (SELECT person_id FROM person_contact WHERE kind = '{MAIL}' AND value_key LIKE {first})"
            f" OR id IN (SELECT person_id FROM person_skill WHERE skill_key LIKE {first} OR skill_key LIKE {inner})"
        )
        digits = _number(word)
        if digits:
            args.append(f"%{digits}%")
            found += f" OR id IN ({_OWN_NUMBERS} AND number LIKE ${len(args)})"
    return f"({found})"


_OWN_NUMBERS = "SELECT owner_id FROM number WHERE owner_kind = 'person' AND level = 'own'"


def _number(text: str) -> str:
    """The digits of a text that is a telephone number or a piece of one; "" when it is none."""
    digits = "".join(letter for letter in text if letter.isdecimal())
    plain = all(letter.isdecimal() or letter in "+-() ." for letter in text)
    return digits if plain and len(digits) >= _DIGITS and digits.isascii() else ""


def _by_number(digits: str, region: str, args: list[object]) -> str:
    """The condition that some telephone has these digits, or is this number in another spelling."""
    args += [f"%{digits}%", normal(digits, region) or digits]
    numbers = f"id IN ({_OWN_NUMBERS} AND (number LIKE ${len(args) - 1} OR number = ${len(args)}))"
    args += [_like(digits) + "%", "% " + _like(digits) + "%"]
    words = f"search_key LIKE ${len(args) - 1} ESCAPE '\\' OR search_key LIKE ${len(args)} ESCAPE '\\'"
    return f"({numbers} OR {words})"


def _like(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
