"""The door: signing in and out."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.responses import Response
from starlette.routing import BaseRoute

from okno.errors import NotSignedIn, TooMany
from okno.http import Page, local, page
from okno.http.attempts import sign_in
from okno.http.identity import enter, leave
from okno.http.middleware import LOCALE_COOKIE
from okno.i18n import LOCALES
from okno.people import Person, change
from okno.settings import Settings
from okno.themes.contexts import SignInPage
from okno.web.shell import Screen


class SignIn(Screen):
    """Login and password; after that the page that was asked for."""

    async def act(self) -> Response | None:
        """Lets the person in, or keeps what was typed."""
        try:
            person = await sign_in(
                self.text("login"),
                self.text("password"),
                address=self.visit.address,
                limits=self.settings.limits,
            )
        except (NotSignedIn, TooMany) as error:
            self.problem = error
            return None
        response = self.redirect(self.text("next", "/"))
        await enter(self.request, person, response)
        await self._keep_language(person, response)
        return response

    async def _keep_language(self, person: Person, response: Response) -> None:
        """The language that was chosen at the door is the person's from now on."""
        chosen = self.request.cookies.get(LOCALE_COOKIE, "")
        if chosen in LOCALES:
            await change(person.id, {"locale": chosen}, actor_id=person.id)
            response.delete_cookie(LOCALE_COOKIE, path="/")

    async def context(self) -> SignInPage | Response:
        """The form; whoever is in already goes on."""
        goal = local(self.text("next") or self.query.get("next", "/"))
        if self.visit.person is not None and self.problem is None:
            return self.redirect(goal)
        return SignInPage(login=self.text("login"), next=goal, error=self.notice)


async def sign_out(current: Page) -> Response:
    """Ends the session of this browser."""
    response = current.redirect("/sign-in")
    await leave(current.request, response)
    return response


def routes(_: Settings) -> Sequence[BaseRoute]:
    """The pages of the door."""
    return [
        page("/sign-in", SignIn, public=True),
        page("/sign-out", sign_out, public=True, methods=("POST",)),
    ]
