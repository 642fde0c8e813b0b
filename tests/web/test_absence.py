"""Absences: the person's own page, the page for who may enter them, and where they are seen."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from okno import people, teams
from okno.clock import now, zone_of
from okno.people import absence
from tests.web.browsing import Browser, Document
from tests.web.conftest import TEAM, Company, order, take

OWN = "/profile/absence"


def _day(n: int = 0) -> date:
    """A day of the company: late in the evening it is another one than in UTC."""
    return now().astimezone(ZoneInfo(zone_of(""))).date() + timedelta(days=n)


async def _enter(
    who: Browser, path: str, first: date | str, last: date | str, whom: str = "", status: int = 200
) -> Document:
    page = await who.open(path)
    return await who.send(page.form(path, act="add"), status, starts=str(first), ends=str(last), substitute__text=whom)


async def test_a_person_enters_and_cancels_his_own(company: Company) -> None:
    """The way is on the profile page; what is entered is listed and seen there."""
    boris = company.boris
    page = await boris.open("/profile")
    assert OWN in {href for href, _ in page.links}
    page = await _enter(boris, OWN, _day(), _day(3), "Вера Мастерова")
    assert "Вера Мастерова stands in" in page.text("#absences")
    assert "is entered" in page.text("toast")
    assert "away through" in (await boris.open("/profile")).text("main")
    page = await boris.open(OWN)
    page = await boris.send(page.form(OWN, "cancel"), press="cancel")
    assert "Nothing is planned" in page.text("#absences")
    assert await people.away([boris.id]) == {}


@pytest.mark.parametrize(
    ("first", "last", "whom", "link"),
    [
        ("", "", "", "#f-starts"),
        ("31.02.2027", "01.03.2027", "", "#f-starts"),
        (5, 4, "", "#f-ends"),
        (0, 0, "Борис Мастеров", "#f-substitute"),
        (0, 0, "Никто Такой", "#f-substitute"),
        ("0001-01-01", "9999-12-31", "", "#f-ends"),
    ],
)
async def test_what_is_wrong_is_said_and_kept(
    company: Company, first: int | str, last: int | str, whom: str, link: str
) -> None:
    """Beside the field, and again above the form. A number is that many days from today."""
    first, last = (str(_day(one)) if isinstance(one, int) else one for one in (first, last))
    page = await _enter(company.boris, OWN, first, last, whom, 422)
    assert link in {href for href, _ in page.links}
    form = page.form(OWN, act="add")
    assert form.values["starts"] == [first]
    assert form.values["substitute.text"] == [whom]


async def test_days_are_written_as_people_write_them(company: Company) -> None:
    """Where a browser has no field for days."""
    day = _day(2)
    page = await _enter(company.boris, OWN, f"{day:%d.%m.%Y}", day)
    assert "one day" in page.text("#absences")


async def test_a_lead_and_an_administrator_enter_it_for_others(company: Company) -> None:
    """A lead for members of his team only; for anybody else the page does not exist."""
    team = await teams.by_key(TEAM)
    assert team is not None
    path, outside = f"/people/{company.boris.id}/absence", f"/people/{company.anna.id}/absence"
    for who in (company.vera, company.anna, company.stranger):
        await who.open(path, 404)
    await teams.join(team.id, company.vera.id, lead=True)
    page = await _enter(company.vera, path, _day(1), _day(1))
    assert "one day" in page.text("#absences")
    await company.vera.open(outside, 404)
    stored = (await absence.of_person(company.boris.id))[0]
    # With another's page an absence of somebody else can not be cancelled.
    own = await company.anna.open(OWN)
    form = own.form(OWN, act="add")
    await company.anna.send(form, 404, fill={"act": "cancel", "absence": str(stored.id)})
    assert len(await absence.of_person(company.boris.id)) == 1
    page = await company.admin.open(f"/admin/people/{company.boris.id}")
    assert path in {href for href, _ in page.links}
    page = await company.admin.open(path)
    await company.admin.send(page.form(path, "cancel"), press="cancel")
    assert await absence.of_person(company.boris.id) == []
    for odd in ("0", "99999", "x", "1" * 30):
        await company.admin.open(f"/people/{odd}/absence", 404)


async def test_agents_see_who_is_away(company: Company) -> None:
    """At the assignee, at the requester, in the list of colleagues, who then stand last; in the row of the desk."""
    number = await order(company.anna)
    await take(company.boris, number)
    for person, substitute in ((company.boris, company.vera), (company.anna, None)):
        await absence.add(
            person.id,
            _day(),
            _day(1),
            substitute_id=substitute.id if substitute else None,
            zone=zone_of(""),
            actor_id=None,
        )
    page = await company.vera.open(f"/tickets/{number}")
    assert "Борис Мастеров away through" in page.text("#facts")
    assert "away through" in page.text("panel")
    options = page.text("pick-list")
    assert options.index("Вера Мастерова") < options.index("Борис Мастеровaway through")
    page = await company.vera.open(f"/desk/{TEAM}")
    assert any("away through" in own.get("title", "") for _, own in page.attributes)
    # The requester is not told where agents are.
    assert "away" not in (await company.anna.open(f"/tickets/{number}")).text("main")


async def test_a_lead_finds_the_way_on_the_page_of_his_team(company: Company) -> None:
    """Beside each member."""
    team = await teams.by_key(TEAM)
    assert team is not None
    await teams.join(team.id, company.vera.id, lead=True)
    page = await company.vera.open(f"/desk/{TEAM}/team")
    assert f"/people/{company.boris.id}/absence" in {href for href, _ in page.links}


async def test_a_field_for_a_person_tells_nothing_of_who_has_left(company: Company) -> None:
    """Whoever counts through the numbers would read the names of all who ever worked here."""
    await people.change(company.vera.id, {"active": False}, actor_id=None)
    page = await company.anna.open(OWN)
    page = await company.anna.send(page.form(OWN, act="add"), 422, fill={"substitute": str(company.vera.id)})
    assert "Вера" not in company.anna.response.text
