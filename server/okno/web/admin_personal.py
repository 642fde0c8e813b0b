"""The personal data of one person: everything as a file, and forgetting him for good."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.responses import Response, StreamingResponse
from starlette.routing import BaseRoute

from okno.access.guard import require_manages
from okno.clock import from_us
from okno.errors import Invalid
from okno.files.serving import disposition
from okno.http import Page, page
from okno.people import Person, export_person, forget_person
from okno.people.parcel import pack
from okno.people.personal import Dossier, forgotten_at
from okno.settings import Settings
from okno.text import N_, one_line
from okno.themes.admin import AdminPersonDataPage
from okno.themes.contexts import FieldView
from okno.web.door import person_at
from okno.web.faces import error_links
from okno.web.form_input import Inputs
from okno.web.shell import Screen

NEEDS = "person.erase"


class PersonData(Screen):
    """The page with both forms."""

    section = "people"
    target: Person

    async def load(self) -> None:
        """Finds the person."""
        self.target = await person_at(self)

    async def allow(self) -> None:
        """Whoever hands out or erases all of a person may do no less than that person."""
        await super().allow()
        await require_manages(self.actor, self.target)

    async def context(self) -> AdminPersonDataPage:
        """The page of the person."""
        forgotten = await forgotten_at(self.target.id)
        export, forget = self._fields()
        errors = self.errors
        notice = self.notice if self.problem is not None and not errors else ""
        return AdminPersonDataPage(
            id=self.target.id,
            name=self.target.name,
            export_fields=export,
            forget_fields=forget,
            errors=error_links((*export, *forget), errors, notice),
            active=self.target.active,
            forgotten=self.t.moment(from_us(forgotten)) if forgotten is not None else "",
        )

    def _fields(self) -> tuple[tuple[FieldView, ...], tuple[FieldView, ...]]:
        values = {name: one_line(self.text(name)) for name in ("why", "reason", "login")}
        made = Inputs(self.t, values, self.errors)
        why = made.field("text", "why", N_("Reason"), help_=N_("It stands in the audit log. Write no name in it."))
        reason = made.field(
            "text", "reason", N_("Reason"), help_=N_("It stands in the audit log. Write no name in it.")
        )
        login = made.field("text", "login", N_("The login of this person"), help_=N_("Type it to confirm."))
        return (why,), (reason, login)

    def reason(self, name: str) -> str:
        """The reason that was typed. Raises Invalid without one."""
        typed = one_line(self.text(name))
        if not typed:
            raise Invalid({name: N_("Write the reason.")})
        return typed


class Export(PersonData):
    """A copy as one file, without the content of requests: by role nobody reads what others have ordered."""

    async def act(self) -> Response:
        """Packs and sends it."""
        reason = self.reason("why")
        return await _sent(
            await export_person(self.target.id, actor_id=self.actor.id, reason=reason, whole=False), self.settings
        )


async def export_own(current: Page) -> Response:
    """Sends a person all that is held about him."""
    own = current.person
    return await _sent(await export_person(own.id, actor_id=own.id, whole=True), current.settings)


async def _sent(dossier: Dossier, settings: Settings) -> Response:
    """The answer to the form is the file itself; nothing stays on the server."""
    parcel = await pack(dossier, settings.home)
    headers = {
        "Content-Length": str(parcel.size),
        "Content-Disposition": disposition(f"okno-{dossier.person.login}.zip", "attachment"),
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    }
    return StreamingResponse(parcel.chunks(), media_type="application/zip", headers=headers)


class Forget(PersonData):
    """Erases what tells who the person was."""

    async def act(self) -> Response:
        """Does it when the login was typed and a reason is given."""
        reason = self.reason("reason")
        if one_line(self.text("login")).lower() != self.target.login:
            raise Invalid({"login": N_("This is another login. Type that of the person: it cannot be undone.")})
        await forget_person(self.target.id, actor_id=self.actor.id, reason=reason, locale=self.settings.locale)
        return self.go(f"/admin/people/{self.target.id}/data", self.t.say(N_("The personal data is erased")))


def routes(_: Settings) -> Sequence[BaseRoute]:
    """The routes of personal data."""
    return [
        page("/admin/people/{person}/data", PersonData, needs=NEEDS, methods=("GET",)),
        page("/admin/people/{person}/data/export", Export, needs=NEEDS, methods=("POST",)),
        page("/admin/people/{person}/data/forget", Forget, needs=NEEDS, methods=("POST",)),
        page("/profile/data", export_own, needs="profile.edit", methods=("POST",)),
    ]
