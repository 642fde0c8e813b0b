"""Figures for monitoring: requests of this worker, and queues of the database. Labels are templates, never paths."""

from __future__ import annotations

import hmac
import time

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from okno.clock import SECOND_US, now_us
from okno.db import fetch_one
from okno.errors import NotFound, NotSignedIn
from okno.http.visit import visit_of
from okno.log import get

log = get("okno.access")

_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_METHODS = frozenset({"GET", "HEAD", "POST", "PATCH", "PUT", "DELETE", "OPTIONS"})
_QUIET = frozenset({"/health", "/metrics"})
_STREAMS = frozenset({"/live"})
"""Routes whose answers last as long as a page is open: their length says nothing."""
_QUEUES = """
SELECT (SELECT count(*) FROM job WHERE failed_at IS NULL AND run_at <= $1) AS jobs,
       (SELECT count(*) FROM job WHERE failed_at IS NOT NULL) AS failed,
       (SELECT min(run_at) FROM job WHERE failed_at IS NULL) AS oldest_job,
       (SELECT count(*) FROM delivery) AS deliveries,
       (SELECT min(e.at) FROM delivery d JOIN event e ON e.id = d.event_id) AS oldest_delivery
"""


class Metrics:
    """The figures of one worker. Each worker has its own; monitoring adds them up by scraping often."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "okno_requests", "Requests by route and class of the answer.", ("method", "route", "status"),
            registry=self.registry,
        )  # fmt: skip
        self.seconds = Histogram(
            "okno_request_seconds", "Time to the end of the answer.", ("route",),
            buckets=_BUCKETS, registry=self.registry,
        )  # fmt: skip
        self.queues = Gauge("okno_queue", "Rows that wait in the database.", ("queue",), registry=self.registry)
        self.oldest = Gauge(
            "okno_queue_oldest_seconds", "Age of the oldest of them.", ("queue",), registry=self.registry
        )

    async def answer(self, request: Request) -> Response:
        """/metrics, for whoever has the token of the settings; without such a token there is no page."""
        visit = visit_of(request)
        visit.route, visit.private = "/metrics", True
        token = visit.settings.metrics_token
        if not token:
            raise NotFound
        sent = request.headers.get("authorization", "")
        if not hmac.compare_digest(sent.encode("utf-8", "replace"), f"Bearer {token}".encode()):
            raise NotSignedIn
        await self._look()
        return Response(generate_latest(self.registry), media_type=CONTENT_TYPE_PLAIN_0_0_4)

    async def _look(self) -> None:
        now = now_us()
        row = await fetch_one(_QUEUES, now)
        assert row is not None
        for name, count, oldest in (("jobs", "jobs", "oldest_job"), ("deliveries", "deliveries", "oldest_delivery")):
            self.queues.labels(name).set(row[count])
            age = 0 if row[oldest] is None else max(0, now - row[oldest]) / SECOND_US
            self.oldest.labels(name).set(age)
        self.queues.labels("failed_jobs").set(row["failed"])


class Watch:
    """Middleware that counts and logs each request with its duration."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self.app = app
        self.metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began = time.perf_counter()
        status = 0

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, sending)
        finally:
            self._note(scope, status, time.perf_counter() - began)

    def _note(self, scope: Scope, status: int, seconds: float) -> None:
        visit = visit_of(scope)
        method = scope["method"] if scope["method"] in _METHODS else "OTHER"
        kind = f"{status // 100}xx" if status else "none"
        self.metrics.requests.labels(method, visit.route, kind).inc()
        if visit.route not in _STREAMS:
            self.metrics.seconds.labels(visit.route).observe(seconds)
        write = log.debug if visit.route in _QUIET else log.info
        write(
            "request",
            method=method,
            route=visit.route,
            status=status,
            ms=round(seconds * 1000, 1),
            person=visit.person.id if visit.person else None,
            address=visit.address,
        )
