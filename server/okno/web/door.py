"""What the doors share: pages with a secret in their address, new passwords, the proof of the present one."""

from __future__ import annotations

from starlette.responses import Response

from okno.access.guard import require_manages
from okno.errors import Invalid, NotFound, NotSignedIn, Refused, TooMany
from okno.http import Page
from okno.http.attempts import prove
from okno.people import Person, get
from okno.people.account import SHORTEST
from okno.text import N_
from okno.themes.contexts import FieldView
from okno.web.form_input import Inputs
from okno.web.shell import Screen


class SecretScreen(Screen):
    """A page with a secret in its address."""

    async def show(self) -> Response:
        """The page; what it loads is not told its address, so that no log along the way keeps the secret."""
        response = await super().show()
        response.headers["Referrer-Policy"] = "strict-origin"
        return response

    @property
    def secret(self) -> str:
        """The secret of the address."""
        return str(self.params["secret"])


def password_fields(made: Inputs) -> tuple[FieldView, FieldView]:
    """The fields of a new password: `new` and `again`."""
    return (
        made.field(
            "secret",
            "new",
            N_("The new password"),
            help_=N_("At least %(n)s characters.", n=SHORTEST),
            autocomplete="new-password",
        ),
        made.field("secret", "again", N_("The new password once more"), autocomplete="new-password"),
    )


def chosen_password(current: Page) -> str:
    """The new password of the form. Raises Invalid when the two differ."""
    if current.text("new") != current.text("again"):
        raise Invalid({"again": N_("The two passwords differ. Write the new one once more.")})
    return current.text("new")


def about_new(error: Invalid) -> Invalid:
    """The refusal of a password beside the field in which it was typed."""
    return Invalid({"new" if name == "password" else name: phrase for name, phrase in error.fields.items()})


async def prove_password(current: Page, field: str) -> None:
    """Raises Invalid unless the field holds the present password."""
    try:
        await prove(current.person, current.text(field), address=current.visit.address, limits=current.settings.limits)
    except NotSignedIn:
        raise Invalid({field: N_("This is not your present password.")}) from None
    except TooMany as error:
        raise Invalid({field: error.phrase}) from None


async def person_at(current: Page) -> Person:
    """The person whose id stands in the address; NotFound when there is none."""
    text = str(current.params["person"])
    found = await get(int(text)) if text.isascii() and text.isdigit() and len(text) < 19 else None
    if found is None:
        raise NotFound(N_("There is no such person."))
    return found


async def require_keys(current: Page, person: Person) -> None:
    """Raises Forbidden unless the actor may hold the keys of this person, Refused when they are his own.

    Those are changed in the profile, which asks for the present password: an open browser is not the account.
    """
    await require_manages(current.actor, person)
    if person.id == current.actor.id:
        raise Refused(N_("This is your own account. Change its password and its second step in your profile."))
