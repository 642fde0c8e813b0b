"""A confidential team hears of everybody who gets into it; other teams are not troubled."""

from __future__ import annotations

import pytest

from okno import access, notify, people, teams
from okno.db import fetch
from okno.i18n import say
from okno.notify import outbox
from okno.notify.outbox import SEALED
from okno.secret import unseal
from tests.notify.desk import Desk, settle

pytestmark = pytest.mark.usefixtures("desk")


async def _hr() -> int:
    found = await teams.by_key("hr")
    assert found is not None
    assert found.confidential
    return found.id


async def _letters() -> dict[str, list[str]]:
    """What is written to whom, by address."""
    await settle()
    rows = await fetch("SELECT to_address, text FROM message WHERE ticket_id = $1 ORDER BY id", outbox.NO_TICKET)
    found: dict[str, list[str]] = {}
    for row in rows:
        text = unseal(outbox.current().home, SEALED, row["text"])
        found.setdefault(row["to_address"].partition("@")[0], []).append(text)
    return found


async def _admin() -> int:
    person_id = await people.create(login="olga", name="Ольга Админ", mail="olga@example.test")
    await access.grant(person_id, "administrator")
    return person_id


async def test_an_administrator_does_not_come_in_unseen(desk: Desk) -> None:
    """Each member is told, in his language, who came and who did it."""
    hr, olga = await _hr(), await _admin()
    await teams.join(hr, desk.lena.id, lead=True)
    await settle()
    before = await _letters()
    await teams.join(hr, olga, actor_id=olga)
    after = await _letters()
    assert "olga" not in after  # he knows
    told = after["lena"][len(before.get("lena", [])) :]
    assert len(told) == 1
    assert "Ольга Админ is in the team" in told[0]
    assert "Done by: Ольга Админ" in told[0]


async def test_the_newcomer_is_told_too(desk: Desk) -> None:
    """And each step that gives more: leading, a role in the team; another line is none."""
    hr, olga = await _hr(), await _admin()
    await teams.join(hr, desk.lena.id)
    await settle()
    before = len((await _letters()).get("lena", []))
    await teams.join(hr, desk.timur.id, actor_id=olga)
    await teams.join(hr, desk.timur.id, line=2, actor_id=olga)
    await teams.join(hr, desk.timur.id, line=2, lead=True, actor_id=olga)
    await settle()
    await access.grant(desk.stranger.id, "manager", team_id=hr, actor_id=olga)
    letters = await _letters()
    told = letters["lena"][before:]
    assert len(told) == 3
    for words in ("Тимур Хасанов is in", "Тимур Хасанов leads", "Олег Чужой has the role “Manager”"):
        assert sum(words in one for one in told) == 1, words
    assert "теперь Тимур Хасанов" in letters["timur"][0]
    assert len(letters["oleg"]) == 1


async def test_a_notice_stands_in_the_page(desk: Desk) -> None:
    """For those without a mail address as well; it counts as unread until it is read."""
    hr, olga = await _hr(), await _admin()
    await teams.join(hr, desk.lena.id)
    await people.change(desk.lena.id, {"mail": ""}, actor_id=None)
    await settle()
    lena = await access.actor_of(await people.required(desk.lena.id))
    await notify.read(lena.id)
    await access.grant(desk.stranger.id, "manager", team_id=hr, actor_id=olga)
    await settle()
    assert await notify.unread_count(lena) == 1
    one = (await notify.page(lena))[0][0]
    said = "Олег Чужой has the role “Manager” in the team “Human resources” now. Done by: Ольга Админ."
    assert say(one.phrase, "en") == said
    assert (one.href, one.subject, one.is_read) == ("/desk", "", False)
    assert await notify.unread_count(await access.actor_of(await people.required(olga))) == 0


async def test_whoever_takes_the_keys_of_a_member_does_not_come_in_unseen(desk: Desk) -> None:
    """A new mail address, an invitation or a password of another's making opens his account, and so the team."""
    hr, olga = await _hr(), await _admin()
    for member in (desk.lena, desk.timur):
        await teams.join(hr, member.id)
    await settle()
    before = len((await _letters())["lena"])
    await people.change(desk.timur.id, {"mail": "olga2@example.test"}, actor_id=olga)
    await people.set_password(desk.timur.id, "a long enough password", actor_id=olga)
    told = (await _letters())["lena"][before:]
    assert len(told) == 2
    for words in told:
        assert "Ольга Админ" in words
        assert "Тимур Хасанов" in words
        assert "“Human resources”" in words
    lena = await access.actor_of(await people.required(desk.lena.id))
    assert [one.kind for one in (await notify.page(lena))[0]][:2] == ["keys", "keys"]
    await people.change(desk.timur.id, {"title": "Специалист", "mail": "olga2@example.test"}, actor_id=olga)
    await people.change(desk.timur.id, {"mail": "timur@example.test"}, actor_id=desk.timur.id)
    await people.change(desk.stranger.id, {"mail": "oleg2@example.test"}, actor_id=olga)
    await people.change(desk.lena.id, {"mail": "lena@example.test"}, actor_id=None)
    assert len((await _letters())["lena"]) == before + 2


async def test_other_teams_are_quiet(desk: Desk) -> None:
    """Who is in them is no secret, and no event."""
    olga = await _admin()
    found = await teams.by_key("it-support")
    assert found is not None
    await teams.join(found.id, desk.stranger.id, actor_id=olga)
    await access.grant(desk.stranger.id, "manager", team_id=found.id, actor_id=olga)
    await access.grant(desk.stranger.id, "agent", actor_id=olga)
    assert await _letters() == {}
