"""The desk: queues, filters, search, pages."""

from __future__ import annotations

from tests.web.conftest import Company, order, take


async def test_queues_and_their_counts(company: Company) -> None:
    """One's own, all, each team."""
    boris = company.boris
    numbers = [await order(company.anna, place=f"Room {n}") for n in range(3)]
    await take(boris, numbers[0])
    page = await boris.open("/desk/it-devices")
    assert page.text("#count") == "3"
    assert "My tickets 1" in page.text("#side")
    page = await boris.open("/desk/mine")
    assert page.text("#count") == "1"
    page = await boris.open("/desk/it-devices?filter=nobody")
    assert str(numbers[1]) in page.text("#rows")
    assert str(numbers[0]) not in page.text("#rows")


async def test_searching_a_queue(company: Company) -> None:
    """By number, and nothing found offers to show all."""
    number = await order(company.anna)
    other = await order(company.anna, place="Elsewhere")
    page = await company.boris.open(f"/desk/it-devices?q={number}")
    assert str(number) in page.text("#rows")
    assert str(other) not in page.text("#rows")
    assert "Found 1" in page.text("main")
    page = await company.boris.open("/desk/it-devices?q=nonsense")
    assert "Nothing found" in page.text("#rows")
    assert "/desk/it-devices" in [own.get("href") for _, own in page.attributes if "data-back" in own]


async def test_a_search_finds_what_is_closed(company: Company) -> None:
    """The queue itself shows only what is open."""
    number = await order(company.anna)
    page = await company.anna.open(f"/tickets/{number}")
    await company.anna.send(page.form(f"/tickets/{number}/move", to="cancelled"))
    assert str(number) not in (await company.boris.open("/desk/it-devices")).text("#rows")
    assert str(number) in (await company.boris.open(f"/desk/it-devices?q={number}")).text("#rows")


async def test_who_has_no_desk_learns_why(company: Company) -> None:
    """An employee, or an administrator who does no tickets."""
    page = await company.anna.open("/desk", 403)
    assert "The desk is for those who do the work" in page.text("main")


async def test_the_desk_goes_on_by_pages(company: Company) -> None:
    """Each ticket is on exactly one page."""
    numbers = {await order(company.anna, place=f"Room {n}") for n in range(53)}
    seen: list[int] = []
    address = "/desk/it-devices"
    while address:
        page = await company.boris.open(address)
        seen += [int(own["id"][1:]) for tag, own in page.attributes if tag == "article"]
        address = next((href for href, _ in page.links if "cursor=" in href), "")
    assert len(seen) == len(numbers)
    assert set(seen) == numbers


async def test_a_broken_cursor_is_refused(company: Company) -> None:
    """With a sentence, not with a traceback."""
    await company.boris.open("/desk/it-devices?cursor=nonsense", 422)
    await company.anna.open("/tickets?cursor=nonsense", 422)


async def test_pages_say_what_they_listen_to(company: Company) -> None:
    """Live parts name their topics."""
    number = await order(company.anna)
    topics = {
        "/": f"person:{company.anna.id}",
        f"/tickets/{number}": f"ticket:{number}",
    }
    for address, topic in topics.items():
        page = await company.anna.open(address)
        assert topic in [own.get("data-live") for _, own in page.attributes]
    page = await company.boris.open(f"/tickets/{number}")
    assert f"staff:{number}" in [own.get("data-live") for _, own in page.attributes]
