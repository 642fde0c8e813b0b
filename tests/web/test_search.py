"""The page of the search: what one sees is found, marked and counted, page by page; offers while one types."""

from __future__ import annotations

from okno.tickets import Order, order as order_it
from okno.tickets.search import filling
from tests.company import actor_again
from tests.web.browsing import Browser
from tests.web.conftest import MONITOR, Company, order

WORD = "аметистовый"


async def ask(who: Browser, subject: str, text: str = "") -> int:
    """A request with a subject of its own."""
    wish = Order(service="monitor", answers=MONITOR, subject=subject, text=text)
    return (await order_it(await actor_again(who.id), wish)).id


async def test_what_is_found_is_marked(company: Company) -> None:
    """Subject and a piece of the text; markup of people stays text."""
    number = await ask(company.anna, "Сломан принтер", "Он <b>шумит</b> и мнёт бумагу")
    page = await company.anna.open("/search?q=принтеры шумят")
    assert f"№ {number}" in page.text("hit")
    assert page.text("mark") == "принтершумит"
    assert "<b>шумит" not in company.anna.response.text
    assert "Requests 1" in page.text("chips")
    page = await company.stranger.open("/search?q=принтеры шумят")
    assert page.text("hit") == ""
    assert "Requests 0" in page.text("chips")
    assert "How to look" in page.text("main")


async def test_a_requester_reads_his_own_words_for_states(company: Company) -> None:
    """And nothing of whom the staff speaks of."""
    number = await order(company.anna)
    await company.vera.open(f"/tickets/{number}")
    assert "Анна Королёва" in (await company.vera.open("/search?q=monitor")).text("hit-line")
    told = (await company.anna.open("/search?q=monitor")).text("hit-line")
    assert "Анна Королёва" not in told
    assert str(number) in told


async def test_people_are_for_whoever_may_see_them(company: Company) -> None:
    """With their telephones; for others the kind does not exist."""
    page = await company.vera.open("/search?q=королёва&kind=people")
    assert "Анна Королёва" in page.text("hit-person")
    assert "+7 900 000-12-34" in page.text("hit-person")
    page = await company.anna.open("/search?q=мастеров&kind=people")
    assert page.text("hit-person") == ""
    assert "People" not in page.text("chips")


async def test_services_are_found_too(company: Company) -> None:
    """As the catalog finds them."""
    page = await company.anna.open("/search?q=монитор&kind=services")
    assert any(href == "/catalog/monitor" for href, _ in page.links)


async def test_pages_go_on(company: Company) -> None:
    """In both orders, without a ticket twice."""
    made = [await ask(company.anna, f"{WORD} {n}") for n in range(23)]
    for order_of_list in ("best", "newest"):
        page = await company.anna.open(f"/search?q={WORD}&order={order_of_list}")
        seen = [href for href, _ in page.links if href.startswith("/tickets/1")]
        more = next(href for href, _ in page.links if "cursor=" in href)
        page = await company.anna.open(more)
        seen += [href for href, _ in page.links if href.startswith("/tickets/1")]
        assert sorted(seen) == sorted(f"/tickets/{number}" for number in made)
    await company.anna.open(f"/search?q={WORD}&cursor=nonsense", 422)


async def test_offers_while_one_types(company: Company) -> None:
    """Requests, people, services, eight at most; for each what he may see."""
    number = await ask(company.anna, "Сломан принтер")
    for q in ("сломан при", str(number)):
        await company.anna.open(f"/search/suggest?q={q}")
        items = company.anna.response.json()["items"]
        assert items[0]["href"] == f"/tickets/{number}"
        assert len(items) <= 8
    await company.stranger.open("/search/suggest?q=сломан при")
    assert not [one for one in company.stranger.response.json()["items"] if "/tickets/" in one["href"]]
    await company.vera.open("/search/suggest?q=короле")
    offered = company.vera.response.json()["items"]
    assert any(one["href"] == "/search?q=from%3Aanna" for one in offered)
    assert f"№ {number}" in (await company.vera.open("/search?q=from%3Aanna")).text("hit")
    await company.anna.open("/search/suggest")
    assert company.anna.response.json()["items"] == []


async def test_nothing_to_look_for_shows_how(company: Company) -> None:
    """Examples, for the staff with theirs; while older requests are missing, a note."""
    page = await company.anna.open("/search")
    assert "state:done" in page.text("how")
    assert "assignee" not in page.text("how")
    assert "assignee" in (await company.vera.open("/search")).text("how")
    await order(company.anna)
    await filling.rebuild()
    assert "still being prepared" in (await company.anna.open("/search?q=слово")).text("main")


async def test_the_queue_is_searched_by_any_word(company: Company) -> None:
    """The box of the desk finds what a comment says."""
    number = await ask(company.anna, "Без слов", f"{WORD} текст")
    page = await company.vera.open(f"/desk/all?q={WORD}")
    assert str(number) in page.text("rows")
