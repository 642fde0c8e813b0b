"""Conditions written into a query: `state:done from:ivanov`, in Russian and in English.

A word that no condition is made of stays a word: `error:404` is looked for as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from okno.catalog import registry
from okno.catalog.automation import Criterion
from okno.catalog.criteria import ME, PHASES
from okno.catalog.model import PRIORITIES
from okno.text import search_key
from okno.tickets.criteria import problems

_WRITTEN = re.compile(r"(?<!\S)(-?)([^\W\d_][\w.]*):(?:\"([^\"]*)\"|(\S+))")
_MOST = 8
_ME = frozenset({"me", "я", "мне", "меня"})
_NOBODY = frozenset({"nobody", "none", "никто", "нет"})
_STAGES = {
    "открыта": "open", "открыто": "open", "открытые": "open", "готово": "done", "готова": "done", "закрыта": "closed",
    "закрыто": "closed", "закрытые": "closed", "пауза": "paused", "ждет": "paused",
}  # fmt: skip
_PRIORITY_WORDS = {
    "критический": "critical", "критичный": "critical", "высокий": "high", "обычный": "normal", "средний": "normal",
    "низкий": "low",
}  # fmt: skip
_KIND_WORDS = {"запрос": "request", "заявка": "request", "инцидент": "incident", "консультация": "consultation"}

Values = Callable[[str], Sequence[str]]


@dataclass(frozen=True)
class Operator:
    """A condition that may be written: its names, what it looks at, and how its value is read."""

    names: tuple[str, ...]
    of: str
    values: Values
    staff: bool = False
    """Only the staff know it of a ticket, so only they find by it."""


def _titled(titles: Callable[[], Mapping[str, Mapping[str, str]]]) -> Values:
    """Keys by themselves, or by the beginning of a title in any language."""

    def values(text: str) -> list[str]:
        known = titles()
        if text in known:
            return [text]
        starts = (text, f" {text}")
        return [
            key
            for key, names in known.items()
            if any(search_key(name).startswith(text) or starts[1] in search_key(name) for name in names.values())
        ][:50]

    return values


def _states() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for one in registry.current().lifecycles.values():
        for state in one.states:
            found.setdefault(state.key, {}).update({f"{one.key} {lang}": name for lang, name in state.title.items()})
    return found


def _services() -> dict[str, Mapping[str, str]]:
    return {key: one.title for key, one in registry.current().services.items()}


def _teams() -> dict[str, Mapping[str, str]]:
    return {key: one.title for key, one in registry.current().teams.items()}


def _categories() -> dict[str, Mapping[str, str]]:
    return {key: one.title for key, one in registry.current().categories.items()}


def _words(known: Mapping[str, str], keys: Sequence[str]) -> Values:
    return lambda text: [text] if text in keys else [key for word, key in known.items() if word == text]


def _logins(text: str) -> list[str]:
    return [text]


OPERATORS: tuple[Operator, ...] = (
    Operator(("state", "состояние", "статус"), "state", _titled(_states)),
    Operator(("stage", "этап", "is"), "phase", _words(_STAGES, PHASES)),
    Operator(("service", "услуга", "сервис"), "service", _titled(_services)),
    Operator(("category", "раздел", "направление"), "category", _titled(_categories)),
    Operator(("kind", "вид", "тип"), "kind", _words(_KIND_WORDS, ("request", "incident", "consultation"))),
    Operator(("team", "команда", "группа"), "team", _titled(_teams), staff=True),
    Operator(("priority", "приоритет"), "priority", _words(_PRIORITY_WORDS, PRIORITIES), staff=True),
    Operator(("assignee", "исполнитель"), "assignee", _logins, staff=True),
    Operator(("from", "от", "заявитель"), "customer", _logins, staff=True),
)
"""All conditions by name, besides `field.<key>` for an answer."""
_BY_NAME = {name: one for one in OPERATORS for name in one.names}
PEOPLE = frozenset({"customer", "assignee"})
"""Conditions whose value is the beginning of a name or login, until it is looked up."""
FOR_ALL = frozenset(one.of for one in OPERATORS if not one.staff)
"""What a requester may find his requests by: what he reads on their pages. An answer may be one of the team's."""


def understood(text: str) -> tuple[str, tuple[Criterion, ...]]:
    """The text without the conditions that are written in it, and these."""
    found: list[Criterion] = []

    def take(match: re.Match[str]) -> str:
        sign, name, quoted, bare = match.groups()
        one = _criterion(search_key(name), search_key(quoted if quoted is not None else bare), bool(sign))
        if one is None or len(found) >= _MOST:
            return match[0]
        found.append(one)
        return " "

    return _WRITTEN.sub(take, text), tuple(found)


def _criterion(name: str, value: str, negative: bool) -> Criterion | None:
    if name.startswith(("field.", "поле.")):
        made = _made("field." + name.partition(".")[2], [value], negative)
    elif (one := _BY_NAME.get(name)) is None or not value:
        return None
    elif one.of == "assignee" and value in _NOBODY:
        made = Criterion(of=one.of, filled=negative)
    elif one.of in PEOPLE:
        return _made(one.of, [ME if value in _ME else value], negative)
    else:
        made = _made(one.of, one.values(value), negative)
    return made if made is not None and not problems([made]) else None


def _made(of: str, values: Sequence[str], negative: bool) -> Criterion | None:
    if not values:
        return None
    return Criterion(of=of, others=tuple(values)) if negative else Criterion(of=of, values=tuple(values))
