"""Checks a catalog as a whole: references, both languages, icons, forms and lifecycles; tells all problems at once."""

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from okno.catalog.check_automation import macro, rule, too_many
from okno.catalog.check_lifecycle import lifecycle
from okno.catalog.check_plugins import absent as missing
from okno.catalog.check_policies import level, policy
from okno.catalog.check_routing import lines
from okno.catalog.check_service import service
from okno.catalog.check_terms import calendar, priorities, sla
from okno.catalog.check_texts import TITLE_LIMIT, Found, lacks, refer, texts, twice, within
from okno.catalog.check_words import letterhead, words
from okno.catalog.model import Catalog, Category, ReplySet, Service, SlaSpec, TeamSpec
from okno.catalog.problem import Problem
from okno.data import data_root
from okno.text import N_, Phrase

_KEY = re.compile(r"[a-z][a-z0-9-]{0,59}")
_LACKS = lacks("", "").msgid
PAGES = frozenset({"all", "mine", "overview", "my-day", "lists", "bulk", "preview", "tasks"})
"""Pages of the desk: the queue of a team of this name could not be opened."""
_SYMBOL = re.compile(r'<symbol[^>]*\bid="([^"]+)"')


@dataclass(frozen=True)
class Place:
    """A place inside an object of the catalog, for example (service, monitor, (fields, 2, title))."""

    kind: str
    key: str
    path: tuple[str | int, ...]


def check(
    catalog: Catalog,
    *,
    place: Callable[[Place], tuple[str, int]] | None = None,
    broken: Collection[str] = (),
) -> list[Problem]:
    """Give every problem of a catalog.

    `place` turns a place into file and line; without it the file is `kind/key` and the line 1. Keys in `broken`
    belong to files that could not be read: references to them are not told a second time.
    """
    locate = place or (lambda where: (f"{where.kind}/{where.key}", 1))
    return [
        Problem(*(locate(where) if where is not None else ("catalog.yaml", 1)), reason)
        for where, reason in placed(catalog, broken=broken)
    ]


def placed(catalog: Catalog, *, broken: Collection[str] = ()) -> Iterator[tuple[Place | None, Phrase]]:
    """Give every problem of a catalog with its place; None for what is missing from the catalog as a whole."""
    judge = _Judge(catalog, broken)
    if "default" not in catalog.lifecycles and "default" not in broken:
        yield None, N_("A catalog needs the lifecycle “default”")
    for reason in too_many(catalog):
        yield None, reason
    for kind, items in catalog.kinds().items():
        for key, item in items.items():
            for path, reason in judge.item(kind, item):
                yield Place(kind, key, path), reason


def absent(catalog: Catalog, *, place: Callable[[Place], tuple[str, int]]) -> list[Problem]:
    """Give what a catalog expects of plugins that are not there. It may come into force all the same."""
    return [
        Problem(*place(Place(kind, key, path)), reason)
        for kind, key, found in missing(catalog)
        for path, reason in found
    ]


@cache
def icons() -> frozenset[str]:
    """Give the names of the symbols that the default theme draws; none when the theme is not there."""
    sheet = data_root("themes") / "default" / "assets" / "icons.svg"
    return frozenset(_SYMBOL.findall(sheet.read_text("utf-8"))) if sheet.is_file() else frozenset()


class _Judge:
    """Knows what may be referred to."""

    def __init__(self, catalog: Catalog, broken: Collection[str]) -> None:
        self.catalog = catalog
        self.broken = broken

    def item(self, kind: str, item: Any) -> Found:
        for path, reason in self._all(kind, item):
            # A part that could not be read is told by itself; who refers to it says nothing of it.
            if not (reason.msgid == _LACKS and reason.params.get("key") in self.broken):
                yield path, reason

    def _all(self, kind: str, item: Any) -> Found:
        if not _KEY.fullmatch(item.key):
            yield ("key",), N_("A key has small Latin letters, digits and hyphens, at most 60")
        yield from texts(item, ("title",), TITLE_LIMIT)
        judge: dict[str, Callable[[Any], Found]] = {
            "category": self._category,
            "team": self._team,
            "calendar": calendar,
            "lifecycle": lifecycle,
            "sla": self._level,
            "policy": lambda one: policy(one, self.catalog),
            "priority": priorities,
            "reply": self._replies,
            "rule": lambda one: rule(one, self.catalog),
            "macro": lambda one: macro(one, self.catalog),
            "service": self._service,
        }
        yield from judge[kind](item)

    def _level(self, one: SlaSpec) -> Found:
        yield from sla(one)
        yield from level(one, self.catalog)

    def _icon(self, icon: str) -> Found:
        if icons() and icon not in icons():
            yield ("icon",), N_("The default theme has no icon “%(icon)s”", icon=icon)

    def _category(self, category: Category) -> Found:
        yield from self._icon(category.icon)
        yield from refer(("general",), category.general, self.catalog.services)
        if category.parent is None:
            return
        known = self.catalog.categories
        if category.parent not in known:
            yield ("parent",), lacks("category", category.parent)
        above, at = {category.key}, category.parent
        while at in known and at not in above:
            above.add(at)
            at = known[at].parent or ""
        if at == category.key:
            yield ("parent",), N_("“%(key)s” stands under itself", key=category.key)

    def _team(self, team: TeamSpec) -> Found:
        if team.key in PAGES:
            yield ("key",), N_("A team can’t be called “%(key)s”: so is a page of the desk", key=team.key)
        yield from refer(("calendar",), team.calendar, self.catalog.calendars)
        yield from refer(("category",), team.category, self.catalog.categories)
        yield from refer(("general",), team.general, self.catalog.services)
        general = self.catalog.services.get(team.general)
        if general is not None and general.team != team.key:
            yield ("general",), N_("The general service belongs to another team: %(team)s", team=general.team)
        yield from lines(team)
        yield from letterhead(team)

    def _replies(self, replies: ReplySet) -> Found:
        yield from refer(("team",), replies.key, self.catalog.teams)
        yield from twice((reply.key for reply in replies.replies), ("replies",))
        for index, reply in enumerate(replies.replies):
            yield from within(("replies", index), texts(reply, ("title",), TITLE_LIMIT))
            yield from within(("replies", index), words(reply.text, ("text",)))

    def _service(self, one: Service) -> Found:
        yield from self._icon(one.icon)
        yield from service(one, self.catalog)
