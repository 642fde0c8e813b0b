"""The names of what items of the catalog consist of, and values of theirs, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from okno.catalog.difference import ORDER, Change, identity
from okno.i18n import Translator
from okno.text import N_, Phrase, one_line, pick

KINDS: Mapping[str, Phrase] = {
    "service": N_("Service"),
    "category": N_("Category"),
    "team": N_("Team"),
    "calendar": N_("Calendar"),
    "lifecycle": N_("Lifecycle"),
    "sla": N_("Service level"),
    "priority": N_("Priorities"),
    "reply": N_("Canned replies"),
    "policy": N_("Policy"),
    "rule": N_("Rule"),
    "macro": N_("Macro"),
}
"""What an item is called by its kind."""

NAMES: Mapping[str, Phrase] = {
    "key": N_("Key"),
    "title": N_("Title"),
    "summary": N_("In one line"),
    "description": N_("Description"),
    "done_text": N_("What the requester gets"),
    "category": N_("Category"),
    "icon": N_("Icon"),
    "kind": N_("Kind of requests"),
    "kinds": N_("Other kinds of requests"),
    "team": N_("Team"),
    "owner": N_("Who answers for it"),
    "lifecycle": N_("Lifecycle"),
    "sla": N_("Service level"),
    "respond": N_("Time to answer"),
    "resolve": N_("Time to solve"),
    "cost": N_("Cost"),
    "currency": N_("Currency"),
    "visible_to": N_("Who may order it"),
    "groups": N_("Groups"),
    "departments": N_("Departments"),
    "popular": N_("On the first page"),
    "words": N_("Search words"),
    "subject": N_("Subject of the request"),
    "fields": N_("Form"),
    "approval": N_("Approval"),
    "approval_order": N_("Order of approval"),
    "tasks": N_("Tasks"),
    "finish_by_tasks": N_("Done when all tasks are done"),
    "articles": N_("Advice"),
    "type": N_("Type"),
    "help": N_("Hint"),
    "required": N_("Required"),
    "default": N_("Answer at the start"),
    "min": N_("The least"),
    "max": N_("The most"),
    "max_length": N_("The longest"),
    "whole": N_("Whole numbers only"),
    "pattern": N_("Pattern"),
    "mask": N_("Mask"),
    "choices": N_("Options"),
    "parent": N_("Depends on"),
    "prefill": N_("Filled in with"),
    "show_if": N_("Shown if"),
    "required_if": N_("Required if"),
    "required_to_close": N_("Required before closing"),
    "teams": N_("For teams"),
    "note": N_("Explanation"),
    "of": N_("Offered for"),
    "ask": N_("Whom to ask"),
    "role": N_("Role"),
    "person": N_("Person"),
    "field": N_("Field"),
    "need": N_("How many must agree"),
    "when": N_("Only if"),
    "remind": N_("Remind after"),
    "deadline": N_("Deadline"),
    "at_deadline": N_("At the deadline"),
    "text": N_("Text"),
    "after": N_("After"),
    "due": N_("Term"),
    "shows": N_("What the team sees"),
    "sort": N_("Place in the list"),
    "general": N_("Service for everything else"),
    "calendar": N_("Calendar"),
    "confidential": N_("Confidential"),
    "zone": N_("Time zone"),
    "week": N_("Working hours"),
    "exceptions": N_("Special days"),
    "requester": N_("Title for the requester"),
    "glyph": N_("Sign"),
    "phase": N_("Phase"),
    "pause": N_("Pause"),
    "from": N_("From"),
    "to": N_("To"),
    "who": N_("Who"),
    "right": N_("Right"),
    "asks": N_("Asks for words"),
    "start": N_("First state"),
    "auto_close_days": N_("Days until it closes itself"),
    "reopen_days": N_("Days to reopen"),
    "states": N_("States"),
    "transitions": N_("Transitions"),
    "targets": N_("Terms"),
    "critical": N_("Critical"),
    "high": N_("High"),
    "normal": N_("Normal"),
    "low": N_("Low"),
    "impacts": N_("Impact"),
    "urgencies": N_("Urgency"),
    "matrix": N_("Matrix"),
    "replies": N_("Replies"),
    "greeting": N_("Greeting"),
    "signature": N_("Signature"),
    "stops": N_("The clock stands while a request waits"),
    "steps": N_("Steps on the way"),
    "at": N_("When"),
    "tell": N_("Who is told"),
    "next_line": N_("It goes on to the next line"),
    "raise_priority": N_("The priority rises by one step"),
    "holidays": N_("Public holidays"),
    "services": N_("Services"),
    "categories": N_("Categories"),
    "priorities": N_("Priorities"),
    "lines": N_("Lines"),
    "vip": N_("Important people"),
    "active": N_("The rule acts"),
    "on": N_("On events"),
    "since": N_("Since"),
    "criteria": N_("Conditions"),
    "actions": N_("Actions"),
    "ru": N_("in Russian"),
    "en": N_("in English"),
}
"""What the administrator calls each part of an item."""
CUT = 300


def title_of(body: Any, key: str, locale: str) -> str:
    """The title of an item or of a part of it as far as it has one, else its key."""
    title = body.get("title") if isinstance(body, dict) else None
    return (pick(title, locale) if isinstance(title, dict) else "") or key


def where(t: Translator, path: tuple[str | int, ...], body: Any) -> str:
    """A path into an item in words: «Форма › Модель › Подсказка по-русски». Members of lists come by key or index."""
    words: list[str] = []
    for step in path:
        body, word = _step(t, body, step)
        if step in ("ru", "en") and words:
            words[-1] += f" {word}"
        elif word:
            words.append(word)
    return " › ".join(words)


def _step(t: Translator, body: Any, step: str | int) -> tuple[Any, str]:
    if isinstance(body, list):
        found = next((one for one in body if identity(one) == step), None) if isinstance(step, str) else None
        if isinstance(step, int):
            found = body[step] if step < len(body) else None
        if step == ORDER:
            return None, t.say(N_("order"))
        return found, title_of(found, str(step) if isinstance(step, str) else f"№ {step + 1}", t.locale)
    inner = body.get(step) if isinstance(body, dict) else None
    if step == ORDER:
        return None, t.say(N_("order"))
    return inner, t.say(NAMES[str(step)]) if step in NAMES else str(step)


def told(t: Translator, value: Any) -> str:
    """A value of an item in words; «—» for what is not there."""
    if value is None or value in ("", [], {}):
        return "—"
    if isinstance(value, bool):
        return t.say(N_("Yes") if value else N_("No"))
    if isinstance(value, (int, float)):
        return t.number(value)
    if isinstance(value, list):
        return one_line(", ".join(told(t, one) for one in value), CUT)
    if isinstance(value, dict):
        return _object(t, value)
    return one_line(str(value), CUT)


def _object(t: Translator, value: dict[str, Any]) -> str:
    if set(value) <= {"ru", "en"}:
        return one_line(pick(value, t.locale), CUT)
    title = title_of(value, "", t.locale)
    if title:
        return f"«{title}»" if t.locale == "ru" else f"“{title}”"
    pairs = [
        f"{t.say(NAMES[name]) if name in NAMES else name}: {told(t, one)}"
        for name, one in value.items()
        if name != "key"
    ]
    return one_line("; ".join(pairs), CUT)


def changes_told(t: Translator, changes: tuple[Change, ...], before: Any, after: Any) -> list[tuple[str, str, str]]:
    """Differences as where, before and after in words."""
    both = _joined(before, after)
    return [(where(t, one.path, both), *_values(t, one, both)) for one in changes]


def _values(t: Translator, change: Change, both: Any) -> tuple[str, str]:
    if not change.path or change.path[-1] != ORDER:
        return told(t, change.before), told(t, change.after)
    for step in change.path[:-1]:
        both, _ = _step(t, both, step)
    titles = {identity(one): title_of(one, identity(one) or "", t.locale) for one in both or ()}
    return told(t, [titles.get(key, key) for key in change.before]), told(
        t, [titles.get(key, key) for key in change.after]
    )


def _joined(before: Any, after: Any) -> Any:
    """One body that has the members of both, so that what was taken away is called by its title, too."""
    if isinstance(before, dict) and isinstance(after, dict):
        return {**before, **{name: _joined(before.get(name), one) for name, one in after.items()}}
    if isinstance(before, list) and isinstance(after, list):
        old = {identity(one): one for one in before}
        known = {identity(one) for one in after}
        return [
            *(_joined(old.get(identity(one)), one) for one in after),
            *(one for key, one in old.items() if key not in known),
        ]
    return after if after is not None else before
