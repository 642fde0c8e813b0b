"""GET /access/explain: the same answer as the page, for programs."""

from __future__ import annotations

from tests.rest.conftest import TEAM, Caller, Company


async def _refused(caller: Caller, status: int, **query: str) -> None:
    response = await caller.call("GET", "/access/explain", params=query)
    assert response.status_code == status, response.text


async def test_why_somebody_may(company: Company) -> None:
    """With the roles by their keys."""
    found = await company.admin.get("/access/explain", person="boris", right="ticket.close", team=TEAM)
    assert (found["holds"], found["person"], found["team"]) == (True, "boris", TEAM)
    assert [(one["gives"], one["role"], one["why"]) for one in found["reasons"]] == [(True, "agent", "granted")]
    found = await company.admin.get("/access/explain", person="fedor", right="ticket.close", team=TEAM)
    assert not found["holds"]
    assert found["would"] == ["agent", "team_lead"]


async def test_it_is_for_those_who_may_see_accesses(company: Company) -> None:
    """Others learn nothing, not of themselves either; unknown people and teams are 404."""
    for caller in (company.anna, company.boris):
        await _refused(caller, 403, person=caller.login, right="ticket.close")
    await _refused(company.admin, 404, person="nobody", right="ticket.close")
    await _refused(company.admin, 404, person="boris", right="ticket.close", team="nothing")
    await _refused(company.admin, 422, person="boris", right="no.such")
