"""The live stream of a browser: what has changed for its person."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from starlette.requests import Request
from starlette.routing import BaseRoute

from okno.access import Actor, actor_of
from okno.errors import NotSignedIn
from okno.http import Guarded, sessions
from okno.http.page import identify_at
from okno.http.permission import allow, stated
from okno.live import Hub, Stream
from okno.settings import Settings
from okno.tickets.reading import seen_among

PATH = "/live"
RIGHT = "ticket.own"


async def seen_tickets(actor: Actor, numbers: frozenset[int]) -> Collection[int]:
    """Those of the tickets that the actor may see. Whoever reads one in an emergency hears nothing of it."""
    return await seen_among(actor, numbers)


async def actor_now(request: Request, settings: Settings) -> Actor | None:
    """Who holds the session of this browser now; None when it has ended."""
    name = sessions.cookie_name(request.scope.get("scheme", "http"))
    session = await sessions.load(request.cookies.get(name, ""), hours=settings.session_hours)
    return await actor_of(session.person) if session is not None else None


def routes(settings: Settings, hub: Hub) -> Sequence[BaseRoute]:
    """The route of the stream."""

    async def stream(request: Request) -> Stream:
        visit = await identify_at(request, PATH)
        if visit.actor is None:
            raise NotSignedIn
        allow(visit.actor, RIGHT)
        return Stream(
            hub,
            visit.actor,
            who=lambda: actor_now(request, settings),
            tickets=seen_tickets,
            wanted=request.query_params.getlist("topic"),
            since=request.headers.get("last-event-id") or request.query_params.get("since", ""),
        )

    return [Guarded(PATH, stream, permission=stated(PATH, RIGHT, False), methods=["GET"])]
