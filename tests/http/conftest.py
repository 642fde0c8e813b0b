"""A small application out of the real middleware, and people who sign in to it."""

from __future__ import annotations

import html
import re
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import httpx
import pytest
import pytest_asyncio
from starlette.responses import Response
from starlette.routing import BaseRoute

from okno import access, people
from okno.http import Page, Visit, compose, page
from okno.http.attempts import sign_in
from okno.http.identity import enter, leave
from okno.settings import Settings
from okno.themes import contexts

HOST = "http://okno.test"
PASSWORD = "correct horse battery"


@dataclass(frozen=True, kw_only=True)
class Note(contexts.Page):
    """A page of the tests."""

    template: ClassVar[str] = "note.html"
    text: str


async def show(visit: Visit, context: contexts.Page) -> str:
    """A theme in one line: everything that a template could show."""
    return f'<p data-csrf="{visit.csrf}" lang="{visit.locale}">{html.escape(repr(context))}</p>'


class SignIn(Page):
    """The door."""

    async def act(self) -> Response:
        person = await sign_in(
            self.text("login"), self.text("password"), address=self.visit.address, limits=self.settings.limits
        )
        response = self.redirect(self.text("next", "/"))
        await enter(self.request, person, response)
        return response

    async def show(self) -> contexts.Page:
        return contexts.SignInPage()


class Home(Page):
    """A page with a form."""

    written: ClassVar[list[str]] = []

    async def act(self) -> Response:
        self.written.append(self.text("text"))
        return self.redirect("/")

    async def show(self) -> contexts.Page:
        return Note(text=f"hello {self.person.login}")


async def out(current: Page) -> Response:
    """Signs out."""
    response = current.redirect("/sign-in")
    await leave(current.request, response)
    return response


DOOR: Sequence[BaseRoute] = (
    page("/sign-in", SignIn, public=True),
    page("/", Home, needs="service.order"),
    page("/sign-out", out, needs="service.order", methods=("POST",)),
)


class Browser(httpx.AsyncClient):
    """A browser: keeps cookies, knows the token of the page that it saw last, says where forms come from."""

    token = ""

    async def open(self, path: str, **wishes: Any) -> httpx.Response:
        """Opens a page and remembers the token of its forms."""
        answer = await self.get(path, **wishes)
        found = re.search(r'data-csrf="([^"]*)"', answer.text)
        self.token = found[1] if found else ""
        return answer

    async def submit(self, path: str, **fields: str) -> httpx.Response:
        """Sends a form of the page that was opened last."""
        return await self.post(path, data={"_csrf": self.token, **fields}, headers={"Origin": HOST})

    async def enter(self, login: str, password: str = PASSWORD) -> httpx.Response:
        """Signs in."""
        await self.open("/sign-in")
        answer = await self.submit("/sign-in", login=login, password=password)
        await self.open("/")
        return answer


@pytest_asyncio.fixture
async def visit() -> AsyncIterator[Callable[..., Browser]]:
    """Opens a browser on an application of these routes: `visit(settings, [routes])`."""
    browsers: list[Browser] = []

    def one(settings: Settings, routes: Sequence[BaseRoute] = DOOR, **wishes: Any) -> Browser:
        app = compose(routes, settings=settings, show=wishes.pop("show", show))
        transport = httpx.ASGITransport(app=app, client=wishes.pop("client", ("192.0.2.7", 5000)))
        browsers.append(Browser(transport=transport, base_url=wishes.pop("base_url", HOST), **wishes))
        return browsers[-1]

    yield one
    for browser in browsers:
        await browser.aclose()


@pytest.fixture
def bare(tmp_path: Path) -> Settings:
    """Settings of a server that needs no database."""
    return Settings(home=tmp_path)


@pytest_asyncio.fixture
async def vera(db: Settings) -> int:
    """An employee with a password."""
    person_id = await people.create(login="vera", name="Вера Громова")
    await people.set_password(person_id, PASSWORD)
    return person_id


@pytest_asyncio.fixture
async def admin(db: Settings) -> int:
    """An administrator."""
    person_id = await people.create(login="admin", name="Анна Орлова")
    await people.set_password(person_id, PASSWORD)
    await access.grant(person_id, "administrator")
    return person_id
