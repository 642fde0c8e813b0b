"""Tells what a catalog expects of plugins that are not there: no mistake in it, but not as it was meant."""

from collections.abc import Iterable, Iterator

from okno.catalog.brought import is_brought, plugin_of
from okno.catalog.check_texts import Found, within
from okno.catalog.field_types import known
from okno.catalog.guards import guards
from okno.catalog.model import Catalog, Field
from okno.text import N_


def absent(catalog: Catalog) -> Iterator[tuple[str, str, Found]]:
    """Give what is missing by kind and key of the item that names it, with paths."""
    for service in catalog.services.values():
        yield "service", service.key, within(("fields",), _fields(service.fields))
        for index, task in enumerate(service.tasks):
            yield "service", service.key, within(("tasks", index, "fields"), _fields(task.fields))
    stock = guards()
    for lifecycle in catalog.lifecycles.values():
        for index, way in enumerate(lifecycle.transitions):
            gone = [(at, key) for at, key in enumerate(way.guards) if key not in stock]
            yield "lifecycle", lifecycle.key, within(("transitions", index, "guards"), _guards(gone))


def _fields(fields: Iterable[Field]) -> Found:
    stock = known()
    for index, field in enumerate(fields):
        if is_brought(field.type) and field.type not in stock:
            yield (
                (index, "type"),
                N_(
                    "No running plugin “%(plugin)s” has the type “%(key)s”: it is asked as text",
                    plugin=plugin_of(field.type),
                    key=field.type,
                ),
            )


def _guards(gone: Iterable[tuple[int, str]]) -> Found:
    for at, key in gone:
        yield (
            (at,),
            N_(
                "No running plugin “%(plugin)s” has the check “%(key)s”: nobody can go this way",
                plugin=plugin_of(key),
                key=key,
            ),
        )
