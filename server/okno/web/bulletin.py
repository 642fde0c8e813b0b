"""Announcements in words: what it is, when it will be well, whether one has it too."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from okno import announcements
from okno.access import Actor, may
from okno.announcements import NEWS, OUTAGE, PUBLISH, WORKS, Announcement
from okno.catalog.shelf import Shelf
from okno.clock import from_us, now_us
from okno.i18n import Translator, utc
from okno.text import N_, Phrase, one_line, pick, plural
from okno.themes.bulletin import AnnouncementView
from okno.web.services import service_line

WORDS: Mapping[str, Phrase] = {OUTAGE: N_("Outage"), WORKS: N_("Planned works"), NEWS: N_("News")}
ICONS: Mapping[str, str] = {OUTAGE: "triangle-alert", WORKS: "wrench", NEWS: "info"}
OVER: Mapping[str, Phrase] = {
    OUTAGE: N_("Mended %(when)s"),
    WORKS: N_("Finished %(when)s"),
    NEWS: N_("Until %(when)s"),
}
LINE = 160
"""Characters of the text that stand in a list."""
LIVE = announcements.TOPIC


@dataclass(frozen=True)
class Bulletin:
    """Shows announcements to one person."""

    actor: Actor
    t: Translator
    shelf: Shelf
    affected: frozenset[int] = frozenset()
    counts: Mapping[int, int] | None = None

    @classmethod
    async def of(cls, actor: Actor, t: Translator, shown: Iterable[Announcement], shelf: Shelf) -> Bulletin:
        """The bulletin of these announcements; only those who may act on them hear how many people are affected."""
        ids = [one.id for one in shown]
        if not ids:
            return cls(actor, t, shelf)
        knows = may(actor, PUBLISH) or may(actor, "desk.open")
        return cls(
            actor,
            t,
            shelf,
            frozenset(await announcements.affected_by(actor.id, ids)),
            await announcements.affected_counts(ids) if knows else None,
        )

    def view(self, one: Announcement) -> AnnouncementView:
        """One announcement in words."""
        now, locale = now_us(), self.t.locale
        stage, text = one.stage(now), pick(one.text, locale)
        return AnnouncementView(
            id=one.id,
            href=f"/announcements/{one.id}",
            kind=one.kind,
            word=self.t.say(WORDS[one.kind]),
            stage=stage,
            icon="st-done" if stage == "past" and one.kind != NEWS else ICONS[one.kind],
            title=pick(one.title, locale),
            when=self._when(one, stage, now),
            text=text,
            line=one_line(text, LINE) + ("…" if len(one_line(text, LINE + 1)) > LINE else ""),
            posted=self.t.moment(from_us(one.updated_at)),
            iso=utc(from_us(one.updated_at)),
            can_say=stage == "now" and one.kind != NEWS,
            affected=one.id in self.affected,
            count=self._count(one),
            services=tuple(service_line(service, self.t) for service in self.shelf.some(one.services)),
            departments=", ".join(one.departments),
            edit_href=f"/announcements/{one.id}/edit" if stage != "past" and may(self.actor, PUBLISH) else "",
        )

    def views(self, shown: Iterable[Announcement]) -> tuple[AnnouncementView, ...]:
        """Several of them."""
        return tuple(self.view(one) for one in shown)

    def _when(self, one: Announcement, stage: str, now: int) -> str:
        over = one.over_at(now)
        if over is not None:
            return self.t.say(OVER[one.kind].msgid, when=self.t.moment(from_us(over)))
        if one.kind == NEWS:
            return self.t.moment(from_us(one.starts_at))
        well = one.expected_at or one.ends_at
        if stage == "planned":
            return self._span(one.starts_at, well)
        if well is None:
            return self.t.say(N_("We are on it"))
        if well <= now:
            return self.t.say(N_("It takes longer than we thought"))
        phrase = N_("It will work %(due)s") if one.kind == WORKS else N_("We mend it %(due)s")
        return self.t.say(phrase.msgid, due=self.t.due(from_us(well)))

    def _span(self, start: int, end: int | None) -> str:
        """A time to come: one day with two times, or two moments."""
        first = from_us(start)
        if end is None:
            return self.t.say(N_("From %(start)s", start=self.t.moment(first)))
        last = from_us(end)
        if self.t.local(first).date() != self.t.local(last).date():
            return self.t.say(N_("From %(start)s to %(end)s", start=self.t.moment(first), end=self.t.moment(last)))
        places = {"day": self.t.day(first), "start": self.t.time(first), "end": self.t.time(last)}
        return self.t.say(N_("%(day)s from %(start)s to %(end)s", **places))

    def _count(self, one: Announcement) -> str:
        if self.counts is None or one.kind == NEWS:
            return ""
        n = self.counts.get(one.id, 0)
        return self.t.say(plural("%(n)s person has it", "%(n)s people have it", n)) if n else ""


async def troubles(actor: Actor, t: Translator, shelf: Shelf | None = None) -> tuple[AnnouncementView, ...]:
    """What does not work now: for the catalog and the desk."""
    found = [one for one in await announcements.current(actor) if one.kind != NEWS]
    if not found:
        return ()
    return (await Bulletin.of(actor, t, found, shelf or await Shelf.of(actor.id))).views(found)


async def known_of(actor: Actor, t: Translator, shelf: Shelf, service: str) -> tuple[AnnouncementView, ...]:
    """What is known of a service before somebody orders it."""
    found = announcements.beside(await announcements.current(actor), service)
    return (await Bulletin.of(actor, t, found, shelf)).views(found)
