"""The arithmetic of marks."""

from __future__ import annotations

import pytest

from okno_feedback.calendar import is_quarter, month_of, months, quarter_of, quarter_start
from okno_feedback.marks import Marks, Scores
from okno_feedback.reasons import lines, word

NEW_YEAR_MOSCOW = 1_798_750_800_000_000  # 2026-12-31 21:00 UTC


def test_nothing_was_said_of_what_nobody_rated() -> None:
    empty = Marks({}, asked=0)
    assert (empty.total, empty.average, empty.bad_share(2), empty.answered_share) == (0, None, None, None)


def test_average_and_shares() -> None:
    marks = Marks({5: 6, 4: 1, 2: 1, 1: 2}, asked=40)
    assert marks.average == pytest.approx(3.8)
    assert (marks.bad(2), marks.bad_share(2), marks.bad_share(1), marks.answered_share) == (3, 30, 20, 25)


def test_more_answers_than_letters_are_no_more_than_all() -> None:
    assert Marks({5: 3}, asked=2).answered_share == 100


def test_scores_are_hidden_until_there_are_five() -> None:
    assert Scores.of({10: 4}).net is None
    assert Scores.of({10: 3, 8: 1, 0: 1}).net == 40
    assert Scores.of({6: 5}).net == -100


def test_the_borders_of_scores() -> None:
    found = Scores.of({0: 1, 6: 1, 7: 1, 8: 1, 9: 1, 10: 1})
    assert (found.promoters, found.passives, found.detractors, found.net) == (2, 2, 2, 0)


def test_months_go_by_the_clock_of_the_company() -> None:
    assert (month_of(NEW_YEAR_MOSCOW), quarter_of(NEW_YEAR_MOSCOW)) == (202701, 20271)
    assert (month_of(NEW_YEAR_MOSCOW - 1), quarter_of(NEW_YEAR_MOSCOW - 1)) == (202612, 20264)


def test_months_before_a_new_year() -> None:
    assert list(months(4, until=202702)) == [202611, 202612, 202701, 202702]


@pytest.mark.parametrize(
    ("number", "known"), [(20261, True), (20264, True), (20265, False), (20260, False), (1, False)]
)
def test_numbers_of_quarters(number: int, known: bool) -> None:
    assert is_quarter(number) is known


def test_the_first_day_of_a_quarter() -> None:
    assert quarter_start(20263).isoformat() == "2026-07-01"


def test_reasons_have_two_languages_or_one() -> None:
    assert [word("Долго | Slowly", one) for one in ("ru", "en")] == ["Долго", "Slowly"]
    assert [word("Грубо", one) for one in ("ru", "en")] == ["Грубо", "Грубо"]
    assert [word("Грубо |", one) for one in ("ru", "en")] == ["Грубо", "Грубо"]
    assert [word("| Rude", one) for one in ("ru", "en")] == ["Rude", "Rude"]


def test_reasons_stand_once_and_are_not_endless() -> None:
    assert list(lines({"reasons": ["А", " А ", "", "Б"]})) == ["А", "Б"]
    assert len(lines({"reasons": [str(n) for n in range(40)]})) == 12
