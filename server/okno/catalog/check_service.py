"""Checks a service: what it refers to, its words, terms and cost, its form, approval and tasks."""

from collections.abc import Collection

from babel.numbers import is_currency

from okno.catalog.check_approvals import approvals
from okno.catalog.check_fields import form
from okno.catalog.check_routing import routing
from okno.catalog.check_tasks import tasks
from okno.catalog.check_texts import (
    BODY_LIMIT,
    LOCALES,
    TITLE_LIMIT,
    Found,
    refer,
    target,
    texts,
    twice,
    within,
)
from okno.catalog.model import Catalog, Service
from okno.catalog.rules import names_in
from okno.text import N_, clean

AUDIENCE_LIMIT = 120


def service(item: Service, catalog: Catalog) -> Found:
    """Give the problems of a service; what it refers to must be in the catalog."""
    yield from _references(item, catalog)
    for name, limit in (("summary", 200), ("done_text", BODY_LIMIT), ("owner", TITLE_LIMIT)):
        yield from texts(item, (name,), limit)
    yield from texts(item, ("description",), BODY_LIMIT, optional=True)
    yield from _times(item)
    yield from _words(item)
    yield from _subject(item)
    yield from _cost(item)
    yield from twice(item.all_kinds if item.kind not in item.kinds else (item.kind, *item.kinds), ("kinds",))
    for name in ("groups", "departments"):
        yield from within(("visible_to",), _audience(name, getattr(item.visible_to, name)))
    for index, article in enumerate(item.articles):
        yield from within(("articles", index), texts(article, ("title",), TITLE_LIMIT))
        yield from within(("articles", index), texts(article, ("text",), BODY_LIMIT))
    yield from within(("fields",), form(item.fields, catalog.teams))
    yield from approvals(item, catalog)
    yield from tasks(item, catalog)
    yield from routing(item, catalog)


def _references(item: Service, catalog: Catalog) -> Found:
    if item.sla:
        yield from refer(("sla",), item.sla, catalog.sla)
    yield from refer(("category",), item.category, catalog.categories)
    yield from refer(("team",), item.team, catalog.teams)
    yield from refer(("lifecycle",), item.lifecycle, catalog.lifecycles)


def _times(item: Service) -> Found:
    if not item.respond and not item.resolve:
        if not item.sla:
            yield (), N_("A service needs a service level (sla), or its own respond and resolve")
        return
    yield from target(item.respond, item.resolve)


def _words(item: Service) -> Found:
    for locale, words in item.words.items():
        if locale not in LOCALES:
            yield ("words", locale), N_("The language “%(locale)s” is unknown", locale=locale)
        if any(clean(word) != word or not word.strip() for word in words):
            yield ("words", locale), N_("The text has characters that nobody sees: retype it")


def _subject(item: Service) -> Found:
    yield from texts(item, ("subject",), TITLE_LIMIT, optional=True)
    for locale, template in item.subject.items():
        for name in names_in(template):
            field = item.field(name)
            if field is None:
                yield ("subject", locale), N_("The subject names a field that the form lacks: %(name)s", name=name)
            elif not field.at_order:
                reason = N_("The subject names a field that is not answered with the order: %(name)s", name=name)
                yield ("subject", locale), reason


def _cost(item: Service) -> Found:
    if item.cost is not None and (item.cost < 0 or round(item.cost, 2) != item.cost):
        yield ("cost",), N_("Write a sum from 0 on, with two digits after the point at most")
    if not is_currency(item.currency):
        yield ("currency",), N_("There is no currency “%(code)s”; write one as RUB", code=item.currency)


def _audience(name: str, listed: Collection[str]) -> Found:
    yield from twice(listed, (name,))
    for index, one in enumerate(listed):
        if not one.strip() or clean(one) != one or len(one) > AUDIENCE_LIMIT:
            yield (name, index), N_("Write a name here, at most %(limit)s characters", limit=AUDIENCE_LIMIT)
