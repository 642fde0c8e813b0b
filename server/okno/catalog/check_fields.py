"""Checks the questions of a form: each by itself, and what one has to do with those above it."""

import re
from collections.abc import Collection, Mapping, Sequence

from babel.numbers import is_currency

from okno.catalog import mask
from okno.catalog.brought import is_brought
from okno.catalog.check_conditions import conditions
from okno.catalog.check_texts import NAME, TITLE_LIMIT, Found, refer, texts, twice, within
from okno.catalog.model import (
    CHOICE_TYPES,
    FIELD_TYPES,
    FILES_LIMIT,
    PREFILLS,
    STRING_LIMIT,
    TEXT_LIMIT,
    Field,
)
from okno.catalog.moments import is_bound
from okno.catalog.pattern import is_endless
from okno.catalog.rules import default_problem
from okno.text import N_

RESERVED = ("once", "revision")
"""Names that the page of a form needs itself."""
_VALUE = re.compile(r"[a-z0-9][a-z0-9_.-]{0,39}")
_BOUNDED = {
    "number": (int, float),
    "money": (int, float),
    "multiselect": (int,),
    "file": (int,),
    "date": (str,),
    "datetime": (str,),
}
_OF_PERSONS = ("self", "manager")
_ASKING = ("required", "default", "prefill", "required_if", "required_to_close", "mask", "pattern", "choices", "parent")


def form(fields: Sequence[Field], teams: Collection[str]) -> Found:
    """Give the problems of all questions of a form; `teams` are the keys of those that there are."""
    yield from twice((item.key for item in fields), ())
    whole = {item.key: item for item in fields}
    above: dict[str, Field] = {}
    for index, item in enumerate(fields):
        yield from within((index,), field(item))
        yield from within((index,), _depending(item, above, whole))
        for at, team in enumerate(item.teams):
            yield from within((index,), refer(("teams", at), team, teams, name="team"))
        above.setdefault(item.key, item)


def field(item: Field) -> Found:
    """Give the problems of one question by itself."""
    if not NAME.fullmatch(item.key):
        yield ("key",), N_("A field key has small Latin letters, digits and _, at most 40")
    if item.key in RESERVED:
        yield ("key",), N_("The page needs the name “%(key)s” itself: choose another", key=item.key)
    if item.type not in FIELD_TYPES and not is_brought(item.type):
        yield ("type",), N_("Write one of these: %(allowed)s", allowed=", ".join(FIELD_TYPES))
    yield from texts(item, ("title",), TITLE_LIMIT)
    yield from texts(item, ("help",), 400, optional=True)
    if item.static:
        yield from _words(item)
        return
    yield from _choices(item)
    yield from _bounds(item)
    yield from _currency(item)
    yield from _pattern(item)
    yield from _mask(item)
    yield from _known(item)
    yield from _insisting(item)


def _words(item: Field) -> Found:
    for name in _ASKING:
        if getattr(item, name):
            yield (name,), N_("Words ask nothing: leave “%(key)s” out", key=name)


def _choices(item: Field) -> Found:
    if item.type in CHOICE_TYPES and not item.choices:
        yield (), N_("A field of this type needs choices")
    if item.type not in CHOICE_TYPES and item.choices:
        yield ("choices",), N_("Only select, linked and multiselect have choices")
    yield from twice((choice.value for choice in item.choices), ("choices",))
    for index, choice in enumerate(item.choices):
        if not _VALUE.fullmatch(choice.value):
            yield ("choices", index), N_("A value has small Latin letters, digits and _ . -, at most 40")
        if choice.of and item.type != "linked":
            yield ("choices", index, "of"), N_("Only the choices of a linked field depend on another field")
        yield from within(("choices", index), texts(choice, ("title",), TITLE_LIMIT))
        yield from within(("choices", index), texts(choice, ("note",), 200, optional=True))


def _bounds(item: Field) -> Found:
    for name in ("min", "max"):
        bound = getattr(item, name)
        if bound is None:
            continue
        if type(bound) not in _BOUNDED.get(item.type, ()):
            yield (name,), N_("A bound does not fit a field of this type")
        elif item.type == "date" and not is_bound(bound, moment=False):
            yield (name,), N_("Write a date as 2026-12-31, today or today+3")
        elif item.type == "datetime" and not is_bound(bound, moment=True):
            yield (name,), N_("Write a date as 2026-12-31, today or today+3, or now")
    low, high = item.min, item.max
    if isinstance(low, (int, float)) and isinstance(high, (int, float)) and low > high:
        yield ("min",), N_("The least is over the most")
    if item.type == "file" and isinstance(high, int) and not 1 <= high <= FILES_LIMIT:
        yield ("max",), N_("Write a number from 1 to %(limit)s", limit=FILES_LIMIT)
    if item.whole and item.type != "number":
        yield ("whole",), N_("Only a number can be whole")
    limit = {"string": STRING_LIMIT, "object": STRING_LIMIT, "text": TEXT_LIMIT}.get(item.type, 0)
    if item.max_length is not None and not 1 <= item.max_length <= limit:
        yield ("max_length",), N_("Write a number from 1 to %(limit)s, for string and text only", limit=limit)


def _currency(item: Field) -> Found:
    if item.type != "money" and item.currency != "RUB":
        yield ("currency",), N_("Only money has a currency")
    elif not is_currency(item.currency):
        yield ("currency",), N_("There is no currency “%(code)s”; write one as RUB", code=item.currency)


def _pattern(item: Field) -> Found:
    if item.pattern is None:
        return
    if item.type != "string":
        yield ("pattern",), N_("Only a string has a pattern")
    if not item.help:
        yield (), N_("A field with a pattern needs a help that shows an example")
    try:
        re.compile(item.pattern)
        if is_endless(item.pattern):
            yield ("pattern",), N_("The pattern could take for ever. Repeat nothing that has repeats inside")
    except (re.error, RecursionError, OverflowError) as error:
        yield ("pattern",), N_("The pattern is not a regular expression: %(why)s", why=str(error))


def _mask(item: Field) -> Found:
    if item.mask is None:
        return
    if item.type != "string":
        yield ("mask",), N_("Only a string has a mask")
    if item.pattern is not None:
        yield ("mask",), N_("A field has a mask or a pattern, not both")
    if not mask.has_places(item.mask) or len(item.mask) > item.length:
        yield ("mask",), N_("A mask has 9 for a digit, A for a letter or * for any of both, such as 99-AA")


def _known(item: Field) -> Found:
    """What stands in a field before anybody writes into it."""
    if item.prefill is not None and item.prefill not in PREFILLS:
        yield ("prefill",), N_("Write one of these: %(allowed)s", allowed=", ".join(PREFILLS))
    elif item.prefill is not None and (item.prefill in _OF_PERSONS) is not (item.type == "person"):
        yield ("prefill",), N_("A person is filled in from self or manager, and nothing else is")
    if item.default is not None and (item.type == "linked" or default_problem(item)):
        yield ("default",), N_("The default is not an answer that this field takes")


def _insisting(item: Field) -> Found:
    if item.required and item.required_if:
        yield ("required_if",), N_("It is required anyway: leave “%(key)s” out", key="required_if")
    if item.required and item.required_to_close:
        yield ("required_to_close",), N_("It is required anyway: leave “%(key)s” out", key="required_to_close")


def _depending(item: Field, above: Mapping[str, Field], whole: Mapping[str, Field]) -> Found:
    answered = {key: one for key, one in above.items() if not one.static and (one.at_order or not item.at_order)}
    if item.static and not item.teams:
        answered = {key: one for key, one in answered.items() if one.at_order}
    for name in ("show_if", "required_if"):
        yield from within((name,), conditions(getattr(item, name), answered, whole))
    if item.type != "linked":
        if item.parent is not None:
            yield ("parent",), N_("Only a linked field has a parent")
        return
    if item.parent is None:
        yield (), N_("A linked field needs a parent: the list on which its choices depend")
        return
    parent = answered.get(item.parent)
    if parent is None or parent.type not in ("select", "linked"):
        yield ("parent",), N_("The parent is a select or a linked field above this one, not “%(key)s”", key=item.parent)
        return
    for index, choice in enumerate(item.choices):
        for at, value in enumerate(choice.of):
            if parent.choice(value) is None:
                yield (
                    ("choices", index, "of", at),
                    N_("“%(key)s” has no choice “%(value)s”", key=parent.key, value=value),
                )
