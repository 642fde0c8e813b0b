"""A company whose desk is full: a few tickets are made by its people, the rest are their copies."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

import httpx
from starlette.applications import Starlette

from okno import access, db, people, teams
from okno.access import Actor
from okno.catalog import registry
from okno.clock import now, now_us
from okno.http import sessions, tokens
from okno.tickets import Order, comment, order, take
from tests.company import MONITOR, actor_again

OWN, SECOND = "it-devices", "accounting"
PHONE = "+79000001234"
OWNED: Mapping[str, str] = {
    "ticket_reader": "ticket_id", "ticket_value": "ticket_id", "ticket_search": "ticket_id", "comment": "ticket_id",
}  # fmt: skip
"""What a copy of a ticket gets too, with the column that names the ticket."""
STAFF: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "employee": ((), ()),
    "agent": (("agent",), (OWN,)),
    "lead": ((), (OWN, SECOND)),
    "admin": (("administrator", "auditor", "catalog_owner"), ()),
}
"""Who is here: his roles, and his teams, which the lead leads."""


@dataclass
class World:
    """The application and its people, each with a client that is signed in, and a ticket that pages are about."""

    clients: Mapping[str, httpx.AsyncClient]
    actors: Mapping[str, Actor]
    keys: Mapping[str, str]
    number: int

    async def get(self, who: str, path: str) -> httpx.Response:
        """Opens an address as a browser does, one of REST with a token as programs do."""
        return await self.clients[who].get(path.format(number=self.number), headers=self.headers(who, path))

    def headers(self, who: str, path: str) -> dict[str, str]:
        """What is sent with a request."""
        return {"Authorization": f"Bearer {self.keys[who]}"} if path.startswith("/api/") else {}


@asynccontextmanager
async def opened(app: Starlette, base_url: str) -> AsyncIterator[World]:
    """The starter catalog, everybody, and four tickets: the last one has a public answer, a note and a colleague."""
    await registry.refresh()
    ids = {who: await _hire(who, *wish) for who, wish in STAFF.items()}
    actors = {who: await actor_again(person) for who, person in ids.items()}
    clients, keys = {}, {}
    for who, person in ids.items():
        cookie = await sessions.create(person, address="127.0.0.1", agent="Firefox, Linux", hours=1)
        clients[who] = httpx.AsyncClient(
            transport=httpx.ASGITransport(app=app), base_url=base_url, cookies={sessions.COOKIE: cookie}
        )
        async with db.tx():
            keys[who] = await tokens.issue(person, "a program", expires=now() + timedelta(days=1))
    try:
        yield World(clients, actors, keys, await _work(actors))
    finally:
        for client in clients.values():
            await client.aclose()


async def _hire(who: str, roles: tuple[str, ...], own: tuple[str, ...]) -> int:
    phone = PHONE if who == "employee" else ""
    person = await people.create(login=who, name=f"Некто {who}", phone=phone, locale="en")
    for role in roles:
        await access.grant(person, role)
    for key in own:
        found = await teams.by_key(key)
        assert found is not None, key
        await teams.join(found.id, person, lead=who == "lead")
    return person


async def _work(actors: Mapping[str, Actor]) -> int:
    number = 0
    for text in ("Первый", "Второй", "Третий", "Четвёртый"):
        ticket = await order(actors["employee"], Order(service="monitor", answers=MONITOR, text=f"{text} монитор"))
        number = ticket.id
        if text != "Первый":
            await take(actors["agent"], number, version=ticket.version)
            await comment(actors["agent"], number, text="Везём", visibility="public")
            await comment(actors["lead"], number, text="Пусть везёт", visibility="internal")
    return number


# More of the same ---------------------------------------------------------------------------------------------------


async def more_tickets(number: int, times: int) -> None:
    """Copies of a ticket, with all that lists show of it; every fourth is closed; everybody has a notice of each."""
    first = int(await db.fetch_value("SELECT max(id) AS n FROM ticket")) + 1
    for table, owner in {"ticket": "id", **OWNED}.items():
        rest = ", ".join(await _columns(table, owner))
        await db.execute(
            f"INSERT INTO {table} ({owner}, {rest}) SELECT n.n, {rest} FROM {table}, {_series(first, times)}"
            f" WHERE {owner} = $1",
            number,
        )
    await db.execute(
        "INSERT INTO notice (person_id, event_id, ticket_id, kind, payload, at)"
        f" SELECT p.id, n.n, n.n, 'answered', '{{}}', $1 FROM person p, {_series(first, times)}",
        now_us(),
    )
    await db.execute("UPDATE ticket SET open = $2, state = 'closed' WHERE id >= $1 AND id % 4 = 0", first, False)
    await _facts(number, first, times)
    if db.dialect() == "postgres":
        await db.fetch("SELECT setval(pg_get_serial_sequence('ticket', 'id'), $1)", first + times)


async def more_words(number: int, times: int) -> None:
    """More comments on one ticket, each with its fact."""
    last = int(await db.fetch_value("SELECT max(id) AS n FROM comment"))
    columns = ", ".join(await _columns("comment"))
    one = "(SELECT * FROM comment WHERE ticket_id = $1 ORDER BY id LIMIT 1) c"
    await db.execute(
        f"INSERT INTO comment (id, {columns}) SELECT n.n, {columns} FROM {one}, {_series(last + 1, times)}", number
    )
    rest = ", ".join(await _columns("event", "payload"))
    fact = "(SELECT * FROM event WHERE stream = 'ticket' AND stream_id = $1 AND kind = 'TicketCommented' LIMIT 1) e"
    for comment_id in range(last + 1, last + 1 + times):
        await db.execute(
            f"INSERT INTO event (payload, {rest}) SELECT $2, {rest} FROM {fact}",
            number,
            db.dump_json({"comment_id": comment_id, "visibility": "public"}),
        )


async def _facts(number: int, first: int, times: int) -> None:
    columns = ", ".join(await _columns("event", "stream_id"))
    await db.execute(
        f"INSERT INTO event (stream_id, {columns}) SELECT n.n, {columns} FROM event, {_series(first, times)}"
        " WHERE stream = 'ticket' AND stream_id = $1",
        number,
    )


def _series(first: int, times: int) -> str:
    values = ", ".join(f"({first + n})" for n in range(times))
    return f"(WITH s(n) AS (VALUES {values}) SELECT n FROM s) n"


async def _columns(table: str, *but: str) -> list[str]:
    """The columns of a table without its own number and those."""
    names = (
        "SELECT name FROM pragma_table_info($1) ORDER BY cid"
        if db.dialect() == "sqlite"
        else "SELECT column_name AS name FROM information_schema.columns WHERE table_name = $1 "
        " ORDER BY ordinal_position"
    )
    return [str(row["name"]) for row in await db.fetch(names, table) if row["name"] not in ("id", *but)]
