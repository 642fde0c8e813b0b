"""The witness: what is audited is in the audit, together with its change or not at all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import pytest

from okno import access, people, teams
from okno.db import Row, fetch, tx
from okno.events import Event, record
from okno.events.origin import because, coming
from okno.settings import Settings
from tests.company import open_catalog


@dataclass(frozen=True, kw_only=True)
class Quiet(Event):
    """A fact of every day."""

    stream: ClassVar[str] = "ticket"


async def rows(kind: str) -> list[Row]:
    """The entries about facts of a kind, the newest first."""
    return await fetch("SELECT * FROM audit WHERE kind = $1 ORDER BY event_id DESC", kind)


async def test_an_audited_fact_is_kept_with_who_whom_and_where(db: Settings) -> None:
    anna, boris = await people.create(login="anna", name="Анна"), await people.create(login="boris", name="Борис")
    await open_catalog()
    team = await teams.by_key("hr")
    assert team is not None
    await access.grant(anna, "administrator")
    await access.grant(boris, "auditor", actor_id=anna)
    await teams.join(team.id, boris, actor_id=anna)
    (granted, _), (joined,) = await rows("RoleGranted"), await rows("MemberJoined")
    assert (granted["actor_id"], granted["person_id"], granted["team_id"]) == (anna, boris, None)
    assert (joined["actor_id"], joined["person_id"], joined["team_id"]) == (anna, boris, team.id)
    assert (joined["stream"], joined["stream_id"]) == ("team", team.id)
    assert len(await rows("CatalogApplied")) == 1


async def test_what_is_not_audited_is_not_kept(db: Settings) -> None:
    async with tx():
        await record(Quiet(stream_id=1, actor_id=None))
    assert await rows("Quiet") == []


async def test_a_change_that_is_undone_leaves_nothing(db: Settings) -> None:
    async def enter_and_fail() -> None:
        async with tx():
            await people.create(login="anna", name="Анна")
            assert len(await rows("PersonCreated")) == 1
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await enter_and_fail()
    assert await rows("PersonCreated") == []
    assert await people.by_login("anna") is None


async def test_a_fact_that_can_not_be_kept_does_not_happen(db: Settings, dialect: str) -> None:
    """A way that is longer than its column: the audit refuses, so the person is not entered either."""
    if dialect == "sqlite":
        pytest.skip("SQLite does not mind the length of a text")
    with pytest.raises(Exception, match="too long"), coming("w" * 100):
        await people.create(login="anna", name="Анна")
    assert await people.by_login("anna") is None


async def test_where_it_came_from_and_why(db: Settings) -> None:
    with coming("page", "2001:db8::1"), because("Просьба отдела кадров"):
        await people.create(login="anna", name="Анна")
    await people.create(login="boris", name="Борис")
    other, first = await rows("PersonCreated")
    assert (first["via"], first["address"], first["reason"]) == ("page", "2001:db8::1", "Просьба отдела кадров")
    assert (other["via"], other["address"], other["reason"]) == ("", "", "")


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("<script>alert(1)</script>", ""),
        ("fe80::1%<img src=x onerror=alert(1)>", "fe80::1"),
        ("10.0.0.5", "10.0.0.5"),
        ("testclient", ""),
    ],
)
async def test_only_an_address_is_kept_as_an_address(db: Settings, address: str, kept: str) -> None:
    with coming("page", address):
        await people.create(login="anna", name="Анна")
    (row,) = await rows("PersonCreated")
    assert row["address"] == kept
