"""Publishing an announcement, changing it, ending it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace

from okno.access import Actor, may, require
from okno.announcements.announcement import COLUMNS, KINDS, PUBLISH, TOPIC, Announcement, from_row
from okno.announcements.events import AnnouncementChanged, AnnouncementEnded, AnnouncementPublished
from okno.announcements.reading import missing
from okno.catalog import registry
from okno.catalog.shelf import Shelf
from okno.clock import now_us
from okno.db import dialect, dump_json, execute, fetch, fetch_one, fetch_value, tx
from okno.errors import Conflict, Invalid, Refused
from okno.events import record
from okno.people.search import departments
from okno.text import N_, Phrase, clean, one_line, search_key

TITLE_LIMIT, TEXT_LIMIT = 160, 4000
MOST_NAMED = 50
"""How many services, and how many departments, one announcement may name."""
LOCALES = ("ru", "en")
AT_ONCE = 100


@dataclass(frozen=True, kw_only=True)
class Wording:
    """What an announcement says, to whom and for which time; `starts_at` None is now."""

    kind: str
    title: Mapping[str, str]
    text: Mapping[str, str] = field(default_factory=dict)
    services: Sequence[str] = ()
    departments: Sequence[str] = ()
    starts_at: int | None = None
    expected_at: int | None = None
    ends_at: int | None = None

    @classmethod
    def of(cls, one: Announcement) -> Wording:
        """What a published one says."""
        return cls(**{field.name: getattr(one, field.name) for field in fields(cls)})


async def publish(actor: Actor, wording: Wording) -> int:
    """Publishes and returns the number. Raises Forbidden, Invalid by field."""
    require(actor, PUBLISH)
    now = now_us()
    checked = await _checked(actor, replace(wording, starts_at=wording.starts_at or now), None, now)
    async with tx():
        row = {**_stored(checked), "author_id": actor.id, "created_at": now, "updated_at": now, "version": 1}
        places = ", ".join(f"${n}" for n in range(1, len(row) + 1))
        sql = f"INSERT INTO announcement ({', '.join(row)}) VALUES ({places}) RETURNING id"
        number = int(await fetch_value(sql, *row.values()))
        await record(AnnouncementPublished(stream_id=number, actor_id=actor.id, sort=checked.kind), [TOPIC])
    return number


async def change(actor: Actor, number: int, wording: Wording, *, version: int | None) -> None:
    """Changes what it says. Raises Forbidden, Invalid by field, Refused when it is over, Conflict when it is stale."""
    require(actor, PUBLISH)
    async with tx():
        old = await _held(number, version)
        now = now_us()
        checked = await _checked(actor, replace(wording, starts_at=wording.starts_at or old.starts_at), old, now)
        before = Wording.of(old)
        names = tuple(
            "heading" if one.name == "title" else one.name
            for one in fields(Wording)
            if _differ(getattr(before, one.name), getattr(checked, one.name))
        )
        if not names:
            return
        values = {**_stored(checked), "updated_at": now}
        sets = ", ".join(f"{column} = ${n}" for n, column in enumerate(values, start=2))
        await execute(f"UPDATE announcement SET {sets}, version = version + 1 WHERE id = $1", old.id, *values.values())
        await record(AnnouncementChanged(stream_id=old.id, actor_id=actor.id, fields=names), [TOPIC])


async def end(actor: Actor, number: int, *, version: int | None = None) -> None:
    """Says that it is over. What is over stays so: doing it again changes nothing. Raises Forbidden, Conflict."""
    require(actor, PUBLISH)
    async with tx():
        found = await _locked(number)
        if found.over_at(now_us()) is not None:
            return
        _same(found, version)
        await _end(found, now_us(), actor.id)


async def end_what_is_over() -> bool:
    """Ends what was to end by itself; tells whether there may be more."""
    now = now_us()
    async with tx():
        sql = f"SELECT {COLUMNS} FROM announcement WHERE ended_at IS NULL AND ends_at <= $1 ORDER BY id LIMIT {AT_ONCE}"
        rows = await fetch(sql + (" FOR UPDATE SKIP LOCKED" if dialect() == "postgres" else ""), now)
        for row in rows:
            one = from_row(row)
            await _end(one, one.ends_at or now, None)
    return len(rows) == AT_ONCE


async def _end(one: Announcement, at: int, actor_id: int | None) -> None:
    await execute(
        "UPDATE announcement SET ended_at = $2, updated_at = $3, version = version + 1 WHERE id = $1",
        one.id,
        at,
        now_us(),
    )
    await record(AnnouncementEnded(stream_id=one.id, actor_id=actor_id), [TOPIC])


async def _locked(number: int) -> Announcement:
    suffix = " FOR UPDATE" if dialect() == "postgres" else ""
    row = await fetch_one(f"SELECT {COLUMNS} FROM announcement WHERE id = $1{suffix}", number)
    if row is None:
        raise missing()
    return from_row(row)


async def _held(number: int, version: int | None) -> Announcement:
    found = await _locked(number)
    if found.over_at(now_us()) is not None:
        raise Refused(N_("It is over. Publish a new announcement."))
    _same(found, version)
    return found


def _same(found: Announcement, version: int | None) -> None:
    if version is not None and version != found.version:
        raise Conflict(
            N_("Somebody has changed this announcement meanwhile. Look at it and try again."), version=found.version
        )


# What is right --------------------------------------------------------------------------------------------------


async def _checked(actor: Actor, wording: Wording, old: Announcement | None, now: int) -> Wording:
    """The wording as it is stored. Raises Invalid by field."""
    problems: dict[str, Phrase] = {}
    title = {locale: one_line(wording.title.get(locale, ""), 1000) for locale in LOCALES}
    text = {locale: clean(wording.text.get(locale, "")).strip() for locale in LOCALES}
    if wording.kind not in KINDS:
        problems["kind"] = N_("Choose what it is: news, planned works or an outage.")
    if not title["ru"]:
        problems["title.ru"] = N_("Write in one line what people should know.")
    for name, texts, limit in (("title", title, TITLE_LIMIT), ("text", text, TEXT_LIMIT)):
        for locale in LOCALES:
            if len(texts[locale]) > limit:
                problems[f"{name}.{locale}"] = N_("At most %(n)s characters.", n=limit)
    services = list(dict.fromkeys(wording.services))
    known = await _services(actor, old)
    if len(services) > MOST_NAMED or not set(services) <= known:
        problems["services"] = N_("There is no such service. Choose from the list.")
    places, unknown = await _departments(wording.departments, old)
    if unknown or len(places) > MOST_NAMED:
        problems["departments"] = N_("Nobody works in the department “%(name)s”.", name=one_line(unknown, 64))
    problems |= _times(wording, old, now)
    if problems:
        raise Invalid(problems)
    shown = {
        name: {key: one for key, one in texts.items() if one} for name, texts in (("title", title), ("text", text))
    }
    return replace(wording, **shown, services=services, departments=places)  # type: ignore[arg-type]


def _times(wording: Wording, old: Announcement | None, now: int) -> dict[str, Phrase]:
    problems: dict[str, Phrase] = {}
    starts = wording.starts_at or now
    if wording.expected_at is not None and wording.expected_at <= starts:
        problems["expected_at"] = N_("It can be well only after it has begun. Choose a later time.")
    if wording.ends_at is not None and wording.ends_at <= max(starts, now if old is None else 0):
        problems["ends_at"] = N_("Choose an end that is still to come, after the beginning.")
    return problems


async def _services(actor: Actor, old: Announcement | None) -> set[str]:
    """What may be named: services that exist for him, all of them for whoever manages the catalog, and the old ones."""
    own = set(registry.current().services if may(actor, "catalog.manage") else (await Shelf.of(actor.id)).services)
    return own | set(old.services if old is not None else ())


async def _departments(wanted: Sequence[str], old: Announcement | None) -> tuple[list[str], str]:
    """The departments as they are spelled here, and the first that nobody works in."""
    known = {search_key(name): name for name in (*await departments(), *(old.departments if old is not None else ()))}
    keys = [search_key(name) for name in wanted if search_key(name)]
    unknown = next((name for name in wanted if search_key(name) and search_key(name) not in known), "")
    return [known[key] for key in dict.fromkeys(keys) if key in known], unknown


def _stored(wording: Wording) -> dict[str, object]:
    json = ("title", "text", "services", "departments")
    return {
        one.name: dump_json(_plain(getattr(wording, one.name))) if one.name in json else getattr(wording, one.name)
        for one in fields(Wording)
    }


def _plain(value: Mapping[str, str] | Sequence[str]) -> object:
    return dict(value) if isinstance(value, Mapping) else list(value)


def _differ(one: object, other: object) -> bool:
    both = [list(value) if isinstance(value, tuple) else value for value in (one, other)]
    return both[0] != both[1]
