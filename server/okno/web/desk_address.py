"""The address of a list of the desk: all that narrows and orders it, readable, so that it can be passed on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from okno.catalog import registry
from okno.catalog.automation import Criterion
from okno.catalog.criteria import MOST
from okno.text import one_line
from okno.tickets.criteria_text import of_query, query_of
from okno.tickets.reading import Wish
from okno.tickets.sorting import SORTS, Key

LONGEST_QUERY = 100
CHIPS = ("all", "nobody", "overdue", "waiting", "done", "closed")
_AS_CRITERIA = {
    "nobody": Criterion(of="assignee", filled=False),
    "overdue": Criterion(of="overdue", filled=True),
    "waiting": Criterion(of="phase", values=("paused",)),
    "done": Criterion(of="phase", values=("done",)),
    "closed": Criterion(of="phase", values=("closed",)),
}


@dataclass(frozen=True, kw_only=True)
class Address:
    """Which list it is. `sort` "" is the usual order; `saved` names the kept list that it came from."""

    queue: str
    filter: str = "all"
    q: str = ""
    criteria: tuple[Criterion, ...] = ()
    sort: str = ""
    reverse: bool = False
    saved: str = ""

    @classmethod
    def of(cls, queue: str, pairs: Iterable[tuple[str, str]]) -> Address:
        """The list that the parameters of a page name; what they name wrongly is passed over."""
        listed = list(pairs)
        given = dict(listed)
        wanted = given.get("filter", "")
        return cls(
            queue=queue,
            filter=wanted if wanted in CHIPS else "all",
            q=one_line(given.get("q", ""), LONGEST_QUERY),
            criteria=of_query(listed),
            sort=given.get("sort", "") if given.get("sort") in SORTS else "",
            reverse=given.get("order") == "reverse",
            saved=one_line(given.get("saved", ""), 32),
        )

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """The parameters that say it."""
        plain = {
            "filter": "" if self.filter == "all" else self.filter,
            "q": self.q,
            "sort": self.sort,
            "order": "reverse" if self.reverse else "",
            "saved": self.saved,
        }
        return [*query_of(self.criteria), *((name, value) for name, value in plain.items() if value)]

    def href(self, *more: tuple[str, str], **change: Any) -> str:
        """The address of this list, or of one that differs from it; `more` are parameters of the page alone."""
        goal = replace(self, **change) if change else self
        query = urlencode([*goal.pairs, *more], safe="!*,.:")
        return f"/desk/{goal.queue}" + (f"?{query}" if query else "")

    # What it means -----------------------------------------------------------------------------------------------

    @property
    def whole(self) -> bool:
        """Whether closed tickets belong to it."""
        return self.filter == "closed" or (self.filter == "all" and (bool(self.q) or self.asks_for_closed))

    @property
    def asks_for_closed(self) -> bool:
        """Whether a condition can only be met by what is over."""
        return any(_closed(one) for one in self.criteria)

    @property
    def order(self) -> str:
        """What it goes by: of what is over the newest change is asked for, of the rest what is due first."""
        return self.sort or ("updated" if self.whole else "due")

    @property
    def by_clock(self) -> bool:
        """Whether it goes by the clock, as it is grouped."""
        return self.order == "due" and not self.reverse

    @property
    def plain(self) -> bool:
        """Whether nothing narrows it."""
        return self.filter == "all" and not self.q and not self.criteria

    def wish(self, queue: str | int, *, after: Key | None = None, limit: int = 0) -> Wish:
        """What is to be read."""
        found = Wish(
            queue=queue,
            # A search finds what is closed too, unless a filter says otherwise.
            filter="any" if self.whole and self.filter == "all" else self.filter,
            q=self.q,
            criteria=self.criteria,
            sort=self.order,
            reverse=self.reverse,
            after=after,
        )
        return replace(found, limit=limit) if limit else found

    def with_criterion(self, one: Criterion, place: int | None = None) -> Address:
        """The list with one condition more, or with another one in its place."""
        listed = list(self.criteria)
        if place is not None and 0 <= place < len(listed):
            listed[place] = one
        elif len(listed) < MOST:
            listed.append(one)
        return replace(self, criteria=tuple(listed))

    def without(self, place: int) -> Address:
        """The list without one condition; a kept list without any is the queue itself."""
        rest = tuple(one for n, one in enumerate(self.criteria) if n != place)
        return replace(self, criteria=rest, saved=self.saved if rest else "")

    def as_criteria(self) -> Sequence[Criterion]:
        """All that narrows it but a search, as conditions: this is what is kept."""
        chip = _AS_CRITERIA.get(self.filter)
        return (*self.criteria, *((chip,) if chip is not None and chip not in self.criteria else ()))


def _closed(one: Criterion) -> bool:
    if one.of == "phase":
        return "closed" in one.values
    if one.of != "state":
        return False
    closed = {
        state.key for life in registry.current().lifecycles.values() for state in life.states if state.phase == "closed"
    }
    return bool(closed & set(one.values))
