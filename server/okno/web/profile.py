"""The person's own page: looks, password, where he is signed in."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.responses import Response
from starlette.routing import BaseRoute

from okno.errors import Invalid, NotSignedIn, TooMany
from okno.http import Page, page, sessions
from okno.http.attempts import sign_in
from okno.people import set_password
from okno.people.account import SHORTEST
from okno.settings import Settings
from okno.text import N_
from okno.themes.contexts import FieldView, ProfilePage, SessionView
from okno.web import toast
from okno.web.faces import error_links, person_view
from okno.web.form_input import Inputs
from okno.web.shell import Screen

_BROWSERS = (
    ("Edg", "Edge"),
    ("YaBrowser", "Яндекс Браузер"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


class Profile(Screen):
    """The page."""

    section = "profile"

    async def context(self) -> ProfilePage:
        """The page with its form of the password."""
        errors = self.errors
        fields = self._fields()
        own = self.visit.session.id_hash if self.visit.session is not None else ""
        return ProfilePage(
            person=person_view(self.person, reach=True),
            login=self.person.login,
            fields=fields,
            errors=error_links(fields, errors, self.notice if self.problem is not None and not errors else ""),
            sessions=tuple(
                SessionView(device=self._device(one.agent), seen=self.t.moment(one.seen), current=one.id_hash == own)
                for one in await sessions.list_of(self.person.id)
            ),
        )

    def _fields(self) -> tuple[FieldView, ...]:
        made = Inputs(self.t, {}, self.errors)
        return (
            made.field("secret", "old", N_("The present password"), autocomplete="current-password"),
            made.field(
                "secret",
                "new",
                N_("The new password"),
                help_=N_("At least %(n)s characters.", n=SHORTEST),
                autocomplete="new-password",
            ),
            made.field("secret", "again", N_("The new password once more"), autocomplete="new-password"),
        )

    def _device(self, agent: str) -> str:
        browser = next((name for word, name in _BROWSERS if word in agent), "")
        system = next((name for word, name in _SYSTEMS if word in agent), "")
        return ", ".join(part for part in (browser, system) if part) or self.t.say(N_("Unknown browser"))


class Password(Profile):
    """Changing the password; whoever else is signed in with the old one is out."""

    async def act(self) -> Response:
        """Changes it."""
        await self._check_old()
        new = self.text("new")
        if new != self.text("again"):
            raise Invalid({"again": N_("The two passwords differ. Write the new one once more.")})
        try:
            await set_password(self.person.id, new, actor_id=self.person.id)
        except Invalid as error:
            raise Invalid({"new": error.fields["password"]}) from error
        await sessions.destroy_all(self.person.id, but=self.visit.session.id_hash if self.visit.session else "")
        return self.go("/profile", self.t.say(N_("The password is changed")))

    async def _check_old(self) -> None:
        # Counted as signing in is: an open session must not be a way to guess the password.
        try:
            await sign_in(self.person.login, self.text("old"), address=self.visit.address, limits=self.settings.limits)
        except NotSignedIn:
            raise Invalid({"old": N_("This is not your present password.")}) from None
        except TooMany as error:
            raise Invalid({"old": error.phrase}) from None


async def end_sessions(current: Page) -> Response:
    """Signs the person out everywhere but here."""
    own = current.visit.session.id_hash if current.visit.session is not None else ""
    await sessions.destroy_all(current.person.id, but=own)
    response = current.redirect("/profile")
    toast.put(response, current.visit, current.t.say(N_("You are signed in only here now")))
    return response


def routes(_: Settings) -> Sequence[BaseRoute]:
    """The routes of the profile."""
    return [
        page("/profile", Profile, needs="profile.edit", methods=("GET",)),
        page("/profile/password", Password, needs="profile.edit"),
        page("/profile/sessions", end_sessions, needs="profile.edit", methods=("POST",)),
    ]
