"""The settings of a plugin as a form, made from its manifest. A secret is never shown again."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from okno.extend.manifest import UNITS, Setting
from okno.http import Page
from okno.i18n import Translator
from okno.text import N_, Phrase, one_line, pick
from okno.themes.contexts import FieldView, OptionView
from okno.web.item_form import LOCALES

PREFIX = "s."
"""Stands before the keys of settings: they are the plugin's own words, and may be those of the form."""
CLEAR = "clear."
"""Stands before the key of a secret that is to be taken away."""
SHOWN_AT_ONCE = 5
"""More choices than these become a list."""
LONGEST = 20_000
_LONG = ("longtext", "list")
_SHORT = ("int", "number", "duration")
_KINDS = {"longtext": "long", "list": "long", "int": "number", "number": "number", "bool": "yes", "mail": "mail"}
_HOW: Mapping[str, Phrase] = {
    "duration": N_("Write a length of time as 30s, 15m, 2h or 7d."),
    "list": N_("One a line."),
    "url": N_("An address with https:// or http://."),
}


@dataclass(frozen=True)
class SettingsForm:
    """The settings with their values, as text stands in the controls. `kept` names the secrets that have a value."""

    settings: Sequence[Setting]
    values: Mapping[str, Any]
    kept: Collection[str]

    @classmethod
    def sent(cls, settings: Sequence[Setting], kept: Collection[str], current: Page) -> SettingsForm:
        """What was typed into the form."""
        return cls(settings, {one.key: _typed(one, current) for one in settings if one.type != "secret"}, kept)

    def fields(self, t: Translator, errors: Mapping[str, str]) -> tuple[FieldView, ...]:
        """The fields of the form; `errors` are by the keys of settings."""
        return tuple(field for one in self.settings for field in self._views(one, t, errors.get(one.key, "")))

    def _views(self, one: Setting, t: Translator, error: str) -> Iterable[FieldView]:
        if one.type == "secret":
            yield from self._secret(one, t, error)
        elif one.type == "texts":
            yield from self._texts(one, t, error)
        else:
            value = self.values.get(one.key)
            yield FieldView(
                kind=_kind(one),
                name=PREFIX + one.key,
                label=pick(one.title, t.locale),
                value=shown(one, value),
                help=_help(one, t),
                error=error,
                optional=not one.required and one.type not in ("bool", "choice"),
                short=one.type in _SHORT,
                options=tuple(
                    OptionView(value=choice.key, label=pick(choice.title, t.locale), selected=choice.key == value)
                    for choice in one.choices
                ),
                max_chars=_longest(one),
            )

    def _texts(self, one: Setting, t: Translator, error: str) -> Iterable[FieldView]:
        value = self.values.get(one.key)
        for locale, phrase in LOCALES.items():
            first = locale == next(iter(LOCALES))
            yield FieldView(
                kind="text",
                name=f"{PREFIX}{one.key}.{locale}",
                label=t.say(phrase.msgid, label=pick(one.title, t.locale)),
                value=str(value.get(locale, "")) if isinstance(value, Mapping) else "",
                help=_help(one, t) if first else "",
                error=error if first else "",
                optional=not one.required or not first,
                max_chars=_longest(one),
            )

    def _secret(self, one: Setting, t: Translator, error: str) -> Iterable[FieldView]:
        is_set = one.key in self.kept
        told = t.say(N_("It is set and not shown. Leave this empty to keep it.") if is_set else N_("It is not set."))
        yield FieldView(
            kind="secret",
            name=PREFIX + one.key,
            label=pick(one.title, t.locale),
            help=" ".join(part for part in (_help(one, t), told) if part),
            error=error,
            optional=is_set or not one.required,
            max_chars=_longest(one),
            autocomplete="new-password",
        )
        if is_set:
            label = t.say(N_("Take away: %(what)s", what=pick(one.title, t.locale)))
            yield FieldView(kind="yes", name=PREFIX + CLEAR + one.key, label=label)


def read(settings: Iterable[Setting], current: Page) -> dict[str, Any]:
    """The values as they were typed, to be checked; a secret that was left empty is not among them: it stays.

    A secret that is to be taken away is an empty one.
    """
    found: dict[str, Any] = {}
    for one in settings:
        if one.type != "secret":
            found[one.key] = _typed(one, current)
        elif typed := current.text(PREFIX + one.key):
            found[one.key] = typed[: LONGEST + 1]
        elif current.text(PREFIX + CLEAR + one.key) == "1":
            found[one.key] = ""
    return found


def shown(one: Setting, value: Any) -> str:
    """A value as it stands in its control."""
    if one.type == "bool":
        return "1" if value is True else ""
    if value is None or isinstance(value, Mapping):
        return ""
    if isinstance(value, (list, tuple)):
        return "\n".join(str(part) for part in value)
    if one.type == "duration" and isinstance(value, int):
        return _length(value)
    return f"{value:g}" if isinstance(value, float) else str(value)


def _length(seconds: int) -> str:
    """A length of time in the largest unit that it is a whole number of."""
    unit = next(unit for unit, length in sorted(UNITS.items(), key=lambda one: -one[1]) if seconds % length == 0)
    return f"{seconds // UNITS[unit]}{unit}"


def _typed(one: Setting, current: Page) -> Any:
    name = PREFIX + one.key
    if one.type == "bool":
        return current.text(name) == "1"
    if one.type == "texts":
        said = {locale: one_line(current.text(f"{name}.{locale}"), LONGEST) for locale in LOCALES}
        filled = next((part for part in said.values() if part), "")
        return {locale: part or filled for locale, part in said.items()}
    return current.text(name)[: LONGEST + 1].strip()


def _kind(one: Setting) -> str:
    if one.type == "choice":
        return "choice" if len(one.choices) <= SHOWN_AT_ONCE and one.required else "list"
    return _KINDS.get(one.type, "text")


def _longest(one: Setting) -> int:
    return int(one.max) if one.max is not None and one.type in ("text", "longtext", "secret", "texts") else 0


def _help(one: Setting, t: Translator) -> str:
    """Its help, how it is written, its limits and what it is without a choice."""
    own = pick(one.help, t.locale) if one.help else ""
    how = _HOW.get(one.type) if not own or one.type == "duration" else None
    parts = [own, t.say(how) if how is not None else ""]
    if one.type in ("int", "number"):
        parts.append(_limits(one, t))
    if one.default is not None:
        parts.append(_default(one, t))
    return " ".join(part for part in parts if part)


def _limits(one: Setting, t: Translator) -> str:
    if one.min is not None and one.max is not None:
        return t.say(N_("From %(least)s to %(most)s.", least=t.number(one.min), most=t.number(one.max)))
    if one.min is not None:
        return t.say(N_("At least %(least)s.", least=t.number(one.min)))
    return t.say(N_("At most %(most)s.", most=t.number(one.max))) if one.max is not None else ""


def _default(one: Setting, t: Translator) -> str:
    if one.type in ("bool", "texts", *_LONG):
        return ""
    chosen = next((pick(choice.title, t.locale) for choice in one.choices if choice.key == one.default), None)
    return t.say(N_("Usually: %(value)s.", value=chosen if chosen is not None else shown(one, one.default)))
