"""How many must agree: the outcome of a step against a count of all ways that it may still go."""

from __future__ import annotations

from itertools import product

from hypothesis import given, strategies as st

from okno.tickets.approval import outcome

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
