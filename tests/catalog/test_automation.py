"""Rules and macros are judged with the catalog: what they name must be there, what they say must go together."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from okno.catalog.automation import Action, Criterion, Macro, Rule
from okno.catalog.check import placed
from okno.catalog.loader import load
from okno.catalog.model import Catalog
from tests.catalog.samples import write_files

NAME = {"ru": "Имя", "en": "Name"}
NOTE = Action(do="note", text=NAME)


@pytest.fixture(scope="module")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """A small one that is right."""
    return load(write_files(tmp_path_factory.mktemp("catalog")))


def _rule(*actions: Action, **more: Any) -> Rule:
    given: dict[str, Any] = {"title": NAME, "sort": 1, "on": ("created",), **more}
    return Rule(key="one", actions=actions, **given)


def _wrong(catalog: Catalog, item: Rule | Macro) -> list[tuple[str, str]]:
    part = "rules" if isinstance(item, Rule) else "macros"
    parts: dict[str, Any] = {part: {item.key: item}}
    whole = replace(catalog, **parts)
    return [(".".join(map(str, where.path)) if where else "", str(reason)) for where, reason in placed(whole)]


def test_what_is_right_is_right(catalog: Catalog) -> None:
    """Each action once."""
    actions = (
        Action(do="priority", value="high"),
        Action(do="impact", value=1),
        Action(do="urgency", value=3),
        Action(do="service", value="help"),
        Action(do="kind", value="incident"),
        Action(do="field", key="topic", value="x"),
        Action(do="field", key="topic"),
        Action(do="team", value="it"),
        Action(do="line", value="next"),
        Action(do="line", value=2),
        Action(do="assignee", value="boris"),
        Action(do="assignee", value="least_load"),
        Action(do="state", value="done"),
        Action(do="reply", text={"ru": "{name}", "en": "{number}"}),
        NOTE,
        Action(do="tell", who=("assignee", "owner")),
        Action(do="watch", who=("boris",)),
        Action(do="task", text=NAME, key="it", value="4h"),
    )
    assert _wrong(catalog, _rule(*actions, criteria=(Criterion(of="service", values=("help",)),))) == []
    macro = Macro(key="one", title=NAME, sort=1, teams=("it",), actions=(Action(do="assignee", value="me"),))
    assert _wrong(catalog, macro) == []


@pytest.mark.parametrize(
    ("action", "place"),
    [
        (Action(do="priority", value="urgent"), "value"),
        (Action(do="impact", value=4), "value"),
        (Action(do="impact", value="1"), "value"),
        (Action(do="service", value="nothing"), "value"),
        (Action(do="team", value="nobody"), "value"),
        (Action(do="line", value=9), "value"),
        (Action(do="line"), "value"),
        (Action(do="state", value="gone"), "value"),
        (Action(do="assignee", value="me"), "value"),
        (Action(do="assignee", value="no such, login"), "value"),
        (Action(do="field", key="strange", value=1), "key"),
        (Action(do="field", key="topic", value={"a": 1}), "value"),
        (Action(do="note", text={"ru": "Только"}), "text"),
        (Action(do="reply", text={"ru": "{secret}", "en": "x"}), "text.ru"),
        (Action(do="reply", text=NAME, value="high"), "value"),
        (Action(do="tell", who=("everybody",)), "who.0"),
        (Action(do="tell"), "who"),
        (Action(do="watch", who=("a b",)), "who.0"),
        (Action(do="task", text=NAME, value="soon"), "value"),
        (Action(do="task", text=NAME, key="nobody"), "key"),
    ],
    ids=str,
)
def test_an_action_that_says_too_little_or_too_much_is_told(catalog: Catalog, action: Action, place: str) -> None:
    """With its place."""
    assert [where for where, _ in _wrong(catalog, _rule(action))] == [f"actions.0.{place}"]


def test_a_rule_acts_on_events_or_after_a_time(catalog: Catalog) -> None:
    """One of the two."""
    assert _wrong(catalog, _rule(NOTE, on=(), after="3d")) == []
    assert [where for where, _ in _wrong(catalog, _rule(NOTE, after="3d"))] == ["on"]
    assert [where for where, _ in _wrong(catalog, _rule(NOTE, on=()))] == ["on"]
    assert [where for where, _ in _wrong(catalog, _rule(NOTE, on=(), after="soon"))] == ["after"]
    assert [where for where, _ in _wrong(catalog, _rule())] == ["actions"]


def test_nobody_is_me_in_a_rule(catalog: Catalog) -> None:
    """In a macro it is whoever presses."""
    mine = Criterion(of="assignee", values=("me",))
    assert [where for where, _ in _wrong(catalog, _rule(NOTE, criteria=(mine,)))] == ["criteria.0"]
    assert _wrong(catalog, Macro(key="one", title=NAME, sort=1, criteria=(mine,), actions=(NOTE,))) == []


def test_more_than_anybody_keeps_in_mind_is_refused(catalog: Catalog) -> None:
    """A hundred rules, twenty actions, twenty criteria."""
    many = {f"r{n}": replace(_rule(NOTE), key=f"r{n}") for n in range(101)}
    assert [str(reason) for where, reason in placed(replace(catalog, rules=many)) if where is None]
    assert [where for where, _ in _wrong(catalog, _rule(*[NOTE] * 21))] == ["actions"]
    criteria = (Criterion(of="vip", filled=True),) * 21
    assert [where for where, _ in _wrong(catalog, _rule(NOTE, criteria=criteria))] == ["criteria.20"]
