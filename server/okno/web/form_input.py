"""Fields of the forms of administration and of the profile."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from okno.access import may
from okno.http import Page
from okno.i18n import Translator
from okno.people import find, get as get_person, suggest
from okno.text import Phrase
from okno.themes.contexts import FieldView, OptionView


class Inputs:
    """Makes the fields of one form: the stored values at first, what was typed after a refusal."""

    def __init__(self, t: Translator, values: Mapping[str, str], errors: Mapping[str, str]) -> None:
        self.t = t
        self.values = values
        self.errors = errors

    def field(
        self,
        kind: str,
        name: str,
        label: Phrase,
        *,
        help_: Phrase | None = None,
        optional: bool = False,
        autocomplete: str = "off",
        max_chars: int = 0,
        hints: Iterable[str] = (),
        several: bool = False,
    ) -> FieldView:
        """A field with one value."""
        return FieldView(
            kind=kind,
            name=name,
            label=self.t.say(label),
            value="" if kind == "secret" else self.values.get(name, ""),
            help=self.t.say(help_) if help_ is not None else "",
            error=self.errors.get(name, ""),
            optional=optional,
            autocomplete=autocomplete,
            max_chars=max_chars,
            hints=tuple(hints),
            several=several,
        )

    def options(
        self,
        kind: str,
        name: str,
        label: Phrase,
        options: Iterable[tuple[str, str]],
        chosen: Collection[str],
        *,
        help_: Phrase | None = None,
    ) -> FieldView:
        """A field with options: pairs of value and words."""
        return FieldView(
            kind=kind,
            name=name,
            label=self.t.say(label),
            help=self.t.say(help_) if help_ is not None else "",
            error=self.errors.get(name, ""),
            options=tuple(OptionView(value=value, label=word, selected=value in chosen) for value, word in options),
        )

    def fixed(self, name: str, label: Phrase, value: str) -> FieldView:
        """What is shown and not asked."""
        return FieldView(kind="fixed", name=name, label=self.t.say(label), value=value)

    async def person(
        self, name: str, label: Phrase, *, help_: Phrase | None = None, optional: bool = False, gone: bool = False
    ) -> FieldView:
        """A field for a person: `name` holds his id, `name`.text what was typed. `gone` shows who has left, too."""
        chosen = self.values.get(name, "")
        person = await get_person(int(chosen)) if chosen.isascii() and chosen.isdigit() and len(chosen) < 19 else None
        person = person if person is not None and (person.active or gone) else None
        return FieldView(
            kind="person",
            name=name,
            label=self.t.say(label),
            value=str(person.id) if person is not None else "",
            value_text=person.name if person is not None else self.values.get(f"{name}.text", ""),
            value_line=person.line if person is not None else "",
            help=self.t.say(help_) if help_ is not None else "",
            error=self.errors.get(name, ""),
            optional=optional,
        )


async def person_of(current: Page, name: str, unknown: Phrase) -> int | Phrase | None:
    """The id of the person of a field: the chosen one, else the only one who is meant by what was typed.

    None when the field is empty, and the phrase `unknown` when nobody or more than one is meant.
    """
    chosen, typed = current.text(name).strip(), current.text(f"{name}.text").strip()
    if not chosen and not typed:
        return None
    person = await find(chosen or typed)
    if person is not None:
        return person.id
    found = await suggest(typed, limit=2, reach=may(current.actor, "people.see")) if not chosen else ()
    return found[0].id if len(found) == 1 else unknown
