"""Conditions of a form in words, for whoever sees all of its fields, as on a page without scripts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from okno.catalog.conditions import hold
from okno.catalog.model import Condition, Field
from okno.i18n import Translator
from okno.text import N_, Phrase, pick


def in_words(conditions: Iterable[Condition], fields: Mapping[str, Field], t: Translator) -> str:
    """Says when all the conditions hold: «если «Зачем»: «На время» или «Взамен», и «Срочно» отмечено»."""
    said = [t.say(part) for one in conditions for part in _parts(one, fields.get(one.answer), t)]
    return t.say(N_("if %(what)s", what=t.say(N_(", and ")).join(said))) if said else ""


def _parts(one: Condition, cause: Field | None, t: Translator) -> list[Phrase]:
    title = pick(cause.title, t.locale) if cause is not None else one.answer
    found: list[Phrase] = []
    if cause is not None and cause.type == "checkbox":
        wanted = ticked(one)
        if wanted is not None:
            found.append(
                N_("“%(field)s” is ticked", field=title) if wanted else N_("“%(field)s” is not ticked", field=title)
            )
        return found
    if one.values:
        found.append(N_("“%(field)s” is %(values)s", field=title, values=_listed(one.values, cause, t)))
    if one.others:
        found.append(N_("“%(field)s” is not %(values)s", field=title, values=_listed(one.others, cause, t)))
    if one.filled is not None:
        found.append(
            N_("“%(field)s” is filled in", field=title) if one.filled else N_("“%(field)s” is empty", field=title)
        )
    if one.at_least is not None:
        found.append(N_("“%(field)s” is at least %(n)s", field=title, n=_number(one.at_least, cause, t)))
    if one.below is not None:
        found.append(N_("“%(field)s” is under %(n)s", field=title, n=_number(one.below, cause, t)))
    return found


def ticked(one: Condition) -> bool | None:
    """Tells what a condition asks of a box; None when any will do."""
    wanted = [value for value in (True, False) if hold((one,), {one.answer: value})]
    return wanted[0] if len(wanted) == 1 else None


def _listed(values: tuple[Any, ...], cause: Field | None, t: Translator) -> str:
    return t.say(N_(" or ")).join(t.say(N_("“%(value)s”", value=_value(one, cause, t))) for one in values)


def _value(value: Any, cause: Field | None, t: Translator) -> str:
    choice = cause.choice(value) if cause is not None else None
    if choice is not None:
        return pick(choice.title, t.locale)
    return _number(value, cause, t) if isinstance(value, (int, float)) else str(value)


def _number(value: float, cause: Field | None, t: Translator) -> str:
    return t.money(value, cause.currency) if cause is not None and cause.type == "money" else t.number(value)
