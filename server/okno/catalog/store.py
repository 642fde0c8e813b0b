"""The catalog in the database: plan a change, apply it as a revision, export what is in force."""

import dataclasses
import hashlib
import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from okno.catalog.check import check
from okno.catalog.events import CatalogApplied
from okno.catalog.model import KIND_CLASSES, PARTS, Catalog, TeamSpec
from okno.catalog.problem import BadCatalog
from okno.catalog.shape import Path as ShapePath, build, plain
from okno.catalog.writer import write
from okno.clock import now_us
from okno.db import Row, dialect, dump_json, execute, fetch, fetch_one, fetch_value, load_json, tx
from okno.db.wake import bell
from okno.errors import Conflict
from okno.events import record
from okno.log import get
from okno.teams.team import declare, retire
from okno.text import N_, Phrase, one_line

RING = "catalog"
"""The word by which processes hear that there is a new revision."""
_LOCK = 0x6F6B6361

log = get(__name__)


@dataclass(frozen=True)
class Plan:
    """What applying a catalog would change; names are `kind/key`."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()

    @property
    def empty(self) -> bool:
        """Tell whether there is nothing to do."""
        return not (self.added or self.changed or self.removed)


@dataclass(frozen=True)
class Applied:
    """The revision in force after an apply, and what the apply changed (nothing: the revision was there before)."""

    revision: int
    plan: Plan


@dataclass(frozen=True)
class Stored:
    """One version of an item as it lies in the database; `value` is None when this version cannot read it."""

    id: int
    kind: str
    key: str
    value: Any


async def newest() -> tuple[int, str]:
    """Give the number and the digest of the revision in force; 0 and an empty digest before the first."""
    row = await fetch_one("SELECT number, digest FROM catalog_revision ORDER BY number DESC LIMIT 1")
    return (row["number"], row["digest"]) if row else (0, "")


async def plan(catalog: Catalog) -> Plan:
    """Tell what applying a catalog would change."""
    return _difference(_digests(catalog), await current_digests())


async def apply(catalog: Catalog, *, actor_id: int | None, note: str = "", base: int | None = None) -> Applied:
    """Put a catalog in force as a new revision, if anything differs from the one in force.

    `base` is the revision that the catalog was made from (its own `base` when not given). Raises BadCatalog, and
    Conflict when the catalog was changed since that revision; its detail names what was changed.
    """
    problems = check(catalog)
    if problems:
        raise BadCatalog(problems)
    async with tx():
        await alone()
        number, _ = await newest()
        await _check_base(base if base is not None else catalog.base, number)
        wanted = _digests(catalog)
        present = await current_digests()
        found = _difference(wanted, present)
        if found.empty:
            return Applied(number, found)
        await _note(wanted, present, found, number + 1, actor_id=actor_id, note=note)
        await _write(catalog, wanted, found, number + 1)
        # A team may have become confidential: what anybody sees is asked anew.
        await record(CatalogApplied(stream_id=number + 1, actor_id=actor_id), topics=["catalog", "roles"])
        await bell.ring(RING)
    return Applied(number + 1, found)


async def load() -> Catalog:
    """Give the catalog in force; its base is its own revision."""
    number, _ = await newest()
    return catalog_of(await current_items(), base=number or None)


async def export(folder: Path) -> Catalog:
    """Write the catalog in force into a folder, with its revision as the base. Raises Refused."""
    catalog = await load()
    write(catalog, folder)
    return catalog


async def current_items() -> list[Stored]:
    """Give the versions that are in force."""
    rows = await fetch(
        "SELECT i.id, i.kind, i.key, i.body FROM catalog_current c JOIN catalog_item i ON i.id = c.item_id"
    )
    return [_stored(row) for row in rows]


async def former_items() -> list[Stored]:
    """Give the last versions of teams, calendars and lifecycles that are no longer in force: old tickets need them."""
    rows = await fetch(
        "SELECT i.id, i.kind, i.key, i.body FROM catalog_item i"
        " LEFT JOIN catalog_current c ON c.kind = i.kind AND c.key = i.key"
        " WHERE c.id IS NULL AND i.kind <> 'service' ORDER BY i.id"
    )
    return [_stored(row) for row in rows]


async def item(item_id: int) -> Stored | None:
    """Find one version of an item, current or past."""
    row = await fetch_one("SELECT id, kind, key, body FROM catalog_item WHERE id = $1", item_id)
    return _stored(row) if row else None


async def present(kind: str, key: str) -> tuple[str, dict[str, Any] | None]:
    """Give the digest and the body of an item in force; empty and None when it is not."""
    row = await fetch_one(
        "SELECT i.digest, i.body FROM catalog_current c JOIN catalog_item i ON i.id = c.item_id"
        " WHERE c.kind = $1 AND c.key = $2",
        kind,
        key,
    )
    return (row["digest"], load_json(row["body"])) if row else ("", None)


async def body_of(kind: str, key: str, digest: str) -> dict[str, Any] | None:
    """Give the plain body of a version of an item, current or past; None for a digest that there never was."""
    sql = "SELECT body FROM catalog_item WHERE kind = $1 AND key = $2 AND digest = $3"
    row = await fetch_one(sql, kind, key, digest)
    return load_json(row["body"]) if row else None


def catalog_of(items: list[Stored], *, base: int | None) -> Catalog:
    """Put stored items together, in the order of the folder that they came from."""
    parts: dict[str, dict[str, Any]] = {part: {} for part in PARTS.values()}
    for one in sorted(items, key=lambda one: one.key):
        if one.value is not None:
            parts[PARTS[one.kind]][one.key] = one.value
    parts["categories"] = dict(sorted(parts["categories"].items(), key=lambda pair: pair[1].sort))
    return Catalog(base=base, **parts)


def _stored(row: Row) -> Stored:
    body = row["body"] if isinstance(row["body"], str) else dump_json(row["body"])
    return Stored(row["id"], row["kind"], row["key"], _read(row["kind"], row["key"], body))


@lru_cache(maxsize=2000)
def _read(kind: str, key: str, body: str) -> Any:
    """Build an item from its JSON. Most are the same in the next revision: they are built once."""

    def report(path: ShapePath, reason: Phrase) -> None:
        log.error("a stored item of the catalog cannot be read", item=f"{kind}/{key}", path=str(path), why=str(reason))

    return build(KIND_CLASSES[kind], load_json(body), report)


def _digests(catalog: Catalog) -> dict[str, str]:
    return {
        f"{kind}/{key}": digest_of(plain(item))
        for kind, items in catalog.kinds().items()
        for key, item in items.items()
    }


def digest_of(body: Any) -> str:
    """Give the digest of a plain body: the same content has the same one."""
    text = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


async def current_digests() -> dict[str, str]:
    """Give the digest of every item in force by its name, which is `kind/key`."""
    rows = await fetch("SELECT i.kind, i.key, i.digest FROM catalog_current c JOIN catalog_item i ON i.id = c.item_id")
    return {f"{row['kind']}/{row['key']}": row["digest"] for row in rows}


def _difference(wanted: dict[str, str], present: dict[str, str]) -> Plan:
    return Plan(
        added=tuple(sorted(wanted.keys() - present.keys())),
        changed=tuple(sorted(name for name in wanted.keys() & present.keys() if wanted[name] != present[name])),
        removed=tuple(sorted(present.keys() - wanted.keys())),
    )


async def alone() -> None:
    """Let one change of the catalog follow another until the transaction ends; on SQLite writers are alone anyway."""
    if dialect() == "postgres":
        await fetch("SELECT pg_advisory_xact_lock($1)", _LOCK)


async def _check_base(base: int | None, number: int) -> None:
    if base is None or base == number:
        return
    if base > number and number <= 1:
        # A copy from another company, for one that has still what it was made with: nobody's work is lost.
        return
    if base > number:
        raise Conflict(
            N_(
                "This copy is of revision %(base)s, here the newest is %(number)s. Export anew",
                base=base,
                number=number,
            ),
            base=base,
            revision=number,
            changed=[],
        )
    changed = await _changed_since(base)
    raise Conflict(
        N_(
            "The catalog was changed since revision %(base)s: %(changed)s. Export it anew and repeat your changes",
            base=base,
            changed=", ".join(changed),
        ),
        base=base,
        revision=number,
        changed=changed,
    )


async def _changed_since(base: int) -> list[str]:
    rows = await fetch("SELECT changes FROM catalog_revision WHERE number > $1", base)
    changes = [load_json(row["changes"]) for row in rows]
    names = {name for one in changes for part in ("added", "changed", "removed") for name in one[part]}
    return sorted(names)


async def _note(
    wanted: dict[str, str], present: dict[str, str], found: Plan, number: int, *, actor_id: int | None, note: str
) -> None:
    """Write down the revision, with the digests that its items had and have: by these it is compared and undone."""
    changes = {
        **dataclasses.asdict(found),
        "before": {name: present[name] for name in (*found.changed, *found.removed)},
        "after": {name: wanted[name] for name in (*found.added, *found.changed)},
    }
    await execute(
        "INSERT INTO catalog_revision (number, at, actor_id, note, digest, changes) VALUES ($1, $2, $3, $4, $5, $6)",
        number,
        now_us(),
        actor_id,
        one_line(note),
        digest_of(wanted),
        dump_json(changes),
    )


async def _write(catalog: Catalog, digests: dict[str, str], found: Plan, number: int) -> None:
    for name in (*found.changed, *found.removed):
        await execute("DELETE FROM catalog_current WHERE kind = $1 AND key = $2", *name.split("/"))
    for name in (*found.added, *found.changed):
        kind, key = name.split("/")
        value = catalog.kinds()[kind][key]
        await _put(kind, key, digests[name], plain(value), number)
        if isinstance(value, TeamSpec):
            await declare(key, value.title, calendar=value.calendar, confidential=value.confidential)
    if any(name.startswith("team/") for name in found.removed):
        await retire(catalog.teams)


async def _put(kind: str, key: str, digest: str, body: Any, number: int) -> None:
    item_id = await fetch_value(
        "SELECT id FROM catalog_item WHERE kind = $1 AND key = $2 AND digest = $3", kind, key, digest
    )
    if item_id is None:
        item_id = await fetch_value(
            "INSERT INTO catalog_item (kind, key, digest, body, revision) VALUES ($1, $2, $3, $4, $5) RETURNING id",
            kind,
            key,
            digest,
            dump_json(body),
            number,
        )
    await execute("INSERT INTO catalog_current (kind, key, item_id) VALUES ($1, $2, $3)", kind, key, item_id)
