"""The form of a mark as a template draws it, and what a browser sends back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from okno.api import N_, Context, Phrase, pick
from okno.api.themes import Translator
from okno_feedback import question, rating, reasons
from okno_feedback.invitation import Invitation
from okno_feedback.question import Question
from okno_feedback.rating import Rating, Wish

STARS: Mapping[int, Phrase] = {
    1: N_("Very bad"),
    2: N_("Bad"),
    3: N_("So-so"),
    4: N_("Good"),
    5: N_("Very good"),
}
"""The words of the marks."""


@dataclass(frozen=True, kw_only=True)
class StarView:
    """One mark of a group: its number, its word, whether it is chosen, whether it is a bad one."""

    value: int
    word: str
    chosen: bool = False
    low: bool = False


@dataclass(frozen=True, kw_only=True)
class OptionView:
    """An answer to choose."""

    value: str
    label: str
    chosen: bool = False


@dataclass(frozen=True, kw_only=True)
class QuestionView:
    """A question with its control: stars, options to choose one of, or a line of words."""

    name: str
    label: str
    kind: str  # "stars" | "options" | "text"
    stars: tuple[StarView, ...] = ()
    options: tuple[OptionView, ...] = ()
    value: str = ""
    error: str = ""
    limit: int = rating.ANSWER_LIMIT


@dataclass(frozen=True, kw_only=True)
class FormView:
    """All of the form. `action` is where it goes; `changing`: a mark was given already."""

    action: str
    stars: tuple[StarView, ...]
    text: str
    reasons: tuple[OptionView, ...]
    questions: tuple[QuestionView, ...]
    scores: tuple[OptionView, ...]  # 0..10; empty: it is not asked
    errors: Mapping[str, str]
    limit: int = rating.TEXT_LIMIT
    changing: bool = False


async def build(
    ctx: Context,
    found: Invitation,
    t: Translator,
    *,
    action: str,
    typed: Wish | None = None,
    errors: Mapping[str, str] | None = None,
) -> FormView:
    """The form with what was given before, or with what was typed into a refused one."""
    given = await rating.of_invitation(found.id)
    wish = typed if typed is not None else await _given(given)
    asked = await question.asked(found.service, found.kind)
    scored = found.person_id is not None and await rating.may_score(found.person_id, given, ctx.settings)
    problems = dict(errors or {})
    return FormView(
        action=action,
        stars=_stars(t, wish.stars, int(ctx.settings["bad"])),
        text=wish.text,
        reasons=_reasons(ctx.settings, wish, given, t),
        questions=tuple(_question(one, wish.answers.get(one.id, ""), problems, t) for one in asked),
        scores=_scores(wish.score) if scored else (),
        errors=problems,
        changing=given is not None,
    )


async def _given(given: Rating | None) -> Wish:
    if given is None:
        return Wish(stars="")
    said = await rating.score_of(given.person_id) if given.person_id is not None else None
    return Wish(
        stars=str(given.stars),
        text=given.text,
        reasons=given.reasons,
        answers=await rating.answers_of(given.id),
        score=str(said[0]) if said is not None else "",
    )


def _stars(t: Translator, chosen: str, bad: int) -> tuple[StarView, ...]:
    return tuple(
        StarView(value=value, word=t.say(word), chosen=chosen == str(value), low=value <= bad)
        for value, word in STARS.items()
    )


def _reasons(settings: Mapping[str, Any], wish: Wish, given: Rating | None, t: Translator) -> tuple[OptionView, ...]:
    kept = [line for line in (given.reasons if given is not None else ()) if line not in reasons.lines(settings)]
    return tuple(
        OptionView(value=line, label=reasons.word(line, t.locale), chosen=line in wish.reasons)
        for line in (*reasons.lines(settings), *kept)
    )


def _question(one: Question, value: str, problems: Mapping[str, str], t: Translator) -> QuestionView:
    name = f"q{one.id}"
    label, error = pick(one.text, t.locale), problems.get(name, "")
    if one.kind == question.STARS:
        return QuestionView(name=name, label=label, kind="stars", stars=_stars(t, value, 0), error=error)
    if one.kind == question.TEXT:
        return QuestionView(name=name, label=label, kind="text", value=value, error=error)
    return QuestionView(name=name, label=label, kind="options", options=_options(one, value, t), error=error)


def _options(one: Question, value: str, t: Translator) -> tuple[OptionView, ...]:
    if one.kind == question.YES_NO:
        known = [("1", t.say(N_("Yes"))), ("0", t.say(N_("No")))]
    else:
        known = [(str(n), pick(text, t.locale)) for n, text in enumerate(one.choices, start=1)]
    return tuple(OptionView(value=key, label=label, chosen=key == value) for key, label in known)


def _scores(chosen: str) -> tuple[OptionView, ...]:
    return tuple(OptionView(value=str(n), label=str(n), chosen=chosen == str(n)) for n in range(rating.SCORE_MOST + 1))


def typed_in(form: Any) -> Wish:
    """What a browser has sent: a Starlette form. Files and what nobody asks for are left."""
    texts = {name: value for name, value in form.items() if isinstance(value, str)}
    answers = {int(name[1:]): value for name, value in texts.items() if _is_question(name)}
    chosen: Sequence[str] = [one for one in form.getlist("reason") if isinstance(one, str)][: reasons.MOST]
    return Wish(
        stars=texts.get("stars", ""),
        text=texts.get("text", ""),
        reasons=chosen,
        answers=answers,
        score=texts.get("score", ""),
    )


def _is_question(name: str) -> bool:
    return name[:1] == "q" and name[1:].isascii() and name[1:].isdigit() and len(name) < 19
