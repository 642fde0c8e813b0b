"""Mails and telephones: several a person, the first one is the main one."""

from __future__ import annotations

from importlib import import_module
from types import SimpleNamespace

import pytest

from okno import people
from okno.db import execute, fetch
from okno.db.connection import client
from okno.errors import Invalid
from okno.events.log import read_stream
from okno.people import contacts

pytestmark = pytest.mark.usefixtures("db")


async def _hire(login: str = "vera", **more: object) -> int:
    return await people.create(login=login, name="Вера Малинина", **more)  # type: ignore[arg-type]


async def _shown(person_id: int) -> list[tuple[str, str, str]]:
    return [(one.kind, one.label, one.value) for one in await people.contacts_of(person_id)]


async def test_several_numbers_in_one_text_become_several_contacts() -> None:
    """As the command line has always taken them; the first one is the main one."""
    vera = await _hire(phone="+7 900 000-12-34, 7210; 8 (900) 000 12 34", mail="Vera@Example.com")
    assert await _shown(vera) == [
        ("mail", "work", "Vera@Example.com"),
        ("phone", "work", "+7 900 000-12-34"),
        ("phone", "internal", "7210"),
    ]
    person = await people.required(vera)
    assert (person.mail, person.phone) == ("Vera@Example.com", "+7 900 000-12-34")
    assert await people.by_number("7210") == await people.by_number("+79000001234") == [vera]


async def test_labels_and_order_are_kept() -> None:
    """The main ones of the person follow the first of each kind."""
    vera = await _hire(
        reached={"mail": [("v@work.example", ""), ("v@home.example", "home")], "phone": [("+79000001234", "mobile")]}
    )
    assert [label for _, label, _ in await _shown(vera)] == ["work", "home", "mobile"]
    await people.change(
        vera, {}, reached={"mail": [("v@home.example", "home"), ("v@work.example", "work")]}, actor_id=None
    )
    assert (await people.required(vera)).mail == "v@home.example"
    assert (await people.required(vera)).phone == "+79000001234"
    await people.change(vera, {}, reached={"phone": [], "mail": []}, actor_id=None)
    assert await _shown(vera) == []
    assert await people.by_number("+79000001234") == []
    assert (await people.required(vera)).phone == ""


async def test_a_label_alone_is_a_change_too_and_the_same_is_none() -> None:
    """The fact names the kind, never the value."""
    vera = await _hire(phone="7210")
    await people.change(vera, {"phone": "7210"}, actor_id=None)
    await people.change(vera, {}, reached={"phone": [("7210", "work")]}, actor_id=None)
    await people.change(vera, {}, reached={"phone": [("7210", "work")]}, actor_id=None)
    facts = [dict(one.payload) for one in await read_stream("person", vera) if one.kind == "PersonChanged"]
    assert facts == [{"fields": ["phone"]}]


@pytest.mark.parametrize(
    "mail",
    [
        "vera",
        "a@b, c@d",
        "a@b;c@d",
        "a@b\r\nBcc: x@y",
        "<a@b>",
        "a@b?bcc=x@y.example",
        "a%0d%0aBcc:x@y.example",
        'a"b@c',
        "a@b@c",
        "x" * 250 + "@y.example",
    ],
)
async def test_an_address_can_not_smuggle_anything(mail: str) -> None:
    """Neither a second recipient nor a header, be it in a letter or in a link of a page."""
    with pytest.raises(Invalid) as refused:
        await _hire(reached={"mail": [("fine@example.com", ""), (mail, "home")]})
    assert list(refused.value.fields) == ["mail.1"]
    assert await fetch("SELECT id FROM person_contact") == []


@pytest.mark.parametrize("phone", ["нет", "1", "+7 900", "0" * 70, "12345678901234567890"])
async def test_what_is_no_number_is_said_at_its_row(phone: str) -> None:
    """It could never be recognised in a call."""
    with pytest.raises(Invalid) as refused:
        await _hire(reached={"phone": [(phone, "")]})
    assert list(refused.value.fields) == ["phone"]


async def test_there_is_a_limit_and_repetitions_are_one() -> None:
    """Ten of each; the same in another spelling counts once."""
    same = [("+7 900 000-12-34", ""), ("89000001234", "home"), ("", "")]
    vera = await _hire(reached={"phone": same, "mail": [("A@b.example", ""), ("a@B.example", "")]})
    assert len(await _shown(vera)) == 2
    with pytest.raises(Invalid) as refused:
        await _hire("anna", reached={"phone": [(str(7000 + n), "") for n in range(contacts.MOST + 1)]})
    assert list(refused.value.fields) == ["phone"]


async def test_all_that_is_wrong_is_said_at_once() -> None:
    """Name, mail and phone together."""
    with pytest.raises(Invalid) as refused:
        await people.create(login="Ы", name=" ", mail="no", phone="no")
    assert set(refused.value.fields) == {"login", "name", "mail", "phone"}


async def test_an_address_is_found_whatever_its_case() -> None:
    """By any of a person's, among those who are active; two may share one."""
    vera = await _hire(reached={"mail": [("v@work.example", ""), ("Общая@пример.рф", "")]})
    anna = await _hire("anna", mail="общая@ПРИМЕР.рф")
    assert await people.by_mail("V@WORK.example") == [vera]
    assert await people.by_mail(" общая@пример.рф ") == [vera, anna]
    await people.change(vera, {"active": False}, actor_id=None)
    assert await people.by_mail("общая@пример.рф") == [anna]
    assert await people.by_mail("%") == []


async def test_a_number_is_shown_as_people_read_it() -> None:
    """Words in it stay."""
    [plain, worded] = contacts.read("phone", [("89000001234", ""), ("+7 495 000-12-34 доб. 5", "")])
    assert plain.shown == "+7 900 000-12-34"
    assert worded.shown == "+7 495 000-12-34 доб. 5"


async def test_what_people_had_before_becomes_contacts() -> None:
    """The migration splits the one text of telephones; the index of numbers has them already."""
    vera = await _hire()
    await execute(
        "UPDATE person SET phone = $1, mail = $2, search_key = $3 WHERE id = $4",
        "+7 900 000-12-34, 7210; нет; 8 900 000 12 34",
        "V@work.example",
        "вера vera v@work.example",
        vera,
    )
    migration = import_module("okno.migrations.0003_people_and_rights")
    await migration.forward(None, SimpleNamespace(client=client()))
    assert await _shown(vera) == [
        ("mail", "work", "V@work.example"),
        ("phone", "work", "+7 900 000-12-34"),
        ("phone", "internal", "7210"),
    ]
    assert (await people.required(vera)).phone == "+7 900 000-12-34"
    assert await people.by_mail("v@work.example") == [vera]
    assert list(await people.suggest("v@work")) == []


async def test_what_is_compared_is_not_longer_than_its_column() -> None:
    """Without case a letter may become two: PostgreSQL would refuse the row, and the page would fail."""
    with pytest.raises(Invalid) as refused:
        await _hire(mail="ß" * 130 + "@example.com")
    assert set(refused.value.fields) == {"mail"}
