"""The search: requests, people and services by words, and what may be meant while one types."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute

from okno import people
from okno.access import may
from okno.catalog import registry
from okno.catalog.find import words_of
from okno.catalog.model import Service
from okno.catalog.shelf import Shelf
from okno.clock import from_us
from okno.http import Page, page
from okno.http.cursor import decode, encode
from okno.i18n import utc
from okno.people import Person, Wanted, get_many
from okno.people.search import count as people_count
from okno.settings import Settings
from okno.text import N_, Phrase, one_line, pick
from okno.themes.parts import ChipView, PersonView, ServiceLine, StateView
from okno.themes.search import HitView, OtherHit, SearchPage
from okno.themes.sources import found_by, sources
from okno.tickets import Ticket
from okno.tickets.search import finding, snippet
from okno.tickets.search.filling import progress
from okno.tickets.search.finding import Found
from okno.tickets.search.query import LONGEST, Query
from okno.tickets.visible import is_staff
from okno.web.catalog import place_of
from okno.web.faces import person_view, state_view
from okno.web.requests import state_of
from okno.web.search_words import counted, examples, filling, marks
from okno.web.services import service_line
from okno.web.shell import Screen

KINDS: Mapping[str, Phrase] = {"tickets": N_("Requests"), "people": N_("People"), "services": N_("Services")}
ORDERS: Mapping[str, Phrase] = {"best": N_("Best first"), "newest": N_("Newest first")}
SEE_PEOPLE = "people.see"
PEOPLE_SHOWN = 50
SERVICES_SHOWN = 50
OTHERS_SHOWN = 20
"""Of each kind that a plugin finds."""
OFFERED = 8
"""Suggestions at most: tickets first, then people and services."""
_OFFERED_PEOPLE = _OFFERED_SERVICES = 2


class Search(Screen):
    """What was found, one kind at a time, with the counts of all."""

    section = "search"

    async def load(self) -> None:
        """Reads what is looked for. What one may not see is no kind."""
        self.q = one_line(self.query.get("q", ""), LONGEST)
        self.others = sources()
        self.kinds = [*(one for one in KINDS if one != "people" or may(self.actor, SEE_PEOPLE)), *self.others]
        kind = self.query.get("kind", "")
        self.kind = kind if kind in self.kinds else "tickets"
        order = self.query.get("order", "")
        self.order = order if order in ORDERS else "best"

    async def context(self) -> SearchPage:
        """The page of the kind that is wanted."""
        staff = bool(self.actor.teams_with("ticket.see"))
        if not self.q:
            return SearchPage(examples=examples(self.t, staff=staff), filling=filling(self.t, await progress()))
        found = await self._tickets()
        persons, services = await self._people(found.query), await self._services(found.query)
        others = {kind: await self._others(kind) for kind in self.others}
        counts = {"tickets": counted(found.total), "people": persons[1], "services": str(len(services))}
        counts |= {kind: _at_most(len(hits)) for kind, hits in others.items()}
        kinds: Mapping[str, Sequence[object]] = {
            "tickets": found.items, "people": persons[0], "services": services, **others
        }  # fmt: skip
        shown = kinds[self.kind]
        return SearchPage(
            q=self.q,
            kind=self.kind,
            tabs=self._tabs(counts),
            orders=self._orders() if self.kind == "tickets" and len(found.items) > 1 else (),
            hits=await self._hits(found) if self.kind == "tickets" else (),
            people=persons[0] if self.kind == "people" else (),
            services=tuple(services[:SERVICES_SHOWN]) if self.kind == "services" else (),
            total=counts[self.kind],
            heard=found.heard if self.kind == "tickets" else "",
            filling=filling(self.t, await progress()),
            empty="" if shown else self.t.say(N_("Nothing found for “%(q)s”.", q=self.q)),
            examples=() if shown else examples(self.t, staff=staff),
            next_href=self._more(found),
            others=tuple(others.get(self.kind, ())),
            others_title=self._title(self.kind) if self.kind in others else "",
        )

    async def _others(self, kind: str) -> list[OtherHit]:
        found = await found_by(kind, self.actor, self.q, OTHERS_SHOWN)
        return [OtherHit(href=one.href, title=one.title, line=one.note) for one in found]

    def _title(self, kind: str) -> str:
        if kind in KINDS:
            return self.t.say(KINDS[kind])
        title = self.others[kind].title
        return self.t.say(title) if isinstance(title, Phrase) else pick(title, self.t.locale)

    async def _tickets(self) -> Found:
        text = self.query.get("cursor", "") if self.kind == "tickets" else ""
        order, *key = decode(text, str, int, int) if text else ("",)
        after = (int(key[0]), int(key[1])) if order == self.order else None
        return await finding.find(self.actor, self.q, ranked=self.order == "best", after=after)

    async def _people(self, query: Query) -> tuple[tuple[PersonView, ...], str]:
        if "people" not in self.kinds or not query.plain:
            return (), "0"
        wanted = Wanted(query.plain, active=True, reach=True, region=self.settings.phone_region)
        found, _ = await people.page(wanted, limit=PEOPLE_SHOWN if self.kind == "people" else 1)
        reach = await people.contacts_of_many(one.id for one in found)
        views = tuple(person_view(one, reach=reach.get(one.id, ()), href=_requests_of(one)) for one in found)
        return views, str(await people_count(wanted)) if found else "0"

    async def _services(self, query: Query) -> list[ServiceLine]:
        if not words_of(query.plain):
            return []
        shelf = await Shelf.of(self.actor.id)
        found = shelf.find(query.plain, self.t.locale).services
        return [service_line(one, self.t, place=place_of(shelf, one, self.t)) for one in found]

    def _more(self, found: Found) -> str:
        if found.next is None or self.kind != "tickets":
            return ""
        return self._href(cursor=encode(self.order, *found.next))

    # Words and links -------------------------------------------------------------------------------------------

    def _tabs(self, counts: Mapping[str, str]) -> tuple[ChipView, ...]:
        return tuple(
            ChipView(
                href=self._href(kind=one if one != "tickets" else ""),
                label=self._title(one),
                count=counts[one],
                current=one == self.kind,
            )
            for one in self.kinds
        )

    def _orders(self) -> tuple[ChipView, ...]:
        return tuple(
            ChipView(href=self._href(order=one), label=self.t.say(label), current=one == self.order)
            for one, label in ORDERS.items()
        )

    def _href(self, **change: str) -> str:
        kind = self.kind if self.kind != "tickets" else ""
        wanted = {"q": self.q, "kind": kind, "order": self.order if self.order != "best" else "", **change}
        return "/search?" + urlencode({name: value for name, value in wanted.items() if value})

    async def _hits(self, found: Found) -> tuple[HitView, ...]:
        pieces = await snippet.snippets(self.actor, found.items, found.query)
        persons = await get_many(one.customer_id for one in found.items)
        wanted = snippet.Wanted.of(found.query)
        return tuple(
            [
                HitView(
                    number=one.id,
                    href=f"/tickets/{one.number}",
                    subject=marks(snippet.marked(one.subject, wanted)),
                    snippet=marks(pieces.get(one.id, ())),
                    state=self._state(one),
                    line=await self._line(one, persons),
                    when=self.t.moment(from_us(one.created_at)),
                    iso=utc(from_us(one.created_at)),
                )
                for one in found.items
            ]
        )

    def _state(self, ticket: Ticket) -> StateView:
        view, state = state_view(ticket, self.t.locale), state_of(ticket)
        if state is None or is_staff(self.actor, ticket):
            return view
        return StateView(kind=view.kind, icon=view.icon, word=pick(state.requester, self.t.locale))

    async def _line(self, ticket: Ticket, persons: Mapping[int, Person]) -> str:
        service = await registry.service_item(ticket.service_item_id)
        title = pick(service.title, self.t.locale) if service is not None else ""
        customer = persons.get(ticket.customer_id)
        if customer is None or customer.id == self.actor.id:
            return title
        who = ", ".join(part for part in (customer.name, customer.department) if part)
        return " · ".join(part for part in (who, title) if part)


async def suggestions(current: Page) -> Response:
    """What may be meant by what is typed so far; without a script the form leads to the whole list."""
    q = one_line(current.query.get("q", ""), LONGEST)
    found, query = await finding.suggest(current.actor, q, OFFERED)
    persons = await _persons(current, query)
    services = await _services(current, query)
    room = OFFERED - len(persons) - len(services)
    items = [*await _tickets(current, found[:room]), *persons, *services]
    more = "/search?" + urlencode({"q": q}) if q else ""
    return JSONResponse({"heard": "", "items": items, "general": more})


async def _tickets(current: Page, found: Sequence[Ticket]) -> list[dict[str, str]]:
    persons = await get_many(one.customer_id for one in found)
    lines = []
    for one in found:
        who = persons[one.customer_id].name if one.customer_id in persons else ""
        line = who if one.customer_id != current.actor.id else ""
        lines.append({"title": f"{one.number} · {one.subject}", "line": line, "href": f"/tickets/{one.number}"})
    return lines


async def _persons(current: Page, query: Query) -> list[dict[str, str]]:
    if not may(current.actor, SEE_PEOPLE) or not query.plain:
        return []
    found = await people.suggest(query.plain, _OFFERED_PEOPLE, reach=True)
    # No page of a person is for everybody: his requests are what is looked for.
    return [
        {
            "title": one.name,
            "line": current.t.say(N_("Requests of this person")) + (f" · {one.department}" if one.department else ""),
            "href": _requests_of(one),
        }
        for one in found
    ]


def _at_most(n: int) -> str:
    return f"{n}+" if n >= OTHERS_SHOWN else str(n)


def _requests_of(person: Person) -> str:
    """Where his requests are found, for the staff."""
    return "/search?" + urlencode({"q": f"from:{person.login}"})


async def _services(current: Page, query: Query) -> list[dict[str, str]]:
    if not words_of(query.plain):
        return []
    shelf = await Shelf.of(current.actor.id)
    found: Sequence[Service] = shelf.find(query.plain, current.t.locale).services[:_OFFERED_SERVICES]
    lines = [(one, service_line(one, current.t)) for one in found]
    order = current.t.say(N_("Service"))
    return [{"title": line.title, "line": f"{order} · {line.term}", "href": line.href} for _, line in lines]


def routes(_: Settings) -> Sequence[BaseRoute]:
    """The routes of the search."""
    return [
        page("/search", Search, needs="ticket.own", methods=("GET",)),
        page("/search/suggest", suggestions, needs="ticket.own", methods=("GET",)),
    ]
