"""A story of hundreds of entries: the newest are shown at once, the rest by a link that works without scripts."""

from __future__ import annotations

import pytest

from okno.tickets import comment
from okno.web import story
from tests.company import actor_again
from tests.web.browsing import Document
from tests.web.conftest import Company, order, take

SAID = 12


async def test_the_newest_entries_come_first_and_the_rest_is_a_link_away(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    """For whoever works on it and for whoever has ordered it; nothing is lost, and a short story has no link."""
    number = await order(company.anna)
    await take(company.boris, number)
    boris = await actor_again(company.boris.id)
    for n in range(SAID):
        await comment(boris, number, text=f"Слово {n}.", visibility="public")
    assert not _earlier(await company.boris.open(f"/tickets/{number}"))
    for module in ("agent_page", "request_page"):
        monkeypatch.setattr(f"okno.web.{module}.NEWEST", 5)
    assert story.NEWEST > SAID
    for who in (company.boris, company.anna):
        page = await who.open(f"/tickets/{number}")
        told = page.text("#story")
        assert f"Слово {SAID - 1}." in told
        assert "Слово 0." not in told
        (href,) = _earlier(page)
        whole = (await who.open(href)).text("#story")
        assert all(f"Слово {n}." in whole for n in range(SAID))
        assert "Show what was before" not in whole


def _earlier(page: Document) -> list[str]:
    return [href for href, _ in page.links if href.endswith("story=whole")]
