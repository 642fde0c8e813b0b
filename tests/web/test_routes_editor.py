"""Routes and skills of a service, lines and the giving out of a team, edited in the browser."""

from __future__ import annotations

from okno.catalog import drafts
from okno.catalog.check import check
from okno.catalog.model import Route
from okno.catalog.problem import BadCatalog
from tests.crew import DESK, catalog, service
from tests.web.conftest import Company
from tests.web.test_catalog_kinds import HOME, body, save

PATH = f"{HOME}/services/monitor/routes"


async def test_a_route_is_added_changed_and_taken_out(company: Company) -> None:
    fill = {"routes.0.team": "facilities", "routes.0.places": "Тверь, Склад", "skills": "Принтеры, Wi-Fi"}
    await save(company.admin, PATH, fill)
    made = await body("service", "monitor")
    assert made["routes"] == [{"team": "facilities", "places": ["Тверь", "Склад"]}]
    assert made["skills"] == ["Принтеры", "Wi-Fi"]
    page = await save(company.admin, PATH, {"routes.1.departments": "Филиал"})
    assert "Route 2" in page.text("main")
    assert (await body("service", "monitor"))["routes"][1] == {"team": "", "departments": ["Филиал"]}
    page = await company.admin.open(PATH)
    await company.admin.send(page.form(PATH, "drop:1"), press="drop:1")
    await company.admin.send((await company.admin.open(PATH)).form(PATH, "drop:0"), fill={"skills": ""}, press="drop:0")
    assert await drafts.all_drafts() == []


async def test_how_a_team_gives_out_its_work(company: Company) -> None:
    path = f"{HOME}/teams/it-devices"
    await save(company.admin, path, {"routing": "round_robin", "lines": "3"})
    made = await body("team", "it-devices")
    assert (made["routing"], made["lines"]) == ("round_robin", 3)
    await save(company.admin, path, {"routing": "manual", "lines": "1"})
    assert await drafts.all_drafts() == []


def test_what_is_wrong_is_told() -> None:
    bad = service("cable", routes=(Route(team="gone", places=("Тверь",)), Route(team=DESK)), skills=("а", "А", " "))
    told = str(BadCatalog(check(catalog("manual", 9, bad))))
    for words in ("no team “gone”", "Name a department or a place", "1 to 4 lines", "Write a name here"):
        assert words in told
