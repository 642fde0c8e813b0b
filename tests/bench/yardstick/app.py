"""The pages of a desk in Starlette, asyncpg and Jinja2, as little as can show the same: what Okno is measured by.

It reads the tables of Okno and writes into its own, which have the same columns and indexes.
"""

from __future__ import annotations

import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import asyncpg
from jinja2 import Environment, FileSystemLoader
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from okno.db.connection import postgres_credentials

SCHEMA = "yardstick"
PAGE = 50
_LINE = (
    "SELECT t.id, t.subject, t.state, t.priority, t.kind, t.created_at, t.updated_at, t.due_sort, p.name AS requester,"
    " a.name AS assignee, m.key AS team FROM ticket t JOIN person p ON p.id = t.requester_id"
    " LEFT JOIN person a ON a.id = t.assignee_id JOIN team m ON m.id = t.team_id"
)
_QUEUE = f"{_LINE} WHERE t.team_id = ANY($1) AND t.open ORDER BY t.due_sort, t.id LIMIT {PAGE}"
_MINE = (
    f"{_LINE} JOIN ticket_reader r ON r.ticket_id = t.id WHERE r.principal_id = $1 AND t.open"
    f" ORDER BY t.id DESC LIMIT {PAGE}"
)
_FOUND = f"{_LINE} JOIN ticket_search s ON s.ticket_id = t.id WHERE s.whole @@ $1 ORDER BY t.id DESC LIMIT 20"
_TICKET = f"{_LINE.replace('t.subject', 't.subject, t.answers, t.due_sort AS due')} WHERE t.id = $1"
_FACTS = (
    "SELECT e.kind, e.at, e.payload, p.name FROM event e LEFT JOIN person p ON p.id = e.actor_id"
    " WHERE e.stream = 'ticket' AND e.stream_id = $1 ORDER BY e.id DESC LIMIT 1000"
)
_SAID = (
    "SELECT c.at, c.text, p.name, h.audience FROM comment c JOIN thread h ON h.id = c.thread_id"
    " LEFT JOIN person p ON p.id = c.author_id WHERE c.ticket_id = $1 ORDER BY c.id"
)
_NEW_TICKET = (
    f"INSERT INTO {SCHEMA}.ticket (kind, service, service_item_id, revision, lifecycle, subject, search_key, text,"
    " answers, source, state, open, team_id, line, impact, urgency, priority, requester_id, created_at, updated_at,"
    " calendar, respond_work, resolve_work, worked, due_sort, next_clock_at, version)"
    " VALUES ('incident', 'bench', 1, 1, 'default', $1, $1, $2, '{}', 'portal', 'new', true, $3, 1, 2, 2, 3, $4,"
    " $5, $5, 'office', 0, 0, 0, $5, $5, 1) RETURNING id"
)
_NEW_FACT = (
    f"INSERT INTO {SCHEMA}.event (stream, stream_id, kind, actor_id, at, payload, topics, position)"
    " VALUES ('ticket', $1, 'TicketCreated', $2, $3, '{}', '[]', 0) RETURNING id"
)


# Numbers of their own: those of Okno would be used up.
_OWN = f"CREATE SCHEMA IF NOT EXISTS {SCHEMA};" + "".join(
    f"CREATE TABLE IF NOT EXISTS {SCHEMA}.{table} (LIKE public.{table} INCLUDING ALL);"
    f"CREATE SEQUENCE IF NOT EXISTS {SCHEMA}.{table}_number;"
    f"ALTER TABLE {SCHEMA}.{table} ALTER id SET DEFAULT nextval('{SCHEMA}.{table}_number');"
    for table in ("ticket", "event")
)


class Yardstick:
    """The pages and what they need."""

    def __init__(self, database: str) -> None:
        self._database = database
        self._pages = Environment(loader=FileSystemLoader(Path(__file__).parent / "templates"), autoescape=True)
        self._pages.filters["moment"] = moment
        self._pool: Any = None
        self._services: list[Any] = []

    @asynccontextmanager
    async def lifespan(self, _: Starlette) -> AsyncIterator[None]:
        """Connects, and makes tables to write into where there are none."""
        wanted = ("user", "password", "host", "port", "database")
        given = {key: value for key, value in postgres_credentials(self._database).items() if key in wanted}
        async with asyncpg.create_pool(**given, min_size=1, max_size=10) as self._pool:
            await self._pool.execute(_OWN)
            rows = await self._pool.fetch(
                "SELECT i.key, i.body FROM catalog_current c JOIN catalog_item i ON i.id = c.item_id"
                " WHERE i.kind = 'service' ORDER BY i.key"
            )
            self._services = [(row["key"], json.loads(row["body"])["title"]["ru"]) for row in rows]
            yield

    def _page(self, name: str, **values: Any) -> HTMLResponse:
        return HTMLResponse(self._pages.get_template(name).render(values))

    async def queue(self, request: Request) -> Response:
        """The page of a queue of 50."""
        teams = [int(one) for one in request.path_params["teams"].split("-")]
        return self._page("list.html", title="Queue", rows=await self._pool.fetch(_QUEUE, teams))

    async def mine(self, request: Request) -> Response:
        """The tickets of a person."""
        return self._page("list.html", title="Mine", rows=await self._pool.fetch(_MINE, request.path_params["person"]))

    async def search(self, request: Request) -> Response:
        """The newest tickets with a word, or the one with a number."""
        word = request.query_params["q"]
        if word.isdigit():
            rows = await self._pool.fetch(f"{_LINE} WHERE t.id = $1", int(word))
        else:
            rows = await self._pool.fetch(_FOUND, word)
        return self._page("list.html", title=word, rows=rows)

    async def ticket(self, request: Request) -> Response:
        """The page of a ticket: three queries."""
        number = request.path_params["number"]
        ticket = await self._pool.fetchrow(_TICKET, number)
        facts = await self._pool.fetch(_FACTS, number)
        said = await self._pool.fetch(_SAID, number)
        answers = json.loads(ticket["answers"])
        return self._page("ticket.html", ticket=ticket, answers=answers, facts=facts, said=said)

    async def create(self, request: Request) -> Response:
        """An order: two inserts and a call to the others in a transaction."""
        form = await request.form()
        at = int(time.time() * 1_000_000)
        async with self._pool.acquire() as connection, connection.transaction():
            team, person = int(str(form["team"])), int(str(form["person"]))
            number = await connection.fetchval(_NEW_TICKET, form["topic"], form["description"], team, person, at)
            fact = await connection.fetchval(_NEW_FACT, number, person, at)
            await connection.execute("SELECT pg_notify($1, $2)", SCHEMA, str(fact))
        return RedirectResponse(f"/tickets/{number}", 303)

    async def lookup(self, request: Request) -> Response:
        """Whose number it is, and what he waits for: two queries."""
        person = await self._pool.fetchrow(
            "SELECT p.id, p.name, p.mail, p.department FROM number n JOIN person p ON p.id = n.owner_id"
            " WHERE n.number = $1 AND n.owner_kind = 'person' AND p.active",
            request.query_params["phone"],
        )
        rows = await self._pool.fetch(
            "SELECT id, subject, state FROM ticket WHERE requester_id = $1 AND open ORDER BY id DESC LIMIT 5",
            person["id"],
        )
        return JSONResponse({"person": dict(person), "tickets": [dict(row) for row in rows]})

    async def overview(self, request: Request) -> Response:
        """How many open tickets there are by state, by priority and by assignee."""
        teams = [int(one) for one in request.path_params["teams"].split("-")]
        groups = {}
        for what in ("state", "priority", "assignee_id"):
            groups[what] = await self._pool.fetch(
                f"SELECT {what} AS key, count(*) AS n FROM ticket WHERE team_id = ANY($1) AND open GROUP BY 1", teams
            )
        return self._page("overview.html", groups=groups)

    async def portal(self, request: Request) -> Response:
        """All services, and what one has ordered."""
        rows = await self._pool.fetch(_MINE, request.path_params["person"])
        return self._page("portal.html", services=self._services, rows=rows[:5])


def moment(us: int) -> str:
    """An instant in words."""
    return datetime.fromtimestamp(us / 1_000_000, UTC).strftime("%d.%m.%Y %H:%M") if us < 10**16 else "-"


def create_app(database: str) -> Starlette:
    """The yardstick on a database of Okno."""
    made = Yardstick(database)
    routes = [
        Route("/queue/{teams}", made.queue),
        Route("/mine/{person:int}", made.mine),
        Route("/search", made.search),
        Route("/tickets/{number:int}", made.ticket),
        Route("/tickets", made.create, methods=["POST"]),
        Route("/lookup", made.lookup),
        Route("/overview/{teams}", made.overview),
        Route("/portal/{person:int}", made.portal),
    ]
    return Starlette(routes=routes, lifespan=made.lifespan)
