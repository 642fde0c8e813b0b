"""When somebody is away: his own page, and the same page for whoever may enter it for him."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from starlette.responses import Response
from starlette.routing import BaseRoute

from okno.access import may
from okno.access.absence import may_enter_absence
from okno.clock import now_us
from okno.errors import Invalid, NotFound
from okno.http import page
from okno.people import Absence, Person
from okno.people.absence import add, cancel, of_person
from okno.settings import Settings
from okno.text import N_, Phrase
from okno.themes.contexts import AbsencePage, AbsenceView, FieldView
from okno.web.away import Away
from okno.web.door import person_at
from okno.web.faces import error_links, person_view
from okno.web.form_input import Inputs, person_of
from okno.web.shell import Screen

_WRITTEN = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
_FIELDS = ("starts", "ends", "substitute", "substitute.text")


class Own(Screen):
    """A person's own absences."""

    section = "profile"
    path = "/profile/absence"
    target: Person

    async def load(self) -> None:
        """It is he who asks."""
        self.target = self.person

    async def act(self) -> Response:
        """Enters an absence, or calls one off."""
        if self.text("act") == "cancel":
            absence_id = self.text("absence")
            known = absence_id.isascii() and absence_id.isdigit() and len(absence_id) < 19
            await cancel(self.target.id, int(absence_id) if known else 0, actor_id=self.actor.id)
            return self.go(self.path, self.t.say(N_("The absence is cancelled")))
        substitute = await person_of(self, "substitute", N_("Choose one person from the list."))
        if isinstance(substitute, Phrase):
            raise Invalid({"substitute": substitute})
        starts, ends = self._days()
        await add(
            self.target.id,
            starts,
            ends,
            substitute_id=substitute,
            zone=self.settings.time_zone,
            actor_id=self.actor.id,
        )
        return self.go(self.path, self.t.say(N_("The absence is entered")))

    def _days(self) -> tuple[date, date]:
        days = {name: read_day(self.text(name)) for name in ("starts", "ends")}
        missing = {name: N_("Choose a day, as 25.12.2026.") for name, day in days.items() if day is None}
        starts, ends = days["starts"], days["ends"]
        if starts is None or ends is None:
            raise Invalid(missing)
        return starts, ends

    async def context(self) -> AbsencePage:
        """What lasts and what is to come, and the form."""
        fields, errors = await self._fields(), self.errors
        away = await Away.of([self.target.id], self.t, self.settings.time_zone)
        back_href, back_label = self._back()
        return AbsencePage(
            own=self.target.id == self.actor.id,
            person=person_view(self.target, away=away.words(self.target.id)),
            rows=tuple(self._view(one) for one in await of_person(self.target.id)),
            fields=fields,
            action=self.path,
            back_href=back_href,
            back_label=back_label,
            errors=error_links(fields, errors, self.notice if self.problem is not None and not errors else ""),
        )

    def _back(self) -> tuple[str, str]:
        return "/profile", self.t.say(N_("My profile"))

    async def _fields(self) -> tuple[FieldView, ...]:
        typed = {name: self.text(name) for name in _FIELDS} if self.problem is not None else {}
        made = Inputs(self.t, typed, self.errors)
        return (
            made.field("date", "starts", N_("First day")),
            made.field("date", "ends", N_("Last day"), help_=N_("On the next day the person is back.")),
            await made.person(
                "substitute",
                N_("Who stands in"),
                help_=N_("Hears what is new in the requests while the absence lasts, if allowed to see them."),
                optional=True,
            ),
        )

    def _view(self, absence: Absence) -> AbsenceView:
        zone = self.settings.time_zone
        first, last = (self.t.date(day) for day in (absence.first(zone), absence.last(zone)))
        one, more = N_("%(day)s, one day", day=first), N_("%(first)s to %(last)s", first=first, last=last)
        days = one if first == last else more
        return AbsenceView(
            id=absence.id, days=self.t.say(days), substitute=absence.substitute, now=absence.starts_at <= now_us()
        )


class Others(Own):
    """Somebody's absences, for an administrator and for the lead of a team that he is in."""

    section = ""

    async def load(self) -> None:
        """Finds the person; for whoever has nothing to do with his absences the page does not exist."""
        found = await person_at(self)
        if not found.active or not await may_enter_absence(self.actor, found.id):
            raise NotFound(N_("There is no such person."))
        self.target = found
        self.path = f"/people/{found.id}/absence"
        self.section = "people" if may(self.actor, "people.manage") else "desk"

    def _back(self) -> tuple[str, str]:
        if may(self.actor, "people.manage"):
            return f"/admin/people/{self.target.id}", self.target.name
        return ("/profile", self.t.say(N_("My profile"))) if self.target.id == self.actor.id else ("", "")


def read_day(text: str) -> date | None:
    """The day that was chosen or written: 2026-12-25 or 25.12.2026; None when it is none."""
    text = text.strip()
    written = _WRITTEN.fullmatch(text)
    try:
        return date(*(int(part) for part in reversed(written.groups()))) if written else date.fromisoformat(text)
    except ValueError:
        return None


def routes(_: Settings) -> Sequence[BaseRoute]:
    """The routes of absences."""
    return [
        page("/profile/absence", Own, needs="profile.edit"),
        page("/people/{person}/absence", Others, needs="profile.edit"),
    ]
