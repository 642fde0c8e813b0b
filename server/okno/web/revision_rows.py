"""Revisions of the catalog as rows: when, who, why, and what each changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from okno.catalog import history, registry
from okno.catalog.model import Catalog
from okno.clock import from_us
from okno.i18n import Translator, utc
from okno.people import get_many
from okno.text import N_, pick
from okno.themes.editor import RevisionRow

PATH = "/admin/catalog/history"
NAMED = 4
"""How many items a row names; the rest are counted."""


async def revision_rows(
    t: Translator, revisions: Sequence[history.Revision], catalog: Catalog
) -> tuple[RevisionRow, ...]:
    """The rows; items are called by the titles that they have in `catalog`."""
    people = await get_many(one.actor_id for one in revisions if one.actor_id is not None)
    current = registry.revision()
    rows = []
    for one in revisions:
        who = people.get(one.actor_id) if one.actor_id is not None else None
        moment = from_us(one.at)
        rows.append(
            RevisionRow(
                number=one.number,
                href=f"{PATH}/{one.number}",
                time=t.moment(moment),
                iso=utc(moment),
                title=t.full(moment),
                who=who.name if who is not None else t.say(N_("from a folder")),
                note=one.note,
                line=_line(t, one, catalog),
                current=one.number == current,
            )
        )
    return tuple(rows)


def named(t: Translator, name: str, catalog: Catalog) -> str:
    """An item by its title, else by its key."""
    kind, _, key = name.partition("/")
    item: Any = catalog.kinds().get(kind, {}).get(key)
    return pick(item.title, t.locale) if item is not None else key


def _line(t: Translator, revision: history.Revision, catalog: Catalog) -> str:
    parts = [
        (N_("added: %(names)s", names=_names(t, revision.added, catalog)), revision.added),
        (N_("changed: %(names)s", names=_names(t, revision.changed, catalog)), revision.changed),
        (N_("taken away: %(names)s", names=_names(t, revision.removed, catalog)), revision.removed),
    ]
    return "; ".join(t.say(phrase) for phrase, names in parts if names)


def _names(t: Translator, names: Iterable[str], catalog: Catalog) -> str:
    found = [named(t, name, catalog) for name in names]
    shown = ", ".join(found[:NAMED])
    return f"{shown} {t.say(N_('and %(n)s more', n=len(found) - NAMED))}" if len(found) > NAMED else shown
