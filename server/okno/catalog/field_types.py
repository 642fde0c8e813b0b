"""Kinds of questions that plugins bring: found by name, and answers to them checked and told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from okno.catalog.brought import by_key, is_brought, plugin_of
from okno.catalog.hooks import FieldType, field_types
from okno.catalog.model import CHOICE_TYPES, Choice, Field
from okno.errors import Invalid
from okno.hooks import CheckFailed
from okno.hooks.isolation import PluginFailed, plainly
from okno.text import N_, Phrase, pick

LENGTH = 2000
"""The longest text that a plugin may store, or say, of one answer."""
PARTS = 100
"""The most values in one answer."""


_USUAL = N_("Correct this answer")


class Refusal(Exception):
    """An answer that a plugin does not take; the phrase says what to do."""

    def __init__(self, phrase: Phrase) -> None:
        super().__init__(phrase)
        self.phrase = phrase


def known() -> Mapping[str, FieldType]:
    """Those of the plugins that are switched on, by their keys."""
    return by_key(field_types.answers(), FieldType)


def found(key: str) -> FieldType | None:
    """The type with this name; None for one of the core, and for one whose plugin is gone or switched off."""
    return known().get(key) if is_brought(key) else None


def face(field: Field) -> Field:
    """The field as a form asks for it: of a type of the core. What nobody knows is asked as a line of text."""
    if not is_brought(field.type):
        return field
    kind = found(field.type)
    if kind is None:
        return replace(field, type="string", choices=())
    return replace(field, type=kind.widget, choices=options(kind))


def options(kind: FieldType) -> tuple[Choice, ...]:
    """What is offered; nothing when the plugin fails."""
    if kind.widget not in CHOICE_TYPES:
        return ()
    try:
        return tuple(plainly(plugin_of(kind.key), kind.key, lambda: list(kind.options())))
    except PluginFailed:
        return ()


def checked(kind: FieldType, value: Any) -> Any:
    """The answer as it is stored. Raises Refusal, also when the plugin fails."""

    def judged() -> Any:
        try:
            stored = kind.check(value)
        except Invalid as error:
            return Refusal(next(iter(error.fields.values()), error.phrase))
        except ValueError as error:
            said = error.args[0] if error.args else ""
            return Refusal(said if isinstance(said, Phrase) else Phrase(str(said)) if said else _USUAL)
        if not _storable(stored):
            raise TypeError(f"{kind.key} gives {type(stored).__name__}, which can't be stored")
        return stored

    try:
        stored = plainly(plugin_of(kind.key), kind.key, judged)
    except PluginFailed as failed:
        raise Refusal(CheckFailed(failed.plugin).phrase) from failed
    if isinstance(stored, Refusal):
        raise stored
    return stored


def told(kind: FieldType, value: Any, locale: str) -> str:
    """A stored answer in words; as it is when the plugin fails."""
    say = kind.say
    if say is not None:
        try:
            return str(plainly(plugin_of(kind.key), kind.key, lambda: say(value, locale)))[:LENGTH]
        except PluginFailed:
            pass
    titles = {one.value: pick(one.title, locale) for one in options(kind)}
    return ", ".join(titles.get(one, str(one)) for one in (value if isinstance(value, list) else [value]))


def schema_of(kind: FieldType) -> dict[str, Any]:
    """What JSON Schema says of an answer."""
    return {**kind.schema, "x-okno": kind.key}


def _storable(value: object) -> bool:
    parts: Sequence[object] = value if isinstance(value, list) else [value]
    return len(parts) <= PARTS and all(
        isinstance(one, (bool, int, float)) or (isinstance(one, str) and len(one) <= LENGTH) for one in parts
    )
