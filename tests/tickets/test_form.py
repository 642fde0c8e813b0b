"""A form that was opened before it was changed: what fits is taken, what does not is named."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from okno.catalog import registry
from okno.catalog.model import Condition, Service
from okno.errors import Conflict, Invalid
from okno.tickets.form import FormChanged, WrongAnswers
from okno.tickets.ticket import Ticket
from tests.company import Company
from tests.forms import GOOD, PLAIN, ask, changed, choice, put, without


async def stale(company: Company, before: Service, after: Service, answers: dict[str, Any]) -> Ticket:
    """Orders by a form that was opened with `before`, while `after` is in force."""
    await put(before)
    revision = registry.revision()
    await put(after)
    return await company.order(service=before.key, answers=answers, revision=revision)


async def refused(company: Company, before: Service, after: Service, answers: dict[str, Any]) -> set[str]:
    """The questions that a refusal as changed names."""
    with pytest.raises(FormChanged) as found:
        await stale(company, before, after, answers)
    assert isinstance(found.value, Conflict)
    assert found.value.detail["revision"] == registry.revision()
    assert found.value.detail["fields"] == sorted(found.value.wrong)
    return set(found.value.wrong)


async def test_a_new_question_that_may_be_left_out_changes_nothing(company: Company) -> None:
    after = replace(PLAIN, fields=(*PLAIN.fields, ask("more")))
    assert (await stale(company, PLAIN, after, GOOD)).answers == GOOD


async def test_a_new_question_that_must_be_answered_is_named(company: Company) -> None:
    after = replace(PLAIN, fields=(*PLAIN.fields, ask("more", required=True)))
    assert await refused(company, PLAIN, after, GOOD) == {"more"}


async def test_a_question_that_is_gone_is_named_if_it_was_answered(company: Company) -> None:
    after = without(PLAIN, "door")
    assert await refused(company, PLAIN, after, {**GOOD, "door": "12-AB"}) == {"door"}
    assert (await stale(company, PLAIN, after, {**GOOD, "door": None})).answers == GOOD
    assert (await stale(company, PLAIN, without(PLAIN, "food", "budget", "reason"), {**GOOD, "food": False})).id


async def test_a_choice_that_is_gone_is_named_if_it_was_chosen(company: Company) -> None:
    after = changed(PLAIN, "floor", choices=(choice("n1", "First", "north"), choice("s1", "Ground", "south")))
    assert await refused(company, PLAIN, after, GOOD) == {"floor"}
    assert (await stale(company, PLAIN, after, {"house": "north", "floor": "n1"})).id


async def test_an_answer_that_a_changed_condition_would_drop_is_named(company: Company) -> None:
    after = changed(PLAIN, "budget", show_if=(Condition(answer="house", values=("south",)),))
    answers = {**GOOD, "food": True, "budget": 500}
    assert await refused(company, PLAIN, after, answers) == {"budget"}
    taken = await stale(company, PLAIN, after, {**answers, "house": "south", "floor": "s1"})
    assert taken.answers["budget"] == 500


async def test_a_condition_that_requires_more_now_is_named(company: Company) -> None:
    after = changed(PLAIN, "reason", required_if=(Condition(answer="budget", at_least=100),))
    assert await refused(company, PLAIN, after, {**GOOD, "food": True, "budget": 500}) == {"reason"}


async def test_what_was_wrong_before_the_change_is_an_ordinary_mistake(company: Company) -> None:
    after = replace(PLAIN, fields=(*PLAIN.fields, ask("more")))
    with pytest.raises(WrongAnswers) as found:
        await stale(company, PLAIN, after, {"house": "north"})
    assert set(found.value.fields) == {"floor"}


async def test_a_change_of_anything_but_the_form_is_no_conflict(company: Company) -> None:
    after = replace(PLAIN, cost=5)
    with pytest.raises(WrongAnswers):
        await stale(company, PLAIN, after, {"house": "north"})
    assert (await stale(company, PLAIN, after, GOOD)).id


async def test_a_form_that_nobody_knows_any_more_is_judged_by_the_present_one(company: Company) -> None:
    await put(PLAIN)
    assert (await company.order(service=PLAIN.key, answers=GOOD, revision=0)).id
    with pytest.raises(FormChanged):
        await company.order(service=PLAIN.key, answers={}, revision=0)


async def test_answers_of_a_form_are_stored_as_it_wants_them(company: Company) -> None:
    """Money is a number, a moment is in UTC, what is not shown is not there."""
    await put(PLAIN)
    answers = {**GOOD, "food": False, "budget": "what?", "start": "2030-01-01T10:00", "door": "12-AB"}
    ticket = await company.order(service=PLAIN.key, answers=answers)
    assert ticket.answers == {**GOOD, "food": False, "start": "2030-01-01T07:00:00Z", "door": "12-AB"}


async def test_a_kind_is_one_of_the_service(company: Company) -> None:
    await put(PLAIN)
    assert (await company.order(service=PLAIN.key, answers=GOOD, kind="incident")).kind == "incident"
    with pytest.raises(Invalid) as found:
        await company.order(service=PLAIN.key, answers=GOOD, kind="consultation")
    assert set(found.value.fields) == {"kind"}
