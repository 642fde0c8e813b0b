"""How many must agree: the outcome of a step against a count of all ways that it may still go."""

from __future__ import annotations

import random
from itertools import product

import pytest
from hypothesis import given, strategies as st

from okno.tickets import approval, deciding, store
from okno.tickets.approval import outcome
from tests.company import Company, hire
from tests.tickets.agreeing import monitor, offer, step

STATES = ("asked", "approved", "refused", "void")


def by_hand(need: int, states: list[str]) -> str:
    """The same, tried out: every way in which those who are still asked may decide.

    Approved when it is so whatever they say, refused when nothing that they say can save it; where one is enough the
    first refusal is the end.
    """
    counted = [state for state in states if state != "void"]
    if need == 1 and "approved" not in counted:
        return "refused" if "refused" in counted else ""
    open_ = counted.count("asked")
    ends = {counted.count("approved") + sum(ways) >= need for ways in product((0, 1), repeat=open_)}
    if counted.count("approved") >= need:
        return "approved"
    # Without a refusal nobody has said no yet, be there too few or not.
    return "refused" if ends == {False} and "refused" in counted else ""


@given(st.lists(st.sampled_from(STATES), min_size=1, max_size=6), st.integers(1, 6))
def test_a_step_ends_as_soon_as_it_is_certain(states: list[str], need: int) -> None:
    assert outcome(need, [("role", state) for state in states]) == by_hand(need, states)


@given(st.lists(st.sampled_from(STATES), min_size=1, max_size=5), st.integers(1, 5), st.sampled_from(STATES[1:3]))
def test_whoever_is_above_decides_alone(states: list[str], need: int, decision: str) -> None:
    people = [("role", state) for state in states]
    assert outcome(need, [*people, ("escalated", decision)]) == decision
    assert outcome(need, [*people, ("escalated", "asked")]) == outcome(need, people)


@given(st.lists(st.booleans(), min_size=1, max_size=6), st.integers(1, 6))
def test_the_order_of_decisions_changes_nothing_but_for_a_single_one(says: list[bool], need: int) -> None:
    """Where several must agree, the end is the same whoever is faster."""
    need = min(need, len(says))
    people = ["asked"] * len(says)

    def end(order: list[int]) -> str:
        now = list(people)
        for one in order:
            now[one] = "approved" if says[one] else "refused"
            result = outcome(need, [("role", state) for state in now])
            if result:
                return result
        return ""

    forth, back = end(list(range(len(says)))), end(list(reversed(range(len(says)))))
    assert forth in ("approved", "refused")
    if need > 1:
        assert forth == back == ("approved" if sum(says) >= need else "refused")


# Steps on a real ticket -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(8))
async def test_steps_on_a_ticket_go_as_a_model_of_them(company: Company, seed: int) -> None:
    """Random services and random decisions: who is asked and how it ends, against a few lines that say the same."""
    chance = random.Random(seed)
    people = [await hire(f"p{n}", f"Лицо {n}", role="auditor") for n in range(3)]
    needs = [chance.choice(["any", "all", 2]) for _ in range(chance.randint(1, 3))]
    together = chance.random() < 0.5
    asks = [step(f"s{n}", "role", role="auditor", need=need) for n, need in enumerate(needs)]
    await offer(*asks, approval_order="parallel" if together else "sequence")
    ticket = await monitor(company)
    model = [dict.fromkeys((one.id for one in people), "asked") for _ in needs]
    while _waits(model, needs, together=together):
        rows = [one for one in await approval.approvals_of(ticket.id) if one.state == "asked"]
        steps = {one.id: one.position for one in await approval.steps_of(ticket.id)}
        wanted = _waits(model, needs, together=together)
        assert {(steps[one.step_id], one.person_id) for one in rows} == wanted
        row = chance.choice(rows)
        says = chance.choice(["approve", "approve", "refuse"])
        who = next(one for one in people if one.id == row.person_id)
        await deciding.decide(who, ticket.id, row.id, decision=says, text="Потому что.")
        model[steps[row.step_id]][row.person_id] = "approved" if says == "approve" else "refused"
    ends = [_end(one, need) for one, need in zip(model, needs, strict=True)]
    assert (await store.load(ticket.id)).state == ("cancelled" if "refused" in ends else "new")


def _end(people: dict[int, str], need: str | int) -> str:
    return by_hand({"any": 1, "all": len(people)}.get(str(need), 2), list(people.values()))


def _waits(model: list[dict[int, str]], needs: list[str | int], *, together: bool) -> set[tuple[int, int]]:
    """Who must be asked now, each with his step."""
    ends = [_end(one, need) for one, need in zip(model, needs, strict=True)]
    if "refused" in ends:
        return set()
    opened = [n for n, end in enumerate(ends) if not end]
    shown = opened if together else opened[:1]
    return {(n, person) for n in shown for person, state in model[n].items() if state == "asked"}
