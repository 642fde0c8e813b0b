"""Absences by REST: one's own, and anybody's for who has the right."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

from okno.clock import now, zone_of
from okno.http import tokens
from tests.rest.conftest import Caller, Company


def _days(first: int = 0, last: int = 1) -> dict[str, str]:
    today = now().astimezone(ZoneInfo(zone_of(""))).date()
    return {"starts": str(today + timedelta(days=first)), "ends": str(today + timedelta(days=last))}


async def test_one_enters_reads_and_cancels_his_own(company: Company) -> None:
    """By login or by id; colleagues see until when and who stands in."""
    boris = company.boris
    made = await boris.post("/people/boris/absences", {**_days(), "substitute": "vera"})
    assert (made["substitute"], made["starts"]) == ("vera", _days()["starts"])
    assert await boris.get(f"/people/{boris.id}/absences") == [made]
    [seen] = (await company.vera.get("/people", q="борис"))["items"]
    assert (seen["absent_until"], seen["substitute"]) == (made["ends_at"], "vera")
    assert seen["absent_until"].endswith("Z")
    gone = await boris.call("DELETE", f"/people/boris/absences/{made['id']}")
    assert gone.status_code == 204
    assert await boris.get("/people/boris/absences") == []
    [seen] = (await company.vera.get("/people", q="борис"))["items"]
    assert (seen["absent_until"], seen["substitute"]) == (None, None)


async def test_for_others_they_do_not_exist(company: Company) -> None:
    """Whatever is asked: 404, as for somebody who is not there."""
    made = await company.boris.post("/people/boris/absences", _days())
    for who in (company.anna, company.vera, company.fedor):
        for method, path, body in (
            ("GET", "/people/boris/absences", None),
            ("POST", "/people/boris/absences", _days(5, 6)),
            ("DELETE", f"/people/boris/absences/{made['id']}", None),
            ("DELETE", f"/people/{who.login}/absences/{made['id']}", None),
            ("GET", "/people/nobody/absences", None),
        ):
            answer = await who.call(method, path, json=body)
            assert answer.status_code == 404, (who.login, method, path)
    assert await company.admin.get("/people/boris/absences") == [made]
    assert (await company.admin.call("DELETE", f"/people/boris/absences/{made['id']}")).status_code == 204


async def test_a_narrow_token_does_not_reach_others(company: Company) -> None:
    token = await tokens.issue(company.admin.id, "narrow", rights=["profile.edit"])
    narrow = Caller(company.admin.client, company.admin.id, "admin", token)
    assert (await narrow.call("GET", "/people/boris/absences")).status_code == 404
    assert (await narrow.call("GET", "/people/admin/absences")).status_code == 200


async def test_what_is_wrong_is_said_by_field(company: Company) -> None:
    """Days, order, substitutes, unknown keys."""
    boris = company.boris
    for body, field in (
        ({"starts": "soon", "ends": "2030-01-01"}, "starts"),
        (_days(2, 1), "ends"),
        ({**_days(), "substitute": "boris"}, "substitute"),
        ({**_days(), "substitute": "nobody"}, "substitute"),
        ({**_days(), "reason": "vacation"}, "reason"),
        ({"starts": "2030-01-01"}, "ends"),
    ):
        answer = await boris.call("POST", "/people/boris/absences", json=body)
        assert answer.status_code == 422, body
        assert field in [one["field"] for one in answer.json()["errors"]]
    await boris.post("/people/boris/absences", _days(), headers={"Idempotency-Key": "one"})
    await boris.post("/people/boris/absences", _days(), headers={"Idempotency-Key": "one"})
    await boris.post("/people/boris/absences", _days(), 422)
