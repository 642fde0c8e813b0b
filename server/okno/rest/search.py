"""REST: the search."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from okno import people
from okno.access import require
from okno.catalog.find import words_of
from okno.catalog.shelf import Shelf
from okno.errors import Invalid
from okno.http import cursor as codec
from okno.http.rest import Call, Model, endpoint
from okno.people.search import count
from okno.rest.shapes import ListQuery
from okno.rest.tickets import TicketLine, lines
from okno.text import N_, pick
from okno.themes.sources import found_by, sources
from okno.tickets.search import finding, snippet
from okno.tickets.search.plan import CUT
from okno.tickets.search.query import LONGEST, parsed


class SearchItem(Model):
    """What was found: a ticket, a person or a service, by the key that its own address has."""

    kind: str = Field(description="ticket, person, service, or what a plugin finds: its name, a dot and the kind.")
    key: str = Field(description="The number of a ticket, the login of a person, the key of a service; else empty.")
    title: str
    text: str = Field(description="Where the words stand, or a line about it; plain text.")
    url: str = Field(description="The page of it; empty for a person.")
    ticket: TicketLine | None = Field(description="The ticket as in its list; null for the others.")


class SearchList(Model):
    """A page of what was found."""

    items: list[SearchItem]
    next_cursor: str | None
    total: int = Field(description="How many were found; of tickets at most 1000, the newest.")
    cut: bool = Field(description="There are more than `total`.")
    heard: str = Field(description="The query in the other layout of the keyboard, if only that found something.")


class SearchQuery(ListQuery):
    """What is looked for."""

    q: str = Field("", max_length=LONGEST, description="Words, “phrases”, -words to leave out, numbers, conditions.")
    kind: str = Field(
        "",
        max_length=100,
        description="By default tickets. people, services, or what a plugin finds: its name, a dot, the kind.",
    )
    sort: Literal["", "best", "newest"] = Field("", description="Of tickets; by default the best first.")


async def search(call: Call) -> SearchList:
    """Find tickets, people or services"""
    query: SearchQuery = call.query
    if query.kind == "people":
        require(call.actor, "people.see")
        return await _people(call, query)
    if query.kind == "services":
        return await _services(call, query)
    if query.kind in ("", "tickets"):
        return await _tickets(call, query)
    return await _others(call, query)


async def _others(call: Call, query: SearchQuery) -> SearchList:
    """What a plugin finds: one page of it, the best first."""
    known = sources()
    if query.kind not in known:
        names = ", ".join(("tickets", "people", "services", *known))
        raise Invalid({"kind": N_("One of these is expected: %(known)s.", known=names)})
    items = [
        SearchItem(
            kind=query.kind, key="", title=one.title, text=one.note, url=call.settings.own_url + one.href, ticket=None
        )
        for one in await found_by(query.kind, call.actor, query.q, query.size)
    ]
    return SearchList(items=items, next_cursor=None, total=len(items), cut=len(items) == query.size, heard="")


async def _tickets(call: Call, query: SearchQuery) -> SearchList:
    sort = query.sort or "best"
    found = await finding.find(
        call.actor, query.q, ranked=sort == "best", after=_after(query.cursor, sort), limit=query.size
    )
    pieces = await snippet.snippets(call.actor, found.items, found.query)
    views = await lines(call, found.items)
    items = [
        SearchItem(
            kind="ticket",
            key=one.number,
            title=one.subject,
            text="".join(piece.text for piece in pieces.get(one.id, ())),
            url=view.url,
            ticket=view,
        )
        for one, view in zip(found.items, views, strict=True)
    ]
    more = codec.encode(sort, *found.next) if found.next is not None else None
    return SearchList(items=items, next_cursor=more, total=found.total, cut=found.total >= CUT, heard=found.heard)


def _after(text: str, sort: str) -> tuple[int, int] | None:
    if not text:
        return None
    by, key, number = codec.decode(text, str, int, int)
    if by != sort:
        raise Invalid({"cursor": N_("This cursor belongs to another order of the list. Start from the first page.")})
    return key, number


async def _people(call: Call, query: SearchQuery) -> SearchList:
    after = None
    if query.cursor:
        name, person_id = codec.decode(query.cursor, str, int)
        after = (str(name), int(person_id))
    wanted = people.Wanted(parsed(query.q).plain, active=True, reach=True, region=call.settings.phone_region)
    if not wanted.q:
        return SearchList(items=[], next_cursor=None, total=0, cut=False, heard="")
    found, more = await people.page(wanted, after=after, limit=query.size)
    items = [
        SearchItem(kind="person", key=one.login, title=one.name, text=one.department, url="", ticket=None)
        for one in found
    ]
    next_cursor = codec.encode(*more) if more is not None else None
    total = await count(wanted)
    return SearchList(items=items, next_cursor=next_cursor, total=total, cut=False, heard="")


async def _services(call: Call, query: SearchQuery) -> SearchList:
    start = int(codec.decode(query.cursor, int)[0]) if query.cursor else 0
    locale, plain = call.visit.locale, parsed(query.q).plain
    found = (await Shelf.of(call.actor.id)).opened().find(plain, locale).services if words_of(plain) else []
    items = [
        SearchItem(
            kind="service",
            key=one.key,
            title=pick(one.title, locale),
            text=pick(one.summary, locale),
            url=f"{call.settings.own_url}/catalog/{one.key}",
            ticket=None,
        )
        for one in found[start : start + query.size]
    ]
    end = start + len(items)
    next_cursor = codec.encode(end) if end < len(found) else None
    return SearchList(items=items, next_cursor=next_cursor, total=len(found), cut=False, heard="")


ENDPOINTS = (endpoint("GET", "/search", search, needs="ticket.own", query=SearchQuery, answer=SearchList),)
