"""Who else is at a ticket: shown to its staff, to nobody else, and nothing of it is stored."""

from __future__ import annotations

from typing import Any

from okno.db import fetch_value
from tests.company import make_confidential
from tests.web.browsing import Browser
from tests.web.conftest import Company, order, take


async def _say(who: Browser, number: int, act: str, *, tab: str = "abcd1234", status: int = 200) -> Any:
    csrf = (await who.open("/profile")).form("/sign-out").values["_csrf"][0]
    answer = await who.client.post(f"/tickets/{number}/presence", data={"_csrf": csrf, "act": act, "tab": tab})
    assert answer.status_code == status, answer.text
    return answer.json()["people"] if status == 200 else None


async def _rows(who: Browser, *numbers: int, status: int = 200) -> Any:
    answer = await who.client.get("/live/presence", params={"n": [str(one) for one in numbers]})
    assert answer.status_code == status, answer.text
    return answer.json()["tickets"] if status == 200 else None


async def test_colleagues_see_each_other(company: Company) -> None:
    """In the head of the page and in the rows of the desk, in words."""
    number = await order(company.anna)
    assert await _say(company.boris, number, "reply") == []
    [boris] = await _say(company.vera, number, "look", tab="efgh5678")
    assert (boris["words"], boris["writes"]) == ("Борис is writing an answer", True)
    page = await company.vera.open(f"/tickets/{number}")
    assert "Борис is writing an answer" in page.text("#presence")
    rows = await _rows(company.vera, number)
    assert [one["words"] for one in rows[str(number)]] == ["Борис is writing an answer"]
    await _say(company.boris, number, "gone")
    assert await _rows(company.vera, number) == {}


async def test_a_requester_neither_sees_nor_is_seen(company: Company) -> None:
    """Be she in the team herself: of her own ticket she learns nothing."""
    number = await order(company.anna)
    await _say(company.boris, number, "note")
    await _say(company.anna, number, "look", status=403)
    await _rows(company.anna, number, status=403)
    own = await order(company.vera)
    await _say(company.boris, own, "note")
    await _say(company.vera, own, "look", status=404)
    assert (await company.vera.client.get(f"/tickets/{own}/presence")).status_code == 404
    assert await _rows(company.vera, own, number) == {str(number): [_plain("Борис is writing a note", company.boris)]}
    assert "is writing" not in (await company.vera.open(f"/tickets/{own}")).text()


def _plain(words: str, who: Browser) -> dict[str, object]:
    return {"name": "Борис Мастеров", "initials": "БМ", "colour": f"a{who.id % 5 + 1}", "words": words, "writes": True}


async def test_nobody_learns_of_a_ticket_that_he_does_not_see(company: Company) -> None:
    """An administrator who reads in an emergency is not shown who works there either."""
    number = await order(company.anna)
    await _say(company.boris, number, "look")
    await make_confidential("it-devices")
    await _say(company.stranger, number, "look", status=403)
    await _say(company.admin, number, "look", status=403)
    assert await _rows(company.vera, number) != {}


async def test_nothing_is_written_and_strange_words_are_refused(company: Company) -> None:
    """A ping leaves no fact and no row."""
    number = await order(company.anna)
    await take(company.boris, number)
    before = await fetch_value("SELECT count(*) FROM event")
    version = await fetch_value("SELECT version FROM ticket")
    await _say(company.boris, number, "reply")
    assert await fetch_value("SELECT count(*) FROM event") == before
    assert await fetch_value("SELECT version FROM ticket") == version
    await _say(company.boris, number, "dance", status=422)
    await _say(company.boris, number, "look", tab="<script>", status=422)
