"""A password chosen by the link of a letter: the same page for a forgotten one and for the first one."""

from __future__ import annotations

from typing import ClassVar

from starlette.responses import Response

from okno.errors import Invalid, NotFound
from okno.http import known_browser, passwords
from okno.http.one_time import Purpose
from okno.text import N_
from okno.themes.doors import LinkOverPage, NewPasswordPage
from okno.web.door import SecretScreen, about_new, chosen_password, password_fields
from okno.web.faces import error_links
from okno.web.form_input import Inputs


class NewPassword(SecretScreen):
    """The page. Looking at it uses nothing up, choosing does."""

    purpose: ClassVar[Purpose]

    async def act(self) -> Response | None:
        """Sets the password; nobody is signed in by that.

        From now on this browser is known: who attacks the account must not keep its owner from signing in here.
        """
        try:
            chosen = await passwords.choose(self.purpose, self.secret, chosen_password(self))
        except Invalid as error:
            raise about_new(error) from None
        if chosen is None:
            return None
        response = self.go("/sign-in", self.t.say(N_("The password is set. Sign in with it")))
        known_browser.remember(self.request, response, self.visit, chosen.id)
        return response

    async def context(self) -> NewPasswordPage | LinkOverPage:
        """The form, or what to do when the link is over."""
        person = await passwords.owner(self.purpose, self.secret)
        if person is None:
            self.problem = NotFound()
            return LinkOverPage(kind=self.purpose.value)
        errors = self.errors
        fields = password_fields(Inputs(self.t, {}, errors))
        return NewPasswordPage(
            kind=self.purpose.value,
            action=f"/{self.purpose.value}/{self.secret}",
            login=person.login,
            name=person.first_name,
            fields=fields,
            errors=error_links(fields, errors),
        )
