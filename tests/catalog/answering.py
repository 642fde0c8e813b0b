"""Answers that a form could get: the least that orders a service, and all that makes a difference to its conditions."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from itertools import product
from typing import Any

from okno.catalog import mask
from okno.catalog.conditions import depends, is_shown, offered
from okno.catalog.model import Condition, Field, Service

SAMPLES = {
    "date": "2026-12-01",
    "datetime": "2026-12-01T09:00:00Z",
    "person": "vera",
    "phone": "+7 900 000-12-34",
    "mail": "name@company.ru",
    "file": ["f-1"],
    "checkbox": True,
}
PATTERNS = {
    "inn": "7701234567",
    "car": "А123ВС777",
    "ride_at": "09:15",
    "arrives_at": "10:30",
    "month": "10.2026",
}
"""Answers to fields with a pattern, by the key of the field."""


def least(service: Service, here: datetime) -> dict[str, Any]:
    """What an employee must answer: every field that is required, with the first thing that it takes."""
    answers: dict[str, Any] = {}
    hidden: set[str] = set()
    for field in service.fields:
        if not field.at_order:
            continue
        if not is_shown(field, answers, hidden):
            hidden.add(field.key)
        elif field.required or (field.required_if and depends(field.required_if, answers, hidden)):
            answers[field.key] = sample(field, answers, here)
        elif field.default is not None:
            answers[field.key] = field.default
    return answers


def sample(field: Field, answers: Mapping[str, Any], here: datetime) -> Any:
    """Something that a field takes."""
    if field.default is not None:
        return field.default
    if field.type in ("select", "linked"):
        return offered(field, answers)[0].value
    if field.type == "multiselect":
        return [field.choices[0].value]
    if field.type in ("date", "datetime"):
        return _moment(field, here)
    if field.type in ("number", "money"):
        return max(field.min if isinstance(field.min, (int, float)) else 1, 1)
    if field.pattern is not None:
        return PATTERNS[field.key]
    if field.mask is not None:
        return mask.sample(field.mask)
    return SAMPLES.get(field.type, "Лесная, 5")


def _moment(field: Field, here: datetime) -> str:
    """Tomorrow a week for what lies ahead, yesterday for what is past."""
    at = here + timedelta(days=8) if str(field.min or "").startswith(("today", "now")) else here - timedelta(days=1)
    return at.date().isoformat() if field.type == "date" else at.strftime("%Y-%m-%dT%H:%M")


def outcomes(service: Service, conditions: Iterable[Condition]) -> set[bool]:
    """What conditions can come to in a form that lets itself be sent: both, when they make sense."""
    asked = tuple(conditions)
    return {depends(asked, answers, hidden) for answers, hidden in _forms(service, _causes(service, asked))}


def _causes(service: Service, conditions: Iterable[Condition]) -> list[Field]:
    """The fields on which conditions depend, and those on which these depend, in the order of the form."""
    wanted: set[str] = set()
    left = {one.answer for one in conditions}
    while left:
        wanted |= left
        found = [field for key in left if (field := service.field(key)) is not None]
        more = {one.answer for field in found for one in (*field.show_if, *field.required_if)}
        left = (more | {field.parent for field in found if field.parent is not None}) - wanted
    return [field for field in service.fields if field.key in wanted]


def _forms(service: Service, fields: list[Field]) -> Iterator[tuple[dict[str, Any], Collection[str]]]:
    for values in product(*(_values(service, field) for field in fields)):
        answers: dict[str, Any] = {}
        hidden: set[str] = set()
        complete = True
        for field, value in zip(fields, values, strict=True):
            if not is_shown(field, answers, hidden):
                hidden.add(field.key)
            elif value is not None and not (field.parent and not _fits(field, value, answers)):
                answers[field.key] = value
            elif field.required or (field.required_if and depends(field.required_if, answers, hidden)):
                complete = False
        if complete:
            yield answers, hidden


def _fits(field: Field, value: Any, answers: Mapping[str, Any]) -> bool:
    return any(choice.value == value for choice in offered(field, answers))


def _values(service: Service, field: Field) -> list[Any]:
    """No answer, and one of each that makes a difference."""
    if field.type in ("select", "linked"):
        return [None, *(choice.value for choice in field.choices)]
    if field.type == "multiselect":
        return [None, *([choice.value] for choice in field.choices)]
    if field.type in ("number", "money"):
        return [None, *(value for value in _bounds(service, field) if _within(field, value))]
    return [None, SAMPLES.get(field.type, "x")]


def _bounds(service: Service, field: Field) -> list[float]:
    everywhere = [
        *(one for item in service.fields for one in (*item.show_if, *item.required_if)),
        *(one for step in service.approval for one in step.when),
        *(one for task in service.tasks for one in task.when),
    ]
    mine = [one for one in everywhere if one.answer == field.key]
    edges = [edge for one in mine for edge in (one.at_least, one.below) if edge is not None]
    return [value for edge in edges for value in (edge - 1, edge)]


def _within(field: Field, value: float) -> bool:
    low = field.min if isinstance(field.min, (int, float)) else 0
    high = field.max if isinstance(field.max, (int, float)) else value
    return low <= value <= high
