"""REST: what can be ordered."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from okno.catalog import registry
from okno.catalog.model import Service
from okno.catalog.schema import json_schema
from okno.catalog.shelf import Shelf
from okno.catalog.terms import promised
from okno.errors import Invalid, NotFound
from okno.http import cursor as codec
from okno.http.rest import Call, Model, endpoint
from okno.rest.shapes import ListQuery
from okno.text import N_, pick


class ServiceLine(Model):
    """A service in the list. Texts are in the language of the person, or that of Accept-Language."""

    key: str
    title: str
    summary: str
    category: str
    kind: str
    icon: str
    popular: bool


class ServiceList(Model):
    """A page of services."""

    items: list[ServiceLine]
    next_cursor: str | None


class ServiceView(ServiceLine):
    """A service with its form. `revision` goes into an order, so that a changed form is noticed."""

    description: str
    done_text: str
    team: str
    respond: str = Field(description="Working time until the first answer: 30m, 2h or 3d (a day is 8 hours).")
    resolve: str = Field(description="Working time until it is done.")
    kinds: list[str] = Field(description="What an order may be, the usual one first.")
    cost: float | None = Field(description="What one order costs the company, in `currency`; null when not known.")
    currency: str
    revision: int
    form: dict[str, Any] = Field(description="JSON Schema 2020-12 of `answers`, without references.")


class ServicesQuery(ListQuery):
    """What services are wanted."""

    q: str = Field("", max_length=200, description="Words in Russian or English; the best service comes first.")
    category: str = ""


async def services(call: Call) -> ServiceList:
    """Services that can be ordered"""
    query: ServicesQuery = call.query
    found = _found((await Shelf.of(call.actor.id)).opened(), query, call.visit.locale)
    start = _start(query, found)
    shown = found[start : start + query.size]
    more = start + len(shown) < len(found)
    return ServiceList(
        items=[ServiceLine(**_line(one, call.visit.locale)) for one in shown],
        next_cursor=codec.encode(shown[-1].key) if more else None,
    )


def _found(shelf: Shelf, query: ServicesQuery, locale: str) -> list[Service]:
    """What is wanted; a direction takes what is below it, too."""
    tree = shelf.tree()
    found = (
        list(shelf.find(query.q, locale).services) if query.q.strip() else [one for top in tree for one in top.services]
    )
    if not query.category:
        return found
    wanted = [branch for top in tree for branch in top.walk() if branch.category.key == query.category]
    inside = {one.key for branch in wanted for one in branch.services}
    return [one for one in found if one.key in inside]


def _start(query: ServicesQuery, found: list[Service]) -> int:
    if not query.cursor:
        return 0
    key = codec.decode(query.cursor, str)[0]
    for place, one in enumerate(found, start=1):
        if one.key == key:
            return place
    raise Invalid({"cursor": N_("The catalog was changed meanwhile. Start from the first page.")})


def _line(service: Service, locale: str) -> dict[str, Any]:
    return {
        "key": service.key,
        "title": pick(service.title, locale),
        "summary": pick(service.summary, locale),
        "category": service.category,
        "kind": service.kind,
        "icon": service.icon,
        "popular": service.popular,
    }


async def service(call: Call) -> ServiceView:
    """One service with its form as JSON Schema"""
    found = (await Shelf.of(call.actor.id)).opened().service(call.params["key"])
    if found is None:
        raise NotFound(N_("There is no such service."))
    locale = call.visit.locale
    target = promised(found, registry.current().sla)
    return ServiceView(
        **_line(found, locale),
        description=pick(found.description, locale),
        done_text=pick(found.done_text, locale),
        team=found.team,
        respond=target.respond,
        resolve=target.resolve,
        kinds=list(found.all_kinds),
        cost=found.cost,
        currency=found.currency,
        revision=registry.revision(),
        form=json_schema(found, locale),
    )


ENDPOINTS = (
    endpoint("GET", "/services", services, needs="service.order", query=ServicesQuery, answer=ServiceList),
    endpoint("GET", "/services/{key}", service, needs="service.order", answer=ServiceView),
)
