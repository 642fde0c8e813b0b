"""Pages: in the frame of employees, of the desk, of the administration, and one before signing in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from starlette.responses import Response

from okno.api import N_, DeskContext, DeskScreen, NotFound, PageContext, Screen, context_of, page
from okno.api.door import sign_in
from okno.api.people import by_login
from okno.api.sign import fits
from okno_sample import note

NOTES = "/x/sample/notes"
DOOR = "door"
"""The purpose of the signature in a link that signs somebody in."""


@dataclass(frozen=True)
class NoteView:
    """A note as the page shows it."""

    number: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Notes(PageContext):
    """One's own notes, and the form for another; after a refusal with what was typed."""

    template: ClassVar[str] = "x/sample/notes.html"
    notes: Sequence[NoteView]
    number: str = ""
    text: str = ""
    error: str = ""


@dataclass(frozen=True, kw_only=True)
class Report(DeskContext):
    """How many notes there are, in the frame of the desk."""

    template: ClassVar[str] = "x/sample/report.html"
    total: str


@dataclass(frozen=True, kw_only=True)
class Numbers(PageContext):
    """The same in the frame of the administration."""

    template: ClassVar[str] = "x/sample/numbers.html"
    total: str


class NotesPage(Screen):
    """Shows notes and takes another."""

    async def act(self) -> Response:
        """Writes it down and comes back, so that nothing is sent twice."""
        await note.add(self.actor, self.text("number"), self.text("text"))
        return self.go(NOTES, self.t.say(N_("The note is kept.")))

    async def context(self) -> Notes:
        """The page."""
        found = await note.of_author(self.actor.id)
        return Notes(
            notes=[NoteView(str(one.ticket_id), one.text) for one in found],
            number=self.text("number") or self.query.get("number", ""),
            text=self.text("text"),
            error=self.errors.get("text", ""),
        )


class ReportPage(DeskScreen):
    """A number at the desk."""

    async def context(self) -> Report:
        """The page."""
        return Report(**await self.frame(self.t.say(N_("Number of notes"))), total=str(await note.number()))


class NumbersPage(Screen):
    """A number among the settings."""

    async def context(self) -> Numbers:
        """The page."""
        return Numbers(total=str(await note.number()))


class DoorPage(Screen):
    """Signs in whoever has a link that this installation has signed; anything else is not found."""

    async def context(self) -> Response:
        """The way in."""
        login = str(self.params["login"])
        person = await by_login(login)
        if person is None or not fits(context_of("sample"), DOOR, login, self.query.get("sign", "")):
            raise NotFound
        return await sign_in(self, person.id)


ROUTES = [
    page(NOTES, NotesPage, needs="ticket.own"),
    page("/x/sample/report", ReportPage, needs="sample.report", methods=("GET",)),
    page("/x/sample/numbers", NumbersPage, needs="sample.report", methods=("GET",)),
    page("/x/sample/door/{login}", DoorPage, public=True, methods=("GET",)),
]
