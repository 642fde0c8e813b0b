"""What ratings hold of a person: his marks and words, his answers, and what was noted of talks with him."""

from __future__ import annotations

from typing import Any

from okno.api import execute, fetch, from_us, utc


async def export(person_id: int, *, whole: bool) -> dict[str, Any]:
    """All of it, as it can stand in JSON. What colleagues noted of a talk with him is about him, too."""
    ratings = await fetch(
        "SELECT id, ticket_id, stars, text, reasons, at FROM x_feedback_rating WHERE person_id = $1 ORDER BY id",
        person_id,
    )
    answers = await fetch(
        "SELECT a.rating_id, a.question_id, a.number, a.text FROM x_feedback_answer a JOIN x_feedback_rating r"
        " ON r.id = a.rating_id WHERE r.person_id = $1 ORDER BY a.id",
        person_id,
    )
    scores = await fetch(
        "SELECT quarter, score, at FROM x_feedback_score WHERE person_id = $1 ORDER BY quarter", person_id
    )
    asked = await fetch(
        "SELECT ticket_id, state, asked_at FROM x_feedback_invitation WHERE person_id = $1 ORDER BY id", person_id
    )
    talks = await fetch(
        "SELECT quarter, contacted, notes FROM x_feedback_interview WHERE person_id = $1 ORDER BY quarter", person_id
    )
    if not whole:
        ratings, answers, talks = (_without_words(rows) for rows in (ratings, answers, talks))
    return {
        "ratings": [_told(row, "at") for row in ratings],
        "answers": answers,
        "recommends": [_told(row, "at") for row in scores],
        "asked": [_told(row, "asked_at") for row in asked],
        "interviews": talks,
    }


def _without_words(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{name: value for name, value in row.items() if name not in ("text", "notes")} for row in rows]


def _told(row: dict[str, Any], moment: str) -> dict[str, Any]:
    return {**row, moment: utc(from_us(row[moment])) if row[moment] is not None else None}


async def forget(person_id: int) -> None:
    """Words and names go, marks stay as numbers of nobody; in the transaction of the forgetting."""
    his = "SELECT id FROM x_feedback_rating WHERE person_id = $1"
    await execute(f"UPDATE x_feedback_answer SET text = '' WHERE text <> '' AND rating_id IN ({his})", person_id)
    await execute("UPDATE x_feedback_rating SET person_id = NULL, text = '' WHERE person_id = $1", person_id)
    await execute("UPDATE x_feedback_score SET person_id = NULL WHERE person_id = $1", person_id)
    await execute("UPDATE x_feedback_interview SET person_id = NULL, notes = '' WHERE person_id = $1", person_id)
    await execute(
        "UPDATE x_feedback_invitation SET person_id = NULL, token_hash = NULL,"
        " state = CASE WHEN state = 'open' THEN 'withdrawn' ELSE state END WHERE person_id = $1",
        person_id,
    )
    for column in ("assignee_id", "keeper_id", "settled_by_id"):
        await execute(f"UPDATE x_feedback_rating SET {column} = NULL WHERE {column} = $1", person_id)
