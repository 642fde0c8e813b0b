"""Classes 3, 4, 5 and 13: every route for everybody. A route that is not in the table fails."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from okno.tickets import Ticket
from tests.security.conftest import House, keep
from tests.security.visitor import Answer, multipart

WHO = ("nobody", "stranger", "requester", "agent", "other", "admin")
Statuses = tuple[int, int, int, int, int, int]

# What pages answer: to a reader of the ticket, to whoever is in the company, to one who may not, at the door.
EVERYBODY: Statuses = (303, 200, 200, 200, 200, 200)
READERS: Statuses = (303, 404, 200, 200, 404, 404)
STAFF: Statuses = (303, 404, 404, 200, 404, 404)
NOBODY: Statuses = (303, 404, 404, 404, 404, 404)
ADMIN: Statuses = (303, 403, 403, 403, 403, 200)
OPEN: Statuses = (200, 200, 200, 200, 200, 200)

# The same for REST, which sends nobody to the door.
R_EVERYBODY: Statuses = (401, 200, 200, 200, 200, 200)
R_READERS: Statuses = (401, 404, 200, 200, 404, 404)
R_STAFF: Statuses = (401, 404, 404, 200, 404, 404)
R_PEOPLE: Statuses = (401, 403, 403, 200, 200, 200)
R_AGENTS: Statuses = (401, 403, 403, 200, 200, 403)

# Route, then what is asked (the query, or a variant of its parts), then what everybody gets in the order of WHO.
READING: Mapping[tuple[str, str], Statuses] = {
    ("/", ""): EVERYBODY,
    ("/catalog", ""): EVERYBODY,
    ("/catalog/{key}", ""): EVERYBODY,
    ("/tickets", ""): EVERYBODY,
    ("/tickets/{number}", ""): READERS,
    ("/tickets/{number}", "number=99999"): NOBODY,
    ("/tickets/{number}/comment", ""): READERS,
    ("/tickets/{number}/move", ""): READERS,
    ("/tickets/{number}/assign", ""): READERS,
    ("/desk", ""): (303, 403, 403, 303, 303, 403),
    ("/desk/{queue}", ""): (303, 403, 403, 200, 404, 403),
    ("/desk/{queue}", "queue=all"): (303, 403, 403, 200, 200, 403),
    ("/notices", ""): EVERYBODY,
    ("/profile", ""): EVERYBODY,
    ("/profile/password", ""): EVERYBODY,
    ("/people/suggest", "?q=анна"): EVERYBODY,
    ("/admin/people", ""): ADMIN,
    ("/admin/people/{person}", ""): ADMIN,
    ("/admin/people/{person}", "person=99999"): (303, 403, 403, 403, 403, 404),
    ("/admin/people/{person}/password", ""): ADMIN,
    ("/admin/teams", ""): ADMIN,
    ("/admin/teams/{team}", ""): ADMIN,
    ("/admin/teams/{team}", "team=nothing"): (303, 403, 403, 403, 403, 404),
    ("/files/{file}", ""): READERS,
    ("/files/{file}", "file=internal"): STAFF,
    ("/files/{file}", "file=loose"): STAFF,
    ("/files/{file}", "file=unknown"): NOBODY,
    ("/files/{file}/{name}", ""): READERS,
    ("/files/{file}/{name}", "file=internal"): STAFF,
    ("/files/{file}/{name}", "file=internal&name=public.txt"): STAFF,
    ("/sign-in", ""): (200, 303, 303, 303, 303, 303),
    ("/live", ""): R_EVERYBODY,
    ("/assets/{skin}/{file:path}", ""): OPEN,
    ("/assets/{skin}/{file:path}", "skin=..&file=../secret.key"): (404, 404, 404, 404, 404, 404),
    ("/favicon.ico", ""): (307, 307, 307, 307, 307, 307),
    ("/robots.txt", ""): OPEN,
    ("/health", ""): OPEN,
    ("/metrics", ""): (404, 404, 404, 404, 404, 404),
    ("/api/v1/openapi.json", ""): OPEN,
    ("/api/v1/me", ""): R_EVERYBODY,
    ("/api/v1/people", ""): R_PEOPLE,
    ("/api/v1/people/lookup", "?phone=1"): R_PEOPLE,
    ("/api/v1/services", ""): R_EVERYBODY,
    ("/api/v1/services/{key}", ""): R_EVERYBODY,
    ("/api/v1/tickets", ""): R_EVERYBODY,
    ("/api/v1/tickets", "?queue=it-devices"): (401, 404, 404, 200, 404, 404),
    ("/api/v1/tickets/{number}", ""): R_READERS,
    ("/api/v1/tickets/{number}/comments", ""): R_READERS,
    ("/api/v1/tickets/{number}/events", ""): R_READERS,
    ("/api/v1/tickets/{number}/clock", ""): R_READERS,
    ("/api/v1/tickets/{number}/files", ""): R_READERS,
    ("/api/v1/files/{id}", ""): R_READERS,
    ("/api/v1/files/{id}", "id=internal"): R_STAFF,
    ("/api/v1/files/{id}", "id=loose"): R_STAFF,
    ("/api/v1/files/{id}/content", ""): R_READERS,
    ("/api/v1/files/{id}/content", "id=internal"): R_STAFF,
    ("/api/v1/queues", ""): R_AGENTS,
}

FORM, JSON, FILE = "form", "json", "file"
# Each is sent about a new ticket of Anna's, its version 1. Pages without a session lack the token of the form.
CHANGING: Mapping[tuple[str, str, str], Statuses] = {
    ("/sign-in", FORM, "login=anna&password=wrong"): (403, 401, 401, 401, 401, 401),
    ("/sign-out", FORM, ""): (403, 303, 303, 303, 303, 303),
    ("/preferences", FORM, "theme=dark"): (403, 303, 303, 303, 303, 303),
    ("/catalog/{key}", FORM, "model=27&reason=second&place=1"): (401, 303, 303, 303, 303, 303),
    ("/tickets/{number}/comment", FORM, "text=x"): (401, 404, 303, 303, 404, 404),
    ("/tickets/{number}/comment", FORM, "text=x&visibility=internal"): (401, 404, 403, 303, 404, 404),
    ("/tickets/{number}/move", FORM, "to=cancelled&version=1&comment=x"): (401, 404, 303, 303, 404, 404),
    ("/tickets/{number}/move", FORM, "to=in_progress&version=1"): (401, 404, 403, 303, 404, 404),
    ("/tickets/{number}/assign", FORM, "assignee=me&version=1"): (401, 404, 403, 303, 404, 404),
    ("/tickets/{number}/assign", FORM, "team=accounting&version=1"): (401, 404, 403, 303, 404, 404),
    ("/notices/read", FORM, "upto=1"): (401, 303, 303, 303, 303, 303),
    ("/profile/password", FORM, "old=x&new=longenough&again=longenough"): (401, 422, 422, 422, 422, 422),
    ("/profile/sessions", FORM, ""): (401, 303, 303, 303, 303, 303),
    ("/admin/people", FORM, "login=x.y&name=X"): (401, 403, 403, 403, 403, 303),
    ("/admin/people/{person}", FORM, "name=X&active=1"): (401, 403, 403, 403, 403, 303),
    ("/admin/people/{person}/password", FORM, ""): (401, 403, 403, 403, 403, 200),
    ("/admin/teams/{team}", FORM, "act=remove&person=1"): (401, 403, 403, 403, 403, 303),
    ("/api/v1/tickets", JSON, '{"subject": "x", "text": "y"}'): (401, 201, 201, 201, 201, 201),
    ("/api/v1/tickets", JSON, '{"subject": "x", "text": "y", "on_behalf_of": "vera"}'): (401, 422, 422, 201, 201, 201),
    ("/api/v1/tickets/{number}/moves", JSON, '{"to": "done", "version": 1}'): (401, 404, 403, 200, 404, 404),
    ("/api/v1/tickets/{number}/moves", JSON, '{"to": "in_progress", "version": 1}'): (401, 404, 403, 200, 404, 404),
    ("/api/v1/tickets/{number}/assignment", JSON, '{"assignee": "me", "version": 1}'): (401, 404, 403, 200, 404, 404),
    ("/api/v1/tickets/{number}/comments", JSON, '{"text": "x"}'): (401, 404, 201, 201, 404, 404),
    ("/api/v1/tickets/{number}/comments", JSON, '{"text": "x", "visibility": "internal"}'): (
        401, 404, 403, 201, 404, 404,
    ),
    ("/api/v1/tickets/{number}/comments", JSON, '{"text": "x", "files": ["{public}"]}'): (401, 404, 422, 422, 404, 404),
    ("/api/v1/tickets/{number}/comments", JSON, '{"text": "x", "files": ["{internal}"]}'): (
        401, 404, 422, 422, 404, 404,
    ),
    ("/api/v1/tickets/{number}/comments", JSON, '{"text": "x", "files": ["{loose}"]}'): (401, 404, 422, 201, 404, 404),
    ("/api/v1/files", FILE, ""): (401, 201, 201, 201, 201, 201),
    ("/api/v1/tickets/{number}/files", FILE, ""): (401, 404, 201, 201, 404, 404),
    ("/api/v1/tickets/{number}/files", JSON, '{"files": ["{loose}"], "visibility": "internal"}'): (
        401, 404, 403, 201, 404, 404,
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Parts:
    """What stands for the parts of a path."""

    house: House
    ticket: Ticket
    loose: str

    def path(self, route: str, changed: str = "") -> str:
        """The address of a route; `changed` names other parts, as person=5&file=internal."""
        stored = {"public": self.house.public_file, "internal": self.house.internal_file, "loose": self.loose}
        parts = {
            "number": self.ticket.number,
            "key": "monitor",
            "queue": "it-devices",
            "team": "it-devices",
            "person": str(self.house.company.vera.id),
            "file": "public",
            "id": "public",
            "name": "x.txt",
            "skin": "default",
        }
        if route.startswith("/assets"):
            parts["file"] = "okno.css"
        parts |= dict(pair.split("=") for pair in changed.split("&") if pair)
        for name, value in parts.items():
            route = route.replace(f"{{{name}}}", stored.get(value, value)).replace(f"{{{name}:path}}", value)
        return route

    def text(self, body: str) -> str:
        """A body with the ids of files put in."""
        for name, value in (
            ("public", self.house.public_file),
            ("internal", self.house.internal_file),
            ("loose", self.loose),
        ):
            body = body.replace(f"{{{name}}}", value)
        return body


def test_every_route_is_in_the_table(house: House) -> None:
    """A new route needs a line here before it can be delivered."""
    known = {("GET", route) for route, _ in READING} | {("POST", route) for route, _, _ in CHANGING}
    present = {
        (method, route.path)  # type: ignore[attr-defined]
        for route in house.app.routes
        for method in getattr(route, "methods", None) or ("GET",)
        if method != "HEAD"
    }
    assert present == known


async def test_who_may_read_what(house: House) -> None:
    """Whoever may not see a thing gets the answer for what does not exist."""
    parts = Parts(house, house.ticket, house.loose_file)
    wrong = []
    for (route, how), expected in READING.items():
        query, changed = (how, "") if how.startswith("?") else ("", how)
        for who, status in zip(WHO, expected, strict=True):
            answer = await house.visitors[who].ask("GET", parts.path(route, changed) + query)
            if answer.status != status:
                wrong.append(f"GET {route} {how} by {who}: {answer.status}, not {status}")
    assert not wrong, "\n".join(wrong)


async def test_who_may_change_what(house: House) -> None:
    """The same for each change, tried on a ticket of its own."""
    wrong = []
    for (route, kind, body), expected in CHANGING.items():
        for who, status in zip(WHO, expected, strict=True):
            answer = await change(house, who, route, kind, body)
            if answer.status != status:
                wrong.append(f"POST {route} {body} by {who}: {answer.status}, not {status}: {answer.body[:200]!r}")
    assert not wrong, "\n".join(wrong)


async def change(house: House, who: str, route: str, kind: str, body: str) -> Answer:
    """Sends a change about a new ticket of Anna's."""
    visitor = house.visitors[who]
    ticket = await house.company.order() if "{number}" in route else house.ticket
    loose = await keep(house.company.boris, "x.txt", b"x") if "{loose}" in body else ""
    parts = Parts(house, ticket, loose)
    if route.startswith(("/sign-out", "/profile/sessions", "/admin/people/")):
        await visitor.enter()
    if kind == FILE:
        headers, content = multipart(("file", "x.txt", b"x"))
        return await visitor.ask("POST", parts.path(route), body=content, headers=headers)
    media = "application/json" if kind == JSON else "application/x-www-form-urlencoded"
    sent = parts.text(body).encode()
    answer = await visitor.ask("POST", parts.path(route), body=sent, headers={"content-type": media})
    if route == "/sign-out":
        await visitor.enter()
    return answer


async def test_without_the_token_of_the_page_nothing_changes(house: House) -> None:
    """Class 29: whatever the type of the body, from wherever it comes, a session alone changes nothing."""
    visitor = house.visitors["agent"]
    parts = Parts(house, house.ticket, house.loose_file)
    wrong = []
    for route, kind, body in CHANGING:
        for origin in ({}, {"origin": "null"}, {"origin": "http://evil.test"}, {"referer": "http://okno.test.evil/"}):
            media = (
                "application/json" if kind == JSON else "text/plain" if origin else "multipart/form-data; boundary=e"
            )
            token = visitor.csrf if origin else ""
            headers = {"content-type": media, "x-csrf-token": token, **origin}
            answer = await visitor.ask("POST", parts.path(route), body=parts.text(body).encode(), headers=headers)
            if answer.status not in (403, 422) or (answer.status == 422 and origin):
                wrong.append(f"POST {route} {origin}: {answer.status}")
    assert not wrong, "\n".join(wrong)


async def test_the_same_404_for_what_is_hidden_and_what_is_not(house: House) -> None:
    """Not even the length of the answer differs."""
    for who in ("stranger", "other", "admin"):
        for path in ("/api/v1/tickets/{}", "/api/v1/tickets/{}/comments", "/api/v1/tickets/{}/files"):
            hidden, absent = [
                json.loads((await house.visitors[who].ask("GET", path.format(number))).body)
                for number in (house.ticket.number, "99999")
            ]
            assert {**hidden, "request_id": ""} == {**absent, "request_id": ""}
