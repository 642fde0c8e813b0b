"""REST: the search, and the words of lists."""

from __future__ import annotations

from tests.rest.conftest import Company

WORD = "аметистовый"


async def test_tickets_are_found_with_the_place_of_the_words(company: Company) -> None:
    """By whoever sees them; the others get an empty page and no count."""
    one = await company.anna.order("Сломан принтер")
    await company.anna.post(f"/tickets/{one['number']}/comments", {"text": f"Он {WORD}, <b>да</b>"})
    for who in (company.anna, company.boris):
        found = await who.get("/search", q=f"{WORD} принтер")
        [item] = found["items"]
        assert (item["kind"], item["key"], item["title"]) == ("ticket", one["number"], "Сломан принтер")
        assert f"Он {WORD}, <b>да</b>" in item["text"]
        assert item["ticket"]["state"] == one["state"]
        assert (found["total"], found["cut"], found["next_cursor"]) == (1, False, None)
    found = await company.stranger.get("/search", q=WORD)
    assert (found["items"], found["total"]) == ([], 0)


async def test_pages_keep_to_their_order(company: Company) -> None:
    """A cursor belongs to one order of the list."""
    for n in range(5):
        await company.anna.order(f"{WORD} {n}")
    for sort in ("best", "newest"):
        seen: list[str] = []
        cursor = ""
        while True:
            found = await company.anna.get("/search", q=WORD, sort=sort, limit=2, cursor=cursor)
            seen += [one["key"] for one in found["items"]]
            if not (cursor := found["next_cursor"] or ""):
                break
        assert len(set(seen)) == len(seen) == 5
    found = await company.anna.get("/search", q=WORD, sort="best", limit=2)
    answer = await company.anna.call(
        "GET", "/search", params={"q": WORD, "sort": "newest", "cursor": found["next_cursor"]}
    )
    assert answer.status_code == 422


async def test_people_and_services(company: Company) -> None:
    """People for whoever may see them, services for everybody who has them."""
    found = await company.boris.get("/search", q="anna", kind="people")
    assert [one["key"] for one in found["items"]] == ["anna"]
    assert (await company.anna.call("GET", "/search", params={"q": "boris", "kind": "people"})).status_code == 403
    found = await company.anna.get("/search", q="монитор", kind="services")
    assert "monitor" in [one["key"] for one in found["items"]]


async def test_lists_are_narrowed_by_any_words(company: Company) -> None:
    """GET tickets?q= looks through all that the caller may read."""
    one = await company.anna.order("Без слов", text=f"{WORD} текст")
    await company.anna.order("Другая")
    for q in (WORD, f"#{one['number']}", f"service:monitor {WORD}"):
        for who in (company.anna, company.boris):
            found = await who.get("/tickets", q=q)
            assert [item["number"] for item in found["items"]] == [one["number"]], q
        assert (await company.stranger.get("/tickets", q=q))["items"] == []


async def test_whatever_is_asked_is_answered(company: Company) -> None:
    """No query breaks the search."""
    await company.anna.order()
    for q in ("'", '"', "!!!", "a:b", "-", "--", "* OR *", "\\", "%", "_", "((((", "🙂", "NEAR(", "слово " * 30):
        for path in ("/search", "/tickets"):
            assert (await company.anna.call("GET", path, params={"q": q[:200]})).status_code == 200, (path, q)


async def test_nothing_of_others_moves_an_answer(company: Company) -> None:
    """Neither a stranger's ticket nor a note in one's own changes a byte of what one is told."""
    own = await company.anna.order(f"{WORD} вопрос")
    await company.stranger.order("Совсем о другом")
    queries = (WORD, f'"{WORD} вопрос"', "хризолит", f"вопрос -{WORD}", "вопрос -хризолит", "state:new", own["number"])

    async def told() -> list[bytes]:
        asked = [(who, q) for who in (company.anna, company.stranger) for q in queries]
        return [(await who.call("GET", "/search", params={"q": q})).content for who, q in asked]

    before = await told()
    note = {"text": f"{WORD} хризолит вопрос", "visibility": "internal"}
    await company.boris.post(f"/tickets/{own['number']}/comments", note)
    await company.vera.order(f"{WORD} хризолит вопрос")
    assert await told() == before
    assert (await company.boris.get("/search", q="хризолит"))["total"] == 2
