"""A forgotten password: a letter with a link, and the page that the link opens.

The page says and does the same for accounts that exist and for others: who it is, is looked up by the worker.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.responses import Response
from starlette.routing import BaseRoute

from okno import notify
from okno.db import tx
from okno.errors import TooMany
from okno.events import record
from okno.http import one_time, page
from okno.http.attempts import ask_for_letter, letter_allowed
from okno.http.one_time import Purpose
from okno.jobs import enqueue, job
from okno.notify.outbox import current
from okno.people import Person, by_login, get_many
from okno.people.account import has_password
from okno.people.contacts import by_mail
from okno.people.events import ResetAsked
from okno.secret import seal, unseal
from okno.settings import Settings
from okno.text import N_, one_line
from okno.themes.doors import ForgotPage
from okno.web.new_password import NewPassword
from okno.web.shell import Screen

SEALED = "who forgot"
MOST = 5
"""How many accounts with one mail address get a letter at once."""


class Forgot(Screen):
    """Asks for the login or the mail address."""

    async def act(self) -> Response | None:
        """Has a letter written, if there is anybody to write to."""
        who = one_line(self.text("who"))
        if not who:
            return None
        try:
            await ask_for_letter(who, address=self.visit.address, limits=self.settings.limits)
        except TooMany as error:
            self.problem = error
            return None
        async with tx():
            # Sealed: people type all kinds of things into this field.
            await enqueue("account.forgotten", {"who": seal(self.settings.home, SEALED, who)})
        return self.redirect("/forgot?sent=1")

    async def context(self) -> ForgotPage:
        """The form, or what was done."""
        sent = self.query.get("sent") == "1" and self.problem is None
        return ForgotPage(who=one_line(self.text("who")), error=self.notice, sent=sent, by_mail=notify.can_send())


class Reset(NewPassword):
    """The page of the link."""

    purpose = Purpose.RESET


@job("account.forgotten")
async def write_letters(payload: Mapping[str, Any]) -> None:
    """Writes a letter to each active person who is meant, in his language. Whoever has no password here gets none."""
    settings = current()
    who = unseal(settings.home, SEALED, payload["who"])
    named = await by_login(who)
    ids = [*([named.id] if named is not None else []), *await by_mail(who)]
    for person in list((await get_many(ids)).values())[:MOST]:
        if person.active and person.mail and await has_password(person.id):
            await _write(person, settings)


async def _write(person: Person, settings: Settings) -> None:
    if not await letter_allowed(person.id, settings.limits):
        return
    async with tx():
        event_id = await record(ResetAsked(stream_id=person.id, actor_id=None))
        plain = await one_time.issue(Purpose.RESET, person.id)
        await notify.post(
            event_id,
            person,
            subject=N_("A new password"),
            parts=(
                N_(
                    "Somebody, perhaps you, has asked for a new password of the account %(login)s."
                    " Choose it on this page within an hour:",
                    login=person.login,
                ),
                N_("If it was not you, do nothing: the old password goes on working. Give this link to nobody."),
            ),
            path=f"/reset/{plain}",
        )


def routes(_: Settings) -> Sequence[BaseRoute]:
    """The pages of a forgotten password."""
    return [page("/forgot", Forgot, public=True), page("/reset/{secret}", Reset, public=True)]
