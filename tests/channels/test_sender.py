"""Who sends is found by his address, and may what he may; an address alone proves little."""

from __future__ import annotations

import pytest

from okno import people, tickets
from okno.channels import receive as door
from okno.channels.contract import Policy
from okno.channels.reference import reference_of
from okno.db import Row, fetch, fetch_value
from okno.errors import NotFound
from okno.tickets.story import comments_of
from tests.channels.conftest import BORIS, STAND_IN, VERA, Desk
from tests.channels.trial import CHAT, FORM, LETTERS
from tests.company import hire, make_confidential

STRANGER = "stranger@else.test"


def _held(row: Row) -> tuple[str, str]:
    return row["state"], row["reason"]


async def test_a_stranger_waits_where_strangers_are_not_taken(desk: Desk) -> None:
    row = await desk.come(sender=STRANGER, text="Купите слона")
    assert _held(row) == ("quarantined", "stranger")
    assert await fetch_value("SELECT count(*) FROM principal WHERE kind = 'contact'") == 0


async def test_a_forged_address_is_nobody_of_ours(desk: Desk) -> None:
    desk.guests()
    row = await desk.come(text="Переведите мне деньги", proven=False)
    assert _held(row) == ("quarantined", "forged")


async def test_an_address_of_two_is_nobody_s(desk: Desk) -> None:
    await people.change(desk.crew.gleb.id, {"mail": VERA}, actor_id=None)
    assert _held(await desk.come(sender=VERA, text="Кто я")) == ("quarantined", "several")


async def test_who_was_switched_off_does_not_come_back_as_an_outsider(desk: Desk) -> None:
    desk.guests()
    await people.change(desk.crew.vera.id, {"active": False}, actor_id=None)
    assert _held(await desk.come(sender=VERA, text="Пустите")) == ("quarantined", "left")


async def test_a_person_who_has_proved_himself_needs_no_address(desk: Desk) -> None:
    message = await door.receive(FORM, b'{"sender": "", "text": "It is me"}', sender_id=desk.crew.anna.id)
    row = await desk.take(message)
    ticket, _ = await tickets.get(desk.crew.anna, row["ticket_id"])
    assert ticket.requester_id == desk.crew.anna.id


async def test_an_address_in_another_kind_of_channel_proves_nothing(desk: Desk) -> None:
    """Whoever types the mail of a person into a chat is not that person."""
    assert _held(await desk.come(CHAT, text="Это я, Анна")) == ("quarantined", "stranger")


# References ---------------------------------------------------------------------------------------------------


async def test_a_reply_into_the_request_of_another_is_held(desk: Desk) -> None:
    """Held in the same way whether it may be read by a colleague or not: nobody is answered."""
    first = await desk.come(text="Секрет Анны", external_id="<a@x.test>")
    egor = await hire("egor", "Егор Чужой")
    await people.change(egor.id, {"mail": "egor@okno.test"}, actor_id=None)
    for way in ({"in_reply_to": "<a@x.test>"}, {"reference": reference_of(first["ticket_id"])}):
        row = await desk.come(sender="egor@okno.test", text="Покажите", **way)
        assert _held(row) == ("quarantined", "reference")
    assert await comments_of(first["ticket_id"], internal=True) == {}


async def test_a_number_that_one_may_not_use_is_as_if_it_were_not_there(desk: Desk) -> None:
    """Whether the request exists or not, the same comes of it: a new one."""
    first = await desk.come(text="Секрет Анны")
    egor = await hire("egor", "Егор Чужой")
    await people.change(egor.id, {"mail": "egor@okno.test"}, actor_id=None)
    for number in (str(first["ticket_id"]), "99999999", "0" * 18):
        row = await desk.come(sender="egor@okno.test", text=f"Про {number}", reference=number)
        assert row["state"] == "delivered"
        assert (await tickets.get(egor, row["ticket_id"]))[0].requester_id == egor.id
    own = await desk.come(text="Моё", reference=str(first["ticket_id"]))
    assert own["ticket_id"] == first["ticket_id"]


async def test_a_signature_that_was_made_up_leads_nowhere(desk: Desk) -> None:
    first = await desk.come(text="Не печатает")
    forged = f"{first['ticket_id']}-0-{'0' * 32}"
    row = await desk.come(text="Ещё", reference=forged)
    assert row["ticket_id"] != first["ticket_id"]


async def test_who_reads_the_request_does_not_write_into_the_notes_of_the_team(desk: Desk) -> None:
    first = await desk.come(text="Не печатает")
    note = await tickets.comment(desk.crew.boris, first["ticket_id"], text="Сам сломал", visibility="internal")
    rows = await fetch("SELECT thread_id FROM comment WHERE id = $1", note.id)
    secret = reference_of(first["ticket_id"], rows[0]["thread_id"])
    assert _held(await desk.come(text="Что там", reference=secret)) == ("quarantined", "reference")
    said = await desk.come(sender=BORIS, text="Дописал", reference=secret)
    assert said["state"] == "delivered"
    words = (await comments_of(first["ticket_id"], internal=True)).values()
    assert [one.visibility for one in words] == ["internal"] * 2


async def test_confidential_requests_exist_for_nobody_else(desk: Desk) -> None:
    first = await desk.come(text="Про оклад", external_id="<a@x.test>")
    await make_confidential("desk")
    fedor = await hire("fedor", "Фёдор Иной", role="agent", team="branch")
    await people.change(fedor.id, {"mail": "fedor@okno.test"}, actor_id=None)
    row = await desk.come(sender="fedor@okno.test", text="Мне тоже", in_reply_to="<a@x.test>")
    assert _held(row) == ("quarantined", "reference")
    with pytest.raises(NotFound):
        await tickets.get(fedor, first["ticket_id"])


# Policies -----------------------------------------------------------------------------------------------------


async def test_a_channel_may_take_answers_only(desk: Desk) -> None:
    desk.post.policies["answers"] = Policy(opens=False)
    row = await desk.come(text="Новое", endpoint="answers")
    assert _held(row) == ("quarantined", "no_opening")


async def test_an_endpoint_orders_its_service(desk: Desk) -> None:
    desk.post.policies["print"] = Policy(service="printer")
    row = await desk.come(text="Нет бумаги", endpoint="print")
    assert (await tickets.get(desk.crew.anna, row["ticket_id"]))[0].service == "printer"


async def test_guests_need_an_account_that_stands_in(desk: Desk) -> None:
    desk.post.policies[""] = Policy(strangers="guest", stand_in="nobody-here")
    assert _held(await desk.come(sender=STRANGER, text="Здравствуйте")) == ("quarantined", "stand_in")


async def test_too_much_of_one_sender_is_held_and_too_much_of_all_waits(desk: Desk) -> None:
    desk.post.policies["few"] = Policy(per_sender=2)
    states = [_held(await desk.come(text=f"Раз {n}", endpoint="few")) for n in range(3)]
    assert states == [("delivered", ""), ("delivered", ""), ("quarantined", "rate")]
    desk.post.policies["narrow"] = Policy(per_channel=2)
    row = await desk.come(sender=BORIS, text="И я", endpoint="narrow")
    assert _held(row) == ("parsed", "full")
    desk.post.policies["narrow"] = Policy()
    assert (await desk.take(row["id"]))["state"] == "delivered"


async def test_what_belongs_to_a_channel_that_is_gone_waits_for_it(desk: Desk) -> None:
    row = await desk.come("nowhere", text="Есть кто")
    assert _held(row) == ("stored", "gone")


async def test_the_account_of_guests_is_named_by_the_policy(desk: Desk) -> None:
    desk.guests()
    row = await desk.come(LETTERS, sender=STRANGER, text="Здравствуйте")
    login = await fetch_value(
        "SELECT p.login FROM ticket t JOIN person p ON p.id = t.requester_id WHERE t.id = $1", row["ticket_id"]
    )
    assert login == STAND_IN
