"""Work time over REST: for the staff of a ticket, own entries only, totals for whoever sees it."""

from __future__ import annotations

from tests.rest.conftest import Company


async def test_work_is_written_down_changed_and_taken_away(company: Company) -> None:
    """The list has who, how long and what was planned."""
    ticket = await company.anna.order()
    path = f"/tickets/{ticket['number']}/work"
    made = await company.boris.post(path, {"seconds": 5400, "text": "Looked for it"})
    assert (made["person"], made["seconds"], made["source"]) == ("boris", 5400, "hand")
    answer = await company.boris.call("PATCH", path, json={"seconds": 7200})
    assert answer.json()["planned_seconds"] == 7200
    answer = await company.boris.call("PATCH", f"{path}/{made['id']}", json={"seconds": 3600})
    assert answer.json()["seconds"] == 3600
    listed = await company.vera.get(path)
    assert (listed["seconds"], listed["people"]) == (3600, [{"person": "boris", "seconds": 3600}])
    assert (await company.vera.call("DELETE", f"{path}/{made['id']}")).status_code == 404
    assert (await company.boris.call("DELETE", f"{path}/{made['id']}")).status_code == 204
    assert (await company.vera.get(path))["items"] == []


async def test_for_a_requester_there_is_no_such_thing(company: Company) -> None:
    """Neither to be read nor to be written; wrong values are told by field."""
    ticket = await company.anna.order()
    path = f"/tickets/{ticket['number']}/work"
    await company.boris.post(path, {"seconds": 60})
    assert (await company.anna.call("GET", path)).status_code == 404
    assert (await company.anna.call("POST", path, json={"seconds": 60})).status_code == 404
    assert (await company.anna.call("PATCH", path, json={"seconds": 60})).status_code == 404
    events = await company.anna.get(f"/tickets/{ticket['number']}/events")
    assert not [one for one in events["items"] if one["kind"].startswith("Work")]
    refused = await company.boris.post(path, {"seconds": 60, "day": "2999-01-01"}, 422)
    assert "day" in str(refused)
    await company.boris.post(path, {"seconds": 5}, 422)
