"""Conditions as an administrator builds them: a field, how it is compared, and with which of its own options."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from okno.catalog.brought import is_brought
from okno.catalog.drafts import Flaw
from okno.catalog.model import CHOICE_TYPES, STATIC_TYPES
from okno.http import Page
from okno.http.forms import texts as sent
from okno.i18n import Translator
from okno.text import N_, Phrase, one_line
from okno.themes.contexts import FieldView, OptionView
from okno.themes.editor import ConditionRow, ConditionSet
from okno.web.catalog_words import title_of
from okno.web.item_form import number, several, shown

MOST = 8
JOINED = "+"
"""Stands before the field of a row that is one condition with the row above it, as two bounds are."""
_HOW: Mapping[str, Phrase] = {
    "is": N_("is one of"),
    "is_not": N_("is none of"),
    "filled": N_("is answered"),
    "empty": N_("is not answered"),
    "at_least": N_("is not less than"),
    "below": N_("is less than"),
}
_BOUNDS = ("at_least", "below")
_NUMBERS = ("number", "money")


def how_of(condition: Mapping[str, Any]) -> str:
    """Which comparison a plain condition is, by the first one that it names."""
    return next(iter(_hows(condition)), "is")


def _hows(condition: Mapping[str, Any]) -> list[str]:
    """All comparisons that a plain condition names: together they are one."""
    found = [name for name in ("is", "is_not", *_BOUNDS) if name in condition]
    if "filled" in condition:
        found.insert(0, "filled" if condition["filled"] else "empty")
    return found


def read_conditions(current: Page, name: str, fields: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The conditions that were chosen, with the one that is added and without the one that is dropped."""
    known = {str(one.get("key")): one for one in fields}
    doing = current.text("act")
    found: list[dict[str, Any]] = []
    for index in range(MOST):
        prefix = f"{name}.{index}."
        sent_key = one_line(current.text(f"{prefix}field"), 60)
        key = sent_key.removeprefix(JOINED)
        if not key or doing == f"drop:{name}:{index}":
            continue
        condition = _read(current, prefix, key, known.get(key, {}))
        if sent_key != key and found and found[-1]["field"] == key and how_of(condition) not in _hows(found[-1]):
            found[-1] |= condition
        else:
            found.append(condition)
    added = current.text(f"{name}.add")
    if doing == f"add:{name}" and added in known and len(found) < MOST:
        found.append(_begun(added, known[added]))
    return found


def condition_set(
    t: Translator,
    name: str,
    words: tuple[Phrase, Phrase, Phrase],
    conditions: Any,
    fields: Sequence[Mapping[str, Any]],
    flaws: Sequence[Flaw],
) -> ConditionSet:
    """The conditions of a member of an item; `words` are the title, the help and what holds without any.

    `flaws` are those whose paths begin at the member, `name` first.
    """
    title, help_, always = words
    stored = conditions if isinstance(conditions, list) else []
    apart = [
        (place, how, one, part > 0)
        for place, one in enumerate(stored)
        if isinstance(one, dict)
        for part, how in enumerate(_hows(one) or ["is"])
    ][:MOST]
    rows = [
        _row(t, name, index, how, one, fields, [flaw for flaw in flaws if flaw.path[:2] == (name, place)], joined)
        for index, (place, how, one, joined) in enumerate(apart)
    ]
    asking = [one for one in fields if one.get("type") not in STATIC_TYPES]
    add = FieldView(
        kind="list",
        name=f"{name}.add",
        label=t.say(N_("Condition on the field")),
        optional=True,
        options=tuple(
            OptionView(value=str(one.get("key")), label=title_of(one, str(one.get("key")), t.locale)) for one in asking
        ),
    )
    whole = [t.say(flaw.reason) for flaw in flaws if flaw.path == (name,)]
    return ConditionSet(
        id=name,
        title=t.say(title),
        help=t.say(help_),
        always=t.say(always),
        rows=tuple(rows),
        add=add if asking and len(rows) < MOST else None,
        act=f"add:{name}",
        none="" if asking else t.say(N_("There is no other field to depend on yet.")),
        error="; ".join(whole),
    )


def told_conditions(t: Translator, conditions: Any, fields: Sequence[Mapping[str, Any]]) -> str:
    """Conditions in one line: «Модель: Ноутбук, Планшет»; "" without any."""
    known = {str(one.get("key")): one for one in fields}
    parts = []
    for one in conditions if isinstance(conditions, list) else []:
        if isinstance(one, dict):
            field = known.get(str(one.get("field")), {})
            parts.append(_told(t, one, field))
    return "; ".join(parts)


def _told(t: Translator, condition: Mapping[str, Any], field: Mapping[str, Any]) -> str:
    return ", ".join(_compared(t, how, condition, field) for how in _hows(condition))


def _compared(t: Translator, how: str, condition: Mapping[str, Any], field: Mapping[str, Any]) -> str:
    title = title_of(field, str(condition.get("field")), t.locale)
    options = dict(_values(t, field))
    value = condition.get(how)
    listed = value if isinstance(value, list) else [value]
    words = ", ".join(options.get(_spelt(one), shown(one)) for one in listed) if how not in ("filled", "empty") else ""
    return " ".join(part for part in (f"{title}", t.say(_HOW[how]), words) if part)


def _read(current: Page, prefix: str, key: str, field: Mapping[str, Any]) -> dict[str, Any]:
    how = current.text(f"{prefix}how", "is")
    if how in ("filled", "empty"):
        return {"field": key, "filled": how == "filled"}
    typed = [value for value in sent(current.form, f"{prefix}value") if value]
    if how in _BOUNDS:
        return {"field": key, how: number(typed[0]) if typed else None}
    values: list[Any] = typed
    if field.get("type") == "checkbox":
        values = [value == "1" for value in typed]
    elif field.get("type") in _NUMBERS:
        values = [number(part) for value in typed for part in several(value)]
    elif field.get("type") not in CHOICE_TYPES:
        values = [part for value in typed for part in several(value)]
    return {"field": key, how if how in ("is", "is_not") else "is": values}


def _begun(key: str, field: Mapping[str, Any]) -> dict[str, Any]:
    """A new condition, which already says something that can hold."""
    if field.get("type") == "checkbox":
        return {"field": key, "is": [True]}
    first = next((one.get("value") for one in field.get("choices") or () if isinstance(one, dict)), None)
    return {"field": key, "is": [first]} if first is not None else {"field": key, "filled": True}


def _row(
    t: Translator,
    name: str,
    index: int,
    how: str,
    condition: Mapping[str, Any],
    fields: Sequence[Mapping[str, Any]],
    flaws: Sequence[Flaw],
    joined: bool,
) -> ConditionRow:
    key = str(condition.get("field"))
    field: Mapping[str, Any] = next((one for one in fields if one.get("key") == key), {})
    label, prefix = title_of(field, key, t.locale), f"{name}.{index}."
    return ConditionRow(
        label=label,
        hidden=f"{prefix}field",
        key=JOINED + key if joined else key,
        how=FieldView(
            kind="list",
            name=f"{prefix}how",
            label=t.say(N_("How “%(field)s” is compared", field=label)),
            options=tuple(
                OptionView(value=one, label=t.say(_HOW[one]), selected=one == how) for one in _allowed(field, how)
            ),
        ),
        value=_value(t, prefix, label, field, condition, how),
        drop=f"drop:{name}:{index}",
        error="; ".join(t.say(flaw.reason) for flaw in flaws),
    )


def _allowed(field: Mapping[str, Any], how: str) -> list[str]:
    kind = field.get("type")
    if kind in CHOICE_TYPES:
        fit = ["is", "is_not", "filled", "empty"]
    elif kind in _NUMBERS:
        fit = ["at_least", "below", "is", "filled", "empty"]
    elif kind == "checkbox":
        fit = ["is"]
    elif kind in ("string", "text", None) or is_brought(str(kind)):
        fit = ["filled", "empty", "is", "is_not"]
    else:
        fit = ["filled", "empty"]
    return fit if how in fit else [*fit, how]


def _value(
    t: Translator, prefix: str, label: str, field: Mapping[str, Any], condition: Mapping[str, Any], how: str
) -> FieldView | None:
    """With what it is compared: ticks of the field's own options, else what is typed."""
    kind, value = field.get("type"), condition.get(how)
    if kind not in (*CHOICE_TYPES, *_NUMBERS, "checkbox", "string", "text", None) and not is_brought(str(kind)):
        return None
    chosen = {_spelt(one) for one in (value if isinstance(value, list) else [value])}
    options = _values(t, field)
    words = t.say(N_("Value of “%(field)s”", field=label))
    if options:
        ticks = tuple(OptionView(value=one, label=said, selected=one in chosen) for one, said in options)
        return FieldView(
            kind="many" if kind != "checkbox" else "choice", name=f"{prefix}value", label=words, options=ticks
        )
    return FieldView(kind="text", name=f"{prefix}value", label=words, value=shown(value), optional=True, short=True)


def _values(t: Translator, field: Mapping[str, Any]) -> list[tuple[str, str]]:
    if field.get("type") == "checkbox":
        return [("1", t.say(N_("ticked"))), ("0", t.say(N_("not ticked")))]
    choices = [one for one in field.get("choices") or () if isinstance(one, dict)]
    return [(str(one.get("value")), title_of(one, str(one.get("value")), t.locale)) for one in choices]


def _spelt(value: Any) -> str:
    """A value as the control of a condition sends it."""
    return ("1" if value else "0") if isinstance(value, bool) else str(value)
