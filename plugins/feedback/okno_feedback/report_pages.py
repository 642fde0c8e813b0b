"""The report: how people were helped, drawn and in tables; what they wrote; the same for spreadsheets."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import Any
from urllib.parse import urlencode

from starlette.responses import Response, StreamingResponse

from okno.api import N_, Context, DeskScreen, Phrase, context_of, from_us, may, pick, utc
from okno.api.catalog import service as service_of
from okno.api.people import get_many
from okno.api.sheet import BOM, MEDIA_TYPE, lines as sheet_lines
from okno.api.teams import Team
from okno.api.themes import FigureView, Translator
from okno.api.tickets import seen_among
from okno_feedback import follow, form, reasons, report, scope, words
from okno_feedback.calendar import quarter_start
from okno_feedback.chart import decimal, month_name, trend
from okno_feedback.marks import SCORES_LEAST, Marks
from okno_feedback.rating import Rating
from okno_feedback.report import PERIODS, Span
from okno_feedback.report_views import (
    ChoiceView,
    CountRow,
    FilterView,
    MarksRow,
    ReportPage,
    ScoreRow,
    TabView,
    WordsPage,
    WordView,
)

REPORT, WORDS, BAD, INTERVIEWS = (f"/x/feedback/{one}" for one in ("report", "words", "bad", "interviews"))
PLUGIN = "feedback"


# The pages ----------------------------------------------------------------------------------------------------


class Ratings(DeskScreen):
    """What the pages about marks share: the teams that one may see, the filters, the tabs."""

    path = REPORT
    section = REPORT

    teams: Sequence[Team] = ()
    span: Span

    @property
    def ctx(self) -> Context:
        """What the plugin is given."""
        return context_of(PLUGIN, self.actor)

    async def load(self) -> None:
        """What may be seen, and what is wanted of it; what there is not is left out."""
        self.teams = await scope.teams_of(self.actor)
        chosen = [team.id for team in self.teams if team.key == self.query.get("team")]
        period = self.query.get("period", "")
        self.span = Span(
            teams=chosen or [team.id for team in self.teams],
            service=self.query.get("service", "")[:64],
            period=int(period) if period in {str(one) for one in PERIODS} else 12,
        )

    @property
    def asked(self) -> dict[str, str]:
        """The filters as they stand in the address."""
        named = {"team": self.query.get("team", ""), "service": self.span.service, "period": str(self.span.period)}
        more = {name: self.query.get(name, "") for name in ("stars", "worded")}
        return {name: value for name, value in {**named, **more}.items() if value}

    async def tabs(self) -> tuple[TabView, ...]:
        """The pages beside this one, with how many bad marks wait."""
        waiting = await follow.count([team.id for team in self.teams])
        known: list[tuple[str, Phrase, str]] = [
            (REPORT, N_("Report"), ""),
            (WORDS, N_("What people say"), ""),
            (BAD, N_("To be answered"), str(waiting) if waiting else ""),
        ]
        if may(self.actor, "feedback.interview"):
            known.append((INTERVIEWS, N_("Interviews"), ""))
        return tuple(
            TabView(href=href, label=self.t.say(label), current=href == self.path, count=count)
            for href, label, count in known
        )

    async def filters(self) -> FilterView:
        """The form of filters."""
        services = await report.services_of([team.id for team in self.teams])
        wanted = self.query.get("team", "")
        every = (ChoiceView(value="", label=self.t.say(N_("All teams")), chosen=not wanted),)
        whole = (ChoiceView(value="", label=self.t.say(N_("All services")), chosen=not self.span.service),)
        return FilterView(
            action=self.path,
            teams=every
            + tuple(
                ChoiceView(value=one.key, label=one.name(self.t.locale), chosen=one.key == wanted) for one in self.teams
            ),
            services=whole
            + tuple(
                ChoiceView(value=key, label=service_name(key, self.t), chosen=key == self.span.service)
                for key in services
            ),
            periods=tuple(
                ChoiceView(
                    value=str(n),
                    label=self.t.ngettext("%(n)s month", "%(n)s months", n) % {"n": n},
                    chosen=n == self.span.period,
                )
                for n in PERIODS
            ),
            csv_href=f"/x/feedback/ratings.csv?{urlencode(self.asked)}",
        )


class ReportScreen(Ratings):
    """The numbers."""

    async def context(self) -> ReportPage:
        """Everything is counted anew."""
        frame = await self.frame(self.t.say(N_("Ratings")))
        total = await report.total(self.span)
        waiting = await follow.count(self.span.teams)
        numbers = Numbers(self.t, int(self.ctx.settings["bad"]))
        if not total.total and not total.asked:
            return ReportPage(**frame, tabs=await self.tabs(), filters=await self.filters(), empty=True)
        by_month = await report.by_month(self.span)
        return ReportPage(
            **frame,
            tabs=await self.tabs(),
            filters=await self.filters(),
            figures=numbers.figures(total, waiting),
            trend=trend(by_month, numbers.bad, self.t),
            months=tuple(numbers.row(month_name(one), marks) for one, marks in reversed(list(by_month.items()))),
            counts=numbers.counts(total),
            teams=await self._by_team(numbers),
            services=await self._by_service(numbers),
            assignees=await self._by_assignee(numbers),
            scores=await self._scores(),
            scores_note=self.t.say(N_("A quarter is shown from %(n)s answers on.", n=SCORES_LEAST)),
        )

    async def _by_team(self, numbers: Numbers) -> tuple[MarksRow, ...]:
        found = await report.by_team(self.span)
        return tuple(
            numbers.row(one.name(self.t.locale), found[one.id], self._narrowed(team=one.key))
            for one in self.teams
            if one.id in found
        )

    async def _by_service(self, numbers: Numbers) -> tuple[MarksRow, ...]:
        found = await report.by_service(self.span)
        return tuple(
            numbers.row(service_name(key, self.t), marks, self._narrowed(service=key)) for key, marks in found.items()
        )

    async def _by_assignee(self, numbers: Numbers) -> tuple[MarksRow, ...]:
        """Only where the company wants it, and of those of whom there is enough to be fair."""
        if not self.ctx.settings["by_person"]:
            return ()
        found = await report.by_assignee(self.span, least=int(self.ctx.settings["enough"]))
        people = await get_many(found)
        known = sorted((people[key].name, key) for key in found if key in people)
        return tuple(numbers.row(name, found[key]) for name, key in known)

    async def _scores(self) -> tuple[ScoreRow, ...]:
        found = await report.scores(self.span.teams)
        return tuple(
            ScoreRow(
                label=quarter_name(quarter, self.t),
                net=_signed(scores.net) if scores.net is not None else "",
                count=str(scores.total) if scores.net is not None else "",
                promoters=round(100 * scores.promoters / scores.total) if scores.net is not None else 0,
                passives=round(100 * scores.passives / scores.total) if scores.net is not None else 0,
                detractors=round(100 * scores.detractors / scores.total) if scores.net is not None else 0,
            )
            for quarter, scores in found.items()
        )

    def _narrowed(self, **more: str) -> str:
        return f"{REPORT}?{urlencode({**self.asked, **more})}"


def _signed(net: int) -> str:
    return f"+{net}" if net > 0 else str(net).replace("-", "−")


class Numbers:
    """Says marks in words and figures."""

    def __init__(self, t: Translator, bad: int) -> None:
        self.t = t
        self.bad = bad

    def figures(self, total: Marks, waiting: int) -> tuple[FigureView, ...]:
        """The numbers that one looks at first."""
        share = total.bad_share(self.bad)
        asked = self.t.say(N_("%(n)s of %(asked)s who were asked", n=total.total, asked=max(total.asked, total.total)))
        return (
            FigureView(label=self.t.say(N_("average mark")), count=self.average(total)),
            FigureView(label=self.t.say(N_("have answered")), count=_percent(total.answered_share), hint=asked),
            FigureView(label=self.t.say(N_("bad marks")), count=_percent(share), tone="burn" if share else ""),
            FigureView(
                label=self.t.say(N_("to be answered")),
                count=str(waiting),
                href=BAD,
                tone="late" if waiting else "",
            ),
        )

    def average(self, marks: Marks) -> str:
        """The mean with one decimal."""
        return decimal(marks.average, self.t) if marks.average is not None else "—"

    def row(self, label: str, marks: Marks, href: str = "") -> MarksRow:
        """One line of a table."""
        return MarksRow(
            label=label,
            total=str(marks.total),
            average=self.average(marks),
            bad=_percent(marks.bad_share(self.bad)),
            answered=_percent(marks.answered_share),
            share=round((marks.average or 0) * 20),
            href=href,
        )

    def counts(self, total: Marks) -> tuple[CountRow, ...]:
        """How many gave each mark, the best first."""
        most = max(total.counts.values(), default=0)
        return tuple(
            CountRow(
                label=self.t.say(form.STARS[mark]),
                count=str(total.counts.get(mark, 0)),
                share=round(100 * total.counts.get(mark, 0) / most) if most else 0,
                low=mark <= self.bad,
                stars=mark,
            )
            for mark in sorted(form.STARS, reverse=True)
        )


def _percent(share: int | None) -> str:
    return "—" if share is None else f"{share}\u202f%"


class WordsScreen(Ratings):
    """What people wrote, a page at a time."""

    path = WORDS

    async def context(self) -> WordsPage:
        """A page of the list."""
        wish = self.wish()
        found, before = await words.page(wish)
        filters = await self.filters()
        href = f"{WORDS}?{urlencode({**self.asked, 'before': str(before)})}" if before is not None else ""
        return WordsPage(
            **await self.frame(self.t.say(N_("What people say"))),
            tabs=await self.tabs(),
            filters=self._with_marks(filters, wish),
            rows=await word_views(self, found, self.teams),
            next_href=href,
        )

    def _with_marks(self, filters: FilterView, wish: words.Wish) -> FilterView:
        every = (ChoiceView(value="", label=self.t.say(N_("All marks")), chosen=not wish.stars),)
        own = tuple(
            ChoiceView(value=str(n), label=f"{n}: {self.t.say(word)}", chosen=n == wish.stars)
            for n, word in form.STARS.items()
        )
        return FilterView(**{**vars(filters), "stars": every + own, "worded": wish.worded})

    def wish(self) -> words.Wish:
        """What the address asks for."""
        before, stars = self.query.get("before", ""), self.query.get("stars", "")
        return words.Wish(
            span=self.span,
            stars=int(stars) if stars in ("1", "2", "3", "4", "5") else 0,
            worded=bool(self.query.get("worded")),
            before=int(before) if before.isascii() and before.isdigit() and len(before) < 19 else None,
        )


async def word_views(page: Ratings, found: Sequence[Rating], teams: Sequence[Team]) -> tuple[WordView, ...]:
    """Marks as they stand in lists. A request that the reader does not see is a number without a way to it."""
    seen = await seen_among(page.actor, [one.ticket_id for one in found])
    people = await get_many(one.person_id for one in found)
    names = {team.id: team.name(page.t.locale) for team in teams}
    return tuple(
        WordView(
            id=one.id,
            stars=one.stars,
            word=page.t.say(form.STARS[one.stars]),
            text=one.text,
            reasons=", ".join(reasons.words(one.reasons, page.t.locale)),
            who=people[one.person_id].name if one.person_id in people else "",
            number=str(one.ticket_id),
            subject=seen[one.ticket_id].subject if one.ticket_id in seen else "",
            href=f"/tickets/{one.ticket_id}" if one.ticket_id in seen else "",
            team=names.get(one.team_id, ""),
            service=service_name(one.service, page.t),
            when=page.t.moment(from_us(one.at)),
        )
        for one in found
    )


class SheetScreen(WordsScreen):
    """The same marks as a table for spreadsheets, sent as it is read."""

    async def show(self) -> Response:
        """The file."""
        headers = {"Content-Disposition": 'attachment; filename="ratings.csv"', "Cache-Control": "no-store"}
        return StreamingResponse(self._lines(), media_type=MEDIA_TYPE, headers=headers)

    async def _lines(self) -> AsyncIterator[str]:
        heads = (
            N_("When"), N_("Request"), N_("Team"), N_("Service"), N_("Mark"), N_("Reasons"), N_("Words"),
            N_("Customer"),
        )  # fmt: skip
        yield BOM + sheet_lines([[self.t.say(head) for head in heads]])
        async for piece in words.everything(self.wish()):
            yield sheet_lines(await self._rows(piece))

    async def _rows(self, piece: Sequence[Rating]) -> list[list[Any]]:
        people = await get_many(one.person_id for one in piece)
        names = {team.id: team.name(self.t.locale) for team in self.teams}
        return [
            [
                utc(from_us(one.at)), one.ticket_id, names.get(one.team_id, ""), service_name(one.service, self.t),
                one.stars, ", ".join(reasons.words(one.reasons, self.t.locale)), one.text,
                people[one.person_id].name if one.person_id in people else "",
            ]
            for one in piece
        ]  # fmt: skip


def service_name(key: str, t: Translator) -> str:
    """The title of a service; its key when it is in force no more."""
    found = service_of(key)
    return pick(found.title, t.locale) if found is not None else key


def quarter_name(quarter: int, t: Translator) -> str:
    """A quarter in words."""
    start = quarter_start(quarter)
    return t.say(N_("quarter %(n)s of %(year)s", n=quarter % 10, year=start.year))
