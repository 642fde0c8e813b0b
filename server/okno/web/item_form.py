"""Forms of parts of the catalog: declared entries that show a plain body and read what was typed back into it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from okno.catalog.drafts import Flaw
from okno.errors import Invalid
from okno.http import Page
from okno.http.forms import texts as sent
from okno.i18n import Translator
from okno.text import N_, Phrase, clean, one_line
from okno.themes.contexts import FieldView, OptionView

Kind = Literal["texts", "text", "number", "yes", "list", "choice", "many", "commas", "words"]
LOCALES: Mapping[str, Phrase] = {"ru": N_("%(label)s, in Russian"), "en": N_("%(label)s, in English")}
_NUMBER = re.compile(r"-?[0-9]{1,15}([.,][0-9]{1,6})?")
_SPACED = re.compile(r"[\s\u00a0\u2009\u202f]")
LIMIT = 20_000


@dataclass(frozen=True)
class Entry:
    """One thing that a form asks for: `name` is its key in the body, with dots for what lies deeper.

    "texts" is a pair of texts in both languages, "commas" a list in one line, "words" such a list for each language.
    `needed` refuses the form when it is left empty; everything else that is wrong may wait in the draft.
    """

    kind: Kind
    name: str
    label: Phrase
    help: Phrase | None = None
    options: Sequence[tuple[str, str]] = ()
    notes: Mapping[str, str] | None = None
    long: bool = False
    needed: bool = False
    short: bool = False
    max_chars: int = 0
    hints: Sequence[str] = ()

    @property
    def path(self) -> tuple[str, ...]:
        """The keys that lead to it."""
        return tuple(self.name.split("."))


def views(
    entries: Iterable[Entry], body: Mapping[str, Any], t: Translator, errors: Mapping[str, str], *, prefix: str = ""
) -> tuple[FieldView, ...]:
    """The fields of a form, filled in from a body; `prefix` stands before every name."""
    return tuple(field for entry in entries for field in _views(entry, body, t, errors, prefix))


def read(entries: Iterable[Entry], body: dict[str, Any], current: Page, *, prefix: str = "") -> None:
    """Put what was typed into a body; what was left empty goes out of it. Raises Invalid for what is needed."""
    problems: dict[str, Phrase] = {}
    for entry in entries:
        value = _read(entry, current, prefix + entry.name)
        if entry.needed and value in (None, "", [], {}):
            name = f"{prefix}{entry.name}" + (".ru" if entry.kind == "texts" else "")
            choose = entry.kind in ("list", "choice", "many")
            problems[name] = (
                N_("Choose one of the options") if choose else N_("Write this, without it there is nothing")
            )
        put(body, entry.path, value)
    if problems:
        raise Invalid(problems)


def errors_of(flaws: Iterable[Flaw], path: tuple[str | int, ...], t: Translator, *, prefix: str = "") -> dict[str, str]:
    """The sentences about a part of an item by the names of its fields; a text as a whole has its Russian field."""
    found: dict[str, str] = {}
    for flaw in flaws:
        if flaw.path[: len(path)] == path and len(flaw.path) > len(path):
            rest = [str(step) for step in flaw.path[len(path) :]]
            for name in (".".join(rest), ".".join([*rest, "ru"])):
                found.setdefault(prefix + name, t.say(flaw.reason))
    return found


def get(body: Mapping[str, Any], path: Sequence[str]) -> Any:
    """The value at a path; None when there is none."""
    value: Any = body
    for step in path:
        value = value.get(step) if isinstance(value, dict) else None
    return value


def put(body: dict[str, Any], path: Sequence[str], value: Any) -> None:
    """Set the value at a path; an empty one is taken out, and so is what is empty without it."""
    first, *rest = path
    if rest:
        inner = body.get(first)
        inside: dict[str, Any] = dict(inner) if isinstance(inner, dict) else {}
        put(inside, rest, value)
        value = inside
    if value is None or value in ("", [], {}):
        body.pop(first, None)
    else:
        body[first] = value


def pair(current: Page, name: str, *, long: bool = False) -> dict[str, str]:
    """A text in both languages; a language that was left empty takes the words of the other."""
    typed = {locale: current.text(f"{name}.{locale}")[:LIMIT] for locale in LOCALES}
    said = {locale: clean(text).strip() if long else one_line(text, 1000) for locale, text in typed.items()}
    filled = next((text for text in said.values() if text), "")
    return {locale: text or filled for locale, text in said.items()} if filled else {}


def number(text: str) -> int | float | str | None:
    """A number as a person writes it; what cannot be read stays text, so that the check tells about it."""
    bare = _SPACED.sub("", text)
    if not _NUMBER.fullmatch(bare):
        return one_line(text, 40) or None
    value = float(bare.replace(",", "."))
    return int(value) if value.is_integer() else value


def several(text: str) -> list[str]:
    """A list written with commas, each thing once."""
    parts = (one_line(part, 120) for part in re.split(r"[,;\n]", text[:LIMIT]))
    return list(dict.fromkeys(part for part in parts if part))


def shown(value: Any) -> str:
    """A value as it stands in a control."""
    if value is None or isinstance(value, (dict, bool)):
        return ""
    return ", ".join(str(one) for one in value) if isinstance(value, list) else str(value)


def _read(entry: Entry, current: Page, name: str) -> Any:
    if entry.kind == "texts":
        return pair(current, name, long=entry.long)
    if entry.kind == "words":
        lists = {locale: several(current.text(f"{name}.{locale}")) for locale in LOCALES}
        return {locale: words for locale, words in lists.items() if words}
    if entry.kind == "many":
        return [value for value in sent(current.form, name) if value in dict(entry.options)]
    if entry.kind == "yes":
        return True if current.text(name) == "1" else None
    if entry.kind == "commas":
        return several(current.text(name))
    if entry.kind == "number":
        return number(current.text(name))
    return clean(current.text(name)[:LIMIT]).strip() if entry.long else one_line(current.text(name))


def _views(
    entry: Entry, body: Mapping[str, Any], t: Translator, errors: Mapping[str, str], prefix: str
) -> list[FieldView]:
    value = get(body, entry.path)
    if entry.kind in ("texts", "words"):
        return [_one(entry, locale, value, t, errors, prefix) for locale in LOCALES]
    name = prefix + entry.name
    chosen = value if isinstance(value, list) else [value]
    control = {"number": "number", "yes": "yes", "list": "list", "choice": "choice", "many": "many"}.get(
        entry.kind, "text"
    )
    return [
        FieldView(
            kind="long" if entry.long and control == "text" else control,
            name=name,
            label=t.say(entry.label),
            value=("1" if value is True else "") if entry.kind == "yes" else shown(value),
            help=t.say(entry.help) if entry.help is not None else "",
            error=errors.get(name, ""),
            optional=not entry.needed and entry.kind not in ("yes", "choice", "many"),
            short=entry.short or entry.kind == "number",
            options=tuple(
                OptionView(value=key, label=words, note=(entry.notes or {}).get(key, ""), selected=key in chosen)
                for key, words in entry.options
            ),
            max_chars=entry.max_chars,
            hints=tuple(entry.hints),
            several=entry.kind == "commas",
        )
    ]


def _one(entry: Entry, locale: str, value: Any, t: Translator, errors: Mapping[str, str], prefix: str) -> FieldView:
    name = f"{prefix}{entry.name}.{locale}"
    label = Phrase(LOCALES[locale].msgid, {"label": t.say(entry.label)})
    return FieldView(
        kind="long" if entry.long else "text",
        name=name,
        label=t.say(label),
        value=shown(value.get(locale)) if isinstance(value, dict) else "",
        help=t.say(entry.help) if entry.help is not None and locale == "ru" else "",
        error=errors.get(name, ""),
        optional=not entry.needed or locale == "en",
        max_chars=entry.max_chars,
    )
