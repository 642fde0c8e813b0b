"""Conditions of a form in JSON Schema: what must be answered, and which choices there are, by if and then.

A condition never holds for a field that is not shown, so the conditions of that field stand within it; nothing is
referred to.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from okno.catalog.conditions import hold
from okno.catalog.model import Condition, Field

Schema = dict[str, Any]
_FILLED: dict[str, Schema] = {
    "multiselect": {"minItems": 1},
    "file": {"minItems": 1},
    "checkbox": {"const": True},
    "string": {"pattern": r"\S"},
    "text": {"pattern": r"\S"},
    "object": {"pattern": r"\S"},
}
"""What an answer of a type is that says something."""


def must(field: Field) -> Schema:
    """Give what a required answer is besides being there; a pattern of its own is the stricter one."""
    if field.type == "string" and (field.pattern is not None or field.mask is not None):
        return {"minLength": 1}
    if field.type == "multiselect" and isinstance(field.min, int) and field.min > 0:
        return {}
    return _FILLED.get(field.type, {})


def must_send(field: Field) -> bool:
    """Tell whether a required answer has to be sent: its default does not stand for it; an unticked box never does."""
    return field.default is None or field.default is False


def rules(fields: Sequence[Field]) -> list[Schema]:
    """Give the if and then of all fields that depend on others."""
    form = {field.key: field for field in fields}
    return [rule for field in fields for rule in (*_required(field, form), *_choices(field, form))]


def _required(field: Field, form: Mapping[str, Field]) -> Iterable[Schema]:
    shown = _shown(field, form)
    if field.required and shown:
        yield _rule(shown, _asked(field))
    if field.required_if and not field.required:
        yield _rule([*shown, *_all(field.required_if, form)], _asked(field))


def _asked(field: Field) -> Schema:
    needed = [field.key] if must_send(field) else []
    return {"properties": {field.key: must(field)}, "required": needed}


def _choices(field: Field, form: Mapping[str, Field]) -> Iterable[Schema]:
    parent = form.get(field.parent or "")
    if parent is None:
        return
    shown = _shown(field, form)
    values = dict.fromkeys(value for choice in field.choices for value in choice.of)
    free = [choice.value for choice in field.choices if not choice.of]
    for value in values:
        fitting = [choice.value for choice in field.choices if not choice.of or value in choice.of]
        here = _all((Condition(answer=parent.key, values=(value,)),), form)
        yield _rule([*shown, *here], {"properties": {field.key: {"enum": fitting}}})
    if free and values:
        elsewhere = _all((Condition(answer=parent.key, others=tuple(values)),), form)
        yield _rule([*shown, *elsewhere], {"properties": {field.key: {"enum": free}}})


def _rule(conditions: list[Schema], then: Schema) -> Schema:
    return {"if": {"allOf": conditions}, "then": then}


def _shown(field: Field, form: Mapping[str, Field]) -> list[Schema]:
    """Give what must hold for a field to be asked; an empty list when it always is."""
    found = _all(field.show_if, form)
    parent = form.get(field.parent or "")
    if parent is not None:
        values = tuple(dict.fromkeys(value for choice in field.choices for value in choice.of))
        free = any(not choice.of for choice in field.choices)
        found += _shown(parent, form) if free else _all((Condition(answer=parent.key, values=values),), form)
    return found


def _all(conditions: Iterable[Condition], form: Mapping[str, Field]) -> list[Schema]:
    """Give conditions with those of the fields that they look at: one that is not shown has no answer."""
    found: list[Schema] = []
    for condition in conditions:
        cause = form.get(condition.answer)
        if cause is not None:
            found += [*_shown(cause, form), _condition(condition, cause)]
    return found


def _condition(condition: Condition, cause: Field) -> Schema:
    """Give one condition; an answer that is not there counts as the default of its field."""
    answered: Schema = {"properties": {cause.key: {"allOf": _answer(condition, cause)}}}
    absent = {} if cause.default is None else {cause.key: cause.default}
    return answered if hold((condition,), absent) else {**answered, "required": [cause.key]}


def _answer(condition: Condition, cause: Field) -> list[Schema]:
    found: list[Schema] = []
    if condition.values:
        found.append(_among(condition.values, cause))
    if condition.others:
        found.append({"not": _among(condition.others, cause)})
    if condition.filled is not None:
        says = _FILLED.get(cause.type, {})
        found.append(says if condition.filled else {"not": says})
    if condition.at_least is not None:
        found.append({"minimum": condition.at_least})
    if condition.below is not None:
        found.append({"exclusiveMaximum": condition.below})
    return found


def _among(values: tuple[Any, ...], cause: Field) -> Schema:
    listed: Schema = {"enum": list(values)}
    return {"contains": listed} if cause.type == "multiselect" else listed
