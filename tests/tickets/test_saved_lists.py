"""Kept lists: whose they are, who may change them, what they survive."""

from __future__ import annotations

from dataclasses import replace

import pytest

from okno import access
from okno.access import Actor
from okno.catalog.automation import Criterion
from okno.errors import Conflict, Forbidden, Invalid, NotFound, TooMany
from okno.tickets import saved_lists
from okno.tickets.saved_lists import SavedList
from tests.company import MONITOR_TEAM, Company, actor_again, hire, team_id

SILENT = (Criterion(of="unanswered", at_least=2), Criterion(of="priority", others=("low",)))


def _own(actor: Actor, title: str = "Silent") -> SavedList:
    return SavedList(title=title, queue="all", criteria=SILENT, sort="unanswered", person_id=actor.id)


async def _titles(actor: Actor) -> list[str]:
    return [one.title for one in await saved_lists.lists_of(actor)]


async def test_a_list_is_kept_changed_moved_and_deleted(company: Company) -> None:
    """It says the same when it is read again; others do not know of it."""
    boris = company.boris
    made = await saved_lists.save(boris, _own(boris))
    assert (await saved_lists.get(boris, made.id)).criteria == SILENT
    assert await _titles(company.vera) == []
    with pytest.raises(NotFound):
        await saved_lists.drop(company.vera, made.id)
    changed = await saved_lists.change(boris, replace(made, title="Quiet", sort="-created"))
    with pytest.raises(Conflict):
        await saved_lists.change(boris, replace(made, title="Too late"))
    await saved_lists.save(boris, _own(boris, "Second"))
    await saved_lists.step(boris, changed.id, 1)
    assert await _titles(boris) == ["Second", "Quiet"]
    await saved_lists.step(boris, changed.id, 1)
    await saved_lists.step(boris, changed.id, -1)
    assert await _titles(boris) == ["Quiet", "Second"]
    old = await saved_lists.drop(boris, changed.id)
    again = await saved_lists.save(boris, saved_lists.of_plain(saved_lists.plain(old)))
    assert (again.title, again.criteria, again.sort) == ("Quiet", SILENT, "-created")


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": " "}, {"title": "x" * 61}, {"sort": "beauty"}, {"queue": "hr"}, {"queue": "nowhere"},
        {"criteria": (Criterion(of="nonsense"),)}, {"criteria": (Criterion(of="state", values=("gone",)),)},
    ],
)  # fmt: skip
async def test_what_makes_no_sense_is_refused(company: Company, wrong: dict[str, object]) -> None:
    """By field, before anything is written."""
    with pytest.raises(Invalid):
        await saved_lists.save(company.boris, replace(_own(company.boris), **wrong))  # type: ignore[arg-type]
    assert await _titles(company.boris) == []


async def test_a_lead_shares_with_his_team_alone(company: Company) -> None:
    """The members have it and cannot change it; other teams know nothing of it."""
    lead = await hire("lead", "Леонид Первый", role="agent", team=MONITOR_TEAM, lead=True)
    team = await team_id(MONITOR_TEAM)
    shared = replace(_own(lead), person_id=None, team_id=team)
    for actor in (company.boris, company.fedor, company.admin):
        with pytest.raises(Forbidden):
            await saved_lists.save(actor, replace(shared, queue="all"))
    with pytest.raises(Forbidden):
        await saved_lists.save(lead, replace(shared, team_id=await team_id("accounting")))
    made = await saved_lists.save(lead, shared)
    assert await _titles(company.vera) == ["Silent"]
    assert await _titles(company.fedor) == await _titles(company.anna) == []
    with pytest.raises(Forbidden):
        await saved_lists.drop(company.vera, made.id)
    await saved_lists.drop(lead, made.id)
    assert await _titles(company.vera) == []


async def test_an_administrator_shares_with_a_role(company: Company) -> None:
    """Whoever has the role has the list, for as long as he has the role."""
    shared = replace(_own(company.admin), person_id=None, role="agent")
    with pytest.raises(Forbidden):
        await saved_lists.save(company.boris, shared)
    with pytest.raises(Forbidden):
        await saved_lists.save(company.admin, replace(shared, role="nobody_has_it"))
    await saved_lists.save(company.admin, shared)
    assert await _titles(company.boris) == await _titles(company.fedor) == ["Silent"]
    assert await _titles(company.anna) == []
    await access.revoke(company.boris.id, "agent", actor_id=company.admin.id)
    assert await _titles(await actor_again(company.boris.id)) == []


async def test_nobody_saves_a_list_for_somebody_else(company: Company) -> None:
    """The owner is whoever asks."""
    with pytest.raises(Forbidden):
        await saved_lists.save(company.boris, _own(company.vera))


async def test_there_is_a_limit(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of each owner for himself."""
    monkeypatch.setattr(saved_lists, "MOST", 1)
    await saved_lists.save(company.boris, _own(company.boris))
    with pytest.raises(TooMany):
        await saved_lists.save(company.boris, _own(company.boris, "Second"))
    await saved_lists.save(company.vera, _own(company.vera))
