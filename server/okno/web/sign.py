"""The door: signing in, by a second step for whoever has one, and out."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute

from okno import notify
from okno.errors import NotSignedIn, TooMany
from okno.http import Page, known_browser, local, page
from okno.http.attempts import second_step, sign_in
from okno.http.hooks import sign_in_methods
from okno.http.identity import enter, go_half_way, go_whole_way, half_way, leave
from okno.http.middleware import LOCALE_COOKIE
from okno.i18n import LOCALES
from okno.people import Person, change, second_factor
from okno.settings import Settings
from okno.text import N_
from okno.themes.contexts import SignInPage
from okno.themes.doors import CodePage
from okno.themes.menus import MenuLink
from okno.web.shell import Screen


async def let_in(current: Page, person: Person, goal: str) -> Response:
    """Signs in whoever has proved who he is and goes to `goal`; whoever has a second factor is asked for it first."""
    goal = local(goal)
    if await second_factor.is_on(person.id):
        response = current.redirect("/sign-in/code" + (f"?{urlencode({'next': goal})}" if goal != "/" else ""))
        await go_half_way(current.request, person, response)
        return response
    response = current.redirect(goal)
    await enter(current.request, person, response)
    return response


class Door(Screen):
    """What both steps share."""

    @property
    def goal(self) -> str:
        """Where the person wanted to go: a page of ours."""
        return local(self.text("next") or self.query.get("next", "/"))

    def knows(self, person_id: int) -> bool:
        """Whether the person was in with this browser before."""
        return known_browser.knows(self.request, self.visit, person_id)

    async def keep_language(self, person: Person, response: Response) -> None:
        """The language that was chosen at the door is the person's from now on."""
        chosen = self.request.cookies.get(LOCALE_COOKIE, "")
        if chosen in LOCALES:
            await change(person.id, {"locale": chosen}, actor_id=person.id)
            response.delete_cookie(LOCALE_COOKIE, path="/")


class SignIn(Door):
    """Login and password; after that the page that was asked for."""

    async def act(self) -> Response | None:
        """Lets the person in, or to the second step, or keeps what was typed."""
        try:
            person = await sign_in(
                self.text("login"),
                self.text("password"),
                address=self.visit.address,
                limits=self.settings.limits,
                knows=self.knows,
            )
        except (NotSignedIn, TooMany) as error:
            self.problem = error
            return None
        response = await let_in(self, person, self.goal)
        if not await second_factor.is_on(person.id):
            await self.keep_language(person, response)
        return response

    async def context(self) -> SignInPage | Response:
        """The form; whoever is in already goes on."""
        if self.visit.person is not None and self.problem is None:
            return self.redirect(self.goal)
        return SignInPage(
            login=self.text("login"),
            next=self.goal,
            error=self.notice,
            can_forget=notify.can_send(),
            methods=self._methods(),
        )

    def _methods(self) -> tuple[MenuLink, ...]:
        """Buttons of plugins, which get to know where the person wanted to go."""
        goal = f"?{urlencode({'next': self.goal})}" if self.goal != "/" else ""
        return tuple(
            MenuLink(
                href=method.path + goal, label=self.t.say(N_("Sign in: %(way)s", way=method.title)), icon="key-round"
            )
            for answer in sign_in_methods.answers()
            for method in answer.value
            if method.path is not None
        )


class Code(Door):
    """The second step: a code of the phone, or a recovery code."""

    async def act(self) -> Response | None:
        """Lets whoever has given his password in."""
        person = await half_way(self.request)
        if person is None:
            return self._begin_anew()
        try:
            await second_step(
                person,
                self.text("recovery") or self.text("code"),
                home=self.settings.home,
                address=self.visit.address,
                limits=self.settings.limits,
                apart=self.knows(person.id),
            )
        except (NotSignedIn, TooMany) as error:
            self.problem = error
            return None
        response = self.redirect(self.goal)
        try:
            await go_whole_way(self.request, person, response)
        except NotSignedIn:
            return self._begin_anew()
        await self.keep_language(person, response)
        return response

    async def context(self) -> CodePage | Response:
        """The form; whoever has not given his password begins with it."""
        if self.visit.person is not None:
            return self.redirect(self.goal)
        if await half_way(self.request) is None:
            return self._begin_anew() if self.problem is not None else self.redirect("/sign-in")
        return CodePage(next=self.goal, error=self.notice, recovering=bool(self.text("recovery")))

    def _begin_anew(self) -> RedirectResponse:
        return self.go("/sign-in", self.t.say(N_("The time for the code is over. Sign in again.")))


async def sign_out(current: Page) -> Response:
    """Ends the session of this browser."""
    response = current.redirect("/sign-in")
    await leave(current.request, response)
    return response


def routes(_: Settings) -> Sequence[BaseRoute]:
    """The pages of the door."""
    return [
        page("/sign-in", SignIn, public=True),
        page("/sign-in/code", Code, public=True),
        page("/sign-out", sign_out, public=True, methods=("POST",)),
    ]
