"""The agent's page of a ticket through a day: two at once, drafts, replies of one's own, quick acts, the person."""

from __future__ import annotations

import re

from okno import people
from okno.db import execute, fetch, fetch_value
from tests.web.browsing import Browser, Document, Form
from tests.web.conftest import Company, move, order, take


def box(page: Document, number: int) -> Form:
    """The reply box of a page."""
    return page.form(f"/tickets/{number}/comment")


async def opened(who: Browser, number: int) -> Document:
    """The page of a ticket."""
    return await who.open(f"/tickets/{number}")


# Two who answer at once ---------------------------------------------------------------------------------------


async def test_a_second_answer_is_shown_the_first_one(company: Company) -> None:
    """Whoever was slower reads what was said, keeps his words, and may send them all the same."""
    number = await order(company.anna)
    slow = box(await opened(company.boris, number), number)
    quick = box(await opened(company.vera, number), number)
    await company.vera.send(quick, text="It comes tomorrow", visibility="public")
    page = await company.boris.send(slow, 409, text="It comes on Friday", visibility="public")
    assert "Вера Мастерова answered meanwhile" in page.text("meanwhile")
    assert "It comes tomorrow" in page.text("meanwhile")
    assert box(page, number).values["text"] == ["It comes on Friday"]
    assert await fetch_value("SELECT count(*) FROM comment") == 1
    await company.boris.send(box(page, number))
    assert await fetch_value("SELECT count(*) FROM comment") == 2


async def test_only_answers_of_colleagues_hold_up(company: Company) -> None:
    """Neither what the requester adds meanwhile nor a note does; a note is never held up itself."""
    number = await order(company.anna)
    mine = box(await opened(company.boris, number), number)
    await company.vera.send(box(await opened(company.vera, number), number), text="A note", visibility="internal")
    await company.anna.send(box(await opened(company.anna, number), number), text="It is urgent")
    await company.boris.send(mine, text="On my way", visibility="public")
    late = box(await opened(company.vera, number), number)
    await company.boris.send(box(await opened(company.boris, number), number), text="I am there", visibility="public")
    await company.vera.send(late, text="He was there", visibility="internal")


async def test_a_lost_race_keeps_the_reason_of_a_move(company: Company) -> None:
    """Who was slower reads what happened; what he wrote stands there still."""
    number = await order(company.anna)
    page = await take(company.boris, number)
    way = page.form(f"/tickets/{number}/move", to="waiting_user")
    other = await opened(company.vera, number)
    await company.vera.send(other.form(f"/tickets/{number}/priority", "high"), press="high")
    page = await company.boris.send(way, 409, comment="Which desk is yours?")
    assert "Which desk is yours?" in page.text()
    assert "While you were here: Вера Мастерова" in page.text()


async def test_a_refused_answer_keeps_words_and_files(company: Company) -> None:
    """What was stored is ticked, so that nothing has to be attached again; the words are a draft besides."""
    number = await order(company.anna)
    form = box(await take(company.boris, number), number)
    await company.vera.send(box(await opened(company.vera, number), number), text="Soon", visibility="public")
    sent = [("files", ("plan.txt", b"the plan"))]
    page = await company.boris.send(form, 409, text="See the plan", visibility="public", files=sent)
    assert "plan.txt" in page.text("kept")
    assert await fetch_value("SELECT text FROM reply_draft") == "See the plan"
    page = await company.boris.send(box(page, number))
    assert "plan.txt" in page.text("#story")
    assert await fetch_value("SELECT count(*) FROM reply_draft") == 0


# Drafts ---------------------------------------------------------------------------------------------------------


async def test_a_draft_waits_at_every_browser(company: Company) -> None:
    """For its writer alone, to the requester and to the team apart; sending one leaves the other."""
    number = await order(company.anna)
    await take(company.boris, number)
    await _keep(company.boris, number, "public", "Dear Anna")
    await _keep(company.boris, number, "internal", "Ask Vera")
    page = await opened(company.boris, number)
    assert box(page, number).values["text"] == ["Ask Vera"]
    assert "Draft, " in page.text("draft-note")
    assert "Dear Anna" not in (await opened(company.vera, number)).text()
    await company.boris.send(box(page, number))
    page = await opened(company.boris, number)
    assert box(page, number).values["text"] == ["Dear Anna"]
    await company.boris.send(box(page, number))
    assert await fetch("SELECT id FROM reply_draft") == []


async def _keep(who: Browser, number: int, visibility: str, text: str, status: int = 200) -> str:
    form = box(await opened(who, number), number)
    data = {**{name: value[0] for name, value in form.values.items()}, "visibility": visibility, "text": text}
    answer = await who.client.post(f"/tickets/{number}/draft", data=data, headers={"Accept": "application/json"})
    assert answer.status_code == status, answer.text
    return str(answer.json().get("time", "")) if status == 200 else ""


async def test_a_draft_is_thrown_away_and_brought_back(company: Company) -> None:
    """The page after it offers the words again."""
    number = await order(company.anna)
    await take(company.boris, number)
    await _keep(company.boris, number, "public", "Half a sentence")
    page = await opened(company.boris, number)
    form = box(page, number)
    form.action = f"/tickets/{number}/draft/drop"
    page = await company.boris.send(form)
    assert box(page, number).values["text"] == [""]
    back = page.form(f"/tickets/{number}/draft/drop", side="public")
    page = await company.boris.send(back)
    assert box(page, number).values["text"] == ["Half a sentence"]


async def test_what_is_sent_is_no_draft_again(company: Company) -> None:
    """A script that was still keeping the words when they were sent."""
    number = await order(company.anna)
    form = box(await take(company.boris, number), number)
    await company.boris.send(form, text="Sent", visibility="public")
    data = {**{name: value[0] for name, value in form.values.items()}, "visibility": "public", "text": "Sent"}
    answer = await company.boris.client.post(
        f"/tickets/{number}/draft", data=data, headers={"Accept": "application/json"}
    )
    assert answer.json() == {"time": ""}
    assert await fetch("SELECT id FROM reply_draft") == []


async def test_nobody_keeps_a_draft_where_he_may_not_write(company: Company) -> None:
    """Neither in a ticket that he does not see, nor a note as its requester."""
    number = await order(company.anna)
    csrf = (await company.stranger.open("/profile")).form("/sign-out").values["_csrf"][0]
    data = {"_csrf": csrf, "visibility": "public", "text": "Hello"}
    answer = await company.stranger.client.post(f"/tickets/{number}/draft", data=data)
    assert answer.status_code == 404
    csrf = (await company.anna.open("/profile")).form("/sign-out").values["_csrf"][0]
    data = {"_csrf": csrf, "visibility": "internal", "text": "Hello"}
    answer = await company.anna.client.post(f"/tickets/{number}/draft", data=data)
    assert answer.status_code == 403
    assert await fetch("SELECT id FROM reply_draft") == []


# Replies of one's own -------------------------------------------------------------------------------------------


async def test_a_reply_of_ones_own_is_offered_with_its_values(company: Company) -> None:
    """Written in the profile, found in the box; a strange variable is refused with the known ones."""
    number = await order(company.anna)
    page = await company.boris.open("/profile/replies")
    form = page.form("/profile/replies")
    page = await company.boris.send(form, 422, title="Ready", text="{nome}, it is ready")
    assert "{name}, {full_name}, {number}" in page.text()
    await company.boris.send(page.form("/profile/replies"), text="{name}, no. {number} is ready. {agent}")
    page = await opened(company.boris, number)
    assert f"Анна, no. {number} is ready. Борис Мастеров" in page.text("canned")
    assert "Ready" not in (await opened(company.vera, number)).text("canned")
    page = await company.boris.open(f"/tickets/{number}?reply=own-1")
    assert box(page, number).values["text"] == [f"Анна, no. {number} is ready. Борис Мастеров"]


async def test_own_replies_are_ordered_deleted_and_brought_back(company: Company) -> None:
    """The last deleted one comes back from the page that says so."""
    for title in ("One", "Two"):
        page = await company.boris.open("/profile/replies")
        await company.boris.send(page.form("/profile/replies"), title=title, text=f"Text of {title}")
    rows = await fetch("SELECT id FROM own_reply ORDER BY position")
    page = await company.boris.open("/profile/replies")
    place = f"/profile/replies/{rows[1]['id']}/place"
    page = await company.boris.send(page.form(place, "up"), press="up")
    assert page.text("lines").index("Two") < page.text("lines").index("One")
    page = await company.boris.send(page.form(place, "delete"), press="delete")
    assert "Two" not in page.text("lines")
    page = await company.boris.send(page.form("/profile/replies", title="Two"))
    assert "Two" in page.text("lines")
    assert (await company.vera.client.get(f"/profile/replies/{rows[0]['id']}")).status_code == 404


async def test_what_stands_in_the_box_becomes_a_reply(company: Company) -> None:
    """The number and the name of this requester are variables again."""
    number = await order(company.anna)
    await take(company.boris, number)
    await _keep(company.boris, number, "public", f"Анна, request {number} is ready")
    page = await company.boris.open(f"/profile/replies?from={number}")
    assert page.form("/profile/replies").values["text"] == ["{name}, request {number} is ready"]
    assert (await company.vera.open(f"/profile/replies?from={number}")).form("/profile/replies").values["text"] == [""]


# Sending and going on -------------------------------------------------------------------------------------------


async def test_an_answer_that_goes_on_is_one_step(company: Company) -> None:
    """The words go with the move: one comment, the next state, and a draft less."""
    number = await order(company.anna)
    page = await take(company.boris, number)
    await company.boris.send(box(page, number), text="Which desk?", visibility="public", press="waiting_user")
    assert await fetch_value("SELECT state FROM ticket") == "waiting_user"
    assert await fetch_value("SELECT count(*) FROM comment") == 1


async def test_of_an_answer_and_a_move_both_happen_or_none(company: Company) -> None:
    """When somebody has moved it meanwhile nothing is sent, and the words are kept."""
    number = await order(company.anna)
    page = await take(company.boris, number)
    other = await opened(company.vera, number)
    await company.vera.send(other.form(f"/tickets/{number}/priority", "high"), press="high")
    page = await company.boris.send(
        box(page, number), 409, text="Which desk?", visibility="public", press="waiting_user"
    )
    assert await fetch_value("SELECT count(*) FROM comment") == 0
    assert box(page, number).values["text"] == ["Which desk?"]


async def test_the_next_one_of_the_list_follows(company: Company) -> None:
    """The script names it; a page of another server is not gone to."""
    first, second = await order(company.anna), await order(company.anna)
    page = await take(company.boris, first)
    goal = f"/tickets/{second}"
    await company.boris.send(box(page, first), text="Done", visibility="public", press="next", next=goal)
    assert company.boris.path == f"/tickets/{second}"
    page = await opened(company.boris, first)
    await company.boris.send(
        box(page, first), text="Again", visibility="public", press="next", next="//evil.example/tickets/1"
    )
    assert company.boris.path.startswith("/desk")


# Acts of one press ----------------------------------------------------------------------------------------------


async def test_taking_can_be_taken_back(company: Company) -> None:
    """By the button of the toast; as if it had never been anybody's."""
    number = await order(company.anna)
    page = await take(company.boris, number)
    undo = next(one for one in page.forms if one.action.startswith("/desk/bulk/"))
    await company.boris.send(undo)
    rows = await fetch("SELECT assignee_id, state, responded_at FROM ticket")
    assert rows == [{"assignee_id": None, "state": "new", "responded_at": None}]


async def test_done_has_its_key_wherever_it_stands(company: Company) -> None:
    """Among the other moves too, as while the requester is waited for."""
    number = await order(company.anna)
    await take(company.boris, number)
    await move(company.boris, number, "waiting_user", "Which one?")
    page = await company.boris.client.get(f"/tickets/{number}")
    assert re.search(r'<button[^>]*value="done"[^>]*data-key="KeyD"', page.text)


async def test_a_priority_is_set_by_one_press_and_taken_back(company: Company) -> None:
    """And a requester, be he in the team, does not even find the way."""
    number = await order(company.anna)
    before = await fetch_value("SELECT priority FROM ticket")
    page = await opened(company.boris, number)
    page = await company.boris.send(page.form(f"/tickets/{number}/priority", "critical"), press="critical")
    assert await fetch_value("SELECT priority FROM ticket") == 1
    await company.boris.send(next(one for one in page.forms if one.action.startswith("/desk/bulk/")))
    assert await fetch_value("SELECT priority FROM ticket") == before


async def test_colleagues_are_offered_with_their_load(company: Company) -> None:
    """Whoever has the least to do stands first."""
    number = await order(company.anna)
    await take(company.boris, await order(company.anna))
    page = await opened(company.boris, number)
    listed = page.text("pick-list")
    assert listed.index("Вера Мастерова") < listed.index("Борис Мастеров")
    assert "1 open" in listed
    page = await company.boris.send(
        page.form(f"/tickets/{number}/assign", str(company.vera.id)), press=str(company.vera.id)
    )
    assert "Request" in page.text("toast")
    assert await fetch_value("SELECT assignee_id FROM ticket WHERE id = $1", number) == company.vera.id


# The person -----------------------------------------------------------------------------------------------------


async def test_the_panel_tells_who_asks(company: Company) -> None:
    """Position, department, place, manager, ways to reach, the time there, what else there is; nothing of others."""
    first, number = await order(company.anna), await order(company.anna)
    values = {
        "title": "Head of sales",
        "department": "Sales",
        "place": "Office 2, room 210",
        "manager_id": company.vera.id,
        "phone": "+7 900 000-12-34",
        "mail": "anna@example.test",
        "time_zone": "Asia/Yekaterinburg",
    }
    await people.change(company.anna.id, values, actor_id=company.admin.id)
    await execute("UPDATE person SET vip = $1 WHERE id = $2", True, company.anna.id)
    page = await opened(company.boris, number)
    told = page.text("panel")
    for words in ("VIP", "Head of sales", "Sales", "Office 2, room 210", "Вера Мастерова", "anna@example.test"):
        assert words in told, words
    assert "there now" in told
    assert str(first) in told
    assert 'href="tel:+79000001234"' in company.boris.response.text
    cancel = f"/tickets/{first}/move"
    await company.anna.send((await company.anna.open(f"/tickets/{first}")).form(cancel, to="cancelled"))
    every = next(href for href, _ in page.links if href.startswith("/desk/all?customer="))
    rows = (await company.boris.open(every)).text("#rows")
    assert str(first) in rows
    assert str(number) in rows
