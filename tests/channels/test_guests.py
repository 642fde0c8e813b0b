"""Outsiders read and write one conversation, by their channel alone; nobody but the staff knows of it."""

from __future__ import annotations

import pytest

from okno import people, tickets
from okno.access import Actor, actor_of
from okno.channels import threads
from okno.channels.address import outsider
from okno.channels.outgoing import Wanted, write
from okno.channels.reference import reference_of
from okno.db import Row, execute, fetch, fetch_value, tx
from okno.errors import Forbidden, NotFound
from okno.events.log import read_stream
from okno.tickets import Sight, outside, store
from okno.tickets.reading import Wish, page
from okno.tickets.story import comments_of, timeline
from okno.tickets.untold import untold
from tests.channels.conftest import BORIS, STAND_IN, Desk
from tests.channels.trial import CHAT, LETTERS
from tests.company import hire

GUEST = "ivan@else.test"


async def _guest_comes(desk: Desk, text: str = "Здравствуйте", **more: str) -> Row:
    desk.guests()
    return await desk.come(sender=GUEST, sender_name="Иван Гость", text=text, external_id="<g@else.test>", **more)


async def test_a_guest_has_a_request_and_no_way_into_it(desk: Desk) -> None:
    row = await _guest_comes(desk)
    ticket = await store.load(row["ticket_id"])
    stand_in = await people.by_login(STAND_IN)
    assert stand_in is not None
    assert (ticket.requester_id, ticket.source) == (stand_in.id, LETTERS)
    assert await fetch_value("SELECT kind FROM principal WHERE id = $1", row["principal_id"]) == "contact"
    readers = await fetch("SELECT principal_id FROM ticket_reader WHERE ticket_id = $1", ticket.id)
    assert row["principal_id"] not in [one["principal_id"] for one in readers]
    assert await fetch_value("SELECT audience FROM thread WHERE id = $1", row["thread_id"]) == "guest"


async def test_the_guest_is_answered_in_his_conversation(desk: Desk) -> None:
    """The answer leaves by his channel, and his answer comes back into it."""
    row = await _guest_comes(desk)
    await threads.tell(desk.crew.boris, row["ticket_id"], row["thread_id"], text="Что случилось?")
    await desk.settle()
    sent = desk.post.sent[-1]
    assert (sent.address, sent.text, sent.answers) == (GUEST, "Что случилось?", "<g@else.test>")
    back = await desk.come(sender=GUEST, text="Вот что", in_reply_to=f"trial-{sent.id}")
    assert (back["ticket_id"], back["thread_id"]) == (row["ticket_id"], row["thread_id"])
    signed = await desk.come(sender=GUEST, text="И ещё", reference=sent.reference)
    assert signed["thread_id"] == row["thread_id"]
    said = (await comments_of(row["ticket_id"], internal=True)).values()
    assert [(one.visibility, one.text) for one in said] == [
        ("outside", "Что случилось?"), ("outside", "Вот что"), ("outside", "И ещё"),
    ]  # fmt: skip


async def test_words_with_a_guest_answer_and_ask(desk: Desk) -> None:
    """The clock of the answer is that of a requester."""
    row = await _guest_comes(desk)
    assert (await store.load(row["ticket_id"])).responded_at is None
    await threads.tell(desk.crew.boris, row["ticket_id"], row["thread_id"], text="Что случилось?")
    answered = await store.load(row["ticket_id"])
    assert answered.responded_at is not None
    assert answered.unanswered_since is None
    await desk.settle()
    await desk.come(sender=GUEST, text="Вот что", in_reply_to="<g@else.test>")
    assert (await store.load(row["ticket_id"])).unanswered_since is not None


async def test_what_waits_for_the_guest_goes_on_with_his_words(desk: Desk) -> None:
    row = await _guest_comes(desk)
    ticket = await tickets.take(desk.crew.boris, row["ticket_id"], version=None)
    await tickets.move(desk.crew.boris, ticket.id, to="waiting_user", version=None, text="Ждём")
    await desk.come(sender=GUEST, text="Я тут", in_reply_to="<g@else.test>")
    assert (await store.load(ticket.id)).state == "in_progress"


async def test_the_account_of_guests_and_the_requester_know_nothing_of_it(desk: Desk) -> None:
    row = await _guest_comes(desk)
    await threads.tell(desk.crew.boris, row["ticket_id"], row["thread_id"], text="Тайна")
    ticket = await store.load(row["ticket_id"])
    assert await comments_of(ticket.id, internal=False) == {}
    assert not [one for one in await timeline(ticket, Sight.READER) if one.comment is not None]
    facts = await read_stream("ticket", ticket.id)
    assert all(untold(Sight.READER, fact) for fact in facts if fact.kind == "TicketCommented")
    topics = next(fact.topics for fact in facts if fact.kind == "TicketCommented")
    assert f"ticket:{ticket.id}" not in topics


async def test_an_outsider_has_no_other_conversation_than_his(desk: Desk) -> None:
    """Neither by the id of a message in the public words, nor in the notes, nor in those with another outsider."""
    desk.guests()
    first = await desk.come(text="Не печатает", external_id="<a@x.test>")
    number = first["ticket_id"]
    async with tx():
        one = await outsider(LETTERS, "one@else.test", "Поставщик")
        two = await outsider(LETTERS, "two@else.test", "Другой")
    own = await threads.open(desk.crew.boris, number, one)
    other = await threads.open(desk.crew.boris, number, two)
    await threads.tell(desk.crew.boris, number, own, text="Сколько стоит?")
    await desk.settle()
    assert [(sent.address, sent.text) for sent in desk.post.sent] == [("one@else.test", "Сколько стоит?")]
    note = await tickets.comment(desk.crew.boris, number, text="Дорого", visibility="internal")
    notes = await fetch_value("SELECT thread_id FROM comment WHERE id = $1", note.id)
    for way in ({"reference": reference_of(number, other)}, {"reference": reference_of(number, notes)}):
        row = await desk.come(sender="one@else.test", text="Пустите", **way)
        assert (row["state"], row["reason"]) == ("quarantined", "reference")
    row = await desk.come(sender="one@else.test", text="Сто", in_reply_to="<a@x.test>")
    assert row["thread_id"] == own, "his only conversation there is his own"
    with pytest.raises(NotFound):
        async with tx():
            await outside.hear(other, one, text="Пустите", files=(), source=LETTERS)


async def test_an_outsider_of_one_request_is_a_stranger_in_the_next(desk: Desk) -> None:
    guest = await _guest_comes(desk)
    foreign = await desk.come(text="Чужое", external_id="<a@x.test>")
    row = await desk.come(sender=GUEST, text="Пустите", in_reply_to="<a@x.test>")
    assert (row["state"], row["reason"]) == ("quarantined", "reference")
    by_number = await desk.come(sender=GUEST, text="Ещё одно", reference=str(foreign["ticket_id"]))
    assert by_number["ticket_id"] not in (foreign["ticket_id"], guest["ticket_id"])


async def test_only_who_may_answer_speaks_with_outsiders(desk: Desk) -> None:
    row = await _guest_comes(desk)
    egor = await hire("egor", "Егор Чужой")
    for stranger, error in ((egor, NotFound), (await _stand_in(), Forbidden)):
        with pytest.raises(error):
            await threads.tell(stranger, row["ticket_id"], row["thread_id"], text="Привет")
        with pytest.raises(error):
            await threads.open(stranger, row["ticket_id"], row["principal_id"])


async def _stand_in() -> Actor:
    person = await people.by_login(STAND_IN)
    assert person is not None
    return await actor_of(person)


async def test_internal_words_never_leave(desk: Desk) -> None:
    """Not even when a message was written for them by mistake."""
    row = await _guest_comes(desk)
    note = await tickets.comment(desk.crew.boris, row["ticket_id"], text="Странный", visibility="internal")
    tale = await threads.tell(desk.crew.boris, row["ticket_id"], row["thread_id"], text="Вам одному")
    async with tx():
        for comment_id in (note.id, tale.id):
            await write(Wanted(channel=LETTERS, to="spy@else.test", comment_id=comment_id, ticket_id=row["ticket_id"]))
    await desk.settle()
    assert [(one.address, one.text) for one in desk.post.sent] == [(GUEST, "Вам одному")]
    states = await fetch("SELECT state, error FROM channel_outgoing WHERE address = 'spy@else.test'")
    assert [(one["state"], one["error"]) for one in states] == [("failed", "lost")] * 2


async def test_a_colleague_answers_an_outsider_by_letter(desk: Desk) -> None:
    row = await _guest_comes(desk)
    await desk.come(sender=BORIS, text="Пишу с дороги", reference=reference_of(row["ticket_id"], row["thread_id"]))
    assert [(one.address, one.text) for one in desk.post.sent] == [(GUEST, "Пишу с дороги")]


async def test_a_guest_whose_request_is_closed_gets_a_new_one(desk: Desk) -> None:
    row = await _guest_comes(desk)
    await execute("UPDATE ticket SET open = $2, state = 'closed' WHERE id = $1", row["ticket_id"], False)
    later = await desk.come(sender=GUEST, text="Опять", in_reply_to="<g@else.test>")
    assert later["ticket_id"] != row["ticket_id"]
    assert later["principal_id"] == row["principal_id"]


async def test_the_assignee_hears_of_a_guest_by_name(desk: Desk) -> None:
    row = await _guest_comes(desk)
    await tickets.take(desk.crew.boris, row["ticket_id"], version=None)
    await desk.come(sender=GUEST, text="Ну что", in_reply_to="<g@else.test>")
    text = await fetch_value(
        "SELECT text FROM message WHERE person_id = $1 ORDER BY id DESC LIMIT 1", desk.crew.boris.id
    )
    assert "Иван Гость" in text
    assert "Ну что" not in text


async def test_the_search_finds_words_with_outsiders_for_the_staff_alone(desk: Desk) -> None:
    row = await _guest_comes(desk)
    await threads.tell(desk.crew.boris, row["ticket_id"], row["thread_id"], text="Перфоратор")
    found = await page(desk.crew.boris, Wish(filter="any", q="перфоратор"))
    assert [one.id for one in found.items] == [row["ticket_id"]]
    assert (await page(await _stand_in(), Wish(filter="any", q="перфоратор"))).items == []


async def test_two_channels_of_one_outsider_are_two_outsiders(desk: Desk) -> None:
    """Nobody is taken for somebody because he says so."""
    desk.guests()
    one = await desk.come(sender=GUEST, text="Раз")
    two = await desk.come(CHAT, sender=GUEST, text="Два")
    assert one["principal_id"] != two["principal_id"]
