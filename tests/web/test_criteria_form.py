"""The form of criteria: what is sent is what was shown, for every sort of subject."""

from __future__ import annotations

import pytest
from starlette.datastructures import QueryParams

from okno import people
from okno.catalog.automation import Criterion
from okno.i18n import translator
from okno.themes.criteria import CriteriaView
from okno.tickets.criteria import problems
from okno.web import criteria_form
from okno.web.criteria_form import number, parse, view
from okno.web.criteria_words import names_of, said

pytestmark = pytest.mark.usefixtures("catalog")
ENGLISH = translator("en")
ALL = (
    Criterion(of="priority", values=("critical", "high")),
    Criterion(of="state", others=("new",)),
    Criterion(of="line", values=(1, 2)),
    Criterion(of="line", at_least=2),
    Criterion(of="unanswered", at_least=1.5),
    Criterion(of="due", below=8),
    Criterion(of="due", filled=False),
    Criterion(of="vip", filled=True),
    Criterion(of="overdue", filled=False),
    Criterion(of="assignee", filled=False),
    Criterion(of="assignee", values=("me", "anna")),
    Criterion(of="subject", words="no mail"),
    Criterion(of="department", values=("Sales", "Stock")),
    Criterion(of="field.model", values=("27",)),
)


def _sent(form: CriteriaView) -> list[tuple[str, str]]:
    """What a browser sends of a form that nobody has touched."""
    found: list[tuple[str, str]] = []
    for row in form.rows:
        found.append((row.hidden, row.of))
        found += [(row.how.name, one.value) for one in row.how.options if one.selected]
        if row.values is not None and row.values.options:
            found += [(row.values.name, one.value) for one in row.values.options if one.selected]
        elif row.values is not None:
            found.append((row.values.name, row.values.value))
    return found


async def test_what_is_shown_is_what_is_sent() -> None:
    """Each subject with each comparison that fits it."""
    await people.create(login="anna", name="Анна")
    for at in range(0, len(ALL), 7):
        part = ALL[at : at + 7]
        assert problems(part) == []
        assert await parse(QueryParams(_sent(await view(part, ENGLISH)))) == part


async def test_two_comparisons_of_one_are_two_rows() -> None:
    """They mean the same."""
    form = await view((Criterion(of="due", at_least=1, below=8),), ENGLISH)
    assert await parse(QueryParams(_sent(form))) == (Criterion(of="due", at_least=1), Criterion(of="due", below=8))


async def test_one_is_added_and_one_dropped() -> None:
    """By the buttons of the form, without a script."""
    sent = _sent(await view(ALL[:3], ENGLISH))
    found = await parse(QueryParams([*sent, ("criteria.drop", "1"), ("criteria.add", "vip")]))
    assert found == (ALL[0], ALL[2], Criterion(of="vip", filled=True))
    begun = await parse(QueryParams([("criteria.add", "priority"), ("criteria.add", "x")]))
    assert begun in ((), (Criterion(of="priority"),))


async def test_somebody_is_found_by_name() -> None:
    """What was typed counts when it means one person."""
    await people.create(login="anna", name="Анна Королёва")
    sent = [("criteria.0.of", "customer"), ("criteria.0.how", "is"), ("criteria.0.who.text", "Королёва")]
    assert await parse(QueryParams(sent)) == (Criterion(of="customer", values=("anna",)),)
    names = await names_of([Criterion(of="customer", values=("anna", "me"))])
    assert said(Criterion(of="customer", values=("anna", "me")), ENGLISH, names).endswith("Анна Королёва or me")


async def test_a_criterion_is_told_in_words() -> None:
    """In both languages, whatever it compares."""
    told = [said(one, ENGLISH) for one in ALL]
    assert told[0] == "Priority: Critical or High"
    assert told[4] == "Without reaction: from 1.5 h"
    assert told[9] == "Assignee: nobody"
    assert len(set(told)) == len(ALL)
    assert all(said(one, translator("ru")) for one in ALL)
    assert said(Criterion(of="gone"), ENGLISH) == "gone"


@pytest.mark.parametrize(
    ("text", "whole", "meant"),
    [("2", False, 2), ("1,5", False, 1.5), ("1 000", False, 1000), ("x", False, None), ("", False, None),
     ("1.5", True, None), ("99999", True, None), ("--1", False, None), ("²", False, None), ("1" * 20, False, None)],
)  # fmt: skip
def test_numbers_are_read_as_people_write_them(text: str, whole: bool, meant: float | None) -> None:
    """With a comma or a point; anything else is none."""
    assert number(text, whole=whole) == meant


async def test_flaws_stand_at_their_place() -> None:
    """And those of the whole above all."""
    wrong = (Criterion(of="state", values=("gone",)), Criterion(of="vip"))
    form = await view(wrong, ENGLISH, errors=problems(wrong))
    assert all(row.error for row in form.rows)
    many = tuple(Criterion(of="vip", filled=True) for _ in range(criteria_form.MOST + 1))
    assert (await view(many, ENGLISH, errors=problems(many))).add is None
