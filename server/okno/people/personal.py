"""Personal data: which units hold it, handing all of it out, erasing all of it.

Each unit that keeps something about a person registers as a holder; what no holder names is not found here, so a
test writes a mark into every place that there is and looks for it afterwards. Plugins join by the hooks
`export_person` and `forget_person`, which do for theirs what a holder does for its unit's tables.

What stays after forgetting is ids: facts, times and counts, from which nobody can be told without a name.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from okno.clock import from_us
from okno.db import Row, dialect, fetch_one, fetch_value, tx
from okno.errors import Refused
from okno.events import record
from okno.events.origin import because
from okno.hooks import guests
from okno.i18n import utc
from okno.people import hooks as questions
from okno.people.erasure import Erasure as Erasure
from okno.people.events import PersonExported, PersonForgotten
from okno.people.person import Person, required
from okno.text import N_, Phrase


@dataclass(frozen=True)
class Copy:
    """A file that goes out with the rest: where its bytes are, its name, what is known of it."""

    path: Path
    name: str
    told: Mapping[str, Any]


@dataclass(frozen=True)
class Dossier:
    """All that is known of a person: by holder, as it can stand in JSON, and files.

    `whole` False: without the content of requests, for whoever hands it out may not read them.
    """

    person: Person
    parts: Mapping[str, Any]
    files: Sequence[Copy]
    whole: bool = True


Export = Callable[[int], Awaitable[Any]]
Forget = Callable[[Erasure], Awaitable[None]]
Copies = Callable[[int], Awaitable[Sequence[Copy]]]
Hinder = Callable[[int], Awaitable[Phrase | None]]


@dataclass(frozen=True)
class Holder:
    """A unit that holds personal data, and how it hands it out and erases it."""

    name: str
    export: Export
    forget: Forget
    files: Copies | None = None
    hinder: Hinder | None = None
    content: bool = False


@dataclass
class _Registry:
    holders: dict[str, Holder] = field(default_factory=dict)
    sealed: bool = False


_registry = _Registry()


def holder(
    name: str,
    *,
    export: Export,
    forget: Forget,
    files: Copies | None = None,
    hinder: Hinder | None = None,
    content: bool = False,
) -> None:
    """Registers a holder at start-up.

    `content` says that it holds what is in requests: subjects, words, files, letters about them.

    `export(person_id)` gives what can stand in JSON, without any secret. `forget(erasure)` runs in the transaction
    that all holders share, may run twice, and leaves to on_commit what can't be rolled back. `files(person_id)` lists
    files that go out too, `hinder(person_id)` says why the person can't be forgotten yet, and what to do first.
    """
    if _registry.sealed:
        raise RuntimeError(f"the holder {name} comes after start-up")
    if name in _registry.holders:
        raise RuntimeError(f"there are two holders called {name}")
    _registry.holders[name] = Holder(name, export, forget, files, hinder, content)


def holders() -> Sequence[Holder]:
    """All holders, in the order in which they came."""
    return tuple(_registry.holders.values())


def seal() -> None:
    """Ends start-up: whoever registers later is refused."""
    _registry.sealed = True


async def export_person(person_id: int, *, actor_id: int | None, reason: str = "", whole: bool) -> Dossier:
    """All that is held about a person. That it was handed out is a fact; `reason` is for the audit.

    `whole` is for the person himself and for whoever has the database anyway; an administrator gets it without the
    content of requests, which he may not read by role.
    """
    person = await required(person_id)
    brought = await questions.export_person(person_id=person_id, whole=whole)
    asked = [one for one in holders() if whole or not one.content]
    parts = {one.name: await one.export(person_id) for one in asked}
    parts |= {f"x.{one.plugin}": one.value for one in brought}
    files = [copy for one in asked if one.files is not None for copy in await one.files(person_id)]
    with because(reason):
        async with tx():
            await record(PersonExported(stream_id=person_id, actor_id=actor_id))
    return Dossier(person, parts, files, whole)


async def hindrances(person_id: int) -> list[Phrase]:
    """Why a person can't be forgotten yet; each sentence says what to do first."""
    person = await required(person_id)
    found = [N_("The person may still sign in. Take the access away first.")] if person.active else []
    for one in holders():
        if one.hinder is not None and (reason := await one.hinder(person_id)) is not None:
            found.append(reason)
    holding = [one for one in guests() if questions.forget_person.name in one.answers]
    return [*found, *(_asleep(one.name) for one in holding if not one.active())]


def _asleep(plugin: str) -> Phrase:
    return N_(
        "The plugin “%(plugin)s” is switched off and can’t erase what it holds. Switch it on, or uninstall it after"
        " removing its data.",
        plugin=plugin,
    )


async def forget_person(person_id: int, *, actor_id: int | None, reason: str, locale: str) -> None:
    """Erases what tells who a person was and what he wrote; all holders do or none does.

    What takes the place of his words is in the language `locale`. Raises NotFound, and Refused while something has
    to be done first. Doing it again is harmless: it erases what has come since. Plugins come first, each in a
    transaction of its own: what a later one could not do is done when it is asked for again.
    """
    await _require_free(person_id)
    await questions.forget_person(erasure=Erasure(await required(person_id), locale))
    async with tx():
        await _lock(person_id)
        await _require_free(person_id)
        erasure = Erasure(await required(person_id), locale)
        for one in holders():
            await one.forget(erasure)
        with because(reason):
            await record(PersonForgotten(stream_id=person_id, actor_id=actor_id), [f"person:{person_id}"])


async def _require_free(person_id: int) -> None:
    if reasons := await hindrances(person_id):
        raise Refused(reasons[0])


async def forgotten_at(person_id: int) -> int | None:
    """When a person was forgotten, in microseconds UTC; None for whoever is known still."""
    found = await fetch_value("SELECT forgotten_at FROM person WHERE id = $1", person_id)
    return None if found is None else int(found)


async def _lock(person_id: int) -> None:
    """Two who forget the same person do so one after the other. SQLite has one writer anyway."""
    suffix = " FOR UPDATE" if dialect() == "postgres" else ""
    await fetch_one(f"SELECT id FROM person WHERE id = $1{suffix}", person_id)


def told(rows: Iterable[Row], *, times: Iterable[str] = (), flags: Iterable[str] = ()) -> list[dict[str, Any]]:
    """Rows as they stand in JSON: instants in the columns `times` as ISO 8601 UTC, `flags` as true and false."""
    moments, truths = frozenset(times), frozenset(flags)
    return [{key: _told(value, key in moments, key in truths) for key, value in row.items()} for row in rows]


def _told(value: Any, moment: bool, truth: bool) -> Any:
    if moment:
        return None if value is None else utc(from_us(value))
    return bool(value) if truth else value
