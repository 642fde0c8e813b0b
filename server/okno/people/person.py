"""A person: create, change, find."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields

from okno.clock import now_us
from okno.db import Row, dialect, execute, fetch, fetch_one, fetch_value, in_list, recall, tx, unique_violation
from okno.errors import Invalid, NotFound, Refused
from okno.events import record
from okno.people import contacts
from okno.people.contacts import MAIL, PHONE, Contact, Given
from okno.people.events import PersonChanged, PersonCreated
from okno.text import N_, Phrase, initials, one_line, search_key, sort_key

LOGIN = re.compile(r"[a-z0-9][a-z0-9._@\\-]{0,127}")
FORGOTTEN = N_("This person was forgotten. Nothing can be changed any more.")
_TEXTS = ("name", "title", "department", "place")
_REACHED = (MAIL, PHONE)
"""Properties that are the main contact of their kind."""
_CHANGEABLE = frozenset((*_TEXTS, *_REACHED, "manager_id", "locale", "time_zone", "theme", "density", "active", "vip"))

Values = Mapping[str, str | int | bool | None]


@dataclass(frozen=True)
class Person:
    """A person of the company, as stored. Empty text means "not known"; `mail` and `phone` are the main ones.

    `vip`: he is marked as important, so that policies may promise him more; that is the business of the staff.
    """

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
    vip: bool
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
P_COLUMNS = ", ".join(f"p.{field.name}" for field in fields(Person))
"""The columns of a person `p`, for a statement that reads him together with something that is his; see `taken_from`."""
RECALLED = "person"
"""Under this name people are recalled within a request."""


def from_row(row: Row) -> Person:
    """The person of a row that has all his columns."""
    return Person(**{**row, **{name: bool(row[name]) for name in ("active", "demo", "vip")}})


def taken_from(row: Row) -> Person:
    """The person in a row that has more than his P_COLUMNS; he is known to the request from now on."""
    person = from_row({field.name: row[field.name] for field in fields(Person)})
    recall.know(RECALLED, {person.id: person})
    return person


async def create(
    *,
    login: str,
    name: str,
    actor_id: int | None = None,
    phone_region: str = "RU",
    demo: bool = False,
    reached: Mapping[str, Given] | None = None,
    **properties: str | int | bool | None,
) -> int:
    """Enters a person and returns his id. Raises Invalid that names the fields which are not right.

    `mail` is one address, `phone` may be several numbers separated by commas; `reached` names several contacts by
    kind with their labels instead.
    """
    login = one_line(login).lower()
    values, ways = _checked({"name": name, **properties}, reached or {}, phone_region, login=login)
    values.setdefault("locale", "ru")
    async with tx():
        person_id = int(await fetch_value("INSERT INTO principal (kind) VALUES ('person') RETURNING id"))
        row = {
            **{key: values.get(key) or "" for key in (*_TEXTS, *_REACHED, "locale", "time_zone", "theme", "density")},
            "manager_id": values.get("manager_id"),
            "id": person_id,
            "login": login,
            "demo": demo,
            "active": True,
            "vip": bool(values.get("vip")),
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
        for kind, found in ways.items():
            await contacts.replace(person_id, kind, found)
        await record(PersonCreated(stream_id=person_id, actor_id=actor_id))
    return person_id


async def change(
    person_id: int,
    values: Values,
    *,
    actor_id: int | None,
    phone_region: str = "RU",
    reached: Mapping[str, Given] | None = None,
) -> None:
    """Changes properties of a person; those that are the same already are left out of the fact.

    A new `mail` or `phone` replaces all contacts of its kind, as `reached` does.
    """
    async with tx():
        old = await hold(person_id)
        known = {key: value for key, value in values.items() if key in _CHANGEABLE}
        checked, ways = _checked(known, reached or {}, phone_region)
        new = {key: value for key, value in checked.items() if getattr(old, key) != value}
        if new:
            stored = new | _keys({**{key: getattr(old, key) for key in ("login", *_TEXTS)}, **new})
            sets = ", ".join(f"{key} = ${n}" for n, key in enumerate(stored, start=2))
            await execute(f"UPDATE person SET {sets}, version = version + 1 WHERE id = $1", person_id, *stored.values())
        changed = {kind for kind, found in ways.items() if await contacts.replace(person_id, kind, found)}
        fact = PersonChanged(stream_id=person_id, actor_id=actor_id, fields=tuple(sorted({*new, *changed})))
        if fact.fields:
            event_id = await record(fact, [f"person:{person_id}"])
            if old.mail and old.mail != new.get(MAIL, old.mail):
                await contacts.mail_left(event_id, old, old.mail)


def _checked(
    values: Values, reached: Mapping[str, Given], region: str, login: str | None = None
) -> tuple[dict[str, str | int | bool | None], dict[str, list[Contact]]]:
    """The properties as they are stored, and the contacts by kind. Raises Invalid by field."""
    problems: dict[str, Phrase] = {}
    cleaned = {key: one_line(value) if isinstance(value, str) else value for key, value in values.items()}
    if login is not None and not LOGIN.fullmatch(login):
        problems["login"] = N_("A login has Latin letters, digits, dots and hyphens, as ivan.petrov.")
    if "name" in cleaned and not cleaned["name"]:
        problems["name"] = N_("Write the name, as “Ivan Petrov”.")
    ways: dict[str, list[Contact]] = {}
    for kind, given in {**_named(values), **reached}.items():
        try:
            ways[kind] = contacts.read(kind, given, region=region)
        except Invalid as error:
            problems |= error.fields
    if problems:
        raise Invalid(problems)
    return cleaned | {kind: found[0].value if found else "" for kind, found in ways.items()}, ways


def _named(values: Values) -> dict[str, Given]:
    """The contacts that stand in plain properties: one mail, one telephone or several."""
    found: dict[str, Given] = {}
    if MAIL in values:
        found[MAIL] = [(str(values[MAIL] or ""), "")]
    if PHONE in values:
        found[PHONE] = contacts.split(str(values[PHONE] or ""))
    return found


def _keys(row: Mapping[str, object]) -> dict[str, str]:
    # Without mails and telephones: whoever may search for names must not find out the rest letter by letter.
    words = " ".join(str(row.get(key) or "") for key in ("name", "login", "department", "title"))
    return {"search_key": search_key(words), "sort_key": sort_key(str(row["name"]))[:512]}


async def get(person_id: int) -> Person | None:
    """The person with this id."""
    return (await recall.each(RECALLED, [person_id], _read)).get(person_id)


async def _read(ids: list[int]) -> dict[int, Person]:
    places, args = in_list(ids)
    rows = await fetch(f"SELECT {_COLUMNS} FROM person WHERE id IN {places}", *args)
    return {row["id"]: from_row(row) for row in rows}


async def required(person_id: int) -> Person:
    """The person with this id; NotFound when there is none."""
    found = await get(person_id)
    if found is None:
        raise NotFound(N_("There is no such person."))
    return found


async def hold(person_id: int) -> Person:
    """The same, and nobody else changes him until the end of the transaction. SQLite has one writer anyway.

    Raises Refused for whoever was forgotten: nothing about him comes back.
    """
    locked = " FOR NO KEY UPDATE" if dialect() == "postgres" else ""
    row = await fetch_one(f"SELECT forgotten_at FROM person WHERE id = $1{locked}", person_id)
    if row is not None and row["forgotten_at"] is not None:
        raise Refused(FORGOTTEN)
    return await required(person_id)


async def get_many(ids: Iterable[int | None]) -> dict[int, Person]:
    """Those of the persons that exist, by id."""
    return await recall.each(RECALLED, sorted({one for one in ids if one is not None}), _read)


async def by_login(login: str) -> Person | None:
    """The person with this login, whatever its case."""
    row = await fetch_one(f"SELECT {_COLUMNS} FROM person WHERE login = $1", one_line(login).lower())
    return from_row(row) if row else None


async def by_logins(logins: Iterable[str]) -> dict[str, Person]:
    """The people with these logins, which are in lower case; unknown ones are left out."""
    wanted = sorted(set(logins))
    if not wanted:
        return {}
    places, args = in_list(wanted)
    rows = await fetch(f"SELECT {_COLUMNS} FROM person WHERE login IN {places}", *args)
    return {row["login"]: from_row(row) for row in rows}


async def find(reference: str | int) -> Person | None:
    """The person meant by an id or a login, as REST and forms give them; None when unknown or not active."""
    text = str(reference)
    person = await get(int(text)) if text.isascii() and text.isdigit() and len(text) < 19 else await by_login(text)
    return person if person is not None and person.active else None


async def manages_anybody(person_id: int) -> bool:
    """Whether somebody who is active has this person for his manager."""
    sql = "SELECT 1 AS one FROM person WHERE manager_id = $1 AND active = $2 LIMIT 1"
    return await fetch_value(sql, person_id, True) is not None


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
