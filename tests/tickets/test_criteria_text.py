"""Criteria in the address of a page."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from okno.catalog.automation import Criterion
from okno.tickets.criteria_text import of_query, query_of, read

PRIORITY = Criterion(of="priority", values=("high", "critical"))


@pytest.mark.parametrize(
    ("name", "text", "meant"),
    [
        ("priority", "high,critical", PRIORITY),
        ("team", "!it-devices", Criterion(of="team", others=("it-devices",))),
        ("unanswered", "2..", Criterion(of="unanswered", at_least=2)),
        ("due", "..1.5", Criterion(of="due", below=1.5)),
        ("due", "-2..8", Criterion(of="due", at_least=-2, below=8)),
        ("line", "1,2", Criterion(of="line", values=(1, 2))),
        ("assignee", "-", Criterion(of="assignee", filled=False)),
        ("assignee", "me", Criterion(of="assignee", values=("me",))),
        ("vip", "yes", Criterion(of="vip", filled=True)),
        ("subject", "no mail, again", Criterion(of="subject", words="no mail, again")),
        ("field.model", "27", Criterion(of="field.model", values=("27",))),
        ("department", "Опт\\, розница,Склад", Criterion(of="department", values=("Опт, розница", "Склад"))),
        ("department", "\\-", Criterion(of="department", values=("-",))),
    ],
)
def test_one_parameter_is_one_criterion(name: str, text: str, meant: Criterion) -> None:
    """And the criterion is written as the parameter."""
    assert read(name, text) == meant
    assert query_of([meant]) == [(name, text)]


@pytest.mark.parametrize(
    ("name", "text"),
    [("q", "mail"), ("priority", ""), ("vip", "perhaps"), ("due", ".."), ("due", "soon"), ("line", "9999999999"),
     ("field.", "x"), ("priority", "!"), ("priority", "x" * 3000)],
)  # fmt: skip
def test_what_says_nothing_is_passed_over(name: str, text: str) -> None:
    """Other parameters of the page, and nonsense."""
    assert of_query([(name, text)]) == ()


def test_a_name_may_stand_twice() -> None:
    """Both hold then."""
    both = (Criterion(of="priority", others=("low",)), Criterion(of="priority", others=("normal",)))
    assert of_query([("priority", "!low"), ("sort", "due"), ("priority", "!normal")]) == both


@given(st.lists(st.text(alphabet="aб,\\!*-. 1", min_size=1, max_size=8).map(str.strip).filter(bool), min_size=1))
def test_any_words_survive_the_way(values: list[str]) -> None:
    """Commas, signs and backslashes of a department are its own."""
    words = tuple(dict.fromkeys(" ".join(one.split()) for one in values))[:50]
    for one in (Criterion(of="department", values=words), Criterion(of="department", others=words)):
        assert of_query(query_of([one])) == (one,)
