"""The first start in the browser: whoever has the link becomes the first administrator. Then the page is gone."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.responses import Response
from starlette.routing import BaseRoute

from okno.errors import Invalid, NotFound
from okno.http import first_start, page
from okno.http.identity import enter
from okno.settings import Settings
from okno.text import N_
from okno.themes.doors import SetupPage
from okno.web.door import SecretScreen, about_new, chosen_password, password_fields
from okno.web.faces import error_links
from okno.web.form_input import Inputs

TEXTS = ("name", "login", "mail")
LOGIN_HELP = N_("Latin letters, digits, dots and hyphens.")


class Setup(SecretScreen):
    """The page."""

    async def load(self) -> None:
        """As soon as there is an administrator, nobody finds this page."""
        if not await first_start.is_open(self.secret):
            raise NotFound

    async def act(self) -> Response:
        """Makes the administrator and signs him in."""
        name, login, mail = (self.text(field) for field in TEXTS)
        try:
            password = chosen_password(self)
            person = await first_start.begin(
                self.settings, self.secret, login=login, name=name, mail=mail, password=password
            )
        except Invalid as error:
            raise about_new(error) from None
        if person is None:
            raise NotFound
        response = self.go("/admin/people", self.t.say(N_("You are the administrator. Enter your colleagues now")))
        await enter(self.request, person, response)
        return response

    async def context(self) -> SetupPage:
        """The form."""
        errors = self.errors
        made = Inputs(self.t, {field: self.text(field) for field in TEXTS}, errors)
        fields = (
            made.field("text", "name", N_("First and last name"), autocomplete="name"),
            made.field("text", "login", N_("Login"), help_=LOGIN_HELP, autocomplete="username"),
            made.field("mail", "mail", N_("Mail address"), optional=True, autocomplete="email"),
            *password_fields(made),
        )
        return SetupPage(action=f"/setup/{self.secret}", fields=fields, errors=error_links(fields, errors))


def routes(_: Settings) -> Sequence[BaseRoute]:
    """The page of the first start."""
    return [page("/setup/{secret}", Setup, public=True)]
