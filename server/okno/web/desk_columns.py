"""The columns of a list that a person chooses, for each queue of his own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from okno.catalog import registry
from okno.catalog.criteria import FIELD
from okno.catalog.model import Field, Service
from okno.catalog.shown import told
from okno.clock import from_us
from okno.files import File
from okno.i18n import Translator
from okno.people import Person
from okno.teams import Team
from okno.text import N_, Phrase, pick
from okno.themes.desk_parts import HeadView
from okno.themes.parts import CellView, OptionView
from okno.tickets import Ticket
from okno.tickets.values import kept
from okno.web.clockview import short
from okno.web.criteria_words import PRIORITIES, title
from okno.web.desk_address import Address
from okno.web.faces import state_view

MOST = 8
"""Columns beyond those that every list has."""
MINUTE = timedelta(minutes=1) // timedelta(microseconds=1)
BASE: Mapping[str, Phrase] = {"number": N_("Number"), "assignee": N_("Assignee"), "clock": N_("Due time")}
"""What every list shows unless it is hidden; the subject always stands."""
NO_NAME = "no_"
"""Stands before what of BASE is hidden, in the preference."""


@dataclass(frozen=True)
class Seen:
    """All that the cells of a page need, read for all its rows together."""

    t: Translator
    now: int
    people: Mapping[int, Person]
    teams: Mapping[int, Team]
    services: Mapping[int, Service]
    titles: Mapping[str, str]
    """The heads of the columns."""


@dataclass(frozen=True)
class Column:
    """A column of choice: its head, its cell, and the order that goes by it ("" none does)."""

    title: Phrase
    cell: Callable[[Ticket, Seen], str]
    sort: str = ""


@dataclass(frozen=True)
class Known:
    """The persons that answers name, read before."""

    people: Mapping[int, Person]

    async def person(self, reference: str | int, /) -> Person | None:
        """The person of a stored id."""
        return self.people.get(int(reference)) if str(reference).isdigit() else None

    async def file(self, _: str, /) -> File | None:
        """No file stands in a column."""
        return None


def named_in(tickets: Iterable[Ticket], chosen: Sequence[str]) -> set[int]:
    """The ids of persons that the answers in these columns may name."""
    keys = [one.removeprefix(FIELD) for one in chosen if one.startswith(FIELD)]
    values = [ticket.answers.get(key) for ticket in tickets for key in keys]
    parts = [part for value in values for part in (value if isinstance(value, list) else [value])]
    return {int(one) for one in parts if isinstance(one, int | str) and str(one).isdigit() and len(str(one)) < 19}


def _customer(ticket: Ticket, seen: Seen) -> Person | None:
    return seen.people.get(ticket.customer_id)


def _name(ticket: Ticket, seen: Seen) -> str:
    person = _customer(ticket, seen)
    return person.name if person is not None else ""


def _department(ticket: Ticket, seen: Seen) -> str:
    person = _customer(ticket, seen)
    return person.department if person is not None else ""


def _place(ticket: Ticket, seen: Seen) -> str:
    person = _customer(ticket, seen)
    return person.place if person is not None else ""


def _service(ticket: Ticket, seen: Seen) -> str:
    service = seen.services.get(ticket.service_item_id)
    return pick(service.title, seen.t.locale) if service is not None else ticket.service


def _team(ticket: Ticket, seen: Seen) -> str:
    team = seen.teams.get(ticket.team_id)
    return team.name(seen.t.locale) if team is not None else ""


def _unanswered(ticket: Ticket, seen: Seen) -> str:
    if ticket.unanswered_since is None:
        return ""
    work = registry.calendar(ticket.calendar).between(ticket.unanswered_since, seen.now)
    return short(seen.t, max(work, 0) // MINUTE)


COLUMNS: Mapping[str, Column] = {
    "state": Column(N_("State"), lambda ticket, seen: state_view(ticket, seen.t.locale).word),
    "priority": Column(
        N_("Priority"), lambda ticket, seen: seen.t.say(PRIORITIES[ticket.priority_name]), sort="priority"
    ),
    "customer": Column(N_("Requester"), _name, sort="customer"),
    "department": Column(N_("Department"), _department),
    "place": Column(N_("Place"), _place),
    "service": Column(N_("Service"), _service),
    "team": Column(N_("Team"), _team, sort="team"),
    "line": Column(N_("Line"), lambda ticket, _: str(ticket.line)),
    "created": Column(N_("Ordered"), lambda ticket, seen: seen.t.moment(from_us(ticket.created_at)), sort="created"),
    "changed": Column(N_("Changed"), lambda ticket, seen: seen.t.moment(from_us(ticket.updated_at)), sort="updated"),
    "unanswered": Column(N_("Waits for a word"), _unanswered, sort="unanswered"),
}


# The choice ----------------------------------------------------------------------------------------------------


def sound(chosen: object) -> tuple[str, ...]:
    """The columns of a stored choice that there are."""
    listed = chosen if isinstance(chosen, list | tuple) else ()
    known = [one for one in listed if isinstance(one, str) and _is_column(one)]
    extra = [one for one in dict.fromkeys(known) if not one.startswith(NO_NAME)]
    return (*extra[:MOST], *(one for one in dict.fromkeys(known) if one.startswith(NO_NAME)))


def _is_column(name: str) -> bool:
    return name in COLUMNS or (name.startswith(FIELD) and len(name) < 80) or name.removeprefix(NO_NAME) in BASE


def chosen_ones(chosen: Iterable[str]) -> list[str]:
    """The columns beyond those that every list has."""
    return [one for one in chosen if not one.startswith(NO_NAME)]


def hidden(chosen: Iterable[str]) -> frozenset[str]:
    """What of BASE is not wanted."""
    return frozenset(one.removeprefix(NO_NAME) for one in chosen if one.startswith(NO_NAME))


def from_form(ticked: Iterable[str]) -> tuple[str, ...]:
    """The choice that ticks make: what of BASE is not among them is hidden."""
    listed = list(ticked)
    return sound([one for one in listed if one not in BASE] + [NO_NAME + one for one in BASE if one not in listed])


def offered(
    chosen: Sequence[str], address: Address, t: Translator, services: Mapping[str, Service]
) -> tuple[OptionView, ...]:
    """Ticks of all columns; answers of a form when the list is one of a single service."""
    away = hidden(chosen)
    found = [OptionView(value=key, label=t.say(word), selected=key not in away) for key, word in BASE.items()]
    found += [OptionView(value=key, label=t.say(one.title), selected=key in chosen) for key, one in COLUMNS.items()]
    for field in _fields(address, services):
        key = FIELD + field.key
        found.append(OptionView(value=key, label=pick(field.title, t.locale), selected=key in chosen))
    listed = {one.value for one in found}
    # What was chosen in another list of the queue stays a choice.
    found += [
        OptionView(value=key, label=title_of(key, t, services), selected=True)
        for key in chosen_ones(chosen)
        if key not in listed
    ]
    return tuple(found)


def _fields(address: Address, services: Mapping[str, Service]) -> Sequence[Field]:
    named = {value for one in address.criteria if one.of == "service" for value in one.values}
    if len(named) != 1:
        return ()
    service = services.get(str(named.pop()))
    return [one for one in service.fields if kept(one)] if service is not None else ()


def title_of(key: str, t: Translator, services: Mapping[str, Service]) -> str:
    """The head of a column."""
    return t.say(COLUMNS[key].title) if key in COLUMNS else title(key, t, services)


# Heads and cells -----------------------------------------------------------------------------------------------


def head(key: str, label: str, sort: str, address: Address) -> HeadView:
    """The head of a column; once more on the present order turns it round."""
    if not sort:
        return HeadView(key=key, label=label)
    here = address.order == sort
    return HeadView(
        key=key,
        label=label,
        href=address.href(sort=sort, reverse=here and not address.reverse),
        way=("up" if address.reverse else "down") if here else "",
    )


def heads(
    chosen: Sequence[str], address: Address, t: Translator, services: Mapping[str, Service]
) -> tuple[HeadView, ...]:
    """The heads of the columns of choice."""
    return tuple(
        head(key, title_of(key, t, services), COLUMNS[key].sort if key in COLUMNS else "", address)
        for key in chosen_ones(chosen)
    )


async def cells(ticket: Ticket, chosen: Sequence[str], seen: Seen) -> tuple[CellView, ...]:
    """The cells of one row, in the order of the heads."""
    return tuple([await _cell(ticket, key, seen) for key in chosen_ones(chosen)])


async def _cell(ticket: Ticket, key: str, seen: Seen) -> CellView:
    label = seen.titles.get(key, key)
    if key in COLUMNS:
        text = COLUMNS[key].cell(ticket, seen)
        return CellView(label=label, text=text, title=text)
    name = key.removeprefix(FIELD)
    service = seen.services.get(ticket.service_item_id)
    if service is None or name not in ticket.answers:
        return CellView(label=label, text="")
    answers = {name: ticket.answers[name]}
    said = await told(service.fields, answers, seen.t.locale, resolve=Known(seen.people), zone=seen.t.zone)
    text = said[0][1] if said else ""
    return CellView(label=label, text=text, title=text)
