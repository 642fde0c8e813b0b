"""Interviews: the list of a quarter, and what was said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from starlette.responses import Response

from okno.api import N_, NotFound, PageContext, Phrase, Screen, from_us, now_us
from okno.api.people import Person, get_many
from okno.api.teams import get_many as get_teams
from okno_feedback import interview
from okno_feedback.calendar import is_quarter, quarter_of, quarters
from okno_feedback.interview import Interview
from okno_feedback.report_pages import INTERVIEWS, quarter_name
from okno_feedback.report_views import ChoiceView

QUARTERS = 8
CONTACTED: Mapping[str, Phrase] = {
    "": N_("Not yet"),
    "yes": N_("Talked"),
    "no": N_("Not reached"),
    "declined": N_("Does not want to"),
}
WHY: Mapping[str, Phrase] = {
    interview.LATE: N_("late"),
    interview.REOPENED: N_("came back more than once"),
    interview.BAD: N_("bad mark"),
}


@dataclass(frozen=True, kw_only=True)
class CauseView:
    """A request that went wrong."""

    number: str
    team: str
    why: str


@dataclass(frozen=True, kw_only=True)
class TalkView:
    """Somebody to talk to."""

    id: int
    who: str
    line: str
    phone: str
    causes: tuple[CauseView, ...]
    choices: tuple[ChoiceView, ...]
    contacted: str
    state: str
    notes: str
    by: str
    version: int
    error: str = ""


@dataclass(frozen=True, kw_only=True)
class InterviewsPage(PageContext):
    """The list of a quarter."""

    template: ClassVar[str] = "x/feedback/interviews.html"
    quarters: tuple[ChoiceView, ...]
    states: tuple[ChoiceView, ...]
    quarter: str
    rows: tuple[TalkView, ...]
    left: str  # «Поговорили с 3 из 12»
    limit: int
    next_href: str = ""
    notice: str = ""


class InterviewsScreen(Screen):
    """The list, and what a form on it keeps."""

    quarter = 0

    async def load(self) -> None:
        """Which quarter; this one when the address names none."""
        text = self.query.get("quarter", "") or self.text("quarter")
        number = int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0
        self.quarter = number if is_quarter(number) else quarter_of(now_us())

    async def act(self) -> Response:
        """Writes down how one went."""
        interview_id, version = self.text("id"), self.text("version")
        if not all(one.isascii() and one.isdigit() and len(one) < 10 for one in (interview_id, version)):
            raise NotFound
        await interview.keep(
            self.actor,
            int(interview_id),
            contacted=self.text("contacted"),
            notes=self.text("notes"),
            version=int(version),
        )
        return self.go(f"{INTERVIEWS}?quarter={self.quarter}#i{interview_id}", self.t.say(N_("It is written down")))

    async def context(self) -> InterviewsPage:
        """A page of the list."""
        show = self.query.get("show")
        wanted = {"open": "", "yes": "yes", "no": "no", "declined": "declined"}.get(show or "")
        found, after = await interview.page(self.actor, self.quarter, contacted=wanted, after=self._after())
        counts = await interview.counts(self.actor, self.quarter)
        more = f"&show={show}" if wanted is not None else ""
        root = f"{INTERVIEWS}?quarter={self.quarter}"
        return InterviewsPage(
            quarters=tuple(
                ChoiceView(
                    value=f"{INTERVIEWS}?quarter={one}", label=quarter_name(one, self.t), chosen=one == self.quarter
                )
                for one in quarters(QUARTERS)
            ),
            states=self._states(root, counts, wanted),
            quarter=str(self.quarter),
            rows=await self._rows(found),
            left=self.t.say(N_("Talked to %(n)s of %(all)s", n=counts.get("yes", 0), all=sum(counts.values()))),
            limit=interview.NOTES_LIMIT,
            next_href=f"{root}{more}&after={after[0]}-{after[1]}" if after is not None else "",
            notice=self.notice,
        )

    def _states(self, root: str, counts: Mapping[str, int], wanted: str | None) -> tuple[ChoiceView, ...]:
        every = ChoiceView(value=root, label=f"{self.t.say(N_('All'))} {sum(counts.values())}", chosen=wanted is None)
        return (
            every,
            *(
                ChoiceView(
                    value=f"{root}&show={key or 'open'}",
                    label=f"{self.t.say(word)} {counts.get(key, 0)}",
                    chosen=key == wanted,
                )
                for key, word in CONTACTED.items()
            ),
        )

    def _after(self) -> tuple[int, int] | None:
        lot, _, last = self.query.get("after", "").partition("-")
        known = all(one.isascii() and one.isdigit() and len(one) < 10 for one in (lot, last))
        return (int(lot), int(last)) if known else None

    async def _rows(self, found: Sequence[Interview]) -> tuple[TalkView, ...]:
        people = await get_many([*(one.person_id for one in found), *(one.by_id for one in found)])
        teams = await get_teams(cause.team_id for one in found for cause in one.causes)
        names = {key: team.name(self.t.locale) for key, team in teams.items()}
        return tuple(self._row(one, people, names) for one in found)

    def _row(self, one: Interview, people: Mapping[int, Person], teams: Mapping[int, str]) -> TalkView:
        person = people.get(one.person_id or 0)
        mine = self.problem is not None and self.text("id") == str(one.id)
        chosen = self.text("contacted") if mine else one.contacted
        writer = people.get(one.by_id or 0)
        by = f"{writer.name}, {self.t.moment(from_us(one.changed_at))}" if writer and one.changed_at else ""
        return TalkView(
            id=one.id,
            who=person.name if person is not None else self.t.say(N_("Forgotten person")),
            line=person.line if person is not None else "",
            phone=person.phone if person is not None else "",
            causes=tuple(
                CauseView(
                    number=str(cause.ticket_id),
                    team=teams.get(cause.team_id, ""),
                    why=", ".join(self.t.say(WHY[why]) for why in cause.whys if why in WHY),
                )
                for cause in one.causes
            ),
            choices=tuple(
                ChoiceView(value=key, label=self.t.say(word), chosen=key == chosen) for key, word in CONTACTED.items()
            ),
            contacted=one.contacted,
            state=self.t.say(CONTACTED.get(one.contacted, CONTACTED[""])),
            notes=self.text("notes") if mine else one.notes,
            by=by,
            version=one.version,
            error=" ".join(self.errors.values()) if mine else "",
        )
