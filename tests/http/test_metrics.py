"""Figures for whoever has the token; labels are templates."""

from __future__ import annotations

import re

from okno.clock import now_us
from okno.db import execute, fetch_value, tx
from okno.events import Event, record
from okno.http import sessions
from okno.http.cleaning import clean
from okno.jobs.queue import enqueue
from okno.settings import Settings


class Happened(Event):
    """An event of the tests."""

    stream = "test"


async def test_the_page_is_for_the_token_only(db: Settings, visit) -> None:
    assert (await visit(db).get("/metrics")).status_code == 404
    browser = visit(db.model_copy(update={"metrics_token": "figures"}))
    assert (await browser.get("/metrics")).status_code == 401
    assert (await browser.get("/metrics", headers={"Authorization": "Bearer wrong"})).status_code == 401
    assert (await browser.get("/metrics", headers={"Authorization": "Bearer figures"})).status_code == 200


async def test_it_counts_by_route_and_shows_the_queues(db: Settings, vera: int, visit) -> None:
    # Her password was told of: that is not what is counted here.
    await execute("DELETE FROM delivery")
    async with tx():
        await enqueue("mail.send")
        event = await record(Happened(stream_id=1, actor_id=None))
        await execute(
            "INSERT INTO delivery (event_id, listener, stream, stream_id, next_at, lease_until, attempts)"
            " VALUES ($1, 'x', 'test', 1, 0, 0, 0)",
            event,
        )
    browser = visit(db.model_copy(update={"metrics_token": "figures"}))
    await browser.get("/")
    await browser.get("/secret-path-4711")
    text = (await browser.get("/metrics", headers={"Authorization": "Bearer figures"})).text
    assert 'okno_requests_total{method="GET",route="/",status="3xx"} 1.0' in text
    assert 'okno_requests_total{method="GET",route="other",status="4xx"} 1.0' in text
    assert "4711" not in text
    assert 'okno_queue{queue="jobs"} 1.0' in text
    assert 'okno_queue{queue="deliveries"} 1.0' in text
    assert "okno_request_seconds_bucket" in text


async def test_what_is_over_is_forgotten(db: Settings, vera: int) -> None:
    for hours in (1, -1):
        await sessions.create(vera, address="192.0.2.1", agent="", hours=hours)
    await execute("INSERT INTO sign_in_attempt (key, started_at, count) VALUES ('old', 0, 1), ('new', $1, 1)", now_us())
    await execute(
        "INSERT INTO idempotency (actor_id, key, body_hash, status, response, location, at)"
        " VALUES (1, 'old', '', 0, '', '', 0), (1, 'new', '', 0, '', '', $1)",
        now_us(),
    )
    await clean({})
    for table in ("session", "sign_in_attempt", "idempotency"):
        assert await fetch_value(f"SELECT count(*) FROM {table}") == 1


async def test_no_label_tells_of_a_team_a_person_or_a_ticket(db: Settings, visit) -> None:
    """Whoever scrapes them counts requests of the server, never work of a team, confidential or not."""
    browser = visit(db.model_copy(update={"metrics_token": "figures"}))
    text = (await browser.get("/metrics", headers={"Authorization": "Bearer figures"})).text
    names = set(re.findall(r'(\w+)="', text))
    assert names <= {"method", "route", "status", "queue", "le"}
