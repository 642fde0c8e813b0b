"""The editor of a calendar: the hours of a week, and the days that differ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from babel.core import Locale
from babel.dates import format_date
from starlette.responses import Response
from starlette.routing import BaseRoute

from okno.catalog.days_off import countries
from okno.clock import DAYS
from okno.errors import Invalid, NotFound
from okno.http import page
from okno.settings import Settings
from okno.text import N_, Phrase, sort_key
from okno.themes.contexts import FieldView
from okno.themes.editor import EditorPage, PartList, PartRow
from okno.web.calendar_years import years
from okno.web.catalog_kinds import PAGES
from okno.web.item_form import Entry, several
from okno.web.kind_forms import NEEDS, TITLE
from okno.web.kind_screen import FormScreen, KindState, Part

HOURS = N_("Spans with commas: “09:00-13:00, 14:00-18:00”. Empty: a day off.")
MOST = 400
"""How many days may differ."""
_DAY_NAMES = dict(
    zip(
        DAYS,
        (N_("Monday"), N_("Tuesday"), N_("Wednesday"), N_("Thursday"), N_("Friday"), N_("Saturday"), N_("Sunday")),
        strict=True,
    )
)


class CalendarForm(FormScreen):
    """A calendar: its week, and a list of special days."""

    kind = "calendar"

    def parts(self) -> Sequence[Part]:
        """Title, zone, and the hours of each day of the week."""
        return (
            Part(
                "naming",
                N_("Name"),
                (
                    TITLE,
                    Entry("text", "zone", N_("Time zone"), N_("As Europe/Moscow."), needed=True, short=True),
                    Entry(
                        "list",
                        "holidays",
                        N_("Public holidays"),
                        N_("Of this country, with the days off that are moved. Special days below count before them."),
                        self._countries(),
                    ),
                ),
            ),
            Part(
                "week",
                N_("Working hours"),
                tuple(Entry("commas", f"week.{day}", _DAY_NAMES[day], short=True) for day in DAYS),
                HOURS,
            ),
        )

    def _countries(self) -> list[tuple[str, str]]:
        names = Locale.parse(self.t.locale).territories
        return sorted(((code, str(names.get(code, code))) for code in countries()), key=lambda pair: sort_key(pair[1]))

    async def context(self) -> EditorPage:
        """The form, and what comes out of it this year and the next."""
        made = await super().context()
        return replace(made, years=years(await self.typed(), self.key, self.t))

    def lists(self, body: dict[str, Any]) -> tuple[PartList, ...]:
        """The special days, by date."""
        t, found = self.t, _special(body)
        adding = self.problem is not None and self.text("act") == "add"
        fields = self._asked()
        return (
            PartList(
                id="exceptions",
                title=t.say(N_("Special days")),
                empty=t.say(N_("No day differs from the week.")),
                help=t.say(N_("Holidays, their eves, and days off that are worked.")),
                rows=tuple(self._row(day, found[day], body) for day in sorted(found)),
                add_title=t.say(N_("Another day")),
                add_label=t.say(N_("Add the day")),
                add=fields,
                errors=self.refusal(fields) if adding else (),
                adding=adding,
                sortable=False,
            ),
        )

    def _asked(self) -> tuple[FieldView, ...]:
        t = self.t
        return (
            FieldView(
                kind="date",
                name="new.day",
                label=t.say(N_("Day")),
                value=self.text("new.day"),
                error=self.errors.get("new.day", ""),
                short=True,
            ),
            FieldView(
                kind="text",
                name="new.hours",
                label=t.say(N_("Working hours")),
                value=self.text("new.hours"),
                help=t.say(HOURS),
                optional=True,
            ),
        )

    def _row(self, day: str, hours: Any, body: dict[str, Any]) -> PartRow:
        flaws = [flaw for flaw in self.flaws if flaw.path[:2] == ("exceptions", day)]
        return PartRow(
            key=day,
            title=told_day(day, self.t.locale),
            href=f"{self.here}/days/{day}",
            icon="calendar",
            line=", ".join(str(span) for span in hours) if hours else self.t.say(N_("Day off")),
            flaws=tuple(self.flaw_view(flaw, body) for flaw in flaws),
        )

    async def act(self) -> Response | None:
        """Adds a day, takes one away, or saves the form."""
        doing, _, day = self.text("act").partition(":")
        if doing == "add":
            return await self._add()
        if doing == "drop":
            body = self.body
            _special(body).pop(day, None)
            return await self.keep(body, f"{self.here}#exceptions", N_("The day is as its weekday now"))
        return await super().act()

    async def _add(self) -> Response:
        day, body = _day(self.text("new.day")), self.body
        days = _special(body)
        if len(days) >= MOST:
            raise Invalid({"new.day": N_("There are too many of these already")})
        days[day] = several(self.text("new.hours"))
        body["exceptions"] = dict(sorted(days.items()))
        return await self.keep(body, f"{self.here}#exceptions", N_("The day is added"))

    def closed(self, shown: dict[str, Any], body: dict[str, Any]) -> None:
        """A day of the week without hours goes out of it; special days stay as they are."""
        shown.setdefault("week", {})
        super().closed(shown, body)


class DayForm(FormScreen):
    """The hours of one special day."""

    kind = "calendar"
    heading: Phrase = N_("Special day")

    @property
    def day(self) -> str:
        """The date that the address names."""
        return str(self.params["day"])

    @property
    def landing(self) -> str:
        """The address of this page."""
        return f"{self.here}/days/{self.day}"

    @property
    def lead(self) -> str:
        """Which day it is."""
        return told_day(self.day, self.t.locale)

    @property
    def up(self) -> tuple[str, str]:
        """The calendar."""
        return f"{self.here}#exceptions", self.t.say(N_("Special days"))

    async def load(self) -> None:
        """Finds the day in the calendar."""
        await super().load()
        if self.day not in _special(self.body):
            raise NotFound

    def parts(self) -> Sequence[Part]:
        """Its hours."""
        return (Part("day", N_("Special day"), (Entry("commas", "hours", N_("Working hours"), HOURS),)),)

    def opened(self, body: dict[str, Any]) -> dict[str, Any]:
        """The hours alone."""
        return {"hours": list(_special(body).get(self.day) or [])}

    def closed(self, shown: dict[str, Any], body: dict[str, Any]) -> None:
        """Put the hours back; none is a day off."""
        _special(body)[self.day] = shown.get("hours", [])

    @property
    def at(self) -> tuple[str | int, ...]:
        """Its place in the body."""
        return ("exceptions",)


def told_day(day: str, locale: str) -> str:
    """A date in words; what is no date as it is."""
    try:
        return format_date(date.fromisoformat(day), "d MMMM y, EEEE", locale=locale)
    except ValueError:
        return day


def _special(body: dict[str, Any]) -> dict[str, Any]:
    days = body.setdefault("exceptions", {})
    return days if isinstance(days, dict) else {}


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text.strip()).isoformat()
    except ValueError:
        raise Invalid({"new.day": N_("Choose a date")}) from None


class CalendarState(KindState):
    """What the draft of a calendar changes."""

    kind = "calendar"


def routes(_: Settings) -> Sequence[BaseRoute]:
    """The editor of a calendar, its days, its state."""
    path = f"{PAGES['calendar'].path}/{{key}}"
    return [
        page(path, CalendarForm, needs=NEEDS),
        page(f"{path}/days/{{day}}", DayForm, needs=NEEDS),
        page(f"{path}/state", CalendarState, needs=NEEDS),
    ]
