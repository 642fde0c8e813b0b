"""Pages and REST read services from the shelf of a person: what is not for him must not be forgotten to be hidden."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from tests.rules.sources import Module, core, nothing, sample

PLACES = ("okno.web.", "okno.rest.")
# Modules that see all services, each with its reason. The editor of the catalog is the place to see all of it.
ALLOWED = {
    "okno.web.action_form": "whoever manages the catalog makes rules about the fields of any service",
    "okno.web.announcement_form": "whoever manages the catalog may name any service in an announcement",
    "okno.web.criteria_words": "whoever manages the catalog makes rules about any service; the desk hands in a shelf",
    "okno.web.audit_words": "the audit names what was done, to those who read it",
}
EDITOR = ("okno.web.admin_catalog", "okno.web.catalog_", "okno.web.service_", "okno.web.item_", "okno.web.member_")


def around_the_shelf(modules: Iterable[Module]) -> list[str]:
    """Whoever reads `registry` for services must ask for whom."""
    return [
        f"{module.at(node)}: services are read from okno.catalog.shelf.Shelf: it has what is for this person."
        for module in modules
        if module.name.startswith(PLACES) and module.name not in ALLOWED and not module.name.startswith(EDITOR)
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Attribute) and _is_a_way(node)
    ]


def _is_a_way(node: ast.Attribute) -> bool:
    if isinstance(node.value, ast.Name) and node.value.id == "registry":
        return node.attr in ("service", "index")
    called = node.value
    is_catalog = isinstance(called, ast.Call) and ast.unparse(called.func) == "registry.current"
    return is_catalog and node.attr == "services"


def test_services_come_from_the_shelf() -> None:
    """In all modules of pages and REST."""
    nothing(around_the_shelf(core()))


def test_the_rule_bites() -> None:
    """On each of the ways, and only there."""
    bad = "registry.service(key)\nregistry.index().find(q, 'ru')\nregistry.current().services[key]\n"
    assert len(around_the_shelf([sample("okno.web.new_page", bad)])) == 3
    good = "registry.current().sla\nregistry.service_item(5)\nshelf.service(key)\n"
    assert around_the_shelf([sample("okno.web.new_page", good), sample("okno.tickets.order", bad)]) == []


def test_no_exception_is_left_over() -> None:
    """Each of them is needed still."""
    known = {module.name: module for module in core()}
    for name in ALLOWED:
        renamed = Module(name + "_x", known[name].path, known[name].text)
        assert around_the_shelf([renamed]), name
