"""Questions beside the mark: a few for each service, in versions, so that answers stay true."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from okno.api import (
    N_,
    Actor,
    Phrase,
    Texts,
    dump_json,
    errors,
    execute,
    fetch,
    fetch_one,
    fetch_value,
    load_json,
    now_us,
    one_line,
    record,
    tx,
)
from okno_feedback.events import QuestionChanged

STARS, YES_NO, CHOICE, TEXT = "stars", "yes_no", "choice", "text"
TYPES = (STARS, YES_NO, CHOICE, TEXT)
TICKET_KINDS = ("request", "incident", "consultation")
ASKED_MOST = 3
"""How many questions stand beside one mark."""
KEPT_MOST = 50
CHOICES_MOST = 7
TEXT_LIMIT = 200
CHOICE_LIMIT = 80
_COLUMNS = "id, text, kind, choices, services, kinds, position, active, replaces_id"


@dataclass(frozen=True)
class Question:
    """A question as stored. `services` are keys, `kinds` kinds of requests; empty: for all."""

    id: int
    text: Texts
    kind: str
    choices: Sequence[Texts]
    services: Sequence[str]
    kinds: Sequence[str]
    position: int
    active: bool
    replaces_id: int | None

    def fits(self, service: str, kind: str) -> bool:
        """Whether it is asked about a request of this service and kind."""
        return (not self.services or service in self.services) and (not self.kinds or kind in self.kinds)


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A question as an administrator types it; choices are lines as those of reasons."""

    text: Texts
    kind: str
    choices: Sequence[Texts] = ()
    services: Sequence[str] = ()
    kinds: Sequence[str] = ()


def _question(row: Mapping[str, Any]) -> Question:
    lists = {name: load_json(row[name]) for name in ("text", "choices", "services", "kinds")}
    return Question(**{**row, **lists, "active": bool(row["active"])})


# Reading --------------------------------------------------------------------------------------------------------


async def all_active() -> list[Question]:
    """The questions in force, in their order."""
    sql = f"SELECT {_COLUMNS} FROM x_feedback_question WHERE active = $1 ORDER BY position, id LIMIT {KEPT_MOST}"
    return [_question(row) for row in await fetch(sql, True)]


async def asked(service: str, kind: str) -> list[Question]:
    """Those that are asked about a request: the first few that fit."""
    return [one for one in await all_active() if one.fits(service, kind)][:ASKED_MOST]


async def load(question_id: int) -> Question:
    """A question, in force or not. Raises NotFound."""
    row = await fetch_one(f"SELECT {_COLUMNS} FROM x_feedback_question WHERE id = $1", question_id)
    if row is None:
        raise errors.NotFound
    return _question(row)


# Changing -------------------------------------------------------------------------------------------------------


async def put(actor: Actor, draft: Draft, *, known_services: Sequence[str], replaces: int | None = None) -> int:
    """Adds a question, or the next version of one. Raises Invalid by field, Conflict for one that was changed."""
    wanted = _checked(draft, known_services)
    async with tx():
        position = await _retired(replaces) if replaces is not None else await _last() + 1
        question_id = await fetch_value(
            "INSERT INTO x_feedback_question (text, kind, choices, services, kinds, position, active, replaces_id,"
            " author_id, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING id",
            dump_json(dict(wanted.text)), wanted.kind, dump_json([dict(one) for one in wanted.choices]),
            dump_json(list(wanted.services)), dump_json(list(wanted.kinds)), position, True, replaces, actor.id,
            now_us(),
        )  # fmt: skip
        what = "added" if replaces is None else "changed"
        await record(QuestionChanged(stream_id=0, question_id=question_id, actor_id=actor.id, what=what))
    return int(question_id)


async def _last() -> int:
    found = await fetch(
        "SELECT count(*) AS n, coalesce(max(position), 0) AS last FROM x_feedback_question WHERE active = $1", True
    )
    if found[0]["n"] >= KEPT_MOST:
        raise errors.Refused(N_("There are %(n)s questions already. Remove one first.", n=KEPT_MOST))
    return int(found[0]["last"])


async def _retired(question_id: int) -> int:
    row = await fetch_one(
        "UPDATE x_feedback_question SET active = $1 WHERE id = $2 AND active = $3 RETURNING position",
        False,
        question_id,
        True,
    )
    if row is None:
        raise errors.Conflict(N_("Somebody has changed this question meanwhile. Open it again."))
    return int(row["position"])


async def retire(actor: Actor, question_id: int) -> None:
    """Takes a question out of the forms; its answers stay."""
    async with tx():
        await _retired(question_id)
        await record(QuestionChanged(stream_id=0, question_id=question_id, actor_id=actor.id, what="retired"))


async def take_back(actor: Actor, question_id: int) -> None:
    """Undoes the last thing that was done with a question: what was removed comes back, a change is the former one."""
    async with tx():
        found = await load(question_id)
        if found.active and found.replaces_id is not None:
            await _retired(found.id)
            await _revive(found.replaces_id)
        elif found.active:
            await _retired(found.id)
        else:
            await _revive(found.id)
        await record(QuestionChanged(stream_id=0, question_id=question_id, actor_id=actor.id, what="taken_back"))


async def _revive(question_id: int) -> None:
    newer = "SELECT 1 AS one FROM x_feedback_question WHERE replaces_id = $1 AND active = $2"
    if await fetch_value(newer, question_id, True):
        raise errors.Conflict(N_("Somebody has changed this question meanwhile. Open it again."))
    await execute("UPDATE x_feedback_question SET active = $1 WHERE id = $2", True, question_id)


async def move(actor: Actor, question_id: int, *, up: bool) -> None:
    """Puts a question before its neighbour, or behind it."""
    async with tx():
        order = await all_active()
        at = next((n for n, one in enumerate(order) if one.id == question_id), None)
        if at is None:
            raise errors.NotFound
        other = at - 1 if up else at + 1
        if not 0 <= other < len(order):
            return
        order[at], order[other] = order[other], order[at]
        for position, one in enumerate(order, start=1):
            if one.position != position:
                await execute("UPDATE x_feedback_question SET position = $1 WHERE id = $2", position, one.id)
        await record(QuestionChanged(stream_id=0, question_id=question_id, actor_id=actor.id, what="moved"))


# Checking -------------------------------------------------------------------------------------------------------


def _checked(draft: Draft, known_services: Sequence[str]) -> Draft:
    wrong: dict[str, Phrase] = {}
    text = {locale: one_line(draft.text.get(locale, ""), TEXT_LIMIT + 1) for locale in ("ru", "en")}
    for locale, words in text.items():
        if not words:
            wrong[f"text_{locale}"] = N_("Write the question in both languages.")
        elif len(words) > TEXT_LIMIT:
            wrong[f"text_{locale}"] = N_("At most %(n)s characters.", n=TEXT_LIMIT)
    if draft.kind not in TYPES:
        wrong["kind"] = N_("Choose from the list.")
    choices = _choices(draft, wrong)
    if not set(draft.services) <= set(known_services):
        wrong["services"] = N_("There is no such service. Choose from the list.")
    if not set(draft.kinds) <= set(TICKET_KINDS):
        wrong["kinds"] = N_("Choose from the list.")
    if wrong:
        raise errors.Invalid(wrong)
    return Draft(text=text, kind=draft.kind, choices=choices, services=draft.services, kinds=draft.kinds)


def _choices(draft: Draft, wrong: dict[str, Phrase]) -> Sequence[Texts]:
    if draft.kind != CHOICE:
        return ()
    if not 2 <= len(draft.choices) <= CHOICES_MOST:
        wrong["choices"] = N_("Write from 2 to %(n)s answers, one a line.", n=CHOICES_MOST)
    elif any(len(one[locale]) > CHOICE_LIMIT for one in draft.choices for locale in ("ru", "en")):
        wrong["choices"] = N_("An answer has at most %(n)s characters.", n=CHOICE_LIMIT)
    return draft.choices
