"""Who hears of what: each whom it concerns, in the right words, once, and never the one who did it."""

from __future__ import annotations

from okno.db import execute, fetch_value
from okno.notify import notices
from okno.tickets import assign, comment, move
from tests.notify.desk import Desk, settle, told, written_to


async def forget() -> None:
    """Clears what was told so far."""
    await settle()
    await execute("DELETE FROM notice")
    await execute("DELETE FROM message")


async def test_a_new_request_is_told_to_the_team_in_the_page_only(desk: Desk) -> None:
    await desk.order()
    await settle()
    assert sorted(await told()) == [("lena", "team_new"), ("timur", "team_new")]
    assert await written_to() == []


async def test_taking_is_told_to_the_requester_by_letter_too(desk: Desk) -> None:
    ticket = await desk.order()
    await forget()
    await move(desk.timur, ticket.number, to="in_progress", version=ticket.version)
    await settle()
    assert await told() == [("vera", "taken")]
    assert await written_to() == ["vera@example.test"]


async def test_whoever_is_given_a_request_hears_of_it_unless_he_took_it_himself(desk: Desk) -> None:
    ticket = await desk.order()
    await forget()
    ticket = await assign(desk.timur, ticket.number, assignee="lena", version=ticket.version)
    await settle()
    assert await told() == [("lena", "assigned")]
    await forget()
    await assign(desk.timur, ticket.number, assignee="timur", version=ticket.version)
    await settle()
    assert await told() == []


async def test_words_go_to_the_other_side(desk: Desk) -> None:
    ticket = await desk.order()
    await assign(desk.timur, ticket.number, assignee="timur", version=ticket.version)
    await forget()
    await comment(desk.timur, ticket.number, text="Какая программа?")
    await comment(desk.vera, ticket.number, text="Почта.")
    await settle()
    assert await told() == [("vera", "answered"), ("timur", "commented")]


async def test_a_note_of_the_team_reaches_the_team_alone_and_no_letter(desk: Desk) -> None:
    ticket = await desk.order()
    await assign(desk.timur, ticket.number, assignee="timur", version=ticket.version)
    await forget()
    await comment(desk.lena, ticket.number, text="Секрет.", visibility="internal")
    await settle()
    assert await told() == [("timur", "noted")]
    assert await written_to() == []


async def test_words_that_come_with_a_move_are_told_once(desk: Desk) -> None:
    ticket = await desk.order()
    ticket = await move(desk.timur, ticket.number, to="in_progress", version=ticket.version)
    await forget()
    ticket = await move(desk.timur, ticket.number, to="waiting_user", version=ticket.version, text="Какая программа?")
    await settle()
    assert await told() == [("vera", "asked")]
    assert "> Какая программа?" in str(await fetch_value("SELECT text FROM message"))


async def test_done_asks_to_confirm_and_opening_again_tells_the_assignee(desk: Desk) -> None:
    ticket = await desk.order()
    ticket = await move(desk.timur, ticket.number, to="in_progress", version=ticket.version)
    await forget()
    ticket = await move(desk.timur, ticket.number, to="done", version=ticket.version)
    await settle()
    assert await told() == [("vera", "done")]
    await forget()
    await move(desk.vera, ticket.number, to="in_progress", version=ticket.version, text="Снова не открывается.")
    await settle()
    assert await told() == [("timur", "reopened")]
    assert "> Снова не открывается." in str(await fetch_value("SELECT text FROM message"))


async def test_a_cancelled_request_is_told_to_who_works_on_it(desk: Desk) -> None:
    ticket = await desk.order()
    ticket = await assign(desk.timur, ticket.number, assignee="timur", version=ticket.version)
    await forget()
    await move(desk.vera, ticket.number, to="cancelled", version=ticket.version)
    await settle()
    assert await told() == [("timur", "withdrawn")]


async def test_who_may_not_see_the_request_hears_nothing(desk: Desk) -> None:
    await execute("DELETE FROM role_grant WHERE person_id = $1", desk.lena.id)
    await execute("UPDATE person SET active = $1 WHERE id = $2", False, desk.timur.id)
    await desk.order()
    await settle()
    assert await told() == []


async def test_a_fact_that_is_delivered_twice_is_told_once(desk: Desk) -> None:
    await desk.order()
    await settle()
    before = await told()
    await execute(
        "INSERT INTO delivery (event_id, listener, stream, stream_id, next_at, lease_until, attempts)"
        " SELECT id, 'notify', stream, stream_id, 0, 0, 0 FROM event WHERE kind = 'TicketCreated'"
    )
    await settle()
    assert await told() == before


async def test_notices_are_read_counted_and_hidden_from_who_lost_the_right(desk: Desk) -> None:
    for n in range(3):
        await desk.order(f"Заявка {n}")
    await settle()
    assert await notices.unread_count(desk.timur) == 3
    page, cursor = await notices.page(desk.timur, limit=2)
    assert [one.subject for one in page] == ["Заявка 2", "Заявка 1"]
    rest, end = await notices.page(desk.timur, cursor=cursor, limit=2)
    assert [one.subject for one in rest] == ["Заявка 0"]
    assert end is None
    assert await notices.read(desk.timur.id, [page[0].id, rest[0].id]) == 2
    assert await notices.read(desk.stranger.id, [page[1].id]) == 0
    assert await notices.unread_count(desk.timur) == 1
    assert await notices.read(desk.timur.id) == 1
    assert await notices.unread_count(desk.timur) == 0
    assert await notices.unread_count(desk.lena) == 3
    await execute("DELETE FROM team_member WHERE person_id = $1", desk.timur.id)
    nobody = desk.timur.__class__(**{**vars(desk.timur), "teams": frozenset(), "team_rights": {}})
    assert (await notices.page(nobody))[0] == []
