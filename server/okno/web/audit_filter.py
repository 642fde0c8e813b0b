"""What the audit is narrowed by: read from the address of the page, shown again in its form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from okno.audit import Wanted
from okno.clock import to_us
from okno.i18n import Translator
from okno.people import by_login, get as get_person, page as people_page
from okno.people.search import Wanted as People
from okno.teams import all_teams, by_key
from okno.text import N_, Phrase, one_line
from okno.themes.contexts import FieldView, OptionView
from okno.web.audit_sentences import GROUP_WORDS
from okno.web.form_input import Inputs

NAMES = ("by", "by.text", "group", "person", "person.text", "team", "since", "until")
LONGEST = 100


@dataclass(frozen=True)
class Filter:
    """What was asked for: the values as they came, what they mean, and what is wrong with them."""

    values: Mapping[str, str]
    wanted: Wanted
    errors: Mapping[str, Phrase]

    async def fields(self, t: Translator) -> tuple[FieldView, ...]:
        """The fields of the form."""
        errors = {name: t.say(phrase) for name, phrase in self.errors.items()}
        made = Inputs(t, self.values, errors)
        groups = [(key, t.say(word)) for key, word in GROUP_WORDS.items()]
        teams = [(team.key, team.name(t.locale)) for team in await all_teams()]
        help_ = N_("A name. For those who have left, the login or the number.")
        return (
            await made.person("by", N_("Who did it"), help_=help_, optional=True),
            await made.person("person", N_("About whom"), help_=help_, optional=True),
            _list(made, "group", N_("What"), groups),
            _list(made, "team", N_("Which team"), teams),
            made.field("date", "since", N_("From"), optional=True),
            made.field("date", "until", N_("To, this day included"), optional=True),
        )

    @property
    def given(self) -> dict[str, str]:
        """The values that narrow, for addresses."""
        return {name: value for name, value in self.values.items() if value}


def _list(made: Inputs, name: str, label: Phrase, options: list[tuple[str, str]]) -> FieldView:
    chosen = made.values.get(name, "")
    return FieldView(
        kind="list",
        name=name,
        label=made.t.say(label),
        error=made.errors.get(name, ""),
        optional=True,
        options=tuple(OptionView(value=value, label=word, selected=value == chosen) for value, word in options),
    )


async def filter_of(query: Mapping[str, str], t: Translator) -> Filter:
    """The filter in the parameters of an address."""
    values = {name: one_line(query.get(name, ""), LONGEST) for name in NAMES}
    errors: dict[str, Phrase] = {}
    by_id = await _person(values, "by", errors)
    person_id = await _person(values, "person", errors)
    team = await by_key(values["team"]) if values["team"] else None
    if values["team"] and team is None:
        errors["team"] = N_("There is no such team.")
    if values["group"] not in ("", *GROUP_WORDS):
        errors["group"] = N_("Choose from the list.")
    wanted = Wanted(
        group=values["group"],
        by_id=by_id,
        person_id=person_id,
        team_id=team.id if team is not None else None,
        since=_day(values["since"], "since", t, errors),
        until=_day(values["until"], "until", t, errors, days=1),
    )
    return Filter(values, wanted, errors)


async def _person(values: dict[str, str], name: str, errors: dict[str, Phrase]) -> int | None:
    meant = values[name] or values[f"{name}.text"]
    if not meant:
        return None
    found = await person_meant(meant)
    if found is None:
        errors[name] = N_("Choose one person from the list.")
    else:
        values[name] = str(found)
    return found


async def person_meant(meant: str) -> int | None:
    """The id of the one person who is meant by an id, a login or a part of a name, whether or not he is still here."""
    number = int(meant) if meant.isascii() and meant.isdigit() and len(meant) < 19 else None
    person = await get_person(number) if number is not None else await by_login(meant)
    if person is not None:
        return person.id
    found, _ = await people_page(People(meant), limit=2)
    return found[0].id if len(found) == 1 else None


def _day(text: str, name: str, t: Translator, errors: dict[str, Phrase], *, days: int = 0) -> int | None:
    """The beginning of a day on the clock of the reader, `days` later."""
    if not text:
        return None
    try:
        day = date.fromisoformat(text) + timedelta(days=days)
        return to_us(datetime.combine(day, time(), ZoneInfo(t.zone)))
    except (ValueError, OverflowError):
        errors[name] = N_("Write the day as 2026-11-30.")
        return None
