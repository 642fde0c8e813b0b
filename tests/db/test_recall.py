"""What one request has read it does not read again, and what could have changed it does."""

from __future__ import annotations

import asyncio
from contextvars import Context

import pytest
import pytest_asyncio

from okno import people
from okno.db import execute, fetch, fetch_value, recall, tx
from okno.db.recall import remembering
from okno.settings import Settings
from tests.plans.recorder import listen, recording

NAME = "SELECT name FROM person WHERE id = $1"


@pytest_asyncio.fixture
async def person(db: Settings, monkeypatch: pytest.MonkeyPatch) -> int:
    """Somebody; from here on statements are heard."""
    made = await people.create(login="anna", name="Анна")
    listen(monkeypatch)
    return made


async def rename(person: int, name: str) -> None:
    """A change that this request knows nothing of."""
    await execute("UPDATE person SET name = $2 WHERE id = $1", person, name)


async def elsewhere(person: int, name: str) -> None:
    """The same as another request does it."""
    await asyncio.create_task(rename(person, name), context=Context())


async def test_the_same_question_is_asked_once(person: int) -> None:
    """Another one, or one with other arguments, is asked."""
    with recording() as record, remembering():
        for _ in range(3):
            assert await fetch_value(NAME, person) == "Анна"
        assert await fetch_value(NAME, 0) is None
    assert len(record.statements) == 2


async def test_rows_are_the_own_ones_of_who_asks(person: int) -> None:
    """Whoever changes what he got spoils nothing for the next one."""
    with remembering():
        (await fetch(NAME, person))[0]["name"] = "x"
        assert (await fetch(NAME, person))[0].pop("name") == "Анна"
        assert await fetch_value(NAME, person) == "Анна"


async def test_without_a_request_nothing_is_recalled(person: int) -> None:
    """Jobs, commands and forms read what is there."""
    with recording() as record:
        await fetch(NAME, person)
        await fetch(NAME, person)
    with remembering(False), recording() as again:
        await fetch(NAME, person)
        await fetch(NAME, person)
    assert len(record.statements) == len(again.statements) == 2


@pytest.mark.parametrize("returning", [False, True])
async def test_a_change_empties_the_memory(person: int, returning: bool) -> None:
    """Be it a statement that returns rows or one that does not."""
    with remembering():
        assert (await people.required(person)).name == await fetch_value(NAME, person) == "Анна"
        if returning:
            await fetch("UPDATE person SET name = $2 WHERE id = $1 RETURNING id", person, "Яна")
        else:
            await rename(person, "Яна")
        assert (await people.required(person)).name == await fetch_value(NAME, person) == "Яна"


async def test_inside_of_a_transaction_nothing_is_recalled(person: int) -> None:
    """Whoever decides about a change looks at what is there now."""
    with remembering():
        assert (await people.required(person)).name == await fetch_value(NAME, person) == "Анна"
        await elsewhere(person, "Яна")
        assert (await people.required(person)).name == await fetch_value(NAME, person) == "Анна"
        async with tx():
            assert (await people.required(person)).name == await fetch_value(NAME, person) == "Яна"


async def test_what_is_changed_while_it_is_read_is_not_kept(person: int) -> None:
    """The answer that was on its way may be of before."""
    with remembering():

        async def read(keys: list[int]) -> dict[int, str]:
            found = {key: str(await fetch_value(NAME, key)) for key in keys}
            await rename(person, "Яна")
            return found

        assert await recall.each("name", [person], read) == {person: "Анна"}
        assert await recall.each("name", [person], read) == {person: "Яна"}


async def test_a_task_that_outlives_the_request_remembers_nothing(person: int) -> None:
    """It has the context of the request, but the request is over."""
    over, read = asyncio.Event(), list[str]()

    async def later() -> None:
        await over.wait()
        read.append(await fetch_value(NAME, person))

    with remembering():
        assert await fetch_value(NAME, person) == "Анна"
        task = asyncio.create_task(later())
    await rename(person, "Яна")
    over.set()
    await task
    assert read == ["Яна"]


async def test_only_the_missing_ones_are_read(person: int) -> None:
    """One that does not exist is known not to exist."""
    other = await people.create(login="boris", name="Борис")
    with remembering(), recording() as record:
        assert {*await people.get_many([person, 0])} == {person}
        assert {*await people.get_many([person, 0, other])} == {person, other}
        assert await people.get(0) is None
        assert (await people.required(other)).name == "Борис"
    assert [one.args for one in record.statements] == [[0, person], [other]]
