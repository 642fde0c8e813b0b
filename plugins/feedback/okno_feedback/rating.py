"""Giving a mark, and changing it for a day: one row for each invitation, whoever is faster."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from okno.api import (
    N_,
    Phrase,
    clean,
    dump_json,
    enqueue,
    errors,
    execute,
    fetch,
    fetch_one,
    load_json,
    now_us,
    record,
    tx,
)
from okno_feedback import invitation, question, reasons
from okno_feedback.calendar import month_of, quarter_of
from okno_feedback.events import RatingGiven
from okno_feedback.interview import note_bad
from okno_feedback.invitation import Invitation
from okno_feedback.question import Question

TEXT_LIMIT = 2000
ANSWER_LIMIT = 500
CHANGES_MOST = 10
"""How often one mark is changed: who sends more is a program."""
SCORE_MOST = 10
_COLUMNS = (
    "id, invitation_id, ticket_id, person_id, team_id, assignee_id, service, stars, text, reasons, at, changed_at,"
    " changes, follow, keeper_id, settled_at, settled_by_id"
)


@dataclass(frozen=True)
class Rating:
    """A mark as stored; see the table."""

    id: int
    invitation_id: int
    ticket_id: int
    person_id: int | None
    team_id: int
    assignee_id: int | None
    service: str
    stars: int
    text: str
    reasons: Sequence[str]
    at: int
    changed_at: int
    changes: int
    follow: str
    keeper_id: int | None
    settled_at: int | None
    settled_by_id: int | None


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What somebody sends: texts as typed. `answers` by the ids of questions, `score` 0 to 10 or ""."""

    stars: str
    text: str = ""
    reasons: Sequence[str] = ()
    answers: Mapping[int, str] = field(default_factory=dict)
    score: str = ""


def rating_of(row: Mapping[str, Any]) -> Rating:
    """The mark in a row."""
    return Rating(**{**row, "reasons": load_json(row["reasons"])})


# Reading --------------------------------------------------------------------------------------------------------


async def of_invitation(invitation_id: int) -> Rating | None:
    """The mark that was given by an invitation."""
    row = await fetch_one(f"SELECT {_COLUMNS} FROM x_feedback_rating WHERE invitation_id = $1", invitation_id)
    return rating_of(row) if row is not None else None


async def of_ticket(ticket_id: int) -> list[Rating]:
    """All marks of a ticket, the newest first: it may have been done more than once."""
    sql = f"SELECT {_COLUMNS} FROM x_feedback_rating WHERE ticket_id = $1 ORDER BY id DESC LIMIT 10"
    return [rating_of(row) for row in await fetch(sql, ticket_id)]


async def answers_of(rating_id: int) -> dict[int, str]:
    """The answers to questions, as a form sends them, by the ids of the questions."""
    rows = await fetch("SELECT question_id, number, text FROM x_feedback_answer WHERE rating_id = $1", rating_id)
    return {row["question_id"]: row["text"] if row["number"] is None else str(row["number"]) for row in rows}


async def score_of(person_id: int) -> tuple[int, int] | None:
    """What the person has answered this quarter, and by which mark; None: he has not been asked or has not said."""
    row = await fetch_one(
        "SELECT score, rating_id FROM x_feedback_score WHERE person_id = $1 AND quarter = $2",
        person_id,
        quarter_of(now_us()),
    )
    return (row["score"], row["rating_id"]) if row is not None else None


async def may_score(person_id: int, given: Rating | None, settings: Mapping[str, Any]) -> bool:
    """Whether he is asked if he would recommend us: once a quarter, or to change what he has just said."""
    if not settings["nps"]:
        return False
    said = await score_of(person_id)
    return said is None or (given is not None and said[1] == given.id)


# Giving ---------------------------------------------------------------------------------------------------------


async def give(found: Invitation, wish: Wish, *, actor_id: int | None, settings: Mapping[str, Any]) -> Rating:
    """Keeps a mark with all that belongs to it. Raises Invalid by field, NotFound when it is too late, or TooMany.

    `actor_id` is whoever is signed in; a link names nobody.
    """
    asked = await question.asked(found.service, found.kind)
    stars = _checked(wish, asked)
    async with tx():
        held = await invitation.locked(found.id)
        if held is None or held.person_id is None or not await invitation.is_usable(held):
            raise errors.NotFound
        before = await of_invitation(held.id)
        if before is not None and before.changes >= CHANGES_MOST:
            raise errors.TooMany(N_("This mark was changed too often. It stays as it is."), retry_after=3600)
        kept = await _keep(held, before, stars, wish, settings)
        await _keep_answers(kept.id, wish, asked)
        if wish.score and await may_score(held.person_id, before, settings):
            await _keep_score(held, kept.id, int(wish.score))
        await _tell(kept, changed=before is not None, actor_id=actor_id, settings=settings)
    return kept


async def _keep(held: Invitation, before: Rating | None, stars: int, wish: Wish, settings: Mapping[str, Any]) -> Rating:
    bad = stars <= int(settings["bad"])
    known = [*reasons.lines(settings), *(before.reasons if before is not None else ())]
    chosen = [line for line in dict.fromkeys(known) if line in wish.reasons] if bad else []
    text, now = clean(wish.text).strip(), now_us()
    if before is not None:
        follow = ("done" if before.follow == "done" else "open") if bad else ""
        row = await fetch_one(
            "UPDATE x_feedback_rating SET stars = $2, text = $3, reasons = $4, changed_at = $5, changes = changes + 1,"
            f" follow = $6 WHERE id = $1 RETURNING {_COLUMNS}",
            before.id, stars, text, dump_json(chosen), now, follow,
        )  # fmt: skip
    else:
        row = await fetch_one(
            "INSERT INTO x_feedback_rating (invitation_id, ticket_id, person_id, team_id, assignee_id, service, stars,"
            " text, reasons, month, at, changed_at, changes, follow)"
            f" VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11, 0, $12) RETURNING {_COLUMNS}",
            held.id, held.ticket_id, held.person_id, held.team_id, held.assignee_id, held.service, stars, text,
            dump_json(chosen), month_of(now), now, "open" if bad else "",
        )  # fmt: skip
        await execute("UPDATE x_feedback_invitation SET state = $1 WHERE id = $2", invitation.RATED, held.id)
    assert row is not None
    return rating_of(row)


async def _keep_answers(rating_id: int, wish: Wish, asked: Sequence[Question]) -> None:
    await execute("DELETE FROM x_feedback_answer WHERE rating_id = $1", rating_id)
    for one in asked:
        value = clean(wish.answers.get(one.id, "")).strip()
        if value:
            in_words = one.kind == question.TEXT
            await execute(
                "INSERT INTO x_feedback_answer (rating_id, question_id, number, text) VALUES ($1, $2, $3, $4)",
                rating_id,
                one.id,
                None if in_words else int(value),
                value if in_words else "",
            )


async def _keep_score(held: Invitation, rating_id: int, score: int) -> None:
    now = now_us()
    await execute(
        "INSERT INTO x_feedback_score (person_id, quarter, score, rating_id, team_id, at)"
        " VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (person_id, quarter) DO UPDATE SET score = excluded.score",
        held.person_id,
        quarter_of(now),
        score,
        rating_id,
        held.team_id,
        now,
    )


async def _tell(kept: Rating, *, changed: bool, actor_id: int | None, settings: Mapping[str, Any]) -> None:
    """The fact, and for a bad mark the notice to the lead and a talk to be had."""
    event = RatingGiven(
        stream_id=kept.ticket_id,
        actor_id=actor_id,
        rating_id=kept.id,
        stars=kept.stars,
        team_id=kept.team_id,
        service=kept.service,
        changed=changed,
    )
    event_id = await record(event, [f"ticket:{kept.ticket_id}"])
    if kept.follow == "open":
        payload = {"rating": kept.id, "fact": event_id}
        await enqueue("x.feedback.warn", payload, key=f"x.feedback.warn:{kept.id}")
    if kept.stars <= int(settings["bad"]) and kept.person_id is not None:
        await note_bad(kept.person_id, kept.ticket_id, kept.team_id)


# Checking -------------------------------------------------------------------------------------------------------


def _checked(wish: Wish, asked: Sequence[Question]) -> int:
    wrong: dict[str, Phrase] = {}
    if _number(wish.stars, 1, 5) is None:
        wrong["stars"] = N_("Choose a mark from 1 to 5.")
    if len(wish.text) > TEXT_LIMIT:
        wrong["text"] = N_("At most %(n)s characters.", n=TEXT_LIMIT)
    for one in asked:
        if (said := _answer_problem(one, clean(wish.answers.get(one.id, "")).strip())) is not None:
            wrong[f"q{one.id}"] = said
    if wish.score and _number(wish.score, 0, SCORE_MOST) is None:
        wrong["score"] = N_("Choose a number from 0 to 10.")
    if wrong:
        raise errors.Invalid(wrong)
    return int(wish.stars)


def _answer_problem(one: Question, value: str) -> Phrase | None:
    if not value:
        return None
    if one.kind == question.TEXT:
        return N_("At most %(n)s characters.", n=ANSWER_LIMIT) if len(value) > ANSWER_LIMIT else None
    least, most = {question.STARS: (1, 5), question.YES_NO: (0, 1)}.get(one.kind, (1, len(one.choices)))
    return N_("Choose one of the answers.") if _number(value, least, most) is None else None


def _number(text: str, least: int, most: int) -> int | None:
    """The whole number in a text, if it is one and lies between these."""
    if not (text.isascii() and text.isdigit() and len(text) <= 3):
        return None
    return int(text) if least <= int(text) <= most else None
