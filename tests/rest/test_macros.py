"""Macros over REST."""

from __future__ import annotations

from tests.rest.conftest import MONITOR, Company
from tests.tickets.automating import act, in_force, macro


async def test_macros_are_listed_and_run(company: Company) -> None:
    """Those of one's teams; all of it, with the version that was seen."""
    in_force(
        macro("take", act("assignee", "me"), act("state", "in_progress"), sort=2),
        macro("own", act("note", text="x"), sort=1, teams=("it-devices",)),
        macro("money", act("note", text="x"), teams=("accounting",)),
    )
    listed = (await company.boris.get("/macros"))["items"]
    assert [(one["key"], one["actions"]) for one in listed] == [("own", ["note"]), ("take", ["assignee", "state"])]
    ticket = await company.anna.post("/tickets", MONITOR)
    path = f"/tickets/{ticket['number']}/macros"
    done = await company.boris.post(path, {"key": "take", "version": ticket["version"]}, 200)
    assert (done["assignee"], done["state"]) == ("boris", "in_progress")
    stale = await company.boris.call("POST", path, json={"key": "own", "version": ticket["version"]})
    assert stale.status_code == 409
    gone = await company.boris.call("POST", path, json={"key": "money", "version": done["version"]})
    assert gone.status_code == 422


async def test_who_may_run_them(company: Company) -> None:
    """The requester may not, for others the ticket does not exist."""
    in_force(macro("low", act("priority", "low")))
    ticket = await company.anna.post("/tickets", MONITOR)
    path, body = f"/tickets/{ticket['number']}/macros", {"key": "low", "version": ticket["version"]}
    assert (await company.anna.call("POST", path, json=body)).status_code == 403
    assert (await company.anna.call("GET", "/macros")).status_code == 403
    for outsider in company.outsiders:
        assert (await outsider.call("POST", path, json=body)).status_code == 404
