"""Questions of a transaction are asked outside of it, and the transaction is done anew with the answers."""

from __future__ import annotations

import pytest

from okno.db import Unasked, asking, beforehand, execute, fetch, in_tx, prepared, tx
from okno.errors import Refused
from okno.text import N_

pytestmark = pytest.mark.usefixtures("db")

asked: list[str] = []


@pytest.fixture(autouse=True)
def _nothing_asked() -> None:
    asked.clear()


async def ask(name: str) -> str:
    """An answer that may be found outside of a transaction only."""
    assert not in_tx()
    asked.append(name)
    if name == "no":
        raise Refused(N_("No."))
    return name.upper()


async def question(name: str) -> str:
    """The question, wherever one is."""
    return await beforehand(("question", name), lambda: ask(name))


async def written() -> list[str]:
    """What has been written."""
    return [row["name"] for row in await fetch("SELECT name FROM skill_of_test ORDER BY name")]


@pytest.fixture(autouse=True)
async def _table(db: object) -> None:
    await execute("CREATE TABLE skill_of_test (name TEXT PRIMARY KEY)")


async def put(name: str) -> None:
    """Writes a row."""
    await execute("INSERT INTO skill_of_test (name) VALUES ($1)", name)


async def test_outside_it_is_asked_at_once() -> None:
    assert await question("a") == "A"


async def test_inside_the_work_is_done_anew_and_written_once() -> None:
    @asking
    async def work(name: str) -> str:
        async with tx():
            await put(name)
            first = await question("a")
            async with tx():
                return first + await question("b")

    assert await work("x") == "AB"
    assert (await written(), asked) == (["x"], ["a", "b"])


async def test_a_refusal_is_raised_where_the_answer_is_needed() -> None:
    async def work() -> str:
        async with tx():
            await put("kept")
            try:
                async with tx():
                    await put("undone")
                    return await question("no")
            except Refused:
                return "went on"

    assert await prepared(work) == "went on"
    assert (await written(), asked) == (["kept"], ["no"])


async def test_several_things_ask_together() -> None:
    async def one(name: str) -> str:
        async with tx():
            await put(name)
            return await question(name)

    rounds = 0

    async def work() -> list[str]:
        nonlocal rounds
        rounds += 1
        done: list[str] = []
        unasked: list[Unasked] = []
        async with tx():
            for name in ("a", "b", "c"):
                try:
                    done.append(await one(name))
                except Unasked as questions:
                    unasked.append(questions)
            if unasked:
                raise Unasked.joined(unasked)
        return done

    assert await prepared(work) == ["A", "B", "C"]
    assert (rounds, await written()) == (2, ["a", "b", "c"])


async def test_without_anybody_around_it_is_a_mistake_of_the_program() -> None:
    with pytest.raises(RuntimeError, match="before a transaction"):
        async with tx():
            await question("a")


async def test_whoever_asks_for_ever_new_things_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("okno.db.questions.QUESTIONS_MOST", 3)

    async def work() -> str:
        async with tx():
            return await question(f"new {len(asked)}")

    with pytest.raises(RuntimeError, match="no end of questions"):
        await prepared(work)
