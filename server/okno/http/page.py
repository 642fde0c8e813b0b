"""Pages: a small class each, run in the phases load, allow, act, show."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import cached_property
from typing import Any

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from okno.access import Actor
from okno.db.recall import remembering
from okno.db.trouble import Trouble
from okno.errors import Conflict, Forbidden, Invalid, NotSignedIn, OknoError, Refused
from okno.events.origin import coming
from okno.http import csrf, forms, framing
from okno.http.failures import Show
from okno.http.identity import identify
from okno.http.kept import kept, unread
from okno.http.permission import PUBLIC, Guarded, allow, stated
from okno.http.redirect import local, see
from okno.http.visit import Visit, visit_of
from okno.i18n import Translator
from okno.people import Person
from okno.settings import Limits, Settings
from okno.text import N_, Phrase
from okno.themes import contexts

SIGN_IN = "/sign-in"


class Page:
    """One request for a page. A subclass fills the phases that it needs.

    When `act` raises Invalid, Refused or Conflict, `show` runs with `problem` set: it shows what was typed again.
    """

    team_id: int | None = None
    """The team whose thing this is, when `load` has found that out."""

    def __init__(self, request: Request, visit: Visit, permission: str) -> None:
        self.request = request
        self.visit = visit
        self.permission = permission
        self.form = FormData()
        self.problem: OknoError | None = None

    @property
    def actor(self) -> Actor:
        """Who asks. Raises NotSignedIn on a public page that nobody is signed in to."""
        if self.visit.actor is None:
            raise NotSignedIn
        return self.visit.actor

    @property
    def person(self) -> Person:
        """The person who asks."""
        if self.visit.person is None:
            raise NotSignedIn
        return self.visit.person

    @property
    def settings(self) -> Settings:
        """The settings of this server."""
        return self.visit.settings

    @property
    def t(self) -> Translator:
        """The words in the language of the person."""
        return self.visit.t

    @property
    def params(self) -> Mapping[str, Any]:
        """The parts of the path."""
        return self.request.path_params

    @cached_property
    def query(self) -> Mapping[str, str]:
        """The parameters after the question mark; of several with one name, the last."""
        return dict(self.request.query_params)

    @property
    def fields(self) -> Mapping[str, Phrase]:
        """The sentences of a refused form, by field, untranslated."""
        return self.problem.fields if isinstance(self.problem, Invalid) else {}

    @property
    def errors(self) -> Mapping[str, str]:
        """The sentences of a refused form, by field."""
        return {name: self.t.say(phrase) for name, phrase in self.fields.items()}

    @property
    def notice(self) -> str:
        """The sentence of a refusal as a whole; "" when there was none."""
        return self.t.say(self.problem.phrase) if self.problem is not None else ""

    def text(self, name: str, default: str = "") -> str:
        """The first text of a field of the form."""
        return forms.text(self.form, name, default)

    def redirect(self, path: str) -> RedirectResponse:
        """Sends the browser to a page of ours."""
        return see(path)

    async def file_limits(self) -> Limits | None:
        """How much may come with the form, asked before it is read; None: no files, as for whoever is not known."""
        return self.settings.limits if self.visit.person is not None else None

    async def load(self) -> None:
        """Finds the objects of the page through their filters, or raises NotFound."""

    async def allow(self) -> None:
        """Raises Forbidden when the actor may not; by default when he lacks the right that the route states."""
        if self.permission != PUBLIC:
            allow(self.actor, self.permission, team_id=self.team_id)

    async def act(self) -> Response | None:
        """Does what a form asks for. None shows the page again."""
        return None

    async def show(self) -> contexts.Page | Response:
        """What is seen: the context of a template, or a ready answer."""
        raise NotImplementedError


Act = Callable[[Page], Awaitable[contexts.Page | Response]]


def page(
    path: str,
    handler: type[Page] | Act,
    *,
    needs: str | None = None,
    public: bool = False,
    embedded: bool = False,
    methods: Sequence[str] = ("GET", "POST"),
) -> Guarded:
    """A route to a page. `needs` is the right that it asks for; `public=True` asks for none.

    A public page that is `embedded` may stand inside pages of others (see framing.py): it knows nobody, no cookie is
    read or set, and its forms prove by themselves that they are its own.

    `handler` is a Page class, or a function of a page for what only shows or only does one thing.
    """
    permission = stated(path, needs, public)
    if embedded and permission != PUBLIC:
        raise RuntimeError(f"{path}: a page inside of others knows nobody, so it is public")
    made = handler if isinstance(handler, type) else _wrapped(handler)

    async def endpoint(request: Request) -> Response:
        with remembering(request.method in csrf.SAFE):
            visit = await (framing.meet if embedded else identify_at)(request, path)
            return await _serve(request, visit, made, permission)

    return Guarded(path, endpoint, permission=permission, methods=list(methods))


def _wrapped(function: Act) -> type[Page]:
    """A page class around one function, which answers to whichever method the route has."""

    class Single(Page):
        async def act(self) -> Response | None:
            result = await function(self)
            return result if isinstance(result, Response) else await _render(self, result, 200)

        async def show(self) -> contexts.Page | Response:
            if self.problem is not None:
                # There is no page to show the form on again.
                raise self.problem
            return await function(self)

    return Single


async def _serve(request: Request, visit: Visit, made: type[Page], permission: str) -> Response:
    if permission != PUBLIC and visit.actor is None:
        return _to_sign_in(request, visit)
    if visit.actor is not None and permission != PUBLIC:
        # Before anything is looked up: what there is and what is not would answer differently.
        allow(visit.actor, permission)
    with coming("page", visit.address):
        return await _phases(made(request, visit, permission))


async def _phases(current: Page) -> Response:
    request, visit = current.request, current.visit
    unsafe = request.method not in csrf.SAFE
    if unsafe and visit.bearer:
        # Forms trust what only a person at a browser has proved; a token could make itself wider by them.
        raise Forbidden(N_("A token is for programs: they use /api. Do this in a browser."))
    try:
        if unsafe:
            await _receive(current)
        await current.load()
        await current.allow()
        response = (await _act(current) if unsafe else None) or await _show(current)
    except Trouble:
        visit.kept = kept(current.form)
        raise
    finally:
        await current.form.close()
    if visit.session is None:
        csrf.give(response, visit)
    return response


async def _receive(current: Page) -> None:
    """Reads a form and sees to it that it was sent from a page of ours."""
    request, visit = current.request, current.visit
    limits = await current.file_limits()
    current.form = await forms.read(request, limits or visit.settings.limits, with_files=limits is not None)
    if visit.embedded:
        csrf.check_origin(request, visit)
    else:
        csrf.check(request, visit, current.text(csrf.FIELD) or request.headers.get(csrf.HEADER, ""))


async def identify_at(request: Request, route: str) -> Visit:
    """Who asks, at a known route; the answer is for this browser alone."""
    visit = visit_of(request)
    visit.route, visit.private = route, True
    try:
        return await identify(request)
    except Trouble:
        visit.kept = await unread(request, visit)
        raise


async def _act(current: Page) -> Response | None:
    try:
        return await current.act()
    except (Invalid, Refused, Conflict) as error:
        current.problem = error
        return None


async def _show(current: Page) -> Response:
    result = await current.show()
    if isinstance(result, Response):
        return result
    return await _render(current, result, current.problem.status if current.problem is not None else 200)


async def _render(current: Page, context: contexts.Page, status: int) -> Response:
    show: Show = current.request.app.state.show
    return HTMLResponse(await show(current.visit, context), status)


def _to_sign_in(request: Request, visit: Visit) -> Response:
    """A page sends to the door and back; a part of a page makes the browser do so; a form gets 401."""
    if request.method not in csrf.SAFE:
        raise NotSignedIn
    if request.headers.get("hx-request"):
        return Response(status_code=401, headers={"HX-Redirect": SIGN_IN})
    return see(f"{SIGN_IN}?{_next(visit)}" if visit.path != "/" else SIGN_IN)


def _next(visit: Visit) -> str:
    return "next=" + local(visit.path).replace("%", "%25").replace("&", "%26").replace("+", "%2B").replace("#", "%23")
