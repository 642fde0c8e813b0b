"""The letterhead of a team: in letters to whom the request is for, nowhere else, with what is known of the writer."""

from __future__ import annotations

from dataclasses import replace

import pytest

from okno import people
from okno.catalog import registry
from okno.db import fetch, fetch_value
from okno.tickets import comment
from tests.notify.desk import Desk, settle

GREETING = {"ru": "{name}, здравствуйте!", "en": "Hello, {name},"}
SIGNATURE = {"ru": "{agent}\n{position}\n{team}, заявка {number}", "en": "{agent}\n{position}\n{team}"}


@pytest.fixture
def letterhead(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every team has one."""
    known = registry.team

    def team(key: str):  # type: ignore[no-untyped-def]
        spec = known(key)
        return replace(spec, greeting=GREETING, signature=SIGNATURE) if spec is not None else None

    monkeypatch.setattr(registry, "team", team)


async def _letter(address: str) -> str:
    text = await fetch_value("SELECT text FROM message WHERE to_address = $1 ORDER BY id DESC LIMIT 1", address)
    return str(text).replace("> ", "").replace(">", "")


async def test_the_requester_gets_the_words_inside_of_it(desk: Desk, letterhead: None) -> None:
    """His page shows the words alone; a line for which nothing is known is left out."""
    ticket = await desk.order()
    await comment(desk.timur, ticket.id, text="Почта починена.")
    await settle()
    text = await _letter("vera@example.test")
    assert "Вера, здравствуйте!\n\nПочта починена.\n\nТимур Хасанов\n" in text
    assert f"заявка {ticket.number}" in text
    assert "Тимур Хасанов\n\n" not in text.split("Почта починена.")[1].split("заявка")[0]
    assert await fetch("SELECT text FROM comment") == [{"text": "Почта починена."}]
    await people.change(desk.timur.id, {"title": "инженер"}, actor_id=None)
    await comment(desk.timur, ticket.id, text="И календарь.")
    await settle()
    assert "Тимур Хасанов\nинженер\n" in await _letter("vera@example.test")


async def test_colleagues_and_the_team_read_the_words_alone(desk: Desk, letterhead: None) -> None:
    """What the requester writes has no letterhead either."""
    ticket = await desk.order()
    await comment(desk.vera, ticket.id, text="Всё ещё не открывается.")
    await settle()
    text = await _letter("timur@example.test")
    assert "здравствуйте" not in text


async def test_values_are_put_in_once(desk: Desk, letterhead: None) -> None:
    """A name with braces in it names no variable."""
    ticket = await desk.order()
    await people.change(desk.vera.id, {"name": "{agent} Климова"}, actor_id=None)
    await comment(desk.timur, ticket.id, text="Готово.")
    await settle()
    assert "{agent}, здравствуйте!" in await _letter("vera@example.test")
