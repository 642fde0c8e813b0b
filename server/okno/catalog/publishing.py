"""Publishing: drafts come into force together, unless somebody else has changed what they were begun from."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from okno.catalog import drafts, store
from okno.catalog.difference import Change, difference
from okno.catalog.drafts import Draft
from okno.catalog.model import Catalog
from okno.catalog.problem import BadCatalog, Problem
from okno.db import tx
from okno.errors import Conflict, Forbidden, Refused
from okno.text import N_


@dataclass(frozen=True)
class Clash:
    """A draft whose item was changed by somebody else meanwhile: what both have changed since it was begun."""

    draft: Draft
    mine: tuple[Change, ...]
    theirs: tuple[Change, ...]


async def clash_of(draft: Draft) -> Clash | None:
    """Compare a draft with what was changed since it was begun; None when nothing was."""
    digest, in_force = await store.present(draft.kind, draft.key)
    if digest == draft.digest:
        return None
    base = await store.body_of(draft.kind, draft.key, draft.digest)
    return Clash(draft, mine=difference(base, draft.body), theirs=difference(base, in_force))


async def publish(
    actor_id: int, note: str = "", seen: Mapping[str, int] | None = None, *, opens_teams: bool = False
) -> store.Applied:
    """Put drafts in force as a new revision: those in `seen` (name and version that was looked at), or all.

    Raises Conflict when one of them is not what was seen, or when its item was changed since it was begun; BadCatalog
    with everything that is wrong; Forbidden when a team would stop to be confidential, unless `opens_teams`.
    """
    async with tx():
        await store.alone()
        chosen = [one for one in await drafts.all_drafts() if seen is None or one.name in seen]
        if seen is not None:
            await _check_seen(chosen, seen)
        if not chosen:
            raise Refused(N_("There is nothing to publish"))
        await _check_fresh(chosen)
        result = await drafts.merged({one.name for one in chosen})
        if result.flaws:
            raise BadCatalog([Problem(flaw.name, 1, flaw.reason) for flaw in result.flaws])
        if not opens_teams:
            await require_closed(result.catalog)
        applied = await store.apply(result.catalog, actor_id=actor_id, note=note)
        await drafts.delete(chosen, actor_id, "published")
    return applied


async def require_closed(catalog: Catalog) -> None:
    """Raise Forbidden when a catalog would take away that a team is confidential."""
    for key, team in (await store.load()).teams.items():
        after = catalog.teams.get(key)
        if team.confidential and (after is None or not after.confidential):
            raise Forbidden(
                N_("Only who manages teams may open a confidential team or take it out: %(team)s", team=key)
            )


async def _check_seen(chosen: Iterable[Draft], seen: Mapping[str, int]) -> None:
    present = {one.name: one for one in chosen}
    for name, version in seen.items():
        draft = present.get(name)
        if draft is None or draft.version != version:
            raise await drafts.faster(draft)


async def _check_fresh(chosen: Iterable[Draft]) -> None:
    digests = await store.current_digests()
    stale = [one.name for one in chosen if digests.get(one.name, "") != one.digest]
    if stale:
        raise Conflict(
            N_(
                "These were changed since their drafts were begun: %(names)s. Compare both before publishing",
                names=", ".join(stale),
            ),
            changed=stale,
        )
