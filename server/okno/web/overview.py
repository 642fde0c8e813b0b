"""The overview of the desk: how the work of one's teams stands, by state, priority, team and assignee."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from babel.dates import format_date
from starlette.routing import BaseRoute

from okno.catalog import registry
from okno.catalog.automation import Criterion
from okno.catalog.model import PRIORITIES as PRIORITY_KEYS
from okno.errors import NotFound
from okno.http import page
from okno.people import Person, get_many
from okno.settings import Settings
from okno.teams import Team
from okno.text import N_, Phrase, Texts, pick
from okno.themes.contexts import ChipView, PersonView
from okno.themes.hooks import Report
from okno.themes.overview import BarRow, ChartView, DayBar, FigureView, OverviewPage, ReportView, TeamRow
from okno.themes.sources import reports
from okno.tickets import overview
from okno.tickets.criteria_text import query_of
from okno.tickets.overview import Day, Group, Sum
from okno.web.agent_page import PRIORITIES
from okno.web.away import Away
from okno.web.desk_counts import Queues
from okno.web.faces import named_state, person_view
from okno.web.shell import Screen

MOST_PEOPLE = 40
LATE = Criterion(of="overdue", filled=True)
OPEN = Criterion(of="phase", values=("open",))
PAUSED = Criterion(of="phase", values=("paused",))
DONE = Criterion(of="phase", values=("done",))
NOBODY = Criterion(of="assignee", filled=False)
UNANSWERED = Criterion(of="unanswered", filled=True)

WIDTH, HEIGHT, FOOT, BAR = 700, 120, 18, 16


@dataclass(frozen=True)
class Counted:
    """A number of the page: its word, what exactly it counts, how, and the list that holds it."""

    label: Phrase
    hint: Phrase
    count: Callable[[Sum], int]
    criteria: tuple[Criterion, ...] = ()
    tone: str = ""
    sort: str = ""


FIGURES = (
    Counted(N_("Open"), N_("Everything that is not closed"), lambda one: one.open),
    Counted(N_("Overdue"), N_("The term is over"), lambda one: one.late, (LATE,), "late"),
    Counted(N_("Burning"), N_("Three quarters of the term are used"), lambda one: one.burning, (), "burn", "due"),
    Counted(N_("Nobody’s"), N_("In work, and nobody has taken it"), lambda one: one.nobody, (OPEN, NOBODY)),
    Counted(N_("Without reaction"), N_("The requester waits for a word"), lambda one: one.unanswered, (UNANSWERED,)),
    Counted(N_("On hold"), N_("The clock stands"), lambda one: one.waiting, (PAUSED,)),
    Counted(N_("Done"), N_("The requester has not confirmed yet"), lambda one: one.done, (DONE,)),
)


def address(queue: str, *criteria: Criterion, sort: str = "") -> str:
    """The list of the desk that holds what was counted."""
    query = [*query_of(criteria), *([("sort", sort)] if sort else [])]
    return f"/desk/{queue}" + (f"?{urlencode(query)}" if query else "")


class Overview(Screen):
    """The page."""

    section = "desk"

    async def load(self) -> None:
        """Finds the team among those of the actor."""
        self.queues = await Queues.of(self.actor, self.t.locale)
        key = self.query.get("team", "")
        self.team: Team | None = self.queues.team(key)
        if key and self.team is None:
            raise NotFound(N_("There is no such queue, or you may not see it."))

    @property
    def queue(self) -> str:
        """The name of the list that the numbers lead to."""
        return self.team.key if self.team is not None else "all"

    async def context(self) -> OverviewPage:
        """Everything that is counted."""
        teams = [self.team] if self.team is not None else list(self.queues.teams)
        ids = [team.id for team in teams]
        found = await overview.groups(self.actor, ids)
        days = await overview.days(self.actor, ids, self.t.zone)
        whole = Sum.of(found)
        return OverviewPage(
            queue=self.queue,
            title=self.t.say(N_("Overview")),
            side=self.queues.side(self.t, "overview", hot=whole.late > 0),
            chips=self._chips(),
            figures=self._figures(whole),
            columns=tuple(self.t.say(one.label) for one in FIGURES),
            teams=self._teams(teams, found) if len(teams) > 1 else (),
            states=self._states(found),
            priorities=self._priorities(found),
            people=await self._people(found),
            chart=self._chart(days) if ids else None,
            reports=tuple(self._report(one) for one in reports(self.actor)),
            empty="" if ids else self.t.say(N_("You are in no team yet. An administrator adds people to teams.")),
            live=" ".join([*(f"team:{one}" for one in ids), f"person:{self.actor.id}"]),
        )

    def _report(self, one: Report) -> ReportView:
        return ReportView(href=one.path, title=self._word(one.title), summary=self._word(one.summary), icon=one.icon)

    def _word(self, text: Phrase | Texts) -> str:
        return self.t.say(text) if isinstance(text, Phrase) else pick(text, self.t.locale)

    def _chips(self) -> tuple[ChipView, ...]:
        if len(self.queues.teams) < 2:
            return ()
        every = ChipView(href="/desk/overview", label=self.t.say(N_("All my teams")), current=self.team is None)
        return (
            every,
            *(
                ChipView(
                    href=f"/desk/overview?{urlencode({'team': team.key})}",
                    label=team.name(self.t.locale),
                    current=team is self.team,
                )
                for team in self.queues.teams
            ),
        )

    def _figures(self, whole: Sum) -> tuple[FigureView, ...]:
        return tuple(self._figure(one, whole, self.queue) for one in FIGURES)

    def _figure(self, what: Counted, total: Sum, queue: str) -> FigureView:
        n = what.count(total)
        return FigureView(
            label=self.t.say(what.label),
            count=self.t.number(n),
            href=address(queue, *what.criteria, sort=what.sort) if n else "",
            tone=what.tone if n else "",
            hint=self.t.say(what.hint),
        )

    def _teams(self, teams: Sequence[Team], found: Sequence[Group]) -> tuple[TeamRow, ...]:
        sums = {team.id: Sum.of(one for one in found if one.team_id == team.id) for team in teams}
        return tuple(
            TeamRow(
                title=team.name(self.t.locale),
                href=f"/desk/overview?{urlencode({'team': team.key})}",
                cells=tuple(self._figure(one, sums[team.id], team.key) for one in FIGURES),
            )
            for team in teams
        )

    # Breakdowns -----------------------------------------------------------------------------------------------

    def _states(self, found: Sequence[Group]) -> tuple[BarRow, ...]:
        """By state in the order of their lifecycles; states of one name in several lifecycles are one."""
        order = {
            (life.key, state.key): (n, at)
            for n, life in enumerate(registry.current().lifecycles.values())
            for at, state in enumerate(life.states)
        }
        first = {one.state: (one.lifecycle, one.state) for one in found}
        keys = sorted(first, key=lambda key: order.get(first[key], (99, 0)))
        return self._bars(
            found,
            [(key, named_state(registry.lifecycle(first[key][0]), key, self.t.locale).word) for key in keys],
            lambda one: one.state,
            lambda key: Criterion(of="state", values=(key,)),
        )

    def _priorities(self, found: Sequence[Group]) -> tuple[BarRow, ...]:
        keys = [(key, self.t.say(PRIORITIES[key])) for key in PRIORITY_KEYS]
        return self._bars(
            found,
            keys,
            lambda one: PRIORITY_KEYS[one.priority - 1],
            lambda key: Criterion(of="priority", values=(key,)),
        )

    async def _people(self, found: Sequence[Group]) -> tuple[BarRow, ...]:
        """Whoever has work, the most loaded first; what nobody has stands before them."""
        people = await get_many(one.assignee_id for one in found)
        away = await Away.of(people, self.t, self.settings.time_zone)
        loads = {person_id: Sum.of(one for one in found if one.assignee_id == person_id) for person_id in people}
        chosen = sorted(people.values(), key=lambda one: (-loads[one.id].open, one.name))[:MOST_PEOPLE]
        most = max((loads[one.id].open for one in chosen), default=0)
        free = Sum.of(one for one in found if one.assignee_id is None)
        most = max(most, free.open)
        rows = [self._person(one, loads[one.id], most, away) for one in chosen]
        if free.open:
            rows.insert(0, self._bar(self.t.say(N_("Nobody’s")), free, most, address(self.queue, NOBODY)))
        return tuple(rows)

    def _person(self, person: Person, load: Sum, most: int, away: Away) -> BarRow:
        href = address(self.queue, Criterion(of="assignee", values=(person.login,)))
        view = person_view(person, away=away.words(person.id))
        return self._bar(person.name, load, most, href, view=view)

    def _bars(
        self,
        found: Sequence[Group],
        keys: Iterable[tuple[str, str]],
        of: Callable[[Group], str],
        criterion: Callable[[str], Criterion],
    ) -> tuple[BarRow, ...]:
        sums = [(key, label, Sum.of(one for one in found if of(one) == key)) for key, label in keys]
        most = max((total.open for _, _, total in sums), default=0)
        return tuple(
            self._bar(label, total, most, address(self.queue, criterion(key))) for key, label, total in sums if most
        )

    def _bar(self, label: str, total: Sum, most: int, href: str, *, view: PersonView | None = None) -> BarRow:
        return BarRow(
            label=label,
            count=self.t.number(total.open),
            href=href if total.open else "",
            share=total.open * 100 // most if most else 0,
            late_share=total.late * 100 // most if most else 0,
            late=self.t.number(total.late) if total.late else "",
            burning=self.t.number(total.burning) if total.burning else "",
            person=view,
        )

    # By day ---------------------------------------------------------------------------------------------------

    def _chart(self, days: Sequence[Day]) -> ChartView:
        top = max((max(one.came, one.went) for one in days), default=0) or 1
        step = WIDTH / len(days)
        came, went = sum(one.came for one in days), sum(one.went for one in days)
        return ChartView(
            days=tuple(self._day(one, n, step, top) for n, one in enumerate(days)),
            top=self.t.number(top),
            label=self.t.say(N_("In two weeks %(came)s came and %(went)s were done.", came=str(came), went=str(went))),
        )

    def _day(self, one: Day, n: int, step: float, top: int) -> DayBar:
        begin = n * step + (step - 2 * BAR) / 2
        came, went = (HEIGHT * number / top for number in (one.came, one.went))
        return DayBar(
            label=format_date(one.day, "EEE, d MMM", locale=self.t.locale),
            short=str(one.day.day),
            came=one.came,
            went=one.went,
            x=_figure(begin),
            middle=_figure(n * step + step / 2),
            came_y=_figure(HEIGHT - came),
            came_height=_figure(came),
            went_x=_figure(begin + BAR),
            went_y=_figure(HEIGHT - went),
            went_height=_figure(went),
        )


def _figure(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def routes(_: Settings) -> Sequence[BaseRoute]:
    """The route of the overview; it stands before that of the queues, whose names are keys of teams."""
    return [page("/desk/overview", Overview, needs="desk.open", methods=("GET",))]
