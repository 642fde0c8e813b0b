"""Checks conditions: what they look at is there, is answered before, and can be what they ask for."""

from collections.abc import Mapping
from typing import Any

from okno.catalog.brought import is_brought
from okno.catalog.check_texts import Found
from okno.catalog.model import CHOICE_TYPES, Condition, Field
from okno.text import N_, Phrase

NUMBERS = ("number", "money")
_WORDS = ("string", "object")


def conditions(found: tuple[Condition, ...], answered: Mapping[str, Field], form: Mapping[str, Field]) -> Found:
    """Give the problems of conditions. `answered` are the fields they may look at, `form` all that there are."""
    for index, one in enumerate(found):
        cause = answered.get(one.answer)
        if cause is None:
            yield (index, "field"), _unknown(one.answer, form)
            continue
        for name, reason in _asked(one, cause):
            yield (index, name) if name else (index,), reason


def _unknown(key: str, form: Mapping[str, Field]) -> Phrase:
    field = form.get(key)
    if field is None:
        return N_("The form has no field “%(key)s”", key=key)
    if field.static:
        return N_("“%(key)s” asks nothing: a condition cannot look at it", key=key)
    if not field.at_order:
        return N_("“%(key)s” is not answered with the order: a condition cannot look at it", key=key)
    return N_("A condition looks at a field above this one only: “%(key)s” stands below", key=key)


def _asked(one: Condition, cause: Field) -> list[tuple[str, Phrase]]:
    problems: list[tuple[str, Phrase]] = []
    if not (one.values or one.others or one.filled is not None or one.at_least is not None or one.below is not None):
        problems.append(("", N_("Say what the answer must be: is, is_not, filled, at_least or below")))
    for name, values in (("is", one.values), ("is_not", one.others)):
        if any(not _possible(value, cause) for value in values):
            problems.append((name, _wanted(cause)))
    for name, bound in (("at_least", one.at_least), ("below", one.below)):
        if bound is not None and cause.type not in NUMBERS:
            problems.append((name, N_("Only a number or a sum of money has bounds")))
    if one.at_least is not None and one.below is not None and one.at_least >= one.below:
        problems.append(("below", N_("No number is both at least this and below that")))
    return problems


def _possible(value: Any, cause: Field) -> bool:
    if cause.type in CHOICE_TYPES:
        return isinstance(value, str) and cause.choice(value) is not None
    if cause.type == "checkbox":
        return isinstance(value, bool)
    if cause.type in NUMBERS:
        return isinstance(value, (int, float)) and not isinstance(value, bool)
    return _is_words(cause) and isinstance(value, str)


def _is_words(cause: Field) -> bool:
    """Whether an answer is compared as text; so are those of a plugin's kind."""
    return cause.type in _WORDS or is_brought(cause.type)


def _wanted(cause: Field) -> Phrase:
    if cause.type in CHOICE_TYPES:
        return N_("Write one of these: %(allowed)s", allowed=", ".join(choice.value for choice in cause.choices))
    if cause.type == "checkbox":
        return N_("Answer true or false")
    if cause.type in NUMBERS:
        return N_("Write a number here")
    if _is_words(cause):
        return N_("Write text here")
    return N_("Of a field of this type it can only be asked whether it is filled")
