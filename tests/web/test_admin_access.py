"""Who may what and why: the three questions, all rights of a person, and one's own."""

from __future__ import annotations

from dataclasses import replace

from okno import access, people, teams
from okno.access.lines import withhold
from okno.access.rolebook import make
from okno.access.roles import DELIVERED
from okno.http import tokens
from tests.web.conftest import TEAM, Company, order

PATH = "/admin/access"


async def _auditor(company: Company) -> None:
    await access.grant(company.stranger.id, "auditor")


async def test_why_somebody_may_and_why_not(company: Company) -> None:
    """Yes or no in a sentence, then the reasons."""
    admin, boris = company.admin, company.boris
    ask = f"{PATH}?ask=why&person={boris.id}&right=ticket.close&team="
    page = await admin.open(ask + TEAM)
    assert page.text("#answer").startswith("Yes. Борис Мастеров has the right “Close” in the team")
    assert "The role “Agent” is given" in page.text("grounds")
    page = await admin.open(ask + "hr")
    assert page.text("#answer").startswith("No.")
    assert "is not in the team “Human resources”" in page.text("grounds") or "is not in the team" in page.text("main")
    team = await teams.by_key(TEAM)
    assert team is not None
    await teams.join(team.id, boris.id, line=1)
    await withhold(team.id, 1, ["ticket.close"], actor_id=None)
    page = await admin.open(ask + TEAM)
    assert page.text("#answer").startswith("No.")
    assert "1st line" in page.text("grounds")


async def test_a_narrowed_token_is_told(company: Company) -> None:
    """It may less than its person."""
    await tokens.issue(company.boris.id, "reports", rights=["ticket.own"])
    page = await company.admin.open(f"{PATH}?ask=why&person={company.boris.id}&right=desk.open")
    assert "narrowed token" in page.text("grounds")


async def test_a_question_that_is_not_understood(company: Company) -> None:
    """Each field says what to do; a right of the company has no team."""
    admin = company.admin
    page = await admin.open(f"{PATH}?ask=why&person.text=Никто&right=no.such")
    assert {"#f-person", "#f-right"} <= {href for href, _ in page.links}
    page = await admin.open(f"{PATH}?ask=why&person.text=Борис&right=people.manage&team={TEAM}")
    assert "leave the team out" in page.text("errors")
    page = await admin.open(f"{PATH}?ask=who&right=ticket.see&team=nothing")
    assert "#f-team" in {href for href, _ in page.links}
    page = await admin.open(PATH)
    assert not page.text("errors")


async def test_people_are_named_by_mail_only_where_they_may_be_seen(company: Company) -> None:
    """Without a script too; the field does not promise what it does not do."""
    await people.change(company.boris.id, {"mail": "rose@example.com"}, actor_id=None)
    ask = f"{PATH}?ask=why&person.text=rose@example.com&right=desk.open"
    page = await company.admin.open(ask)
    assert page.text("#answer").startswith("Yes. Борис Мастеров")
    assert "mail address" in page.text("form")
    watcher = replace(DELIVERED["auditor"], key="watcher", rights=frozenset({"access.see"}))
    await make("watcher", watcher, actor_id=None)
    await access.grant(company.stranger.id, "watcher")
    page = await company.stranger.open(ask)
    assert "#f-person" in {href for href, _ in page.links}
    assert "mail address" not in page.text("form")


async def test_everybody_who_has_a_right(company: Company) -> None:
    """With the reason in a few words."""
    page = await company.admin.open(f"{PATH}?ask=who&right=ticket.see&team={TEAM}")
    assert "Борис Мастеров" in page.text("tbody")
    assert "Вера Мастерова" in page.text("tbody")
    assert "Ольга" not in page.text("tbody")
    page = await company.admin.open(f"{PATH}?ask=who&right=team.lead")
    assert "Nobody has this right" in page.text("main")


async def test_all_rights_of_a_person(company: Company) -> None:
    """In the company and in each team, also of who is switched off."""
    page = await company.admin.open(f"{PATH}/{company.boris.id}")
    assert "Order services" in page.text("main")
    assert "See the team’s requests" in page.text("main")
    await people.change(company.boris.id, {"active": False}, actor_id=None)
    page = await company.admin.open(f"{PATH}/{company.boris.id}")
    assert "switched off" in page.text("main")
    for wrong in ("99999", "x", "9" * 30):
        await company.admin.open(f"{PATH}/{wrong}", 404)


async def test_everybody_sees_his_own(company: Company) -> None:
    """And nobody another's without the right."""
    page = await company.anna.open("/profile/access")
    assert "Everybody has the role “Employee”" in page.text("main")
    assert not [href for href, _ in page.links if href.startswith("/admin")]
    for path in (PATH, f"{PATH}/{company.anna.id}"):
        await company.anna.open(path, 403)
        await company.boris.open(path, 403)


async def test_why_a_ticket_is_seen(company: Company) -> None:
    """For tickets that the asker sees himself: for others there is none, whether it exists or not."""
    await _auditor(company)
    number = await order(company.anna)
    auditor = company.stranger
    for asked in (str(number), "99999", "x"):
        page = await auditor.open(f"{PATH}?ask=ticket&person={company.boris.id}&ticket={asked}", 404)
        assert "#f-ticket" in {href for href, _ in page.links}
        assert not page.text("#answer")
    own = await order(auditor)
    page = await auditor.open(f"{PATH}?ask=ticket&person={company.boris.id}&ticket={own}")
    assert page.text("#answer").endswith("and the notes of the team.")
    page = await auditor.open(f"{PATH}?ask=ticket&person={company.anna.id}&ticket={own}")
    assert page.text("#answer").startswith("No.")
    page = await auditor.open(f"{PATH}?ask=ticket&person={auditor.id}&ticket={own}")
    assert page.text("#answer").endswith("as its requester does.")
    assert "notes stay hidden" in page.text("grounds")
