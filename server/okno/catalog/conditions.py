"""Conditions on answers: one meaning for fields, approvals and tasks."""

from collections.abc import Iterable, Mapping
from typing import Any

from okno.catalog.model import Condition


def hold(conditions: Iterable[Condition], answers: Mapping[str, Any]) -> bool:
    """Tell whether all conditions hold for answers as they are stored; none at all always hold."""
    return all(_holds(condition, answers.get(condition.answer)) for condition in conditions)


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
    return any(value == other and type(value) is type(other) for other in values) or (value is None and False in values)


def _bounded(condition: Condition, value: Any) -> bool:
    if condition.at_least is None and condition.below is None:
        return True
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return False
    return (condition.at_least is None or value >= condition.at_least) and (
        condition.below is None or value < condition.below
    )
