"""What plugins add to the search and to the reports, as far as somebody may see it."""

from __future__ import annotations

from collections.abc import Sequence

from okno.access import Actor, may
from okno.hooks import guest_of
from okno.hooks.isolation import PluginFailed, isolated
from okno.text import one_line
from okno.themes.hooks import Hit, Report, SearchSource, report_kinds, search_sources

SECONDS = 2.0
"""How long a source may look."""
LONGEST = 200


class BadHit(Exception):
    """A source has found something that has no page here."""


def sources() -> dict[str, SearchSource]:
    """The sources of the search by `plugin.key`, which names them in addresses."""
    return {f"{answer.plugin}.{one.key}": one for answer in search_sources.answers() for one in answer.value}


async def found_by(kind: str, actor: Actor, q: str, limit: int) -> Sequence[Hit]:
    """What a source has found, at most `limit`; nothing when its plugin fails."""
    source, plugin = sources().get(kind), kind.partition(".")[0]
    guest = guest_of(plugin)
    if source is None or guest is None or not q:
        return ()

    async def look() -> Sequence[Hit]:
        hits = (await source.find(guest.context(actor), actor=actor, q=q, limit=limit))[:limit]
        return [_sound(hit) for hit in hits]

    try:
        return await isolated(plugin, f"search {source.key}", look, seconds=SECONDS)
    except PluginFailed:
        return ()


def _sound(hit: Hit) -> Hit:
    """Links lead to pages of ours and nowhere else."""
    if not hit.href.startswith("/") or hit.href.startswith("//") or "\\" in hit.href:
        raise BadHit("the address of a hit must be a path")
    return Hit(one_line(hit.title, LONGEST), hit.href, one_line(hit.note, LONGEST))


def reports(actor: Actor) -> Sequence[Report]:
    """The pages of numbers that somebody may open."""
    found = (one for answer in report_kinds.answers() for one in answer.value)
    return [one for one in found if may(actor, one.needs) or actor.teams_with(one.needs)]
