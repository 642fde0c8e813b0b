"""Invitations: a link by which a person chooses his first password, sent by letter or handed over."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.responses import Response
from starlette.routing import BaseRoute

from okno import notify
from okno.db import tx
from okno.errors import Refused
from okno.events import record
from okno.http import one_time, page
from okno.http.one_time import Purpose
from okno.people import Person
from okno.people.events import InvitationSent
from okno.settings import Settings
from okno.text import N_, Phrase
from okno.themes.doors import InvitationPage
from okno.web.door import SecretScreen, person_at, require_keys
from okno.web.faces import person_view
from okno.web.new_password import NewPassword


async def invite(person: Person, *, actor_id: int | None, by_hand: bool) -> str:
    """Invites a person and returns the path of the link; older ones open nothing. Sends it unless `by_hand`.

    Raises Refused for whoever may not sign in.
    """
    if not person.active:
        raise Refused(N_("This person may not sign in. Allow it first, then invite."))
    async with tx():
        event_id = await record(
            InvitationSent(stream_id=person.id, actor_id=actor_id, by="hand" if by_hand else "mail")
        )
        path = f"/invitation/{await one_time.issue(Purpose.INVITATION, person.id)}"
        if not by_hand:
            await notify.post(event_id, person, subject=N_("Your access"), parts=_words(person), path=path)
    return path


def _words(person: Person) -> tuple[Phrase, ...]:
    return (
        N_(
            "You have an account in Okno, the one window for all services of the company. Your login is %(login)s."
            " Choose your password on this page within three days:",
            login=person.login,
        ),
        N_("The link is good for one time. When it is over, ask your administrator for a new one."),
    )


class Invite(SecretScreen):
    """Invites a person from his page."""

    section = "people"
    target: Person
    path = ""

    async def load(self) -> None:
        """Finds the person."""
        self.target = await person_at(self)

    async def act(self) -> Response | None:
        """Sends the letter, or shows the link to be handed over."""
        await require_keys(self, self.target)
        by_hand = not (self.target.mail and notify.can_send())
        self.path = await invite(self.target, actor_id=self.actor.id, by_hand=by_hand)
        if by_hand:
            return None
        said = N_("The invitation is on its way to %(mail)s", mail=self.target.mail)
        return self.go(f"/admin/people/{self.target.id}", self.t.say(said))

    async def context(self) -> InvitationPage:
        """The link, shown once."""
        if self.problem is not None:
            raise self.problem
        no_mail = N_("The person has no mail address.")
        return InvitationPage(
            person=person_view(self.target, href=f"/admin/people/{self.target.id}"),
            login=self.target.login,
            link=self.settings.own_url + self.path,
            why=self.t.say(N_("This server sends no mail.") if self.target.mail else no_mail),
        )


class Invitation(NewPassword):
    """The page of the link."""

    purpose = Purpose.INVITATION


def routes(_: Settings) -> Sequence[BaseRoute]:
    """The pages of invitations."""
    return [
        page("/invitation/{secret}", Invitation, public=True),
        page("/admin/people/{person}/invite", Invite, needs="people.manage", methods=("POST",)),
    ]
