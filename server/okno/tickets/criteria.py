"""Criteria of tickets as SQL: one meaning in saved lists, rules, macros and searches.

`where` gives a condition on the alias `t` of a ticket that stands beside the filter of what the actor sees, never
instead of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import timedelta

from okno.catalog import registry
from okno.catalog.automation import Criterion
from okno.catalog.criteria import FIELD, ME, problems as problems_in
from okno.catalog.model import PRIORITIES
from okno.clock import FAR_US, WorkCalendar, now_us
from okno.db import fetch_value
from okno.errors import Invalid
from okno.text import Phrase, search_key

_HOUR = timedelta(hours=1) // timedelta(microseconds=1)
_CUSTOMER = "coalesce(t.on_behalf_of_id, t.requester_id)"
NOTHING = "false"


def problems(criteria: Sequence[Criterion]) -> list[tuple[int, Phrase]]:
    """What is wrong with criteria under the catalog in force, each with its place in the list."""
    return problems_in(criteria, registry.current())


def require_sound(criteria: Sequence[Criterion]) -> None:
    """Raises Invalid by `criteria.<n>` for criteria that make no sense."""
    found = problems(criteria)
    if found:
        raise Invalid({f"criteria.{n}": reason for n, reason in reversed(found)})


def where(criteria: Sequence[Criterion], start: int, *, actor_id: int | None = None) -> tuple[str, list[object]]:
    """The condition and its arguments, whose places count from `start`; without criteria it is true.

    `actor_id` is whoever `me` is; without one nobody is. Names that the catalog no longer has fit no ticket.
    """
    sql = _Sql(start, actor_id)
    parts = [sql.criterion(one) for one in criteria]
    return " AND ".join(parts) or "true", sql.args


async def fits(ticket_id: int, criteria: Sequence[Criterion], *, actor_id: int | None = None) -> bool:
    """Whether a ticket is what the criteria say, as it stands in the current transaction."""
    condition, args = where(criteria, 2, actor_id=actor_id)
    return bool(await fetch_value(f"SELECT 1 AS one FROM ticket t WHERE t.id = $1 AND {condition}", ticket_id, *args))


class _Sql:
    """Puts a condition together and collects its arguments."""

    def __init__(self, start: int, actor_id: int | None) -> None:
        self.start = start
        self.actor_id = actor_id
        self.args: list[object] = []
        self.now = now_us()

    def criterion(self, one: Criterion) -> str:
        """One criterion: all of its parts hold."""
        if one.of.startswith(FIELD):
            return _all([*self._answer(one)])
        if one.of in _TIMES:
            return _all([*self._time(one)])
        if one.of in _FLAGS:
            return _all([self._flag(one)])
        if one.of == "subject":
            return _all([self._like("t.search_key", word) for word in search_key(one.words).split()[:10]])
        return _all([*self._column(one)])

    def place(self, value: object) -> str:
        """The place of an argument."""
        self.args.append(value)
        return f"${self.start + len(self.args) - 1}"

    def among(self, column: str, values: Iterable[object]) -> str:
        """That a column has one of these values."""
        places = [self.place(value) for value in values]
        return f"{column} IN ({', '.join(places)})" if places else NOTHING

    def _like(self, column: str, word: str) -> str:
        safe = word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        return f"{column} LIKE {self.place(f'%{safe}%')} ESCAPE '\\'"

    def _column(self, one: Criterion) -> Iterable[str]:
        compare: Callable[[_Sql, Sequence[object]], str] = _COLUMNS[one.of]
        if one.values:
            yield compare(self, one.values)
        if one.others:
            yield f"NOT coalesce({compare(self, one.others)}, false)"
        if one.filled is not None:
            yield _FILLED[one.of](self, one.filled)
        if one.at_least is not None:
            yield f"t.{one.of} >= {self.place(int(one.at_least))}"
        if one.below is not None:
            yield f"t.{one.of} < {self.place(int(one.below))}"

    def _answer(self, one: Criterion) -> Iterable[str]:
        field = self.place(one.of.removeprefix(FIELD))
        rows = f"SELECT 1 FROM ticket_value v WHERE v.ticket_id = t.id AND v.field = {field}"
        if one.values:
            yield f"EXISTS ({rows} AND {self.among('v.value', map(str, one.values))})"
        if one.others:
            yield f"NOT EXISTS ({rows} AND {self.among('v.value', map(str, one.others))})"
        if one.filled is not None:
            yield f"{'' if one.filled else 'NOT '}EXISTS ({rows})"

    def _time(self, one: Criterion) -> Iterable[str]:
        """Working hours since an instant, each calendar for the tickets that run by it; until one for `due`."""
        column, forward = _TIMES[one.of]
        if one.filled is not None:
            there = f"{column} IS NOT NULL AND {column} < {FAR_US}"
            yield there if one.filled else f"NOT ({there})"
        for bound, at_least in ((one.at_least, True), (one.below, False)):
            if bound is not None:
                yield self._bound(column, float(bound), at_least=at_least, forward=forward)

    def _bound(self, column: str, hours: float, *, at_least: bool, forward: bool) -> str:
        sign = (">=" if at_least else "<") if forward else ("<=" if at_least else ">")
        parts = []
        for key in registry.current().calendars:
            work = registry.calendar(key)
            edge = _shifted(work, self.now, int(hours * _HOUR) * (1 if forward else -1))
            parts.append(f"(t.calendar = {self.place(key)} AND {column} {sign} {self.place(edge)})")
        there = f"{column} IS NOT NULL AND {column} < {FAR_US}"
        return f"({there} AND ({' OR '.join(parts) or NOTHING}))"

    def _flag(self, one: Criterion) -> str:
        said = _FLAGS[one.of](self)
        return said if one.filled else f"NOT ({said})"


def _shifted(work: WorkCalendar, now: int, span: int) -> int:
    """The instant so much working time after now, or before it; the end of time where no calendar reaches."""
    try:
        return work.add(now, span) if span > 0 else work.back(now, -span)
    except ValueError:
        return FAR_US if span > 0 else 0


def _all(parts: Sequence[str]) -> str:
    return f"({' AND '.join(parts)})" if parts else "true"


# What is looked at ---------------------------------------------------------------------------------------------


def _plain(column: str) -> Callable[[_Sql, Sequence[object]], str]:
    return lambda sql, values: sql.among(column, values)


def _team(sql: _Sql, values: Sequence[object]) -> str:
    return f"t.team_id IN (SELECT id FROM team WHERE {sql.among('key', values)})"


def _priority(sql: _Sql, values: Sequence[object]) -> str:
    return sql.among("t.priority", [PRIORITIES.index(str(one)) + 1 for one in values if one in PRIORITIES])


def _person(column: str) -> Callable[[_Sql, Sequence[object]], str]:
    def compare(sql: _Sql, values: Sequence[object]) -> str:
        logins = [one for one in values if one != ME]
        parts = [f"{column} IN (SELECT id FROM person WHERE {sql.among('login', logins)})"] if logins else []
        if ME in values and sql.actor_id is not None:
            parts.append(f"{column} = {sql.place(sql.actor_id)}")
        return f"({' OR '.join(parts)})" if parts else NOTHING

    return compare


def _of_customer(column: str) -> Callable[[_Sql, Sequence[object]], str]:
    def compare(sql: _Sql, values: Sequence[object]) -> str:
        return f"{_CUSTOMER} IN (SELECT id FROM person WHERE {sql.among(column, values)})"

    return compare


def _category(sql: _Sql, values: Sequence[object]) -> str:
    """Services of the categories and of those below them."""
    catalog = registry.current()
    wanted = set(values)
    inside = set(wanted)
    while more := {key for key, one in catalog.categories.items() if one.parent in inside} - inside:
        inside |= more
    return sql.among("t.service", [key for key, one in catalog.services.items() if one.category in inside])


def _states_by(attribute: str) -> Callable[[_Sql, Sequence[object]], str]:
    def compare(sql: _Sql, values: Sequence[object]) -> str:
        parts = []
        for key, one in registry.current().lifecycles.items():
            states = [state.key for state in one.states if getattr(state, attribute) in values]
            if states:
                parts.append(f"(t.lifecycle = {sql.place(key)} AND {sql.among('t.state', states)})")
        return f"({' OR '.join(parts)})" if parts else NOTHING

    return compare


_COLUMNS: Mapping[str, Callable[[_Sql, Sequence[object]], str]] = {
    "state": _plain("t.state"),
    "phase": _states_by("phase"),
    "waiting": _states_by("pause"),
    "team": _team,
    "line": _plain("t.line"),
    "assignee": _person("t.assignee_id"),
    "kind": _plain("t.kind"),
    "service": _plain("t.service"),
    "category": _category,
    "priority": _priority,
    "impact": _plain("t.impact"),
    "urgency": _plain("t.urgency"),
    "customer": _person(_CUSTOMER),
    "department": _of_customer("department"),
    "place": _of_customer("place"),
    "source": _plain("t.source"),
}


def _is_there(column: str) -> Callable[[_Sql, bool], str]:
    return lambda _, filled: f"{column} IS {'NOT ' if filled else ''}NULL"


def _customer_has(column: str) -> Callable[[_Sql, bool], str]:
    sign = {True: "<>", False: "="}
    return lambda _, filled: f"{_CUSTOMER} IN (SELECT id FROM person WHERE {column} {sign[filled]} '')"


_FILLED: Mapping[str, Callable[[_Sql, bool], str]] = {
    "assignee": _is_there("t.assignee_id"),
    "customer": _is_there(_CUSTOMER),
    "department": _customer_has("department"),
    "place": _customer_has("place"),
}

_TIMES: Mapping[str, tuple[str, bool]] = {
    "created": ("t.created_at", False),
    "changed": ("t.updated_at", False),
    "unanswered": ("t.unanswered_since", False),
    "due": ("t.due_sort", True),
}
"""The column of an instant, and whether the hours lead to it."""


def _following(sql: _Sql) -> str:
    if sql.actor_id is None:
        return NOTHING
    rows = "SELECT 1 FROM ticket_reader w WHERE w.ticket_id = t.id AND w.why = 'watcher' AND w.principal_id ="
    return f"EXISTS ({rows} {sql.place(sql.actor_id)})"


_FLAGS: Mapping[str, Callable[[_Sql], str]] = {
    "vip": lambda _: f"{_CUSTOMER} IN (SELECT id FROM person WHERE vip = true)",
    "overdue": lambda sql: f"(t.open = true AND t.due_sort < {sql.place(sql.now)})",
    "tasks": lambda _: "EXISTS (SELECT 1 FROM task k WHERE k.ticket_id = t.id AND k.open = true)",
    "following": _following,
}
