"""Words with variables: one table of names for replies, rules and letterheads."""

from __future__ import annotations

from dataclasses import replace

from okno.catalog.check import check
from okno.catalog.model import ReplySet
from okno.catalog.variables import VARIABLES, fill, strange
from tests.company import starter_catalog


def test_all_names_may_stand_in_a_reply_and_no_other() -> None:
    everything = " ".join(f"{{{name}}}" for name in VARIABLES)
    assert strange(everything + " {nome} {1} { name }") == ["nome"]
    assert fill("{name} {nome} {number}", {"name": "{number}", "number": "5"}) == "{number} {nome} 5"


def test_the_check_knows_the_same_names() -> None:
    catalog = starter_catalog()
    key, replies = next(iter(catalog.replies.items()))
    for text, right in (("{agent}, {due}", True), ("{nome}", False)):
        one = replace(replies.replies[0], text={"ru": text, "en": text})
        changed: ReplySet = replace(replies, replies=(one, *replies.replies[1:]))
        told = check(replace(catalog, replies={**catalog.replies, key: changed}))
        assert (not told) is right, told


def test_a_letterhead_is_checked_like_a_reply() -> None:
    catalog = starter_catalog()
    key, team = next(iter(catalog.teams.items()))
    wrong = replace(team, greeting={"ru": "{nome}", "en": "Hello"}, signature={"ru": "x" * 2000, "en": "{agent}"})
    told = check(replace(catalog, teams={**catalog.teams, key: wrong}))
    assert len(told) == 2
    right = replace(team, greeting={"ru": "{name}, здравствуйте!", "en": "Hello, {name},"})
    assert not check(replace(catalog, teams={**catalog.teams, key: right}))
