"""What comes in is kept first and becomes a request, or words in one, exactly once."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping

import pytest

from okno import tickets
from okno.channels import limits, parser, route
from okno.channels.address import link
from okno.channels.receive import receive
from okno.db import execute, fetch_value, in_tx, tx
from okno.errors import TooLarge
from okno.hooks import Context, Guest, hosting
from okno.text import N_, Phrase
from okno.tickets import Sight
from okno.tickets.story import comments_of
from tests.channels.conftest import BORIS, Desk
from tests.channels.trial import CHAT, LETTERS


async def _words(ticket_id: int, *, internal: bool = True) -> list[tuple[str, str]]:
    return [(one.visibility, one.text) for one in (await comments_of(ticket_id, internal=internal)).values()]


async def test_a_letter_of_a_person_is_a_request_of_his(desk: Desk) -> None:
    row = await desk.come(subject="Принтер", text="Не печатает")
    assert (row["state"], row["principal_id"]) == ("delivered", desk.crew.anna.id)
    ticket, seen = await tickets.get(desk.crew.anna, row["ticket_id"])
    assert (ticket.subject, ticket.text, ticket.source, seen) == ("Принтер", "Не печатает", LETTERS, Sight.READER)


async def test_an_answer_stands_in_the_request_that_it_answers(desk: Desk) -> None:
    first = await desk.come(text="Не печатает", external_id="<a@x.test>")
    said = await desk.come(text="Уже печатает", in_reply_to="<a@x.test>")
    assert said["ticket_id"] == first["ticket_id"]
    assert await _words(first["ticket_id"]) == [("public", "Уже печатает")]


async def test_files_come_along_and_what_is_too_much_becomes_a_file(desk: Desk) -> None:
    paper = {"name": "счёт.txt", "data": b64encode(b"paper").decode()}
    row = await desk.come(subject="Счёт", text="я" * 30_000, files=[paper])
    ticket, _ = await tickets.get(desk.crew.anna, row["ticket_id"])
    assert len(ticket.text) < 20_000
    assert await fetch_value("SELECT count(*) FROM file_use WHERE ticket_id = $1", ticket.id) == 2


async def test_the_same_message_comes_once(desk: Desk) -> None:
    first = await desk.keep(text="Раз", external_id="<a@x.test>")
    assert await desk.keep(text="Раз", external_id="<a@x.test>") == first
    await desk.take(first)
    assert await desk.keep(text="Раз", external_id="<a@x.test>") == first
    await desk.take(first)
    assert await fetch_value("SELECT count(*) FROM ticket") == 1


async def test_bytes_without_an_id_are_known_by_themselves(desk: Desk) -> None:
    first = await receive(LETTERS, b'{"sender": "anna@okno.test", "text": "one"}')
    assert await receive(LETTERS, b'{"sender": "anna@okno.test", "text": "one"}') == first


async def test_what_is_kept_survives_whoever_should_read_it(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between keeping and reading the worker dies: the message is read by the next one."""
    message = await desk.keep(text="Не потеряйте")
    assert await fetch_value("SELECT count(*) FROM job WHERE name = 'channels.take'") == 1

    async def dies(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(parser, "parse", dies)
        with pytest.raises(KeyboardInterrupt):
            await desk.take(message)
    assert (await desk.row(message))["state"] == "stored"
    assert (await desk.take(message))["state"] == "delivered"


async def test_a_request_and_its_mark_are_one_commit(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed before the message is marked, there is no request either; so it is made once."""
    message = await desk.keep(text="Один раз")

    async def dies(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(route, "_delivered", dies)
        with pytest.raises(KeyboardInterrupt):
            await desk.take(message)
    assert await fetch_value("SELECT count(*) FROM ticket") == 0
    await desk.take(message)
    assert await fetch_value("SELECT count(*) FROM ticket") == 1


async def test_a_long_message_lies_on_the_disk(desk: Desk) -> None:
    row = await desk.come(text="w" * 70_000)
    assert row["body"] is None
    assert row["body_file"]
    assert row["state"] == "delivered"


async def test_too_long_a_message_is_refused_at_the_door(desk: Desk) -> None:
    with pytest.raises(TooLarge):
        await receive(LETTERS, b"x" * (limits.RAW + 1))


async def test_html_alone_is_read_as_words(desk: Desk) -> None:
    html = "<style>b{}</style><p>Первая<br>строка</p><script>alert(1)</script><p>Вторая &amp; всё</p>"
    row = await desk.come(html=html)
    ticket, _ = await tickets.get(desk.crew.anna, row["ticket_id"])
    assert ticket.text == "Первая\nстрока\n\nВторая & всё"


async def test_the_staff_answers_by_letter_where_it_was_asked(desk: Desk) -> None:
    """Public words in the public conversation, a note in that of the team."""
    first = await desk.come(text="Не печатает", external_id="<a@x.test>")
    await desk.come(sender=BORIS, text="Чиню", in_reply_to="<a@x.test>")
    assert await _words(first["ticket_id"]) == [("public", "Чиню")]


async def test_the_same_words_by_two_ways_are_one_request(desk: Desk) -> None:
    await _chats(desk)
    first = await desk.come(text="Не печатает   принтер")
    second = await desk.come(CHAT, sender="@anna", text="Не печатает принтер")
    assert (second["state"], second["reason"], second["duplicate_of"]) == ("ignored", "duplicate", first["id"])
    again = await desk.come(text="Не печатает принтер")
    assert again["state"] == "delivered", "by the same way it may be said twice"


async def _chats(desk: Desk) -> None:
    async with tx():
        await link(CHAT, "@anna", desk.crew.anna.id)


async def test_one_id_by_two_channels_is_one_request(desk: Desk) -> None:
    await _chats(desk)
    first = await desk.come(text="Раз", external_id="<same@x.test>")
    other = await desk.come(CHAT, sender="@anna", text="Иначе", external_id="<same@x.test>")
    assert (other["state"], other["duplicate_of"]) == ("ignored", first["id"])


async def test_nobody_keeps_a_message_of_another_away_by_its_id(desk: Desk) -> None:
    """Whoever knows the id of a letter and is faster by another way is another sender."""
    desk.guests("door")
    await desk.come(CHAT, sender="@thief", text="Раньше", external_id="<same@x.test>", endpoint="door")
    assert (await desk.come(text="Раз", external_id="<same@x.test>"))["state"] == "delivered"


async def test_answers_of_machines_open_nothing_and_move_nothing(desk: Desk) -> None:
    first = await desk.come(text="Не печатает", external_id="<a@x.test>")
    machine = await desk.come(text="Я в отпуске", in_reply_to="<a@x.test>", auto=True)
    assert (machine["state"], machine["reason"]) == ("ignored", "auto")
    assert await _words(first["ticket_id"]) == []


async def test_a_request_that_is_closed_is_followed_by_a_new_one(desk: Desk) -> None:
    first = await desk.come(text="Не печатает", external_id="<a@x.test>")
    await execute("UPDATE ticket SET open = $2, state = 'closed' WHERE id = $1", first["ticket_id"], False)
    later = await desk.come(text="Опять", in_reply_to="<a@x.test>")
    assert later["ticket_id"] != first["ticket_id"]
    found = await fetch_value("SELECT other_id FROM ticket_link WHERE ticket_id = $1", later["ticket_id"])
    assert found == first["ticket_id"]


async def test_an_empty_message_waits_for_a_person(desk: Desk) -> None:
    row = await desk.come(text="  ")
    assert (row["state"], row["reason"]) == ("quarantined", "empty")


async def test_plugins_are_asked_about_what_comes_by_channels_too(desk: Desk) -> None:
    """Their answer is needed inside of the transaction that delivers, and is asked for outside of it."""
    asked: list[bool] = []
    refusals: dict[str, Phrase] = {}

    async def ticket_check(_: Context) -> Mapping[str, Phrase] | None:
        asked.append(in_tx())
        return refusals

    with hosting(desk.post.guest(), Guest("strict", {"ticket_check": ticket_check})):
        good = await desk.come(text="Не печатает")
        refusals["text"] = N_("Write something first.")
        bad = await desk.come(text="Купите слона")
    assert good["state"] == "delivered"
    assert (bad["state"], bad["reason"]) == ("quarantined", "form")
    assert len(asked) == 2
    assert not any(asked)
