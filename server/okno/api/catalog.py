"""The catalog: its services and forms as data, and what a plugin may bring into it."""

from okno.catalog.forms import from_form, order_fields, prefill, validate
from okno.catalog.hooks import CatalogSource, FieldType, Guard
from okno.catalog.model import Choice, Field, Service
from okno.catalog.refs import FileRef, PersonRef, Resolve
from okno.catalog.registry import current, lifecycle, service, service_item
from okno.catalog.shelf import Shelf
from okno.catalog.shown import display

__all__ = [
    "CatalogSource",
    "Choice",
    "Field",
    "FieldType",
    "FileRef",
    "Guard",
    "PersonRef",
    "Resolve",
    "Service",
    "Shelf",
    "current",
    "display",
    "from_form",
    "lifecycle",
    "order_fields",
    "prefill",
    "service",
    "service_item",
    "services",
    "validate",
]


def services() -> list[Service]:
    """All services in force, in the order of their keys. Who may order one is another question."""
    return sorted(current().services.values(), key=lambda one: one.key)
