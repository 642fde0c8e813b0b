"""The audit by REST: who may read it, what is told, what is not."""

from __future__ import annotations

import pytest

from okno import access
from okno.db import tx
from okno.events import record
from okno.events.origin import because
from okno.http import tokens
from okno.tickets.events import EmergencyOpened
from tests.rest.conftest import TEAM, Caller, Company


async def test_it_is_told_by_names(company: Company) -> None:
    found = (await company.admin.get("/audit", person="boris", group="roles"))["items"]
    joined = next(one for one in found if one["kind"] == "MemberJoined")
    assert (joined["person"], joined["team"], joined["details"]) == ("boris", TEAM, {"lead": False, "line": 0})
    granted = next(one for one in found if one["kind"] == "RoleGranted")
    assert (granted["group"], granted["actor"], granted["details"]["role"]) == ("roles", None, "agent")


async def test_it_is_narrowed_by_who_did_it(company: Company) -> None:
    auditor = company.fedor
    await access.grant(auditor.id, "auditor", actor_id=company.admin.id)
    (found,) = (await auditor.get("/audit", actor=str(company.admin.id)))["items"]
    assert (found["kind"], found["actor"], found["via"]) == ("RoleGranted", "admin", "")


async def test_only_those_with_the_right_read_it(company: Company) -> None:
    for who in (company.anna, company.boris, company.fedor):
        assert (await who.call("GET", "/audit")).status_code == 403
    narrow = await tokens.issue(company.admin.id, "narrow", rights=["people.see"])
    caller = Caller(company.admin.client, company.admin.id, "admin", narrow)
    assert (await caller.call("GET", "/audit")).status_code == 403
    for method in ("POST", "PATCH", "PUT", "DELETE"):
        assert (await company.admin.call(method, "/audit")).status_code == 405


async def test_pages_go_on_where_the_last_one_ended(company: Company) -> None:
    pages = await company.admin.pages("/audit", limit=3)
    ids = [one["id"] for page in pages for one in page]
    assert ids == sorted(set(ids), reverse=True)
    assert len(pages) > 2


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"group": "nothing"}, "group"),
        ({"person": "nobody"}, "person"),
        ({"actor": "99999"}, "actor"),
        ({"team": "nothing"}, "team"),
        ({"since": "2026-11-30T09:00:00"}, "since"),
        ({"cursor": "x"}, "cursor"),
        ({"unknown": "x"}, "unknown"),
    ],
)
async def test_a_wrong_query_says_which_field(company: Company, query: dict[str, str], field: str) -> None:
    answer = await company.admin.call("GET", "/audit", params=query)
    assert answer.status_code == 422
    assert [one["field"] for one in answer.json()["errors"]] == [field]


async def test_no_ticket_is_named(company: Company) -> None:
    """An emergency access is told with its team and reason; which ticket it was is not."""
    with because("Пожар"):
        async with tx():
            await record(EmergencyOpened(stream_id=4242, actor_id=company.admin.id, team_id=1, emergency_id=77))
    answer = await company.admin.call("GET", "/audit", params={"group": "emergency"})
    (found,) = answer.json()["items"]
    assert (found["kind"], found["reason"], found["details"]) == ("EmergencyOpened", "Пожар", {})
    assert "4242" not in answer.text
