"""Drafts: what administrators are changing in the catalog, seen by all of them and not yet in force."""

import dataclasses
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from okno import people
from okno.catalog import registry, store
from okno.catalog.body import tidy
from okno.catalog.check import placed
from okno.catalog.difference import Change, Path, difference
from okno.catalog.events import CatalogDrafted, Doing
from okno.catalog.model import KIND_CLASSES, PARTS, Catalog
from okno.catalog.shape import build
from okno.clock import now_us
from okno.db import Row, dump_json, execute, fetch, fetch_one, load_json, tx, unique_violation
from okno.errors import Conflict, NotFound
from okno.events import record
from okno.text import N_, Phrase

_COLUMNS = "id, kind, key, body, digest, author_id, at, version"


@dataclass(frozen=True)
class Draft:
    """A waiting change of one item; the body None takes the item away.

    `digest` is that of the version in force from which the draft was begun, empty for a new item.
    """

    id: int
    kind: str
    key: str
    body: dict[str, Any] | None
    digest: str
    author_id: int
    at: int
    version: int

    @property
    def name(self) -> str:
        """Give `kind/key`."""
        return f"{self.kind}/{self.key}"


@dataclass(frozen=True)
class Edited:
    """An item as its editor sees it: `body` with the draft, `in_force` without; None is what is not there."""

    kind: str
    key: str
    body: dict[str, Any] | None
    in_force: dict[str, Any] | None
    digest: str
    draft: Draft | None

    @property
    def version(self) -> int | None:
        """Give the version that a form must send back; None while there is no draft."""
        return self.draft.version if self.draft is not None else None

    @property
    def stale(self) -> bool:
        """Tell whether the item in force was changed since the draft was begun."""
        return self.draft is not None and self.draft.digest != self.digest

    @property
    def changes(self) -> tuple[Change, ...]:
        """Give what the draft changes in what is in force."""
        return difference(self.in_force, self.body)


@dataclass(frozen=True)
class Flaw:
    """What is wrong with an item; the path leads into its body, lists by index. No kind: the catalog as a whole."""

    kind: str
    key: str
    path: Path
    reason: Phrase

    @property
    def name(self) -> str:
        """Give `kind/key`, as a problem of a catalog names it."""
        return f"{self.kind}/{self.key}" if self.kind else "catalog.yaml"


@dataclass(frozen=True)
class Merged:
    """The catalog in force with drafts in it, and everything that is wrong with it."""

    catalog: Catalog
    flaws: tuple[Flaw, ...]
    drafts: Mapping[str, Draft]

    def of(self, kind: str, key: str) -> tuple[Flaw, ...]:
        """Give the flaws of one item."""
        return tuple(flaw for flaw in self.flaws if (flaw.kind, flaw.key) == (kind, key))


# Reading ------------------------------------------------------------------------------------------------------


async def all_drafts() -> list[Draft]:
    """Give every waiting draft, by kind and key."""
    return [_draft(row) for row in await fetch(f"SELECT {_COLUMNS} FROM catalog_draft ORDER BY kind, key")]


async def get(kind: str, key: str) -> Draft | None:
    """Find the draft of an item."""
    row = await fetch_one(f"SELECT {_COLUMNS} FROM catalog_draft WHERE kind = $1 AND key = $2", kind, key)
    return _draft(row) if row else None


async def edited(kind: str, key: str) -> Edited:
    """Give an item with its draft. Raises NotFound when it is neither in force nor begun."""
    draft = await get(kind, key)
    digest, in_force = await store.present(kind, key)
    if draft is None and in_force is None:
        raise NotFound
    return Edited(kind, key, draft.body if draft is not None else in_force, in_force, digest, draft)


async def merged(names: Collection[str] | None = None) -> Merged:
    """Give the catalog in force with all drafts, or with those that are named (`kind/key`)."""
    chosen = {one.name: one for one in await all_drafts() if names is None or one.name in names}
    catalog = registry.catalog_at(await store.newest()) or await store.load()
    parts: dict[str, dict[str, Any]] = {PARTS[kind]: dict(items) for kind, items in catalog.kinds().items()}
    flaws = await _unreadable(parts, chosen)
    broken = set()
    for draft in chosen.values():
        parts[PARTS[draft.kind]].pop(draft.key, None)
        if draft.body is None:
            continue
        value = _built(draft, flaws)
        if value is None:
            broken.add(draft.key)
        else:
            parts[PARTS[draft.kind]][draft.key] = value
    catalog = _sorted(parts)
    return Merged(catalog, (*flaws, *_flaws(catalog, broken)), chosen)


async def problems_of(kind: str, key: str) -> tuple[Flaw, ...]:
    """Give what is wrong with one item, all drafts taken together."""
    return (await merged()).of(kind, key)


async def dependents(kind: str, key: str) -> list[Flaw]:
    """Tell what would be wrong with other items if this one were taken out of force."""
    result = await merged()
    whole, known = result.catalog, {(flaw.name, flaw.path) for flaw in result.flaws}
    part = {name: item for name, item in whole.kinds()[kind].items() if name != key}
    rest: dict[str, Any] = {PARTS[kind]: part}
    return [flaw for flaw in _flaws(dataclasses.replace(whole, **rest), ()) if (flaw.name, flaw.path) not in known]


# Changing -----------------------------------------------------------------------------------------------------


async def save(actor_id: int, kind: str, key: str, body: object, *, version: int | None) -> Draft:
    """Store what somebody has changed. `version` is that of the draft which he saw, None when there was none.

    Raises Conflict when somebody else was faster, Refused and TooLarge for what is no plain body.
    """
    plain_body = tidy(kind, key, body)
    async with tx():
        saved = await _put(actor_id, kind, key, plain_body, version)
        await _record(saved, actor_id, "saved")
    return saved


async def remove(actor_id: int, kind: str, key: str, *, version: int | None) -> Draft:
    """Make a draft that takes an item out of force. Raises NotFound when it is not in force."""
    async with tx():
        digest, _ = await store.present(kind, key)
        if not digest:
            raise NotFound
        saved = await _put(actor_id, kind, key, None, version)
        await _record(saved, actor_id, "removed")
    return saved


async def discard(actor_id: int, kind: str, key: str, *, version: int | None = None) -> None:
    """Throw a draft away, any version of it without `version`. Raises NotFound and Conflict."""
    async with tx():
        draft = await _required(kind, key)
        if version is not None and draft.version != version:
            raise await faster(draft)
        await delete([draft], actor_id, "discarded")


async def renew(actor_id: int, kind: str, key: str, *, version: int) -> Draft:
    """Keep a draft as it is although the item was changed meanwhile: what is in force now is what it was begun from."""
    async with tx():
        draft = await _required(kind, key)
        if draft.version != version:
            raise await faster(draft)
        digest, _ = await store.present(kind, key)
        renewed = await execute(
            "UPDATE catalog_draft SET digest = $1, version = version + 1, author_id = $2, at = $3"
            " WHERE id = $4 AND version = $5",
            digest,
            actor_id,
            now_us(),
            draft.id,
            version,
        )
        if not renewed:
            raise await faster(await get(kind, key))
        await _record(draft, actor_id, "renewed")
        return await _required(kind, key)


# Within -------------------------------------------------------------------------------------------------------


def _draft(row: Row) -> Draft:
    return Draft(**{**row, "body": load_json(row["body"])})


async def _unreadable(parts: Mapping[str, Mapping[str, Any]], chosen: Collection[str]) -> list[Flaw]:
    """Tell what is in force and cannot be read: leaving it out would take it out of force unseen."""
    why = N_("This version cannot read the item. Describe it anew")
    named = [name.split("/") for name in await store.current_digests() if name not in chosen]
    return [Flaw(kind, key, (), why) for kind, key in named if key not in parts[PARTS[kind]]]


def _built(draft: Draft, flaws: list[Flaw]) -> Any:
    def report(path: Path, reason: Phrase) -> None:
        flaws.append(Flaw(draft.kind, draft.key, path, reason))

    return build(KIND_CLASSES[draft.kind], draft.body, report)


def _sorted(parts: dict[str, dict[str, Any]]) -> Catalog:
    ordered: dict[str, Any] = {part: dict(sorted(items.items())) for part, items in parts.items()}
    ordered["categories"] = dict(sorted(parts["categories"].items(), key=lambda pair: pair[1].sort))
    return Catalog(base=None, **ordered)


def _flaws(catalog: Catalog, broken: Collection[str]) -> list[Flaw]:
    return [
        Flaw(where.kind, where.key, where.path, reason) if where is not None else Flaw("", "", (), reason)
        for where, reason in placed(catalog, broken=broken)
    ]


async def _required(kind: str, key: str) -> Draft:
    draft = await get(kind, key)
    if draft is None:
        raise NotFound
    return draft


async def _put(actor_id: int, kind: str, key: str, body: dict[str, Any] | None, version: int | None) -> Draft:
    stored = dump_json(body) if body is not None else None
    if version is None:
        await _begin(actor_id, kind, key, stored)
        return await _required(kind, key)
    changed = await execute(
        "UPDATE catalog_draft SET body = $1, author_id = $2, at = $3, version = version + 1"
        " WHERE kind = $4 AND key = $5 AND version = $6",
        stored,
        actor_id,
        now_us(),
        kind,
        key,
        version,
    )
    if not changed:
        raise await faster(await get(kind, key))
    return await _required(kind, key)


async def _begin(actor_id: int, kind: str, key: str, stored: str | None) -> None:
    digest, _ = await store.present(kind, key)
    try:
        async with tx():
            await execute(
                "INSERT INTO catalog_draft (kind, key, body, digest, author_id, at, version)"
                " VALUES ($1, $2, $3, $4, $5, $6, 1)",
                kind,
                key,
                stored,
                digest,
                actor_id,
                now_us(),
            )
    except Exception as error:
        if not unique_violation(error):
            raise
        raise await faster(await get(kind, key)) from None


async def faster(draft: Draft | None) -> Conflict:
    """Tell who has changed a draft meanwhile."""
    if draft is None:
        return Conflict(N_("This draft is gone: somebody has published or discarded it. Look at the page anew"))
    person = await people.get(draft.author_id)
    return Conflict(
        N_("%(who)s changed this draft meanwhile. Look at it anew and repeat your change", who=person.name)
        if person is not None
        else N_("Somebody changed this draft meanwhile. Look at it anew and repeat your change"),
        name=draft.name,
        version=draft.version,
        author_id=draft.author_id,
    )


async def delete(drafts: Iterable[Draft], actor_id: int, doing: Doing) -> None:
    """End drafts, for the reason that `doing` names. Raises Conflict when one was changed since it was read."""
    for draft in drafts:
        if not await execute("DELETE FROM catalog_draft WHERE id = $1 AND version = $2", draft.id, draft.version):
            raise await faster(await get(draft.kind, draft.key))
        await _record(draft, actor_id, doing)


async def _record(draft: Draft, actor_id: int, doing: Doing) -> None:
    await record(CatalogDrafted(stream_id=draft.id, actor_id=actor_id, item=draft.name, doing=doing))
