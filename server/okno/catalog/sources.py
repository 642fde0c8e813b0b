"""The folders of catalog files that plugins bring."""

from __future__ import annotations

from collections.abc import Sequence

from okno.catalog import loader
from okno.catalog.hooks import CatalogSource, catalog_sources
from okno.catalog.loader import Reading
from okno.catalog.model import Catalog
from okno.errors import Refused
from okno.text import N_


def of(plugin: str) -> Sequence[CatalogSource]:
    """Those of a plugin that is switched on. Raises Refused when there are none."""
    found = [
        source
        for answer in catalog_sources.answers()
        for source in answer.value
        if answer.plugin == plugin and isinstance(source, CatalogSource)
    ]
    if not found:
        raise Refused(N_("No running plugin “%(plugin)s” brings a catalog.", plugin=plugin))
    return found


def over(present: Catalog, plugin: str) -> Reading:
    """The present catalog with all that a plugin brings put over it, one folder after the other."""
    reading = Reading(present)
    for source in of(plugin):
        further = loader.over(source.folder, reading.catalog)
        reading = Reading(further.catalog, [*reading.problems, *further.problems], further.absent)
    return reading
