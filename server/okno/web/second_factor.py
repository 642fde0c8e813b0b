"""The second factor on the person's own pages: on with a picture for the phone, off, new recovery codes.

The shared secret of a factor that is not confirmed yet is nowhere in the database: the form carries it, sealed for
this person and this session, until its first code shows that the phone has it.
"""

from __future__ import annotations

from collections.abc import Sequence

import segno
from markupsafe import Markup
from starlette.responses import Response
from starlette.routing import BaseRoute

from okno.clock import SECOND_US, from_us, now_us
from okno.db import tx
from okno.errors import Forbidden, Invalid, NotSignedIn, Refused, TooMany
from okno.http import Page, page, sessions
from okno.http.attempts import second_step
from okno.people import second_factor
from okno.secret import Unsealable, seal, unseal
from okno.settings import Settings
from okno.text import N_, Phrase
from okno.themes.contexts import ErrorLink, FieldView
from okno.themes.doors import SecondFactorPage
from okno.web import toast
from okno.web.door import person_at, prove_password, require_keys
from okno.web.faces import error_links
from okno.web.form_input import Inputs
from okno.web.shell import Screen

PATH = "/profile/second-factor"
DRAFT_US = 15 * 60 * SECOND_US
"""How long a secret waits for its first code."""


class SecondFactor(Screen):
    """What there is, and the beginning: the present password."""

    section = "profile"
    secret = ""
    codes: tuple[str, ...] = ()
    asks = ""
    """Which of the two forms of a factor that is on was refused."""

    async def load(self) -> None:
        """A token is no person who holds a phone."""
        if self.visit.bearer:
            raise Forbidden

    async def act(self) -> Response | None:
        """Begins: shows the picture of a new secret."""
        await prove_password(self, "password")
        if await second_factor.is_on(self.person.id):
            raise Refused(N_("The second factor is on already. Switch it off before you begin with another phone."))
        self.secret = second_factor.new_secret()
        return None

    async def context(self) -> SecondFactorPage:
        """The step at which the person is."""
        if self.codes:
            return SecondFactorPage(kind="codes", codes=self.codes)
        since = await second_factor.since(self.person.id)
        if since is not None:
            return await self._on(since)
        return self._scan() if self.secret else self._off()

    def _off(self) -> SecondFactorPage:
        fields = (_password(Inputs(self.t, {}, self.errors)),)
        return SecondFactorPage(kind="off", fields=fields, errors=self._links(fields))

    def _scan(self) -> SecondFactorPage:
        fields = (_code(Inputs(self.t, {}, self.errors), N_("The code that the phone shows")),)
        link = second_factor.link(self.secret, self.person.login, self.settings.company)
        picture = segno.make(link, error="m").svg_inline(border=0, omitsize=True, lineclass=None, svgclass=None)
        return SecondFactorPage(
            kind="scan",
            fields=fields,
            errors=self._links(fields),
            draft=_draft(self, self.secret),
            qr=Markup(picture),  # noqa: S704  made of the modules of the picture, not of words
            groups=tuple(self.secret[at : at + 4] for at in range(0, len(self.secret), 4)),
        )

    async def _on(self, since: int) -> SecondFactorPage:
        made = Inputs(self.t, {}, self.errors)
        fields = (_password(made), _code(made, N_("A code of the phone, or a recovery code")))
        return SecondFactorPage(
            kind="on",
            fields=fields,
            errors=self._links(fields),
            since=self.t.moment(from_us(since)),
            left=await second_factor.codes_left(self.person.id),
            asks=self.asks,
        )

    def _links(self, fields: Sequence[FieldView]) -> tuple[ErrorLink, ...]:
        errors = self.errors
        return error_links(fields, errors, self.notice if self.problem is not None and not errors else "")

    async def prove(self) -> None:
        """Raises Invalid unless the form holds the present password and a code."""
        await prove_password(self, "password")
        try:
            await second_step(
                self.person,
                self.text("code"),
                home=self.settings.home,
                address=self.visit.address,
                limits=self.settings.limits,
                apart=True,
            )
        except (NotSignedIn, TooMany) as error:
            raise Invalid({"code": error.phrase}) from None


class On(SecondFactor):
    """The first code of the phone: from now on it is asked for."""

    async def act(self) -> None:
        """Switches it on and shows the recovery codes; sessions from before are over elsewhere."""
        self.secret = _secret_of(self, self.text("draft"))
        if not self.secret:
            raise Refused(N_("This took too long. Begin again."))
        if await second_factor.is_on(self.person.id):
            raise Refused(N_("The second factor is on already. Switch it off before you begin with another phone."))
        home, code = self.settings.home, self.text("code")
        own = self.visit.session.id_hash if self.visit.session is not None else ""
        async with tx():
            self.codes = tuple(await second_factor.turn_on(home, self.person.id, secret=self.secret, code=code))
            await sessions.destroy_all(self.person.id, but=own, actor_id=self.person.id)


class Off(SecondFactor):
    """Switching it off, with the password and a code."""

    asks = "off"

    async def act(self) -> Response:
        """Switches it off."""
        await self.prove()
        await second_factor.turn_off(self.person.id, actor_id=self.person.id)
        return self.go(PATH, self.t.say(N_("The second factor is off")))


class Codes(SecondFactor):
    """New recovery codes, with the password and a code."""

    asks = "codes"

    async def act(self) -> None:
        """Makes and shows them; the old ones open nothing any more."""
        await self.prove()
        self.codes = tuple(await second_factor.new_codes(self.settings.home, self.person.id))


async def take_away(current: Page) -> Response:
    """Takes the lost second factor of another person away."""
    target = await person_at(current)
    await require_keys(current, target)
    response = current.redirect(f"/admin/people/{target.id}")
    if await second_factor.turn_off(target.id, actor_id=current.actor.id):
        said = N_("Signing in asks %(name)s for the password only now", name=target.name)
    else:
        said = N_("%(name)s has no second factor", name=target.name)
    toast.put(response, current.visit, current.t.say(said))
    return response


def _password(made: Inputs) -> FieldView:
    return made.field("secret", "password", N_("The present password"), autocomplete="current-password")


def _code(made: Inputs, label: Phrase) -> FieldView:
    return made.field("text", "code", label, autocomplete="one-time-code", max_chars=20)


def _draft(current: Page, secret: str) -> str:
    return seal(current.settings.home, _purpose(current), f"{now_us()} {secret}")


def _secret_of(current: Page, draft: str) -> str:
    """The secret of a form; "" when it is not that of this session, or too old."""
    try:
        at, _, secret = unseal(current.settings.home, _purpose(current), draft).partition(" ")
    except Unsealable:
        return ""
    return secret if now_us() - int(at) < DRAFT_US else ""


def _purpose(current: Page) -> str:
    session = current.visit.session.id_hash if current.visit.session is not None else ""
    return f"draft of a second factor {current.person.id} {session}"


def routes(_: Settings) -> Sequence[BaseRoute]:
    """The routes of the second factor."""
    return [
        page(PATH, SecondFactor, needs="profile.edit"),
        page(f"{PATH}/on", On, needs="profile.edit", methods=("POST",)),
        page(f"{PATH}/off", Off, needs="profile.edit", methods=("POST",)),
        page(f"{PATH}/codes", Codes, needs="profile.edit", methods=("POST",)),
        page("/admin/people/{person}/second-factor", take_away, needs="session.manage", methods=("POST",)),
    ]
