"""Lists of tickets that people keep: one's own, those of a team and those of a role.

A list is a question, never an answer: whoever opens it sees what he may see anyway.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from okno.access import Actor, all_roles, may
from okno.catalog.automation import Criterion
from okno.catalog.criteria import subject
from okno.clock import now_us
from okno.db import Row, dump_json, execute, fetch, fetch_value, in_list, load_json, tx
from okno.errors import Conflict, Forbidden, Invalid, NotFound, TooMany
from okno.events import record
from okno.people.personal import Erasure
from okno.teams import by_key
from okno.text import N_, one_line
from okno.tickets.criteria import require_sound
from okno.tickets.desk_events import ListDropped, ListSaved
from okno.tickets.sorting import SORTS
from okno.tickets.visible import staff_teams

TITLE_LIMIT = 60
MOST = 40
"""Lists of one person, of one team or of one role."""
REVERSED = "-"
"""Stands before the name of an order that is wanted the other way round."""
LEADS = "team.lead"
MANAGES = "role.manage"


@dataclass(frozen=True, kw_only=True)
class SavedList:
    """A list that somebody keeps. `id` 0 is not stored yet; without person, it is that of a team or a role."""

    id: int = 0
    title: str
    queue: str
    criteria: tuple[Criterion, ...] = ()
    columns: tuple[str, ...] = ()
    sort: str = "due"
    person_id: int | None = None
    role: str = ""
    team_id: int | None = None
    author_id: int = 0
    position: int = 0
    version: int = 1

    @property
    def shared(self) -> bool:
        """Whether others have it too."""
        return self.person_id is None


async def lists_of(actor: Actor) -> list[SavedList]:
    """The lists that an agent has: his own, then those of his teams and roles."""
    teams, team_args = in_list(staff_teams(actor), 2)
    roles, role_args = in_list(sorted(actor.roles), 2 + len(team_args))
    rows = await fetch(
        "SELECT * FROM saved_filter WHERE person_id = $1 OR (person_id IS NULL AND role = ''"
        f" AND team_id IN {teams}) OR (person_id IS NULL AND team_id IS NULL AND role IN {roles})",
        actor.id,
        *team_args,
        *role_args,
    )
    return sorted(map(_list, rows), key=lambda one: (one.shared, one.position, one.id))


async def get(actor: Actor, list_id: int) -> SavedList:
    """One of the lists that the actor has; NotFound for any other."""
    found = next((one for one in await lists_of(actor) if one.id == list_id), None)
    if found is None:
        raise NotFound(N_("There is no such list, or it is not yours."))
    return found


def may_change(actor: Actor, one: SavedList) -> bool:
    """Whether the actor may change a list: his own, that of a team that he leads, that of a role as administrator."""
    if one.person_id is not None:
        return one.person_id == actor.id
    if one.team_id is not None:
        return one.team_id in actor.teams_with(LEADS)
    return may(actor, MANAGES)


async def save(actor: Actor, wanted: SavedList) -> SavedList:
    """Keeps a new list, last among those of its owner. Raises Invalid, Forbidden and TooMany."""
    fresh = replace(await _checked(actor, wanted), author_id=actor.id)
    async with tx():
        if await fetch_value(*_those_of(fresh, "count(*)")) >= MOST:
            raise TooMany(N_("There are too many lists here. Delete one that nobody needs."))
        position = int(await fetch_value(*_those_of(fresh, "coalesce(max(position), 0) + 1")))
        list_id = await fetch_value(
            "INSERT INTO saved_filter (person_id, role, team_id, author_id, title, queue, criteria, columns, sort,"
            " position, created_at, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 1) RETURNING id",
            fresh.person_id,
            fresh.role,
            fresh.team_id,
            actor.id,
            fresh.title,
            fresh.queue,
            _plain(fresh.criteria),
            dump_json(list(fresh.columns)),
            fresh.sort,
            position,
            now_us(),
        )
        made = replace(fresh, id=int(list_id), position=position, version=1)
        await record(ListSaved(stream_id=made.id, actor_id=actor.id, shared=made.shared), _topics(made))
    return made


async def change(actor: Actor, wanted: SavedList) -> SavedList:
    """Changes title, queue, criteria, columns and order of a list. A stale version is a Conflict."""
    old = await _mine(actor, wanted.id)
    fresh = await _checked(actor, replace(wanted, person_id=old.person_id, role=old.role, team_id=old.team_id))
    async with tx():
        changed = await execute(
            "UPDATE saved_filter SET title = $3, queue = $4, criteria = $5, columns = $6, sort = $7,"
            " version = version + 1 WHERE id = $1 AND version = $2",
            old.id,
            wanted.version,
            fresh.title,
            fresh.queue,
            _plain(fresh.criteria),
            dump_json(list(fresh.columns)),
            fresh.sort,
        )
        if not changed:
            raise Conflict(N_("Somebody has changed this list meanwhile. Open it again."))
        await record(ListSaved(stream_id=old.id, actor_id=actor.id, shared=old.shared), _topics(old))
    return replace(fresh, version=wanted.version + 1)


async def drop(actor: Actor, list_id: int) -> SavedList:
    """Deletes a list and returns what it was, for whoever wants it back."""
    old = await _mine(actor, list_id)
    async with tx():
        await execute("DELETE FROM saved_filter WHERE id = $1", old.id)
        await record(ListDropped(stream_id=old.id, actor_id=actor.id, shared=old.shared), _topics(old))
    return old


async def step(actor: Actor, list_id: int, by: int) -> None:
    """Moves a list up (-1) or down (1) among those of its owner; at the end it stays."""
    one = await _mine(actor, list_id)
    async with tx():
        sql, *args = _those_of(one, "id")
        order = [int(row["id"]) for row in await fetch(f"{sql} ORDER BY position, id", *args)]
        at = order.index(one.id)
        goal = max(0, min(len(order) - 1, at + by))
        order.insert(goal, order.pop(at))
        for position, one_id in enumerate(order, start=1):
            await execute("UPDATE saved_filter SET position = $2 WHERE id = $1", one_id, position)
        await record(ListSaved(stream_id=one.id, actor_id=actor.id, shared=one.shared), _topics(one))


async def _mine(actor: Actor, list_id: int) -> SavedList:
    one = await get(actor, list_id)
    if not may_change(actor, one):
        raise Forbidden(N_("This list belongs to a team or a role. Save one of your own instead."))
    return one


async def _checked(actor: Actor, wanted: SavedList) -> SavedList:
    title = one_line(wanted.title, TITLE_LIMIT + 1)
    if not title:
        raise Invalid({"title": N_("Give the list a name.")})
    if len(title) > TITLE_LIMIT:
        raise Invalid({"title": N_("At most %(n)s characters.", n=TITLE_LIMIT)})
    if wanted.sort.removeprefix(REVERSED) not in SORTS:
        raise Invalid({"sort": N_("Sort by one of: %(known)s.", known=", ".join(SORTS))})
    require_sound(wanted.criteria)
    await _check_queue(actor, wanted)
    if not may_change(actor, wanted) or (wanted.role and wanted.role not in await all_roles()):
        raise Forbidden(N_("You may keep lists for yourself and for the teams that you lead."))
    return replace(wanted, title=title)


async def _check_queue(actor: Actor, wanted: SavedList) -> None:
    if wanted.queue in ("mine", "all"):
        return
    team = await by_key(wanted.queue)
    if team is None or team.id not in staff_teams(actor):
        raise Invalid({"queue": N_("There is no such queue, or you may not see it.")})


def _those_of(one: SavedList, what: str) -> tuple[Any, ...]:
    """A statement about the lists of the same owner, with its arguments."""
    if one.person_id is not None:
        return f"SELECT {what} FROM saved_filter WHERE person_id = $1", one.person_id
    if one.team_id is not None:
        return f"SELECT {what} FROM saved_filter WHERE person_id IS NULL AND team_id = $1", one.team_id
    return (
        f"SELECT {what} FROM saved_filter WHERE person_id IS NULL AND team_id IS NULL AND role = $1",
        one.role,
    )


def _topics(one: SavedList) -> Sequence[str]:
    if one.person_id is not None:
        return (f"person:{one.person_id}",)
    return (f"team:{one.team_id}",) if one.team_id is not None else ()


# Rows ----------------------------------------------------------------------------------------------------------


def _plain(criteria: Iterable[Criterion]) -> str:
    return dump_json(
        [{key: value for key, value in asdict(one).items() if value not in ((), None, "")} for one in criteria]
    )


def plain(one: SavedList) -> Mapping[str, Any]:
    """What a list says, as plain data: enough to make it anew."""
    told = asdict(one)
    return {**told, "criteria": load_json(_plain(one.criteria)), "columns": list(one.columns)}


def of_plain(told: Mapping[str, Any]) -> SavedList:
    """The list that plain data says; what nobody knows any more is left out of it."""
    return SavedList(**{**told, "criteria": _criteria(told["criteria"]), "columns": tuple(told["columns"])})


def _criteria(told: Iterable[Mapping[str, Any]]) -> tuple[Criterion, ...]:
    return tuple(_criterion(one) for one in told if subject(str(one.get("of"))) is not None)


def _criterion(told: Mapping[str, Any]) -> Criterion:
    plain: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in told.items()}
    return Criterion(**plain)


def _list(row: Row) -> SavedList:
    return SavedList(
        id=row["id"],
        title=row["title"],
        queue=row["queue"],
        criteria=_criteria(load_json(row["criteria"])),
        columns=tuple(load_json(row["columns"])),
        sort=row["sort"],
        person_id=row["person_id"],
        role=row["role"],
        team_id=row["team_id"],
        author_id=row["author_id"],
        position=row["position"],
        version=row["version"],
    )


async def own_of(person_id: int) -> Sequence[Mapping[str, Any]]:
    """What a person keeps, for his copy of the data about him."""
    rows = await fetch("SELECT * FROM saved_filter WHERE person_id = $1 ORDER BY position, id", person_id)
    return [plain(_list(row)) for row in rows]


async def forget(erasure: Erasure) -> None:
    """Deletes a person's own lists; those that he made for others lose his words, all others his login."""
    person, title = erasure.person, erasure.text[:TITLE_LIMIT]
    await execute("DELETE FROM saved_filter WHERE person_id = $1", person.id)
    await execute("UPDATE saved_filter SET title = $2 WHERE author_id = $1", person.id, title)
    for row in await fetch("SELECT id, author_id, criteria FROM saved_filter"):
        old = _criteria(load_json(row["criteria"]))
        fresh = [_without(one, erasure, own=row["author_id"] == person.id) for one in old]
        if fresh != list(old):
            await execute("UPDATE saved_filter SET criteria = $2 WHERE id = $1", row["id"], _plain(fresh))


def _without(one: Criterion, erasure: Erasure, *, own: bool) -> Criterion:
    """A criterion that names him no more; `own`: with none of his words."""
    known = subject(one.of)
    if known is None or known.sort not in ("person", "words", "open"):
        return one
    words = erasure.text if own and one.words else one.words
    if known.sort == "open" and own:
        return replace(one, values=(erasure.text,) if one.values else (), others=(erasure.text,) if one.others else ())
    names = {erasure.person.login: erasure.login}
    values, others = (tuple(names.get(value, value) for value in part) for part in (one.values, one.others))
    return replace(one, values=values, others=others, words=words)
