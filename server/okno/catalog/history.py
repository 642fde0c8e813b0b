"""The revisions of the catalog: what each changed, taking one back, an item as it once was."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from okno.catalog import drafts, publishing, store
from okno.catalog.difference import Change, difference
from okno.catalog.model import KIND_CLASSES, Catalog
from okno.catalog.shape import build
from okno.db import Row, fetch, fetch_one, load_json, tx
from okno.errors import Conflict, NotFound, Refused
from okno.text import N_

PAGE = 30
_COLUMNS = "number, at, actor_id, note, changes"


@dataclass(frozen=True)
class Revision:
    """One change that came into force; names are `kind/key`, digests those that the items had and have.

    The digests of a revision that an early version made are not known: it can be neither compared nor undone.
    """

    number: int
    at: int
    actor_id: int | None
    note: str
    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    before: Mapping[str, str]
    after: Mapping[str, str]

    @property
    def names(self) -> tuple[str, ...]:
        """Give everything that it touched."""
        return (*self.added, *self.changed, *self.removed)


@dataclass(frozen=True)
class Touched:
    """What a revision did to one item: its bodies before and after, None where it was not in force."""

    kind: str
    key: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None

    @property
    def changes(self) -> tuple[Change, ...]:
        """Give the differences."""
        return difference(self.before, self.after)


async def revisions(*, below: int | None = None, limit: int = PAGE) -> list[Revision]:
    """Give revisions, the newest first, those under the number `below`."""
    where, args = ("WHERE number < $1", [below]) if below is not None else ("", [])
    rows = await fetch(
        f"SELECT {_COLUMNS} FROM catalog_revision {where} ORDER BY number DESC LIMIT {int(limit)}", *args
    )
    return [_revision(row) for row in rows]


async def required(number: int) -> Revision:
    """Give a revision. Raises NotFound."""
    row = await fetch_one(f"SELECT {_COLUMNS} FROM catalog_revision WHERE number = $1", number)
    if row is None:
        raise NotFound
    return _revision(row)


async def revisions_of(kind: str, key: str, *, limit: int = PAGE) -> list[Revision]:
    """Give the newest revisions that touched an item."""
    # The name is quoted in the text of the list of names, so it never matches a part of a longer one.
    rows = await fetch(
        f"SELECT {_COLUMNS} FROM catalog_revision WHERE CAST(changes AS TEXT) LIKE $1"
        f" ORDER BY number DESC LIMIT {int(limit)}",
        f'%"{kind}/{key}"%',
    )
    return [_revision(row) for row in rows]


async def touched(revision: Revision) -> list[Touched]:
    """Give what a revision did to each item that it names."""
    found = []
    for name in sorted(revision.names):
        kind, key = name.split("/")
        found.append(
            Touched(
                kind,
                key,
                await store.body_of(kind, key, revision.before.get(name, "")),
                await store.body_of(kind, key, revision.after.get(name, "")),
            )
        )
    return found


async def undo(number: int, actor_id: int, *, note: str = "", opens_teams: bool = False) -> store.Applied:
    """Make a new revision in which the items of an older one are as before it.

    Raises Conflict naming those that were changed since, Refused for the first revision, BadCatalog when what was
    before does not fit the rest any more, Forbidden when a team would stop to be confidential, unless `opens_teams`.
    """
    async with tx():
        await store.alone()
        revision = await required(number)
        _require_known(revision)
        await _check_untouched(revision)
        catalog = await _without(revision)
        if not opens_teams:
            await publishing.require_closed(catalog)
        return await store.apply(catalog, actor_id=actor_id, note=note)


async def restore(actor_id: int, kind: str, key: str, number: int, *, version: int | None) -> drafts.Draft:
    """Make a draft of an item as it was in a revision. Raises NotFound, and Conflict as saving a draft does."""
    body = await body_at(kind, key, number)
    if body is None:
        raise NotFound
    return await drafts.save(actor_id, kind, key, body, version=version)


async def body_at(kind: str, key: str, number: int) -> dict[str, Any] | None:
    """Give an item as it was in force with a revision; None when it was not."""
    name = f"{kind}/{key}"
    for revision in await revisions_of(kind, key, limit=10_000):
        if revision.number <= number:
            return await store.body_of(kind, key, revision.after.get(name, ""))
    return None


def _revision(row: Row) -> Revision:
    changes = load_json(row["changes"])
    return Revision(
        number=row["number"],
        at=row["at"],
        actor_id=row["actor_id"],
        note=row["note"],
        added=tuple(changes["added"]),
        changed=tuple(changes["changed"]),
        removed=tuple(changes["removed"]),
        before=changes.get("before", {}),
        after=changes.get("after", {}),
    )


def _require_known(revision: Revision) -> None:
    if revision.number == 1:
        raise Refused(N_("The first revision has nothing before it"))
    if {*revision.before, *revision.after} != set(revision.names):
        raise Refused(N_("This revision is too old to be undone: what was before it was not written down"))


async def _check_untouched(revision: Revision) -> None:
    digests = await store.current_digests()
    since = [name for name in sorted(revision.names) if digests.get(name) != revision.after.get(name)]
    if since:
        raise Conflict(
            N_(
                "These were changed since revision %(number)s: %(names)s. Bring them back one by one",
                number=revision.number,
                names=", ".join(since),
            ),
            changed=since,
        )


async def _without(revision: Revision) -> Catalog:
    """Give the catalog in force with the items of a revision as they were before it."""
    items = [one for one in await store.current_items() if f"{one.kind}/{one.key}" not in revision.names]
    unreadable = [f"{one.kind}/{one.key}" for one in items if one.value is None]
    if unreadable:
        raise Refused(
            N_("This version cannot read these items: %(names)s. Describe them anew", names=", ".join(unreadable))
        )
    for one in await touched(revision):
        if one.before is not None:
            value: Any = build(KIND_CLASSES[one.kind], one.before, lambda _path, _reason: None)
            if value is None:
                raise Refused(N_("What was before this revision cannot be read any more"))
            items.append(store.Stored(0, one.kind, one.key, value))
    return store.catalog_of(items, base=None)
