"""Lists of tickets by criteria and orders; one act on several tickets."""

from __future__ import annotations

from typing import Any

from tests.rest.conftest import TEAM, Company


def _numbers(told: Any) -> list[str]:
    return [one["number"] for one in told["items"]]


async def test_criteria_narrow_a_list(company: Company) -> None:
    """Each parameter for itself, all of them together, an answer of the form."""
    boris = company.boris
    one, two, three = [await company.anna.order() for _ in range(3)]
    await boris.assign(two, assignee="me")
    await boris.post(
        "/tickets/bulk", {"action": "priority", "priority": "high", "tickets": [{"number": three["number"]}]}, 200
    )
    asked: list[tuple[dict[str, Any], list[Any]]] = [
        ({"assignee": "me"}, [two]),
        ({"assignee": "-"}, [one, three]),
        ({"assignee": "boris"}, [two]),
        ({"assignee": "!boris", "priority": "normal"}, [one]),
        ({"priority": "high,critical"}, [three]),
        ({"priority": ["!high", "!low"]}, [one, two]),
        ({"team": TEAM, "service": "monitor"}, [one, two, three]),
        ({"field.model": "27"}, [one, two, three]),
        ({"field.model": "!27"}, []),
        ({"unanswered": "*"}, [one, three]),
        ({"unanswered_longer": 2}, []),
        ({"created": "..9", "overdue": "no"}, [one, two, three]),
        ({"subject": "no such words"}, []),
        ({"phase": "closed"}, []),
    ]
    for params, expected in asked:
        found = await boris.get("/tickets", queue="all", **params)
        assert sorted(_numbers(found)) == sorted(ticket["number"] for ticket in expected), params


async def test_orders_are_named_and_go_both_ways(company: Company) -> None:
    """Page by page; a cursor of another order is refused; what there is not is answered with what there is."""
    boris = company.boris
    made = [(await company.anna.order())["number"] for _ in range(3)]
    first = await boris.get("/tickets", queue="all", sort="created", order="reverse", limit=2)
    assert _numbers(first) == made[:2]
    rest = await boris.get("/tickets", queue="all", sort="created", order="reverse", cursor=first["next_cursor"])
    assert _numbers(rest) == made[2:]
    assert _numbers(await boris.get("/tickets", sort="-created")) == made[::-1]
    for params in (
        {"sort": "created", "cursor": first["next_cursor"]},
        {"sort": "customer", "order": "reverse", "cursor": first["next_cursor"]},
        {"sort": "beauty"},
        {"sort": "-due"},
    ):
        response = await boris.call("GET", "/tickets", params=params)
        assert response.status_code == 422, params
    assert ("sort", True) in [(one["field"], "unanswered" in one["detail"]) for one in response.json()["errors"]]


async def test_what_cannot_be_read_is_named(company: Company) -> None:
    """By its parameter."""
    wrong = {
        "due": "soon", "vip": "maybe", "priority": "huge", "team": "nowhere", "line": "first", "colour": "red",
        "field.": "x",
    }  # fmt: skip
    for name, value in wrong.items():
        response = await company.boris.call("GET", "/tickets", params={name: value})
        assert response.status_code == 422, name
        assert name in [one["field"] for one in response.json()["errors"]], response.text


async def test_a_requester_learns_nothing_by_filtering(company: Company) -> None:
    """His own tickets are not chosen by what only the staff knows."""
    await company.anna.order()
    for params in ({"priority": "normal"}, {"field.model": "27"}, {"unanswered": "*"}, {"sort": "priority"}):
        assert _numbers(await company.anna.get("/tickets", **params)) == [], params
    assert len(_numbers(await company.anna.get("/tickets", state="new", service="monitor"))) == 1


async def test_several_at_once_and_back(company: Company) -> None:
    """What is left says why, by the same codes as alone; another's act cannot be taken back."""
    boris = company.boris
    one, two = [await company.anna.order() for _ in range(2)]
    await company.vera.assign(two, assignee="me")
    body = {"action": "take", "tickets": [{"number": t["number"], "version": 1} for t in (one, two)]}
    told = await boris.post("/tickets/bulk", body, 200, headers={"Idempotency-Key": "take-both"})
    assert told["done"] == [one["number"]]
    assert [(left["number"], left["code"]) for left in told["left"]] == [(two["number"], "conflict")]
    again = await boris.post("/tickets/bulk", body, 200, headers={"Idempotency-Key": "take-both"})
    assert again["id"] == told["id"]
    assert (await company.vera.call("POST", f"/tickets/bulk/{told['id']}/undo")).status_code == 404
    back = await boris.post(f"/tickets/bulk/{told['id']}/undo", None, 200)
    assert (back["done"], back["undoable"]) == ([one["number"]], False)
    assert (await boris.get(f"/tickets/{one['number']}"))["assignee"] is None
    assert (await boris.call("POST", f"/tickets/bulk/{told['id']}/undo")).status_code == 409
    for wrong in ({**body, "action": "dance"}, {**body, "tickets": []}, {"action": "team", "tickets": body["tickets"]}):
        assert (await boris.call("POST", "/tickets/bulk", json=wrong)).status_code == 422
    assert (await company.anna.call("POST", "/tickets/bulk", json=body)).status_code == 403
