"""REST: links, duplicates, merging, splitting."""

from __future__ import annotations

from typing import Any

import pytest

from tests.rest.conftest import MONITOR, Caller, Company

GENERAL = "device-question"


async def pair(company: Company) -> tuple[Any, Any]:
    """Two orders of Anna's."""
    return await company.anna.order(), await company.anna.order()


async def gone(who: Caller, method: str, path: str, body: Any = None) -> Any:
    """The answer to what does not exist for somebody, without what names the request."""
    response = await who.call(method, path, **({"json": body} if body is not None else {}))
    assert response.status_code == 404, f"{method} {path}: {response.status_code} {response.text}"
    return {key: value for key, value in response.json().items() if key not in ("instance", "request_id")}


async def test_links_are_told_from_both_sides(company: Company) -> None:
    """With a direction; taken away by their id."""
    one, other = await pair(company)
    path = f"/tickets/{one['number']}/links"
    made = await company.boris.post(path, {"kind": "part_of", "to": other["number"]})
    assert made == {
        "id": made["id"], "kind": "part_of", "direction": "out", "number": other["number"],
        "subject": other["subject"], "state": "new",
    }  # fmt: skip
    there = await company.boris.get(f"/tickets/{other['number']}/links")
    assert [(item["kind"], item["direction"], item["number"]) for item in there["items"]] == [
        ("part_of", "in", one["number"])
    ]
    assert (await company.anna.get(path))["items"] == [made]
    await company.boris.post(path, {"kind": "related", "to": int(other["number"])}, 409)
    response = await company.vera.call("DELETE", f"{path}/{made['id']}")
    assert response.status_code == 204
    assert (await company.boris.get(path))["items"] == []
    assert (await company.vera.call("DELETE", f"{path}/{made['id']}")).status_code == 404


async def test_a_word_of_the_other_side_is_stored_turned_round(company: Company) -> None:
    """This one is the parent: the other is a part of it."""
    one, other = await pair(company)
    made = await company.boris.post(f"/tickets/{one['number']}/links", {"kind": "parent", "to": other["number"]})
    assert (made["kind"], made["direction"]) == ("part_of", "in")


async def test_wrong_links_are_answered_by_field(company: Company) -> None:
    """The kind, itself, keys that there are not."""
    one, other = await pair(company)
    path = f"/tickets/{one['number']}/links"
    for body, field in (
        ({"kind": "friend", "to": other["number"]}, "kind"),
        ({"kind": "related", "to": one["number"]}, "to"),
        ({"kind": "related"}, "to"),
        ({"kind": "related", "to": other["number"], "why": "x"}, "why"),
    ):
        answer = await company.boris.post(path, body, 422)
        assert [error["field"] for error in answer["errors"]] == [field]


async def test_events_tell_of_links_and_merges(company: Company) -> None:
    """With numbers; of tickets that one does not see not at all."""
    one, other = await pair(company)
    await company.boris.post(f"/tickets/{one['number']}/links", {"kind": "caused_by", "to": other["number"]})
    await company.boris.post(
        f"/tickets/{one['number']}/merge", {"into": other["number"], "version": one["version"]}, 200
    )
    facts = (await company.boris.get(f"/tickets/{other['number']}/events"))["items"]
    told = {fact["kind"]: fact["payload"] for fact in facts}
    assert told["TicketLinked"] == {"other": one["number"], "kind": "causes"}
    assert told["TicketsMerged"] == {"from": one["number"], "into": other["number"]}


async def test_merging_and_back(company: Company) -> None:
    """The old number answers and names the new one; words for it go there."""
    one, goal = await pair(company)
    path = f"/tickets/{one['number']}/merge"
    assert one["merged_into"] is None
    merged = await company.boris.post(path, {"into": goal["number"], "version": one["version"]}, 200)
    assert (merged["merged_into"], merged["state"]) == (goal["number"], "cancelled")
    for who in (company.anna, company.boris):
        seen = await who.get(f"/tickets/{one['number']}")
        assert (seen["number"], seen["merged_into"]) == (one["number"], goal["number"])
    said = await company.anna.say(one, "to the old number")
    assert said["number"] == goal["number"]
    await company.boris.post(path, {"into": goal["number"], "version": merged["version"]}, 409)
    again = await company.vera.call("DELETE", path)
    assert again.status_code == 200
    assert (again.json()["merged_into"], again.json()["state"]) == (None, "new")
    assert (await company.vera.call("DELETE", path)).status_code == 409


async def test_comments_of_both_are_one_list(company: Company) -> None:
    """In the order in which they were written, each with the number where; page by page."""
    one, goal = await pair(company)
    for ticket, text in ((one, "1"), (goal, "2"), (one, "3")):
        await company.anna.say(ticket, text)
    await company.boris.say(one, "note", "internal")
    await company.boris.post(
        f"/tickets/{one['number']}/merge", {"into": goal["number"], "version": one["version"]}, 200
    )
    path = f"/tickets/{goal['number']}/comments"
    theirs = [item for page in await company.boris.pages(path, limit=2) for item in page]
    assert [(item["text"], item["number"]) for item in theirs] == [
        ("1", one["number"]), ("2", goal["number"]), ("3", one["number"]), ("note", one["number"]),
    ]  # fmt: skip
    hers = [item["text"] for page in await company.anna.pages(path, limit=2) for item in page]
    assert hers == ["1", "2", "3"]


async def test_a_stale_version_tells_who_was_faster(company: Company) -> None:
    """As a move does."""
    one, goal = await pair(company)
    await company.vera.assign(one, assignee="vera")
    answer = await company.boris.post(
        f"/tickets/{one['number']}/merge", {"into": goal["number"], "version": one["version"]}, 409
    )
    assert answer["last"]["kind"] == "TicketAssigned"


async def test_a_key_does_it_once(company: Company) -> None:
    """The same answer the second time; nothing is made twice."""
    one, goal = await pair(company)
    number = one["number"]
    for path, body, status in (
        (f"/tickets/{number}/links", {"kind": "related", "to": goal["number"]}, 201),
        (f"/tickets/{number}/split", {"service": GENERAL, "text": "A lamp"}, 201),
        (f"/tickets/{number}/merge", {"into": goal["number"], "version": one["version"]}, 200),
    ):
        headers = {"Idempotency-Key": f"key of {path} that is long enough"}
        first = await company.boris.post(path, body, status, headers=headers)
        assert await company.boris.post(path, body, status, headers=headers) == first
    assert len((await company.boris.get("/tickets", q="lamp"))["items"]) == 1
    headers = {"Idempotency-Key": "key of the way back that is long enough"}
    answers = [await company.boris.call("DELETE", f"/tickets/{number}/merge", headers=headers) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]


async def test_split(company: Company) -> None:
    """A new ticket of the same person, with the words of a comment; what the form asks for is named by field."""
    one, _ = await pair(company)
    said = await company.anna.say(one, "The lamp is broken")
    path = f"/tickets/{one['number']}/split"
    made = await company.boris.post(path, {"service": GENERAL, "comment": said["id"], "subject": "A lamp"})
    assert (made["subject"], made["on_behalf_of"], made["requester"]) == ("A lamp", "anna", "boris")
    links = (await company.anna.get(f"/tickets/{made['number']}/links"))["items"]
    assert [(item["kind"], item["number"]) for item in links] == [("related", one["number"])]
    answer = await company.boris.post(path, {"service": "monitor", "text": "one more"}, 422)
    assert {error["field"].partition(".")[0] for error in answer["errors"]} == {"answers"}
    made = await company.boris.post(path, {"service": "monitor", "text": "x", "answers": MONITOR["answers"]})
    assert made["service"] == "monitor"
    await company.boris.post(path, {"service": GENERAL, "comment": said["id"] + 1000}, 404)
    await company.anna.post(path, {"service": GENERAL, "text": "x"}, 403)


async def test_duplicates(company: Company) -> None:
    """The most alike first, with how alike."""
    one, other = await pair(company)
    await company.stranger.order()
    found = (await company.boris.get(f"/tickets/{one['number']}/duplicates"))["items"]
    assert [(item["number"], item["likeness"]) for item in found] == [(other["number"], 1.0)]
    hers = (await company.anna.get(f"/tickets/{one['number']}/duplicates"))["items"]
    assert [item["number"] for item in hers] == [other["number"]]
    assert hers[0]["priority"] is None


@pytest.mark.parametrize("who", ["stranger", "fedor", "admin"])
async def test_a_foreign_number_answers_as_one_that_there_is_not(company: Company, who: str) -> None:
    """In the path, whatever is asked; the same words, whether it exists or not."""
    one, other = await pair(company)
    caller: Caller = getattr(company, who)
    for method, path, body in (
        ("GET", "links", None),
        ("POST", "links", {"kind": "related", "to": other["number"]}),
        ("DELETE", "links/1", None),
        ("GET", "duplicates", None),
        ("POST", "merge", {"into": other["number"], "version": 1}),
        ("DELETE", "merge", None),
        ("POST", "split", {"service": GENERAL, "text": "x"}),
    ):
        there = await gone(caller, method, f"/tickets/{one['number']}/{path}", body)
        assert there == await gone(caller, method, f"/tickets/987654321/{path}", body)


async def test_a_foreign_number_in_the_body_is_one_that_there_is_not(company: Company) -> None:
    """For links and merges."""
    one, _ = await pair(company)
    foreign = await company.fedor.order(on_behalf_of=None)
    await company.boris.assign({**foreign, "number": foreign["number"]}, team="hr")
    told = []
    for number in (foreign["number"], "987654321", "zero"):
        told.append(
            await gone(company.boris, "POST", f"/tickets/{one['number']}/links", {"kind": "related", "to": number})
        )
        body = {"into": number, "version": one["version"]}
        told.append(await gone(company.boris, "POST", f"/tickets/{one['number']}/merge", body))
    assert all(answer == told[0] for answer in told)


async def test_what_goes_on_where_one_does_not_see_is_not_named(company: Company) -> None:
    """The source is seen still; that it is merged, and into what, is not told, in the ticket, its links, its facts."""
    one, goal = await pair(company)
    await company.boris.post(
        f"/tickets/{one['number']}/merge", {"into": goal["number"], "version": one["version"]}, 200
    )
    await company.boris.assign(goal, team="hr")
    for path in ("", "/links", "/events", "/duplicates", "/comments"):
        response = await company.vera.call("GET", f"/tickets/{one['number']}{path}")
        assert response.status_code == 200
        assert goal["number"] not in response.text, path
    assert (await company.vera.get(f"/tickets/{one['number']}"))["merged_into"] is None
    assert (await company.anna.get(f"/tickets/{one['number']}"))["merged_into"] == goal["number"]
