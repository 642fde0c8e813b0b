"""Followers, names in words and ordering anew, on the pages of a ticket."""

from __future__ import annotations

from okno import access
from okno.db import execute
from okno.tickets.store import add_reader
from tests.web.browsing import Document, Form
from tests.web.conftest import Company, move, order, take


def _watch(page: Document, number: int, who: str) -> Form:
    return page.form(f"/tickets/{number}/watchers", who)


async def test_a_colleague_follows(company: Company) -> None:
    """Added by the requester, shown to both sides, and out again."""
    anna, boris = company.anna, company.boris
    number = await order(anna)
    page = await anna.open(f"/tickets/{number}")
    form = next(one for one in page.forms if one.action.endswith("/watchers") and "who.text" in one.names)
    page = await anna.send(form, 422, who__text="Nobody Here")
    assert "no such colleague" in page.text("#watch")
    form = next(one for one in page.forms if one.action.endswith("/watchers") and "who.text" in one.names)
    page = await anna.send(form, who=str(company.stranger.id))
    assert "Егор Чужой" in page.text("#watch")
    assert "added Егор Чужой to the followers" in page.text("#story")
    assert "Егор Чужой" in (await boris.open(f"/tickets/{number}")).text("#watch")
    page = await company.stranger.open(f"/tickets/{number}")
    assert not [one for one in page.forms if "who.text" in one.names]
    remove = f"/tickets/{number}/watchers/remove"
    page = await boris.open(f"/tickets/{number}")
    await boris.send(page.form(remove, str(company.stranger.id)), press=str(company.stranger.id))
    await company.stranger.open(f"/tickets/{number}", 404)


async def test_beside_the_list_a_follower_sees_what_he_sees_on_the_page(company: Company) -> None:
    """An agent of another team: how to reach the requester is for those who work on it."""
    number = await order(company.anna)
    await access.grant(company.stranger.id, "agent")
    await add_reader(number, company.stranger.id, "watcher")
    for path in (f"/tickets/{number}", f"/desk/preview/{number}"):
        page = await company.stranger.open(path)
        assert "Анна Королёва" in page.text("#main")
        assert "000-12-34" not in page.text("#main")
    assert "000-12-34" in (await company.boris.open(f"/desk/preview/{number}")).text("#main")


async def test_one_follows_and_stops_himself(company: Company) -> None:
    """Whoever sees it by that alone is led away."""
    boris, stranger = company.boris, company.stranger
    number = await order(company.anna)
    page = await boris.open(f"/tickets/{number}")
    page = await boris.send(_watch(page, number, "me"), press="me")
    assert "Борис Мастеров" in page.text("#watch")
    remove = f"/tickets/{number}/watchers/remove"
    page = await boris.send(page.form(remove, "me"), press="me")
    assert "Борис Мастеров" not in page.text("#watch")
    form = next(one for one in page.forms if one.action.endswith("/watchers") and "who.text" in one.names)
    await boris.send(form, who=str(stranger.id))
    page = await stranger.open(f"/tickets/{number}")
    await stranger.send(page.form(remove, "me"), press="me")
    assert stranger.path == "/tickets"


async def test_names_are_marked_and_the_deaf_are_told_of(company: Company) -> None:
    """With the offer to let them follow."""
    boris = company.boris
    number = await order(company.anna)
    page = await boris.open(f"/tickets/{number}")
    page = await boris.send(page.form(f"/tickets/{number}/comment"), text="@vera and @egor, look", visibility="public")
    assert "@Вера Мастерова" in page.text("named")
    assert "Егор Чужой does not see this request" in page.text("#talk")
    assert "Вера Мастерова does not" not in page.text("#talk")
    who = str(company.stranger.id)
    page = await boris.send(_watch(page, number, who), press=who)
    assert "Егор Чужой" in page.text("#watch")
    page = await boris.open(f"/tickets/{number}?unheard={who}.zzz.999999")
    assert "does not see" not in page.text("#talk")


async def test_ordering_anew_when_it_is_too_late(company: Company) -> None:
    """The way back is gone; the new request begins with her words and leads to the old one."""
    anna, boris = company.anna, company.boris
    number = await order(anna)
    await take(boris, number)
    await move(boris, number, "done")
    await move(anna, number, "closed")
    page = await anna.open(f"/tickets/{number}")
    assert "can be opened again until" in page.text("#acts")
    assert not page.has_form(f"/tickets/{number}/follow-up")
    await execute("UPDATE ticket SET closed_at = 1000000 WHERE id = $1", number)
    page = await anna.open(f"/tickets/{number}")
    assert not page.has_form(f"/tickets/{number}/move", to="in_progress")
    form = page.form(f"/tickets/{number}/follow-up")
    page = await anna.send(form, 422, text=" ")
    assert "Write what is wrong" in page.text("#again")
    page = await anna.send(page.form(f"/tickets/{number}/follow-up"), text="It is dark again.")
    assert anna.path == f"/tickets/{number + 1}"
    assert "linked to request" in page.text("toast")
    assert "It is dark again." in page.text("main")
    assert not (await boris.open(f"/tickets/{number}")).has_form(f"/tickets/{number}/follow-up")


async def test_a_new_request_for_the_same_person(company: Company) -> None:
    """One click from the page of a ticket, with the name filled in."""
    number = await order(company.anna)
    page = await company.boris.open(f"/tickets/{number}")
    [href] = [href for href, _ in page.links if f"for={company.anna.id}" in href]
    page = await company.boris.open(href)
    assert "Анна Королёва" in company.boris.response.text
