"""The application put together: middleware in its order, errors, and routes that all state a permission."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Lifespan

from okno.http.failures import Failures, Show, answer
from okno.http.metrics import Metrics, Watch
from okno.http.middleware import Body, Front, Plain
from okno.http.permission import PUBLIC, Guarded, Open
from okno.http.visit import visit_of
from okno.settings import Settings


def compose(
    routes: Iterable[BaseRoute],
    *,
    settings: Settings,
    show: Show | None = None,
    lifespan: Lifespan[Starlette] | None = None,
) -> Starlette:
    """The application. `show` makes the HTML of a page; without it errors are bare.

    Raises RuntimeError for a route that states no permission.
    """
    metrics = Metrics()
    listed = [*routes, raw("/metrics", metrics.answer, methods=("GET",))]
    check(listed)
    app = Starlette(
        routes=listed,
        middleware=_middleware(settings, metrics),
        # What the router itself refuses must not be answered by Starlette's plain text.
        exception_handlers={HTTPException: answer},
        lifespan=lifespan,
    )
    app.router.redirect_slashes = False
    app.state.settings, app.state.show, app.state.metrics = settings, show, metrics
    return app


def _middleware(settings: Settings, metrics: Metrics) -> Sequence[Middleware]:
    return [
        Middleware(Front, settings=settings),
        Middleware(Watch, metrics=metrics),
        Middleware(TrustedHostMiddleware, allowed_hosts=settings.hosts, www_redirect=False),
        Middleware(Failures),
        Middleware(Plain),
        Middleware(Body, limit=settings.limits.body_bytes),
    ]


def check(routes: Iterable[BaseRoute]) -> None:
    """Refuses routes that state no permission."""
    for route in routes:
        if not isinstance(route, Guarded | Open):
            where = getattr(route, "path", route)
            raise RuntimeError(f"{where}: make this route with okno.http.page, okno.http.rest or okno.http.compose.raw")


def raw(path: str, handler: Callable[[Request], Awaitable[Response]], *, methods: Sequence[str] = ("GET",)) -> Guarded:
    """A public route without phases, for machines: it decides by itself whom to answer."""

    async def endpoint(request: Request) -> Response:
        visit_of(request).route = path
        return await handler(request)

    return Guarded(path, endpoint, permission=PUBLIC, methods=list(methods))


def folder(path: str, app: ASGIApp) -> Open:
    """A part of the address space that anybody may read, served by `app`."""

    async def inside(scope: Any, receive: Any, send: Any) -> None:
        visit_of(scope).route = f"{path}/..."
        await app(scope, receive, send)

    return Open(path, inside)
