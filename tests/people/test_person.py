"""People: entering, changing, finding, signing in."""

from __future__ import annotations

import pytest

from okno import people
from okno.db import fetch
from okno.errors import Invalid, NotFound
from okno.events.log import read_stream
from okno.people.account import demo_people
from okno.settings import Settings

pytestmark = pytest.mark.usefixtures("db")


async def _hire(login: str, name: str, **more: str | int | None) -> people.Person:
    return await people.required(await people.create(login=login, name=name, **more))


async def test_a_person_is_found_by_login_id_and_number() -> None:
    """Whatever the case of the login and the form of the number."""
    vera = await _hire("Vera", "Вера Малинина", phone="+7 900 000-12-34, 7210")
    assert vera.login == "vera"
    assert await people.by_login("VERA") == vera
    assert await people.find(str(vera.id)) == vera
    for number in ("8 (900) 000-12-34", "79000001234", "+79000001234", "7210"):
        assert await people.by_number(number) == [vera.id]
    assert await people.by_number("+7 900 000-12-35") == []
    assert await people.numbers_of("person", vera.id) == ["+79000001234", "7210"]


@pytest.mark.parametrize("login", ["", "Вера", "-vera", "a b", "a" * 129, "../etc", "vera\n"])
async def test_odd_logins_are_refused(login: str) -> None:
    """A login is typed by hand and stands in addresses."""
    if login == "vera\n":
        assert (await _hire(login, "Вера")).login == "vera"
        return
    with pytest.raises(Invalid) as refused:
        await people.create(login=login, name="Вера")
    assert "login" in refused.value.fields


async def test_a_login_is_given_once() -> None:
    """The second one is told so, and nothing of him stays."""
    await _hire("vera", "Вера Малинина")
    with pytest.raises(Invalid) as refused:
        await people.create(login="VERA", name="Другая Вера")
    assert "login" in refused.value.fields
    [row] = await fetch("SELECT count(*) AS n FROM principal")
    assert row["n"] == 1


@pytest.mark.parametrize("mail", ["vera", "vera@", "a@b, c@d", "a@b\r\nBcc: x@y", "<a@b>", "a b@c"])
async def test_odd_mails_are_refused(mail: str) -> None:
    """An address that could smuggle a second recipient into a letter."""
    with pytest.raises(Invalid) as refused:
        await people.create(login="vera", name="Вера", mail=mail)
    assert "mail" in refused.value.fields


async def test_names_sort_as_a_russian_dictionary_does() -> None:
    """Ё stands after Е, not before А or after Я."""
    names = ["Яна Жук", "Ёлка Ель", "Елена Ель", "Алла Ель", "Жанна Ель", "Ева Ель"]
    for number, name in enumerate(names):
        await _hire(f"p{number}", name)
    found, after = await people.page()
    assert [one.name for one in found] == ["Алла Ель", "Ева Ель", "Елена Ель", "Ёлка Ель", "Жанна Ель", "Яна Жук"]
    assert after is None


async def test_pages_of_people_follow_each_other() -> None:
    """People of one name are told apart."""
    for number in range(5):
        await _hire(f"p{number}", "Иван Иванов")
    seen: list[str] = []
    after: tuple[str, int] | None = None
    while True:
        found, after = await people.page(after=after, limit=2)
        seen += [one.login for one in found]
        if after is None:
            break
    assert sorted(seen) == [f"p{number}" for number in range(5)]


async def test_words_are_looked_for_at_their_beginnings() -> None:
    """In any order, ё or е, active people only."""
    vera = await _hire("vera", "Вера Ёлкина", department="Отдел продаж")
    gone = await _hire("gone", "Вера Ёлочкина")
    await people.change(gone.id, {"active": False}, actor_id=None)
    for words in ("вера", "елк", "ёлкина вера", "прод ве", "VERA"):
        assert [one.id for one in await people.suggest(words)] == [vera.id], words
    for words in ("", "ера", "%", "_", "вера петр"):
        assert list(await people.suggest(words)) == [], words


async def test_a_change_names_its_fields_and_nothing_else() -> None:
    """No personal data goes into the log of facts."""
    vera = await _hire("vera", "Вера Малинина", phone="7210")
    await people.change(vera.id, {"phone": "7211", "name": "Вера Малинина"}, actor_id=vera.id)
    await people.change(vera.id, {"phone": "7211"}, actor_id=vera.id)
    facts = [fact for fact in await read_stream("person", vera.id) if fact.kind == "PersonChanged"]
    assert [dict(fact.payload) for fact in facts] == [{"fields": ["phone"]}]
    assert await people.by_number("7210") == []
    assert await people.by_number("7211") == [vera.id]
    with pytest.raises(NotFound):
        await people.change(10**9, {"name": "Никто"}, actor_id=None)


async def test_only_the_right_password_opens() -> None:
    """And nothing opens for who has none or has left."""
    vera = await _hire("vera", "Вера Малинина")
    assert await people.verify("vera", "") is None
    await people.set_password(vera.id, "Лесная-5-214")
    assert await people.verify("VERA", "Лесная-5-214") == vera
    assert await people.verify("vera", "лесная-5-214") is None
    assert await people.verify("nobody", "Лесная-5-214") is None
    await people.change(vera.id, {"active": False}, actor_id=None)
    assert await people.verify("vera", "Лесная-5-214") is None
    [row] = await fetch("SELECT password FROM account")
    assert row["password"].startswith("$argon2id$")


@pytest.mark.parametrize("password", ["", "short", "x" * 1001])
async def test_passwords_have_limits(password: str) -> None:
    """Too short to hold, too long to hash."""
    vera = await _hire("vera", "Вера Малинина")
    with pytest.raises(Invalid):
        await people.set_password(vera.id, password)


async def test_a_circle_of_managers_ends() -> None:
    """Data of a directory may be wrong."""
    one = await _hire("one", "Один")
    two = await _hire("two", "Два", manager_id=one.id)
    await people.change(one.id, {"manager_id": two.id}, actor_id=None)
    assert [boss.login for boss in await people.managers_of(await people.required(two.id))] == ["one"]


async def test_demo_accounts_are_counted(settings: Settings) -> None:
    """Until they are disabled."""
    demo = await people.create(login="demo", name="Демо", demo=True)
    assert await demo_people() == 1
    await people.change(demo, {"active": False}, actor_id=None)
    assert await demo_people() == 0
