"""The overview of the desk and one's own day."""

from __future__ import annotations

from okno import access, db
from tests.web.browsing import Document
from tests.web.conftest import Company, move, order, take


def leads(page: Document, start: str) -> str:
    """The first address on the page that begins so."""
    return next(href for href, _ in page.links if href.startswith(start))


async def test_the_overview_counts_what_one_sees(company: Company) -> None:
    """Open, nobody's, by state, by priority and by assignee; each number leads to what was counted."""
    boris = company.boris
    first, second = await order(company.anna), await order(company.anna)
    await take(boris, first)
    page = await boris.open("/desk/overview")
    assert "2Open" in page.text("figures")
    assert "1Nobody’s" in page.text("figures")
    assert "Борис Мастеров" in page.text("bars")
    nobodys = (await boris.open(leads(page, "/desk/all?phase=open&assignee=-"))).text("#rows")
    assert str(second) in nobodys
    assert str(first) not in nobodys


async def test_nobody_counts_what_he_does_not_see(company: Company) -> None:
    """An agent of another team counts nothing, whoever does not work at the desk has no overview."""
    await order(company.anna)
    fedor = company.vera
    await db.execute("DELETE FROM team_member WHERE person_id = $1", fedor.id)
    page = await fedor.open("/desk/overview")
    assert "You are in no team yet" in page.text("#overview")
    await company.anna.open("/desk/overview", 403)
    await company.boris.open("/desk/overview?team=hr", 404)
    await company.boris.open("/desk/overview?team=it-devices")


async def test_what_is_overdue_and_what_burns(company: Company) -> None:
    """The same as the list calls so."""
    late, burns = await order(company.anna), await order(company.anna)
    await db.execute("UPDATE ticket SET due_sort = created_at - 1 WHERE id = $1", late)
    # Nothing is left of the term but a second: it burns on any calendar.
    await db.execute("UPDATE ticket SET due_sort = created_at + 60000000 WHERE id = $1", burns)
    shown = (await company.boris.open("/desk/overview")).text("figures")
    assert all(one in shown for one in ("2Open", "1Overdue", "1Burning"))


async def test_my_day(company: Company) -> None:
    """What I work on, the most urgent first; what others do is not there."""
    boris = company.boris
    assert "Nothing waits for you now" in (await boris.open("/desk/my-day")).text("#my-day")
    mine, other = await order(company.anna), await order(company.anna)
    await take(boris, mine)
    await take(company.vera, other)
    page = await boris.open("/desk/my-day")
    listed = [href for href, _ in page.links]
    assert f"/tickets/{mine}" in listed
    assert f"/tickets/{other}" not in listed
    await db.execute("UPDATE ticket SET due_sort = created_at - 1 WHERE id = $1", mine)
    assert (await boris.open("/desk/my-day")).text("#duty-late") == "Overdue"
    await move(boris, mine, "done")
    page = await boris.open("/desk/my-day")
    assert f"/tickets/{mine}" not in [href for href, _ in page.links]
    assert "1Done today" in page.text("figures")


async def test_a_manager_sees_the_teams_of_his_role(company: Company) -> None:
    """Whoever is a manager in a team counts its work without doing it."""
    await order(company.anna)
    team = await db.fetch_value("SELECT id FROM team WHERE key = $1", "it-devices")
    await access.grant(company.stranger.id, "manager", team_id=team)
    assert "1Open" in (await company.stranger.open("/desk/overview")).text("figures")
