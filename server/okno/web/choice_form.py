"""The options of a field as rows: their titles in both languages, an explanation, their order, a pasted list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from okno.catalog.drafts import Flaw
from okno.catalog.naming import key_from
from okno.http import Page
from okno.i18n import Translator
from okno.text import N_, one_line
from okno.themes.contexts import FieldView
from okno.themes.editor import ChoiceRow, ChoiceTable
from okno.web.item_form import Entry, errors_of, pair, read, views

MOST = 100
SPARE = 2
NAME = "choices"


NOTES = (Entry("texts", "note", N_("Explanation"), max_chars=200),)


def entries(parent: Sequence[tuple[str, str]], *, linked: bool) -> tuple[Entry, ...]:
    """What is asked about an option; of a linked field also for which options of its parent it is offered."""
    plain = (Entry("texts", "title", N_("Title"), needed=True, max_chars=120),)
    return (*plain, Entry("many", "of", N_("Offered for"), options=parent)) if linked else plain


def read_choices(
    current: Page, stored: Sequence[Mapping[str, Any]], parent: Sequence[tuple[str, str]], *, linked: bool
) -> list[dict[str, Any]]:
    """The options as they were typed, those of the pasted list after them; what has no title goes."""
    asked, found, taken = entries(parent, linked=linked), [], {str(one.get("value")) for one in stored}
    for index in range(min(len(stored) + SPARE, MOST)):
        prefix = f"{NAME}.{index}."
        option: dict[str, Any] = {"value": one_line(current.text(f"{prefix}value"), 40)}
        if current.text("act") == f"choice-drop:{index}" or not pair(current, f"{prefix}title"):
            continue
        read((*asked, *NOTES), option, current, prefix=prefix)
        found.append(_keyed(option, taken))
    for title in _pasted(current.text(f"{NAME}.paste")):
        if len(found) < MOST:
            found.append(_keyed({"value": "", "title": title}, taken))
    return _moved(found, current.text("act"))


def choice_table(
    t: Translator,
    stored: Sequence[Mapping[str, Any]],
    parent: Sequence[tuple[str, str]],
    flaws: Sequence[Flaw],
    *,
    linked: bool,
) -> ChoiceTable:
    """The rows with spare ones; `flaws` are those whose paths begin at the field."""
    asked, rows = entries(parent, linked=linked), []
    for index, option in enumerate([*stored, *({} for _ in range(min(SPARE, MOST - len(stored))))]):
        prefix = f"{NAME}.{index}."
        errors = errors_of(flaws, (NAME, index), t, prefix=prefix)
        rows.append(
            ChoiceRow(
                fields=views(asked, option, t, errors, prefix=prefix),
                more=views(NOTES, option, t, errors, prefix=prefix),
                noted=bool(option.get("note")),
                key=str(option.get("value", "")),
                hidden=f"{prefix}value",
                index=index,
                error="; ".join(t.say(flaw.reason) for flaw in flaws if flaw.path == (NAME, index)),
                first=index == 0,
                last=index >= len(stored) - 1,
                spare=index >= len(stored),
            )
        )
    paste = FieldView(
        kind="long",
        name=f"{NAME}.paste",
        label=t.say(N_("Add several at once")),
        help=t.say(N_("One in a line. For both languages: “Ноутбук | Laptop”.")),
        optional=True,
    )
    whole = [t.say(flaw.reason) for flaw in flaws if flaw.path == (NAME,)]
    return ChoiceTable(rows=tuple(rows), paste=paste, error="; ".join(whole))


def _keyed(option: dict[str, Any], taken: set[str]) -> dict[str, Any]:
    """An option with its value, which a new one gets from its title: answers are stored by it and outlive the title."""
    if not option["value"]:
        title = option["title"]
        option["value"] = key_from(title.get("en") or title.get("ru", ""), taken, joint="_", usual="option", limit=36)
    taken.add(option["value"])
    return option


def _pasted(text: str) -> list[dict[str, str]]:
    titles = []
    for line in text[:20_000].splitlines()[:MOST]:
        first, _, second = (one_line(part, 120) for part in line.partition("|"))
        if first or second:
            titles.append({"ru": first or second, "en": second or first})
    return titles


def _moved(found: list[dict[str, Any]], doing: str) -> list[dict[str, Any]]:
    act, _, place = doing.partition(":")
    index = int(place) if place.isascii() and place.isdigit() and len(place) < 4 else -1
    other = index + {"choice-up": -1, "choice-down": 1}.get(act, 0)
    if index != other and 0 <= index < len(found) and 0 <= other < len(found):
        found[index], found[other] = found[other], found[index]
    return found
