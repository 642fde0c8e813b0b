"""Checks how work finds its people: the lines of a team, the routes of a service and the skills it asks for."""

from collections.abc import Collection

from okno.catalog.check_texts import Found, refer, twice, within
from okno.catalog.model import Catalog, Route, Service, TeamSpec
from okno.text import N_, clean, search_key

LINES_MOST = 4
ROUTES_MOST = 20
NAMES_MOST, NAME_LIMIT = 50, 120
SKILLS_MOST, SKILL_LIMIT = 30, 64
"""As many skills as a person may have, and as long ones."""


def lines(team: TeamSpec) -> Found:
    """Give the problems of the number of lines of a team."""
    if not 1 <= team.lines <= LINES_MOST:
        yield ("lines",), N_("A team has 1 to %(n)s lines of support", n=LINES_MOST)


def routing(item: Service, catalog: Catalog) -> Found:
    """Give the problems of the routes and skills of a service."""
    if len(item.routes) > ROUTES_MOST:
        yield ("routes",), N_("At most %(n)s routes", n=ROUTES_MOST)
    for index, route in enumerate(item.routes):
        yield from within(("routes", index), _route(route, catalog))
    yield from _names("skills", item.skills, SKILLS_MOST, SKILL_LIMIT)


def _route(route: Route, catalog: Catalog) -> Found:
    yield from refer(("team",), route.team, catalog.teams)
    if not route.departments and not route.places:
        yield ("departments",), N_("Name a department or a place: without one this route is for nobody")
    yield from _names("departments", route.departments, NAMES_MOST, NAME_LIMIT)
    yield from _names("places", route.places, NAMES_MOST, NAME_LIMIT)


def _names(name: str, listed: Collection[str], most: int, limit: int) -> Found:
    if len(listed) > most:
        yield (name,), N_("At most %(n)s of them", n=most)
    yield from twice((search_key(one) for one in listed), (name,))
    for index, one in enumerate(listed):
        if not search_key(one) or clean(one) != one or len(one) > limit:
            yield (name, index), N_("Write a name here, at most %(limit)s characters", limit=limit)
