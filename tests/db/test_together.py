"""Several questions in one statement."""

from __future__ import annotations

from okno.db.together import Scalar, count_of, together
from okno.settings import Settings


async def test_each_question_keeps_its_own_places(db: Settings) -> None:
    """The answers come in the order of the questions, whatever their arguments are."""
    answers = await together(
        [
            Scalar("SELECT CAST($1 AS INTEGER) + CAST($2 AS INTEGER)", (1, 2)),
            Scalar("SELECT 7"),
            Scalar("SELECT CAST($2 AS INTEGER) - CAST($1 AS INTEGER)", (1, 5)),
        ]
    )
    assert answers == [3, 7, 4]


async def test_without_a_row_there_is_no_answer(db: Settings) -> None:
    """And without a question no statement."""
    assert await together([Scalar("SELECT name FROM person WHERE id = $1", (0,))]) == [None]
    assert await together([]) == []


async def test_counting_ends_a_little_over_the_most(db: Settings) -> None:
    """So what is counted on each page stays cheap."""
    rows = "(SELECT 1 AS n UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4) r WHERE n >= $1"
    assert await together([count_of(rows, [1], upto=2), count_of(rows, [4], upto=2)]) == [3, 1]
