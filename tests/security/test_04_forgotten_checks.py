"""The matrix and the canary bite: in an application where checks were forgotten they name exactly those routes."""

from __future__ import annotations

import re
from dataclasses import replace

from starlette.applications import Starlette
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from okno.access import RIGHTS
from okno.db import fetch, fetch_value
from okno.errors import NotFound
from okno.files import get as get_file, headers, open_path
from okno.http import Page, page
from okno.http.permission import Guarded
from okno.http.rest import Call, endpoint
from okno.rest.changes import MoveBody
from okno.tickets import Sight, get, move, store
from okno.web.admin_audit import Audit
from okno.web.admin_failures import Failures
from okno.web.ticket import TicketScreen
from tests.security.crawl import crawl, listed, plain, prepared
from tests.security.matrix import CHANGING, ENTRIES, READING, World, judge, unlisted
from tests.security.test_06_canary import NOON, at, compared, delivered, happenings

LOOKED_AT = re.compile(
    r"(/tickets/\{number\}(/comment|/move)?|/files.*|/admin/(audit|failures).*"
    r"|/api/v1/tickets(/\{number\}(/moves|/comments)?)?|/api/v1/files.*)"
)
"""The routes with a check that was forgotten, and neighbours of theirs that have all of them."""


class Unfiltered(TicketScreen):
    """The page of a ticket, which is loaded past the filter."""

    async def load(self) -> None:
        """Finds the ticket, whoever asks."""
        self.ticket, self.seen = await store.load(str(self.params["number"])), Sight.STAFF


async def unseen_file(current: Page) -> Response:
    """A file, wherever it is attached."""
    file = await get_file(str(current.params["file"]))
    if file is None:
        raise NotFound
    return FileResponse(open_path(file), headers=headers(file))


async def all_tickets(_: Call) -> object:
    """A list that begins with all tickets."""
    return {"items": [row["subject"] for row in await fetch("SELECT subject FROM ticket")], "next_cursor": None}


async def move_anyhow(call: Call) -> object:
    """A move by whoever sees the ticket, whatever his rights are."""
    ticket, _ = await get(call.actor, call.params["number"])
    able = replace(call.actor, team_rights={**call.actor.team_rights, ticket.team_id: frozenset(RIGHTS)})
    moved = await move(able, ticket.id, to=call.body.to, version=call.body.version, text=call.body.comment or "")
    return {"state": moved.state}


async def count_all(_: Call) -> object:
    """How many tickets there are."""
    return {"count": await fetch_value("SELECT count(*) FROM ticket")}


def unasked(route: Guarded, permission: str) -> Guarded:
    """A route that states a right and does not ask for it."""
    route.permission = permission
    return route


FORGOTTEN = {
    "the filter of reading": page("/tickets/{number}", Unfiltered, needs="ticket.own", methods=("GET",)),
    "the sight of a file": page("/files/{file}", unseen_file, needs="ticket.own", methods=("GET",)),
    "the filter of a list": endpoint("GET", "/tickets", all_tickets, needs="ticket.own").route(),
    "the right of a change": endpoint(
        "POST", "/tickets/{number}/moves", move_anyhow, needs="ticket.own", body=MoveBody
    ).route(),
    "the right of the company": unasked(page("/admin/audit", Audit, public=True, methods=("GET",)), "audit.see"),
    "the right that was agreed": page("/admin/failures", Failures, needs="ticket.own", methods=("GET", "POST")),
}


def put(app: Starlette, route: Route) -> None:
    """Takes the place of the route with the same path and a method of it."""
    for n, present in enumerate(app.router.routes):
        if isinstance(present, Route) and present.path == route.path and set(present.methods) & set(route.methods):
            app.router.routes[n] = route
            return
    raise AssertionError(f"there is no route {route.path}")


async def test_the_matrix_names_what_was_forgotten(world: World) -> None:
    """Each forgotten check, and nothing else, although the routes look as before."""
    for route in FORGOTTEN.values():
        put(world.app, route)
    asked = [entry for entry in (*READING, *CHANGING) if LOOKED_AT.fullmatch(entry.path)]
    found = await judge(world, asked)
    wrong = {(entry.method, entry.path) for entry in (finding.entry for finding in found)}
    copies = {(method, route.path) for route in FORGOTTEN.values() for method in route.methods if method != "HEAD"}
    assert wrong == copies, listed(found)
    assert any("permission" in line or "states" in line for line in unlisted(world.app, ENTRIES))


async def test_a_route_without_an_entry_is_named(app: Starlette) -> None:
    """So is an entry without a route."""
    app.router.routes.append(endpoint("GET", "/news", count_all, needs="ticket.own").route())
    assert unlisted(app, ENTRIES) == ["GET /api/v1/news has no entry in the matrix"]
    app.router.routes[:] = [route for route in app.routes if getattr(route, "path", "") != "/api/v1/news"]
    assert unlisted(app, ENTRIES) == []
    app.router.routes[:] = [route for route in app.routes if getattr(route, "path", "") != "/notices"]
    assert unlisted(app, ENTRIES) == ["GET /notices is in the matrix, but is no route"]


async def test_the_canary_names_a_count_of_what_is_hidden(world: World) -> None:
    """A number is enough."""
    put(world.app, endpoint("GET", "/queues", count_all, needs="desk.open").route())
    lists = [entry for entry in READING if entry.path in ("/api/v1/queues", "/api/v1/tickets", "/desk/{queue}")]
    with at(NOON):
        await prepared(world)
        await delivered()
        # The first visit of a page marks its notices as read.
        await crawl(world, "agent", entries=lists)
        before = {path: plain(answer) for path, answer in (await crawl(world, "agent", entries=lists)).items()}
        await happenings(world)
        await delivered()
        after = {path: plain(answer) for path, answer in (await crawl(world, "agent", entries=lists)).items()}
    wrong = compared("agent", before, after)
    assert [line.partition(":")[0] for line in wrong] == ["agent at /api/v1/queues"], listed(wrong)
