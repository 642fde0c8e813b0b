"""Bad marks that wait for an answer: who answers, and that it is done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from starlette.responses import Response

from okno.api import N_, DeskContext, NotFound, from_us
from okno.api.people import Person, get_many
from okno.api.teams import members
from okno_feedback import follow
from okno_feedback.rating import Rating
from okno_feedback.report_pages import BAD, Ratings, word_views
from okno_feedback.report_views import ChoiceView, TabView, WordView


@dataclass(frozen=True, kw_only=True)
class BadView:
    """A bad mark: what was said, who answers, and what was written down."""

    mark: WordView
    keepers: tuple[ChoiceView, ...]
    keeper: str
    settled: str  # «Тимур, вчера, 10:12»; "" while it is open
    error: str = ""


@dataclass(frozen=True, kw_only=True)
class BadPage(DeskContext):
    """The list."""

    template: ClassVar[str] = "x/feedback/bad.html"
    tabs: tuple[TabView, ...]
    done: bool
    rows: tuple[BadView, ...]
    next_href: str = ""
    notice: str = ""


class BadScreen(Ratings):
    """The list, and what a form on it does."""

    path = BAD

    async def act(self) -> Response:
        """Gives a mark to somebody, or says that it is answered or is not after all."""
        rating_id = _number(self.text("id"))
        said = ""
        match self.text("act"):
            case "keep":
                await follow.give_to(self.actor, rating_id, _number(self.text("keeper")) or None)
                said = self.t.say(N_("It is written down who answers"))
            case "done":
                await follow.settle(self.actor, rating_id, done=True)
                said = self.t.say(N_("It is answered"))
            case "open":
                await follow.settle(self.actor, rating_id, done=False)
                said = self.t.say(N_("It waits for an answer again"))
            case _:
                raise NotFound
        return self.go(BAD, said)

    async def context(self) -> BadPage:
        """A page of the list."""
        done = self.query.get("show") == "done"
        found, before = await follow.page(self.actor, done=done, before=_number(self.query.get("before", "")) or None)
        show = "show=done&" if done else ""
        return BadPage(
            **await self.frame(self.t.say(N_("To be answered"))),
            tabs=await self.tabs(),
            done=done,
            rows=await self._rows(found),
            next_href=f"{BAD}?{show}before={before}" if before is not None else "",
            notice=self.notice,
        )

    async def _rows(self, found: Sequence[Rating]) -> tuple[BadView, ...]:
        marks = await word_views(self, found, self.teams)
        staff = {team_id: await members(team_id) for team_id in {one.team_id for one in found}}
        people = await get_many([*(one.keeper_id for one in found), *(one.settled_by_id for one in found)])
        return tuple(self._row(one, mark, staff[one.team_id], people) for one, mark in zip(found, marks, strict=True))

    def _row(self, one: Rating, mark: WordView, staff: Sequence[Person], people: dict[int, Person]) -> BadView:
        nobody = ChoiceView(value="", label=self.t.say(N_("Nobody yet")), chosen=one.keeper_id is None)
        settled = ""
        if one.settled_at is not None:
            who = people[one.settled_by_id].name if one.settled_by_id in people else "—"
            settled = f"{who}, {self.t.moment(from_us(one.settled_at))}"
        return BadView(
            mark=mark,
            keepers=(
                nobody,
                *(ChoiceView(value=str(p.id), label=p.name, chosen=p.id == one.keeper_id) for p in staff),
            ),
            keeper=people[one.keeper_id].name if one.keeper_id in people else "",
            settled=settled,
        )


def _number(text: str) -> int:
    """The number in a text; 0, which nothing has, for what is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
