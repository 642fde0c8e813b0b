"""Conditions on answers: one meaning for fields, approvals and tasks."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from okno.catalog.model import Choice, Condition, Field


def hold(conditions: Iterable[Condition], answers: Mapping[str, Any]) -> bool:
    """Tell whether all conditions hold for answers as they are stored; none at all always hold."""
    return all(_holds(condition, answers.get(condition.answer)) for condition in conditions)


def is_shown(field: Field, answers: Mapping[str, Any], hidden: Collection[str]) -> bool:
    """Tell whether a field is asked. `answers` are those before it, `hidden` the fields before it that are not shown.

    What depends on a hidden field is hidden too, and so is a list that has nothing to offer.
    """
    if field.parent is not None and (field.parent in hidden or not offered(field, answers)):
        return False
    return depends(field.show_if, answers, hidden)


def depends(conditions: Iterable[Condition], answers: Mapping[str, Any], hidden: Collection[str]) -> bool:
    """Tell whether all conditions hold within a form, where none holds for a field that is not shown."""
    asked = tuple(conditions)
    return not any(one.answer in hidden for one in asked) and hold(asked, answers)


def offered(field: Field, answers: Mapping[str, Any]) -> tuple[Choice, ...]:
    """Give the choices of a field: of a linked one those that fit the answer to its parent, and those for any."""
    if field.parent is None:
        return field.choices
    value = answers.get(field.parent)
    return tuple(choice for choice in field.choices if not choice.of or value in choice.of)


def _holds(condition: Condition, value: Any) -> bool:
    if condition.filled is not None and condition.filled is (value is None or value is False):
        return False
    given = value if isinstance(value, list) else [value]
    if condition.values and not any(_among(one, condition.values) for one in given):
        return False
    if condition.others and any(_among(one, condition.others) for one in given):
        return False
    return _bounded(condition, value)


def _among(value: Any, values: Iterable[Any]) -> bool:
    # An unticked box is not stored: it is the same as one that says no.
    return any(_same(value, other) for other in values) or (value is None and any(other is False for other in values))


def _same(value: Any, other: Any) -> bool:
    # In Python true is 1; 5 and 5.0 are one number in JSON.
    return value == other and isinstance(value, bool) is isinstance(other, bool)


def _bounded(condition: Condition, value: Any) -> bool:
    if condition.at_least is None and condition.below is None:
        return True
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return False
    return (condition.at_least is None or value >= condition.at_least) and (
        condition.below is None or value < condition.below
    )
