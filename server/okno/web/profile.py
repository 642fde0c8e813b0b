"""The person's own page: looks, password, second factor, where he is signed in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from starlette.responses import Response
from starlette.routing import BaseRoute

from okno.clock import from_us
from okno.errors import Invalid, NotFound
from okno.http import Page, page, passwords, sessions, tokens
from okno.http.identity import renew
from okno.http.sessions import SessionLine
from okno.people import contacts_of, second_factor
from okno.people.account import has_password
from okno.settings import Settings
from okno.text import N_
from okno.themes.contexts import FieldView, ProfilePage, SessionView
from okno.themes.slots import PERSON, Subject
from okno.web import toast
from okno.web.away import Away
from okno.web.device import device
from okno.web.door import about_new, chosen_password, password_fields, prove_password
from okno.web.faces import error_links, person_view
from okno.web.form_input import Inputs
from okno.web.shell import Screen


class Profile(Screen):
    """The page."""

    section = "profile"

    async def context(self) -> ProfilePage:
        """The page with its form of the password."""
        errors = self.errors
        fields = self._fields()
        away = await Away.of([self.person.id], self.t, self.settings.time_zone)
        since = await second_factor.since(self.person.id)
        return ProfilePage(
            slots_about=Subject(PERSON, self.person.id, self.person.login),
            person=person_view(self.person, reach=await contacts_of(self.person.id), away=away.words(self.person.id)),
            login=self.person.login,
            can_password=await has_password(self.person.id),
            fields=fields,
            errors=error_links(fields, errors, self.notice if self.problem is not None and not errors else ""),
            sessions=tuple(self._session(one) for one in await sessions.list_of(self.person.id)),
            factor_since=self.t.moment(from_us(since)) if since is not None else "",
            tokens=len(await tokens.list_of(self.person.id)),
        )

    def _fields(self) -> tuple[FieldView, ...]:
        made = Inputs(self.t, {}, self.errors)
        tick = made.field(
            "yes", "tokens", N_("Revoke my tokens too"), help_=N_("Whoever made one with the old password is out then.")
        )
        revoking = self.problem is None or self.text("tokens") == "1"
        return (
            made.field("secret", "old", N_("The present password"), autocomplete="current-password"),
            *password_fields(made),
            replace(tick, value="1" if revoking else ""),
        )

    def _session(self, one: SessionLine) -> SessionView:
        own = self.visit.session.id_hash if self.visit.session is not None else ""
        return SessionView(
            id=one.id_hash,
            device=device(one.agent, self.t),
            address=one.address,
            since=self.t.moment(one.created),
            seen=self.t.moment(one.seen),
            current=one.id_hash == own,
        )


class Password(Profile):
    """Changing the password; whoever else is signed in with the old one is out."""

    async def act(self) -> Response:
        """Changes it. This browser goes on with a new session."""
        await prove_password(self, "old")
        try:
            await passwords.replace(
                self.person.id,
                chosen_password(self),
                actor_id=self.person.id,
                with_tokens=self.text("tokens") == "1",
                login=self.person.login,
            )
        except Invalid as error:
            raise about_new(error) from None
        response = self.go("/profile", self.t.say(N_("The password is changed")))
        await renew(self.request, response)
        return response


async def end_sessions(current: Page) -> Response:
    """Signs the person out everywhere but here."""
    own = current.visit.session.id_hash if current.visit.session is not None else ""
    await sessions.destroy_all(current.person.id, but=own, actor_id=current.actor.id)
    response = current.redirect("/profile")
    toast.put(response, current.visit, current.t.say(N_("You are signed in only here now")))
    return response


async def end_session(current: Page) -> Response:
    """Signs the person out in one browser."""
    if not await sessions.destroy(
        str(current.params["session"]), person_id=current.person.id, actor_id=current.actor.id
    ):
        raise NotFound(N_("You are not signed in there any more."))
    response = current.redirect("/profile")
    toast.put(response, current.visit, current.t.say(N_("You are signed out there")))
    return response


def routes(_: Settings) -> Sequence[BaseRoute]:
    """The routes of the profile."""
    return [
        page("/profile", Profile, needs="profile.edit", methods=("GET",)),
        page("/profile/password", Password, needs="profile.edit"),
        page("/profile/sessions", end_sessions, needs="profile.edit", methods=("POST",)),
        page("/profile/sessions/{session}", end_session, needs="profile.edit", methods=("POST",)),
    ]
