"""A person: create, change, find."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields

from okno.clock import now_us
from okno.db import Row, execute, fetch, fetch_one, fetch_value, in_list, tx, unique_violation
from okno.errors import Invalid, NotFound
from okno.events import record
from okno.people import numbers
from okno.people.events import PersonChanged, PersonCreated
from okno.text import N_, Phrase, clean, initials, one_line, search_key, sort_key

LOGIN = re.compile(r"[a-z0-9][a-z0-9._@\\-]{0,127}")
_MAIL = re.compile(r"[^@\s<>,;\"]+@[^@\s<>,;\"]+")
_TEXTS = ("name", "mail", "phone", "title", "department", "place")
_LONGEST = {"mail": 254, "phone": 64}
"""Characters; of other texts those of a line."""
_QUERY_LONGEST = 200
_CHANGEABLE = frozenset((*_TEXTS, "manager_id", "locale", "time_zone", "theme", "density", "active"))


@dataclass(frozen=True)
class Person:
    """A person of the company, as stored. Empty text means "not known"."""

    id: int
    login: str
    name: str
    mail: str
    phone: str
    title: str
    department: str
    place: str
    manager_id: int | None
    locale: str
    time_zone: str
    theme: str
    density: str
    active: bool
    demo: bool
    version: int

    @property
    def initials(self) -> str:
        """Two letters for the round picture."""
        return initials(self.name)

    @property
    def first_name(self) -> str:
        """The name by which a colleague is addressed. Names are kept as "Имя Фамилия"."""
        return self.name.split()[0] if self.name.split() else self.login

    @property
    def line(self) -> str:
        """Title and department on one line."""
        return ", ".join(part for part in (self.title, self.department) if part)


_COLUMNS = ", ".join(field.name for field in fields(Person))


def _person(row: Row) -> Person:
    return Person(**{**row, "active": bool(row["active"]), "demo": bool(row["demo"])})


async def create(
    *,
    login: str,
    name: str,
    actor_id: int | None = None,
    phone_region: str = "RU",
    demo: bool = False,
    **properties: str | int | None,
) -> int:
    """Enters a person and returns his id. Raises Invalid that names the fields which are not right."""
    login = one_line(login).lower()
    values = _checked({"name": name, **properties}, login=login)
    values.setdefault("locale", "ru")
    async with tx():
        person_id = int(await fetch_value("INSERT INTO principal (kind) VALUES ('person') RETURNING id"))
        row = {
            **{key: values.get(key) or "" for key in (*_TEXTS, "locale", "time_zone", "theme", "density")},
            "manager_id": values.get("manager_id"),
            "id": person_id,
            "login": login,
            "demo": demo,
            "active": True,
            "created_at": now_us(),
            "version": 1,
        }
        row |= _keys(row)
        places = ", ".join(f"${n}" for n in range(1, len(row) + 1))
        try:
            async with tx():
                await execute(f"INSERT INTO person ({', '.join(row)}) VALUES ({places})", *row.values())
        except Exception as error:
            if unique_violation(error):
                raise Invalid({"login": N_("This login is taken. Choose another one.")}) from None
            raise
        await numbers.replace("person", person_id, [str(row["phone"])], region=phone_region)
        await record(PersonCreated(stream_id=person_id, actor_id=actor_id))
    return person_id


async def change(
    person_id: int, values: Mapping[str, str | int | bool | None], *, actor_id: int | None, phone_region: str = "RU"
) -> None:
    """Changes properties of a person; those that are the same already are left out of the fact."""
    async with tx():
        old = await required(person_id)
        checked = _checked({key: value for key, value in values.items() if key in _CHANGEABLE})
        new = {key: value for key, value in checked.items() if getattr(old, key) != value}
        if not new:
            return
        stored = new | _keys({**{key: getattr(old, key) for key in ("login", *_TEXTS)}, **new})
        sets = ", ".join(f"{key} = ${n}" for n, key in enumerate(stored, start=2))
        await execute(f"UPDATE person SET {sets}, version = version + 1 WHERE id = $1", person_id, *stored.values())
        if "phone" in new:
            await numbers.replace("person", person_id, [str(new["phone"])], region=phone_region)
        topics = [f"person:{person_id}"]
        await record(PersonChanged(stream_id=person_id, actor_id=actor_id, fields=tuple(sorted(new))), topics)


def _checked(
    values: Mapping[str, str | int | bool | None], login: str | None = None
) -> dict[str, str | int | bool | None]:
    problems: dict[str, Phrase] = {}
    cleaned: dict[str, str | int | bool | None] = {
        key: one_line(value) if isinstance(value, str) else value for key, value in values.items()
    }
    if login is not None and not LOGIN.fullmatch(login):
        problems["login"] = N_("A login has Latin letters, digits, dots and hyphens, as ivan.petrov.")
    if "name" in cleaned and not cleaned["name"]:
        problems["name"] = N_("Write the name, as “Ivan Petrov”.")
    mail = cleaned.get("mail")
    if mail and not _MAIL.fullmatch(clean(str(mail))):
        problems["mail"] = N_("Write a mail address, as ivan@example.com.")
    for key, limit in _LONGEST.items():
        if len(str(cleaned.get(key) or "")) > limit:
            problems[key] = N_("At most %(n)s characters.", n=limit)
    if problems:
        raise Invalid(problems)
    return cleaned


def _keys(row: Mapping[str, object]) -> dict[str, str]:
    words = " ".join(str(row.get(key) or "") for key in ("name", "login", "mail", "department", "title"))
    return {"search_key": search_key(words), "sort_key": sort_key(str(row["name"]))[:512]}


async def get(person_id: int) -> Person | None:
    """The person with this id."""
    row = await fetch_one(f"SELECT {_COLUMNS} FROM person WHERE id = $1", person_id)
    return _person(row) if row else None


async def required(person_id: int) -> Person:
    """The person with this id; NotFound when there is none."""
    found = await get(person_id)
    if found is None:
        raise NotFound(N_("There is no such person."))
    return found


async def get_many(ids: Iterable[int | None]) -> dict[int, Person]:
    """Those of the persons that exist, by id."""
    wanted = sorted({one for one in ids if one is not None})
    if not wanted:
        return {}
    places, args = in_list(wanted)
    return {
        row["id"]: _person(row) for row in await fetch(f"SELECT {_COLUMNS} FROM person WHERE id IN {places}", *args)
    }


async def by_login(login: str) -> Person | None:
    """The person with this login, whatever its case."""
    row = await fetch_one(f"SELECT {_COLUMNS} FROM person WHERE login = $1", one_line(login).lower())
    return _person(row) if row else None


async def find(reference: str | int) -> Person | None:
    """The person meant by an id or a login, as REST and forms give them; None when unknown or not active."""
    text = str(reference)
    person = await get(int(text)) if text.isascii() and text.isdigit() and len(text) < 19 else await by_login(text)
    return person if person is not None and person.active else None


async def suggest(query: str, limit: int = 8) -> Sequence[Person]:
    """Active persons in whom every word of the query begins a word, in the order of their names."""
    if not search_key(query[:_QUERY_LONGEST]):
        return []
    return (await page(query, limit=limit, active_only=True))[0]


async def page(
    query: str = "", *, after: tuple[str, int] | None = None, limit: int = 50, active_only: bool = False
) -> tuple[list[Person], tuple[str, int] | None]:
    """A page of persons in the order of their names, and the key to go on with, or None at the end."""
    where, args = ["1 = 1"], list[object]()
    # SQLite refuses longer patterns than anybody types.
    for word in search_key(query[:_QUERY_LONGEST]).split()[:5]:
        args += [_like(word) + "%", "% " + _like(word) + "%"]
        where.append(f"(search_key LIKE ${len(args) - 1} ESCAPE '\\' OR search_key LIKE ${len(args)} ESCAPE '\\')")
    if after is not None:
        args += [after[0], after[1]]
        where.append(f"(sort_key, id) > (${len(args) - 1}, ${len(args)})")
    if active_only:
        args.append(True)
        where.append(f"active = ${len(args)}")
    args.append(limit + 1)
    rows = await fetch(
        f"SELECT {_COLUMNS}, sort_key FROM person WHERE {' AND '.join(where)} ORDER BY sort_key, id LIMIT ${len(args)}",
        *args,
    )
    keys = [(str(row.pop("sort_key")), int(row["id"])) for row in rows]
    people = [_person(row) for row in rows[:limit]]
    return people, keys[limit - 1] if len(rows) > limit else None


def _like(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


async def managers_of(person: Person, depth: int = 10) -> list[Person]:
    """The manager, his manager and so on; a circle in the data ends the walk."""
    chain: list[Person] = []
    seen = {person.id}
    current = person
    while current.manager_id is not None and current.manager_id not in seen and len(chain) < depth:
        found = await get(current.manager_id)
        if found is None:
            break
        chain.append(found)
        seen.add(found.id)
        current = found
    return chain
