"""The phases of a page."""

from __future__ import annotations

from typing import ClassVar

import pytest
from starlette.responses import Response

from okno import access, teams
from okno.db import fetch_value
from okno.errors import Conflict, Invalid, NotFound, Refused
from okno.http import Page, page
from okno.settings import Settings
from okno.text import N_
from okno.themes import contexts
from tests.http.conftest import DOOR, Note


class Order(Page):
    """A form that may be refused."""

    ran: ClassVar[list[str]] = []

    async def load(self) -> None:
        self.ran.append("load")
        if self.params["key"] == "none":
            raise NotFound

    async def allow(self) -> None:
        self.ran.append("allow")
        await super().allow()

    async def act(self) -> Response | None:
        self.ran.append("act")
        match self.text("why"):
            case "invalid":
                raise Invalid({"text": N_("Too short.")})
            case "refused":
                raise Refused(N_("Not today."))
            case "conflict":
                raise Conflict(N_("Somebody was faster."))
            case "again":
                return None
        return self.redirect("/done")

    async def show(self) -> contexts.Page:
        self.ran.append("show")
        return Note(text=f"typed={self.text('text')} errors={dict(self.errors)} notice={self.notice}")


async def single(current: Page) -> contexts.Page:
    """A page of one function."""
    return Note(text=f"one {current.query.get('q')}")


ROUTES = [
    *DOOR,
    page("/order/{key}", Order, needs="service.order"),
    page("/manage", single, needs="people.manage"),
    page("/desk", single, needs="ticket.handle"),
    page("/one", single, public=True),
]


@pytest.fixture(autouse=True)
def nothing_ran() -> None:
    Order.ran.clear()


async def test_the_phases_run_in_order(db: Settings, vera: int, visit) -> None:
    browser = visit(db, ROUTES)
    await browser.enter("vera")
    await browser.get("/order/x")
    assert Order.ran == ["load", "allow", "show"]
    Order.ran.clear()
    assert (await browser.submit("/order/x", text="a")).headers["location"] == "/done"
    assert Order.ran == ["load", "allow", "act"]


@pytest.mark.parametrize(
    ("why", "status", "told"),
    [
        ("invalid", 422, "Too short."),
        ("refused", 422, "Not today."),
        ("conflict", 409, "Somebody was faster."),
        ("again", 200, ""),
    ],
)
async def test_a_refused_form_keeps_what_was_typed(
    db: Settings, vera: int, visit, why: str, status: int, told: str
) -> None:
    browser = visit(db, ROUTES)
    await browser.enter("vera")
    answer = await browser.submit("/order/x", text="my words", why=why)
    assert answer.status_code == status
    assert "typed=my words" in answer.text
    assert told in answer.text
    assert answer.headers["cache-control"] == "no-store"


async def test_what_is_not_found_is_not_acted_on(db: Settings, vera: int, visit) -> None:
    browser = visit(db, ROUTES)
    await browser.enter("vera")
    assert (await browser.submit("/order/none", text="a")).status_code == 404
    assert "act" not in Order.ran


async def test_a_stranger_is_sent_to_the_door_and_back(db: Settings, visit) -> None:
    browser = visit(db, ROUTES)
    answer = await browser.get("/order/x?a=1&b=%D1%8F")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/sign-in?next=/order/x?a=1%26b=%25D1%258F"
    assert answer.headers["cache-control"] == "no-store"
    assert Order.ran == []
    part = await browser.get("/order/x", headers={"HX-Request": "true"})
    assert (part.status_code, part.headers["hx-redirect"]) == (401, "/sign-in")
    assert (await browser.post("/order/x")).status_code == 401


async def test_a_right_that_is_missing_is_told(db: Settings, vera: int, admin: int, visit) -> None:
    browser = visit(db, ROUTES)
    await browser.enter("vera")
    assert (await browser.get("/manage")).status_code == 403
    other = visit(db, ROUTES)
    await other.enter("admin")
    assert "one" in (await other.get("/manage?q=1")).text


async def test_a_right_of_the_team_opens_the_door_of_the_desk(db: Settings, vera: int, visit) -> None:
    browser = visit(db, ROUTES)
    await browser.enter("vera")
    await access.grant(vera, "agent")
    assert (await browser.get("/desk")).status_code == 403
    await teams.declare(key="it", title={"ru": "ИТ"})
    team = await fetch_value("SELECT id FROM team")
    await teams.join(team, vera)
    assert (await browser.get("/desk")).status_code == 200


async def test_pages_of_a_person_are_never_stored(db: Settings, vera: int, visit) -> None:
    browser = visit(db, ROUTES)
    await browser.enter("vera")
    for path in ("/", "/order/x", "/order/none", "/manage", "/nowhere"):
        assert (await browser.get(path)).headers["cache-control"] == "no-store", path


@pytest.mark.parametrize("stated", [{}, {"needs": "x.unknown"}, {"needs": "service.order", "public": True}])
def test_a_page_states_its_permission(stated: dict[str, object]) -> None:
    with pytest.raises(RuntimeError, match="/x"):
        page("/x", Order, **stated)
