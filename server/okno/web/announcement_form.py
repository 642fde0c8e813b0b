"""The form of an announcement: a new one, and one that is changed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from starlette.responses import Response

from okno import announcements
from okno.access import may
from okno.announcements import KINDS, OUTAGE, Announcement, Wording
from okno.announcements.publish import LOCALES, TEXT_LIMIT, TITLE_LIMIT
from okno.catalog import registry
from okno.catalog.model import Service
from okno.catalog.shelf import Shelf
from okno.clock import from_us, to_us
from okno.errors import Invalid
from okno.http import see
from okno.http.forms import texts
from okno.people.search import departments
from okno.text import N_, Phrase, pick, sort_key
from okno.themes.announcements import AnnouncementFormPage
from okno.themes.contexts import FieldView, OptionView
from okno.web import sending
from okno.web.bulletin import WORDS
from okno.web.faces import error_links
from okno.web.form_input import Inputs
from okno.web.shell import Screen

TIMES = ("starts_at", "expected_at", "ends_at")
_WRITTEN = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4}),?\s+(\d{1,2}):(\d{2})")
_NOTES: Mapping[str, Phrase] = {
    "outage": N_("Something does not work now. People say “me too” instead of a new request."),
    "works": N_("Something will not work for a while, and it is known before."),
    "news": N_("What everybody should know; nothing is broken."),
}
PLAIN = ("title.ru", "text.ru", "title.en", "text.en", *TIMES)
MANY = ("services", "departments")


class New(Screen):
    """A new announcement."""

    section = "home"
    old: Announcement | None = None

    async def act(self) -> Response:
        """Publishes it, once whatever the browser repeats."""
        wording = self._wording()
        content = {
            **{name: self.text(name) for name in ("kind", *PLAIN)},
            **{name: self._ticked(name) for name in MANY},
        }

        async def publish() -> Response:
            return see(f"/announcements/{await announcements.publish(self.actor, wording)}")

        response = await sending.once(self, "announcement", content, publish)
        return self.go(response.headers["location"], self.t.say(N_("The announcement is published")))

    def _wording(self) -> Wording:
        """What the form says. Raises Invalid for times that are none."""
        moments: dict[str, int | None] = {}
        problems: dict[str, Phrase] = {}
        for name in TIMES:
            typed = self.text(name).strip()
            moments[name] = read_moment(typed, self.t.zone)
            if typed and moments[name] is None:
                problems[name] = N_("Choose a day and a time, as 25.12.2026 14:00.")
        if problems:
            raise Invalid(problems)
        return Wording(
            kind=self.text("kind"),
            title={locale: self.text(f"title.{locale}") for locale in LOCALES},
            text={locale: self.text(f"text.{locale}") for locale in LOCALES},
            services=self._ticked("services"),
            departments=self._ticked("departments"),
            **moments,
        )

    def _ticked(self, name: str) -> list[str]:
        return texts(self.form, name)

    async def context(self) -> AnnouncementFormPage:
        """The form: empty, as it is published, or as it was sent."""
        values, ticked = self._stored() if self.problem is None else self._sent()
        made = Inputs(self.t, values, self.errors)
        fields = (self._kind(made, values["kind"]), *self._words(made), *self._times(made))
        services, places = (
            await self._services(made, ticked["services"]),
            await self._places(made, ticked["departments"]),
        )
        errors = self.errors
        return AnnouncementFormPage(
            action=self._address(),
            fields=fields,
            services=services,
            departments=places,
            errors=error_links((*fields, services, places), errors, self.notice if not errors else ""),
            version=self._version(),
            title=pick(self.old.title, self.t.locale) if self.old is not None else "",
            back_href=f"/announcements/{self.old.id}" if self.old is not None else "/announcements",
            zone=self.t.city(self.t.zone),
            once=sending.form_key(self),
        )

    def _address(self) -> str:
        return "/announcements/new"

    def _version(self) -> int:
        return 0

    def _stored(self) -> tuple[dict[str, str], dict[str, Sequence[str]]]:
        """What the form holds at first; a service that it was opened from is ticked."""
        asked = self.query.get("service", "")
        return {"kind": OUTAGE}, {"services": [asked] if asked else [], "departments": []}

    def _sent(self) -> tuple[dict[str, str], dict[str, Sequence[str]]]:
        return {name: self.text(name) for name in ("kind", *PLAIN)}, {name: self._ticked(name) for name in MANY}

    def _kind(self, made: Inputs, chosen: str) -> FieldView:
        field = made.options(
            "choice", "kind", N_("What it is"), [(one, self.t.say(WORDS[one])) for one in KINDS], (chosen,)
        )
        noted = (
            OptionView(value=one.value, label=one.label, note=self.t.say(_NOTES[one.value]), selected=one.selected)
            for one in field.options
        )
        return FieldView(kind="choice", name=field.name, label=field.label, error=field.error, options=tuple(noted))

    def _words(self, made: Inputs) -> tuple[FieldView, ...]:
        return (
            made.field(
                "text",
                "title.ru",
                N_("In one line, in Russian"),
                help_=N_("What does not work and where: “The printers on floor 3 do not print”."),
                max_chars=TITLE_LIMIT,
            ),
            made.field(
                "long",
                "text.ru",
                N_("More, in Russian"),
                help_=N_("What can be done meanwhile."),
                optional=True,
                max_chars=TEXT_LIMIT,
            ),
            made.field("text", "title.en", N_("In one line, in English"), optional=True, max_chars=TITLE_LIMIT),
            made.field("long", "text.en", N_("More, in English"), optional=True, max_chars=TEXT_LIMIT),
        )

    def _times(self, made: Inputs) -> tuple[FieldView, ...]:
        return (
            made.field("datetime", "starts_at", N_("It begins"), help_=N_("Empty: at once."), optional=True),
            made.field(
                "datetime",
                "expected_at",
                N_("It works again by"),
                help_=N_("This is promised to people: “we mend it by 14:00”."),
                optional=True,
            ),
            made.field(
                "datetime",
                "ends_at",
                N_("It is over by itself"),
                help_=N_("The announcement goes then. Empty: when somebody says that it is over."),
                optional=True,
            ),
        )

    async def _services(self, made: Inputs, chosen: Sequence[str]) -> FieldView:
        whole = may(self.actor, "catalog.manage")
        known: Mapping[str, Service] = (
            registry.current().services if whole else (await Shelf.of(self.actor.id)).services
        )
        options = sorted(
            ((key, pick(one.title, self.t.locale)) for key, one in known.items()), key=lambda one: sort_key(one[1])
        )
        kept = [(key, key) for key in chosen if key not in known and self.old is not None and key in self.old.services]
        return made.options("many", "services", N_("Which services it touches"), [*options, *kept], chosen)

    async def _places(self, made: Inputs, chosen: Sequence[str]) -> FieldView:
        known = await departments()
        kept = [name for name in chosen if name not in known]
        options = [(name, name) for name in (*known, *kept)]
        return made.options("many", "departments", N_("Which departments it is for"), options, chosen)


class Edit(New):
    """The form of a published one."""

    async def load(self) -> None:
        """Finds it."""
        self.old = await announcements.get(self.actor, str(self.params["number"]))

    async def act(self) -> Response:
        """Changes it."""
        assert self.old is not None
        await announcements.change(self.actor, self.old.id, self._wording(), version=self._version())
        return self.go(f"/announcements/{self.old.id}", self.t.say(N_("The announcement is changed")))

    def _address(self) -> str:
        assert self.old is not None
        return f"/announcements/{self.old.id}/edit"

    def _version(self) -> int:
        assert self.old is not None
        sent = self.text("version")
        return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 10 else self.old.version

    def _stored(self) -> tuple[dict[str, str], dict[str, Sequence[str]]]:
        assert self.old is not None
        old, zone = self.old, self.t.zone
        values = {"kind": old.kind}
        for locale in LOCALES:
            values |= {f"title.{locale}": old.title.get(locale, ""), f"text.{locale}": old.text.get(locale, "")}
        values |= {name: written(getattr(old, name), zone) for name in TIMES}
        return values, {"services": old.services, "departments": old.departments}


def read_moment(text: str, zone: str) -> int | None:
    """The instant that was chosen or written on the wall clock of a zone, in microseconds UTC; None when it is none."""
    found = _WRITTEN.fullmatch(text)
    try:
        if found:
            day, month, year, hour, minute = (int(part) for part in found.groups())
            moment = datetime(year, month, day, hour, minute, tzinfo=ZoneInfo(zone))
        else:
            moment = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))
        return to_us(moment) if 2000 <= moment.year < 2200 else None
    except ValueError:
        return None


def written(at: int | None, zone: str) -> str:
    """An instant as a field for a day and a time holds it; "" for none."""
    return from_us(at).astimezone(ZoneInfo(zone)).strftime("%Y-%m-%dT%H:%M") if at is not None else ""
