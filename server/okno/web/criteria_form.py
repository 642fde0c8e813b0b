"""A form of criteria, built from lists: rules, macros and lists of tickets share it.

Each criterion is sent as `<name>.<n>.of`, `.how` and `.value` (several), a person more as `.who`. The submit button
`<name>.drop` takes one away, and `<name>.add` begins one; so the form works without scripts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from starlette.datastructures import FormData, QueryParams

from okno.catalog.automation import Criterion
from okno.catalog.criteria import FIELD, LONGEST, ME, MOST, MOST_VALUES, SUBJECTS, Sort, Subject, subject
from okno.i18n import Translator
from okno.people import find, suggest
from okno.text import N_, Phrase, one_line, pick
from okno.themes.criteria import CriteriaView, CriterionRow
from okno.themes.parts import FieldView, OptionView
from okno.tickets.values import kept
from okno.web.criteria_words import Services, fields_named, fields_of, names_of, options, title

Form = FormData | QueryParams

NAME = "criteria"
LARGEST = 9999
"""Lines, impact and urgency are small numbers; the databases take no large ones for them."""
_HOW: Mapping[str, Phrase] = {
    "is": N_("is one of"),
    "is_not": N_("is none of"),
    "at_least": N_("is not less than"),
    "below": N_("is less than"),
    "filled": N_("is filled in"),
    "empty": N_("is empty"),
    "words": N_("has all of these words"),
    "yes": N_("yes"),
    "no": N_("no"),
}
_FIT: Mapping[Sort, tuple[str, ...]] = {
    "choice": ("is", "is_not"),
    "number": ("is", "is_not", "at_least", "below"),
    "hours": ("at_least", "below", "filled", "empty"),
    "flag": ("yes", "no"),
    "person": ("is", "is_not", "filled", "empty"),
    "words": ("words",),
    "open": ("is", "is_not", "filled", "empty"),
}
_WORDLESS = ("filled", "empty", "yes", "no")
_GROUPS: Sequence[tuple[Phrase, tuple[str, ...]]] = (
    (N_("The request itself"), (
        "state", "phase", "waiting", "kind", "service", "category", "priority", "impact", "urgency", "subject",
        "source", "tasks",
    )),
    (N_("Who works on it"), ("team", "line", "assignee", "following")),
    (N_("Who ordered it"), ("customer", "department", "place", "vip")),
    (N_("Times"), ("due", "overdue", "unanswered", "created", "changed")),
)  # fmt: skip


# Reading -------------------------------------------------------------------------------------------------------


async def parse(form: Form, name: str = NAME) -> tuple[Criterion, ...]:
    """The criteria of a sent form, with the one that is begun and without the one that is dropped.

    What makes no sense stays as it is: `problems` of okno.tickets.criteria tells of it.
    """
    dropped = _one(form, f"{name}.drop")
    found = []
    for n in range(MOST + 1):
        prefix = f"{name}.{n}."
        of = one_line(_one(form, f"{prefix}of"), 80)
        known = subject(of)
        if known is not None and dropped != str(n):
            found.append(await _read(form, prefix, of, known))
    added = one_line(_one(form, f"{name}.add"), 80)
    known = subject(added)
    if known is not None and len(found) < MOST:
        found.append(begun(added))
    return tuple(found)


def begun(of: str) -> Criterion:
    """A new criterion about a subject, which asks nothing yet unless it is a plain yes."""
    known = subject(of)
    return Criterion(of=of, filled=True) if known is not None and known.sort == "flag" else Criterion(of=of)


async def _read(form: Form, prefix: str, of: str, known: Subject) -> Criterion:
    fit = _FIT[known.sort]
    how = _one(form, f"{prefix}how")
    how = how if how in fit else fit[0]
    if how in _WORDLESS:
        return Criterion(of=of, filled=how in ("filled", "yes"))
    typed = [one_line(value, LONGEST) for value in _all(form, f"{prefix}value") if value.strip()]
    if how == "words":
        return Criterion(of=of, words=typed[0] if typed else "")
    if how in ("at_least", "below"):
        bound = number(typed[0]) if typed else None
        return Criterion(of=of, at_least=bound) if how == "at_least" else Criterion(of=of, below=bound)
    values = _values(typed, of, known)
    if known.sort == "person":
        values = (*values, *await _somebody(form, f"{prefix}who"))
    values = tuple(dict.fromkeys(values))[:MOST_VALUES]
    return Criterion(of=of, values=values) if how == "is" else Criterion(of=of, others=values)


def _values(typed: Sequence[str], of: str, known: Subject) -> tuple[Any, ...]:
    if known.sort == "number":
        listed = [part.strip() for value in typed for part in value.split(",")]
        return tuple(value for part in listed if part and (value := number(part, whole=True)) is not None)
    if known.sort == "open" and not _has_list(of):
        return tuple(part.strip() for value in typed for part in value.split(",") if part.strip())
    return tuple(typed)


def _has_list(of: str) -> bool:
    """Whether an answer is one of the options of its question: then no value is cut at commas."""
    return any(one.choices or one.type == "checkbox" for one in fields_named(of.removeprefix(FIELD)))


async def _somebody(form: Form, name: str) -> Sequence[str]:
    """The login of the person of a search, when one is meant."""
    chosen, typed = _one(form, name).strip(), one_line(_one(form, f"{name}.text"), 120)
    person = await find(chosen or typed) if chosen or typed else None
    if person is None and typed and not chosen:
        found = await suggest(typed, limit=2)
        person = found[0] if len(found) == 1 else None
    return (person.login,) if person is not None else ()


def number(text: str, *, whole: bool = False) -> float | int | None:
    """A number as people write it, with a comma or a point; None for anything else."""
    plain = text.strip().replace(" ", "").replace("\u00a0", "").replace(",", ".")
    if len(plain) > 9 or not plain.replace(".", "", 1).replace("-", "", 1).isdigit() or not plain.isascii():
        return None
    try:
        value = float(plain)
    except ValueError:
        return None
    if whole and (not value.is_integer() or abs(value) > LARGEST):
        return None
    return int(value) if value.is_integer() else value


def _one(form: Form, name: str) -> str:
    value = form.get(name)
    return value if isinstance(value, str) else ""


def _all(form: Form, name: str) -> Sequence[str]:
    return [value for value in form.getlist(name) if isinstance(value, str)]


# Showing -------------------------------------------------------------------------------------------------------


async def view(
    criteria: Sequence[Criterion],
    t: Translator,
    *,
    name: str = NAME,
    errors: Iterable[tuple[int, Phrase]] = (),
    always: Phrase | None = None,
    people: Sequence[tuple[str, str]] = (),
    services: Services = None,
) -> CriteriaView:
    """The form of these criteria; `errors` are those of `problems`, `people` (login, name) are offered as assignees."""
    names = await names_of(criteria)
    said = [(n, t.say(reason)) for n, reason in errors]
    rows = [
        row(
            one,
            t,
            f"{name}.{n}.",
            names,
            people,
            error="; ".join(text for at, text in said if at == place),
            services=services,
        )
        for n, (place, one) in enumerate(_apart(criteria))
    ]
    return CriteriaView(
        name=name,
        rows=tuple(rows),
        add=added(t, name, services) if len(rows) < MOST else None,
        always=t.say(always) if always is not None else "",
        error="; ".join(text for at, text in said if at >= len(criteria)),
    )


def _apart(criteria: Sequence[Criterion]) -> Sequence[tuple[int, Criterion]]:
    """Each comparison for itself: all of them hold either way."""
    found: list[tuple[int, Criterion]] = []
    for place, one in enumerate(criteria):
        parts = [
            Criterion(of=one.of, **{part: getattr(one, part)})
            for part in ("values", "others", "filled", "at_least", "below", "words")
            if getattr(one, part) not in ((), None, "")
        ]
        found += [(place, part) for part in parts or [one]]
    return found[: MOST + 1]


def added(t: Translator, name: str = NAME, services: Services = None) -> FieldView:
    """The list of what a new criterion may look at."""
    listed = [
        OptionView(value=key, label=t.say(SUBJECTS[key].title), group=t.say(group))
        for group, keys in _GROUPS
        for key in keys
        if key in SUBJECTS
    ]
    group = t.say(N_("Answers of forms"))
    asked: dict[str, str] = {}
    for one in fields_of(services):
        if kept(one):
            asked.setdefault(one.key, pick(one.title, t.locale))
    listed += [
        OptionView(value=FIELD + key, label=label, group=group)
        for key, label in sorted(asked.items(), key=lambda pair: pair[1].casefold())
    ]
    return FieldView(
        kind="list", name=f"{name}.add", label=t.say(N_("Add a condition")), options=tuple(listed), optional=True
    )


def row(
    one: Criterion,
    t: Translator,
    prefix: str,
    names: Mapping[str, str],
    people: Sequence[tuple[str, str]] = (),
    *,
    error: str = "",
    services: Services = None,
) -> CriterionRow:
    """One criterion as inputs; their names begin with `prefix`."""
    known = subject(one.of)
    assert known is not None
    label, how = title(one.of, t, services), how_of(one, known)
    name, _, place = prefix.rstrip(".").rpartition(".")
    return CriterionRow(
        label=label,
        hidden=f"{prefix}of",
        of=one.of,
        how=FieldView(
            kind="list",
            name=f"{prefix}how",
            label=t.say(N_("How “%(field)s” is compared", field=label)),
            options=tuple(
                OptionView(value=key, label=t.say(_HOW[key]), selected=key == how) for key in _FIT[known.sort]
            ),
        ),
        values=_value(one, known, t, prefix, label, (names, people), services),
        person=_more(t, prefix, label) if known.sort == "person" else None,
        drop=place,
        drop_name=f"{name}.drop",
        error=error,
    )


def how_of(one: Criterion, known: Subject) -> str:
    """Which comparison a criterion is."""
    if known.sort == "flag":
        return "no" if one.filled is False else "yes"
    if one.filled is not None:
        return "filled" if one.filled else "empty"
    given = {"is_not": one.others, "at_least": one.at_least, "below": one.below}
    return next((key for key, value in given.items() if value not in ((), None)), _FIT[known.sort][0])


def _value(
    one: Criterion,
    known: Subject,
    t: Translator,
    prefix: str,
    label: str,
    persons: tuple[Mapping[str, str], Sequence[tuple[str, str]]],
    services: Services,
) -> FieldView | None:
    if known.sort == "flag":
        return None
    names, people = persons
    chosen = [str(value) for value in (*one.values, *one.others)]
    offered = list(options(one.of, t, services))
    if known.sort == "person":
        offered = [(ME, t.say(N_("me"))), *(people if one.of == "assignee" else ())]
        offered += [(login, names.get(login, login)) for login in chosen if login not in dict(offered)]
    elif offered:
        offered += [(value, value) for value in chosen if value not in dict(offered)]
    words = t.say(N_("Value of “%(field)s”", field=label))
    if offered:
        ticks = tuple(OptionView(value=key, label=said, selected=key in chosen) for key, said in offered)
        return FieldView(kind="many", name=f"{prefix}value", label=words, options=ticks)
    bound = one.at_least if one.at_least is not None else one.below
    text = ", ".join(chosen) or one.words or (t.number(bound) if bound is not None else "")
    return FieldView(
        kind="number" if known.sort in ("number", "hours") else "text",
        name=f"{prefix}value",
        label=words,
        value=text,
        unit=t.say(N_("working hours")) if known.sort == "hours" else "",
        optional=True,
        short=known.sort in ("number", "hours"),
        max_chars=LONGEST,
    )


def _more(t: Translator, prefix: str, label: str) -> FieldView:
    words = t.say(N_("Somebody else for “%(field)s”", field=label))
    return FieldView(kind="person", name=f"{prefix}who", label=words, optional=True)
