"""What the core gets from hooks: all answers, the first, a value passed on, a refusal; and what a fault changes."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest

from okno.db import tx
from okno.hooks import HOOKS, Chain, CheckFailed, Collect, Context, First, Guest, Hook, Start, Veto, failures, hosting
from okno.settings import Settings
from okno.text import N_, Phrase


@pytest.fixture(autouse=True)
def _own_hooks() -> Iterator[None]:
    """Hooks of a test are forgotten after it."""
    before = dict(HOOKS)
    yield
    HOOKS.clear()
    HOOKS.update(before)
    failures.forget()


def _collect(**wishes: Any) -> Any:
    @Collect.hook(**wishes)
    async def colours(*, of: str, actor: object = None) -> str | None:
        """Which colours has a thing?"""

    return colours


async def test_all_answers_come_with_the_names_of_their_plugins() -> None:
    colours = _collect()

    async def red(ctx: Context, *, of: str) -> str:
        return f"red {of} by {ctx.plugin}"

    async def nothing(ctx: Context) -> None:
        """This one has no answer."""

    with hosting(Guest("a", {"colours": red}), Guest("b", {"colours": nothing}), Guest("c", {"colours": red})):
        found = await colours(of="box")
    assert [(one.plugin, one.value) for one in found] == [("a", "red box by a"), ("c", "red box by c")]


async def test_a_plugin_that_is_switched_off_is_not_asked() -> None:
    colours = _collect()

    async def red(ctx: Context, *, of: str) -> str:
        return of

    with hosting(Guest("a", {"colours": red}, active=lambda: False)):
        assert await colours(of="box") == []


async def test_the_context_has_the_settings_and_the_actor() -> None:
    colours = _collect()

    async def told(ctx: Context, *, of: str) -> str:
        return f"{ctx.settings['shade']} {ctx.actor}"

    with hosting(Guest("a", {"colours": told}, settings=lambda: {"shade": "dark"})):
        assert [one.value for one in await colours(of="box", actor="anna")] == ["dark anna"]


async def test_one_that_fails_is_left_out_and_noted() -> None:
    colours = _collect()

    async def broken(ctx: Context, *, of: str) -> str:
        raise ValueError("the words of somebody")

    async def red(ctx: Context, *, of: str) -> str:
        return "red"

    with hosting(Guest("a", {"colours": broken}), Guest("b", {"colours": red})):
        assert [one.value for one in await colours(of="box")] == ["red"]
    (failure,) = failures.failures_of("a")
    assert (failure.what, failure.error) == ("colours", "ValueError")
    assert "words" not in repr(failure)


async def test_where_a_plugin_must_agree_its_fault_is_a_no() -> None:
    colours = _collect(denies=True)

    async def broken(ctx: Context, *, of: str) -> str:
        raise KeyError

    with hosting(Guest("a", {"colours": broken})), pytest.raises(CheckFailed, match="a"):
        await colours(of="box")


async def test_who_takes_too_long_is_cut() -> None:
    colours = _collect(seconds=0.01)

    async def slow(ctx: Context, *, of: str) -> str:
        await asyncio.Event().wait()
        return "never"

    with hosting(Guest("a", {"colours": slow})):
        assert await colours(of="box") == []
    assert failures.failures_of("a")[0].error == "TimeoutError"


@pytest.mark.parametrize("fault", [SystemExit(3), asyncio.CancelledError(), KeyboardInterrupt()])
async def test_even_what_ends_a_process_ends_only_the_answer(fault: BaseException) -> None:
    colours = _collect()

    async def leave(ctx: Context, *, of: str) -> str:
        raise fault

    with hosting(Guest("a", {"colours": leave})):
        assert await colours(of="box") == []


async def test_a_request_that_is_cancelled_is_nobodys_fault() -> None:
    colours = _collect(seconds=30)
    asked = asyncio.Event()

    async def slow(ctx: Context, *, of: str) -> str:
        asked.set()
        await asyncio.Event().wait()
        return "never"

    with hosting(Guest("a", {"colours": slow})):
        task = asyncio.create_task(colours(of="box"))
        await asked.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    assert failures.failures_of("a") == ()


async def test_the_first_answer_wins() -> None:
    @First.hook()
    async def best(*, of: str) -> str | None:
        """Which is best?"""

    async def nothing(ctx: Context) -> None:
        """It leaves it to others."""

    async def this(ctx: Context, *, of: str) -> str:
        return of.upper()

    with hosting(Guest("a", {"best": nothing}), Guest("b", {"best": this}), Guest("c", {"best": this})):
        found = await best(of="x")
    assert found is not None
    assert (found.plugin, found.value) == ("b", "X")


async def test_a_value_passes_from_plugin_to_plugin_and_a_fault_changes_nothing() -> None:
    @Chain.hook()
    async def wording(text: str, *, mark: str) -> str | None:
        """How is it said?"""

    async def add(ctx: Context, text: str, *, mark: str) -> str:
        return text + mark

    async def broken(ctx: Context, text: str) -> str:
        raise RuntimeError

    with hosting(Guest("a", {"wording": add}), Guest("b", {"wording": broken}), Guest("c", {"wording": add})):
        assert await wording("hello", mark="+") == "hello++"


async def test_any_plugin_may_refuse_and_one_that_fails_refuses() -> None:
    @Veto.hook()
    async def passes(*, of: str) -> Phrase | None:
        """May it pass?"""

    async def agree(ctx: Context) -> None:
        """It has nothing against it."""

    async def refuse(ctx: Context, *, of: str) -> Phrase:
        return N_("Not this one.")

    async def broken(ctx: Context) -> None:
        raise RuntimeError

    assert await passes(of="x") is None
    with hosting(Guest("a", {"passes": agree}), Guest("b", {"passes": refuse})):
        assert str(await passes(of="x")) == "Not this one."
    with hosting(Guest("a", {"passes": broken})):
        assert "“a”" in str(await passes(of="x"))


@pytest.mark.parametrize("answer", ["no", True, 0, [], object()])
async def test_an_answer_of_another_type_is_a_fault(answer: object) -> None:
    @Veto.hook()
    async def passes() -> Phrase | None:
        """May it pass?"""

    async def strange(ctx: Context) -> object:
        return answer

    with hosting(Guest("a", {"passes": strange})):
        assert "“a”" in str(await passes())
    assert failures.failures_of("a")[0].error == "WrongAnswer"


async def test_true_is_nobodys_number_and_any_set_will_do() -> None:
    @First.hook()
    async def who() -> int | None:
        """Who is it?"""

    @Chain.hook()
    async def those(names: frozenset[str]) -> frozenset[str]:
        """Which of them?"""

    async def true(ctx: Context) -> bool:
        return True

    async def some(ctx: Context, names: frozenset[str]) -> set[str]:
        return {"a"}

    async def none(ctx: Context, names: frozenset[str]) -> list[str]:
        return []

    with hosting(Guest("a", {"who": true, "those": some}), Guest("b", {"those": none})):
        assert await who() is None
        assert await those(frozenset({"a", "b"})) == {"a"}


async def test_who_fails_again_and_again_rests_where_nothing_hangs_on_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """A plugin that guards something is never switched off, but its slow decoration is not waited for each time."""

    @Collect.hook()
    async def decorations() -> str | None:
        """What is nice?"""

    @Veto.hook()
    async def allowed() -> Phrase | None:
        """May it be?"""

    asked: list[str] = []

    async def broken(ctx: Context) -> str:
        asked.append("x")
        raise RuntimeError

    with hosting(Guest("a", {"decorations": broken, "allowed": broken})):
        for _ in range(failures.RESTS_AFTER + 3):
            assert await decorations() == []
        assert len(asked) == failures.RESTS_AFTER
        for _ in range(failures.RESTS_AFTER + 3):
            assert await allowed() is not None
        monkeypatch.setattr(failures, "REST_US", 0)
        assert await decorations() == []
        assert len(asked) == 2 * failures.RESTS_AFTER + 4


def test_data_of_the_start_are_asked_once() -> None:
    @Start.hook()
    def shapes() -> list[str] | None:
        """Which shapes are there?"""

    asked: list[str] = []

    def round_ones(ctx: Context) -> list[str]:
        asked.append(ctx.plugin)
        return ["ring"]

    on = [True]
    with hosting(Guest("a", {"shapes": round_ones}, active=lambda: on[0])):
        assert [one.value for one in shapes.answers()] == [["ring"]]
        on[0] = False
        assert shapes.answers() == []
        assert [one.value for one in shapes.answers(also_inactive=True)] == [["ring"]]
    assert asked == ["a"]


@pytest.mark.parametrize(
    ("function", "problem"),
    [
        (lambda ctx: None, "async def"),
        ("wrong_first", "must be ctx"),
        ("wrong_name", "has no parameter size"),
        ("right", ""),
    ],
)
def test_a_function_that_cannot_answer_is_found_by_its_signature(function: Any, problem: str) -> None:
    async def wrong_first(*, of: str) -> None: ...

    async def wrong_name(ctx: Context, *, size: int) -> None: ...

    async def right(ctx: Context) -> None: ...

    chosen = {"wrong_first": wrong_first, "wrong_name": wrong_name, "right": right}.get(str(function), function)
    found = _collect().problem_of(chosen)
    assert (problem in found) if problem else not found


async def test_hooks_are_asked_before_a_transaction(db: Settings) -> None:
    colours = _collect()

    async def red(ctx: Context) -> str:
        return "red"

    async with tx():
        assert await colours(of="box") == []
        with hosting(Guest("a", {"colours": red})), pytest.raises(RuntimeError, match="before a transaction"):
            await colours(of="box")


def test_each_hook_of_the_core_says_what_it_is_for() -> None:
    for hook in HOOKS.values():
        assert isinstance(hook, Hook)
        assert len(hook.doc.split()) > 12, f"{hook.name} needs a docstring that a stranger understands"
