"""Me, colleagues and telephone numbers."""

from __future__ import annotations

import pytest

from okno import people
from okno.http import tokens
from tests.rest.conftest import TEAM, Caller, Company


async def test_me(company: Company) -> None:
    me = await company.boris.get("/me")
    assert (me["login"], me["teams"], me["roles"]) == ("boris", [TEAM], ["agent", "employee"])
    assert "ticket.handle" in me["team_rights"]
    assert (await company.anna.get("/me"))["teams"] == []


async def test_a_narrow_token_may_less(company: Company) -> None:
    token = await tokens.issue(company.boris.id, "narrow", rights=["ticket.own"])
    narrow = Caller(company.boris.client, company.boris.id, "boris", token)
    ticket = await company.anna.order()
    assert (await narrow.get("/me"))["rights"] == ["ticket.own"]
    assert (await narrow.call("GET", f"/tickets/{ticket['number']}")).status_code == 404
    assert (await narrow.call("POST", "/tickets", json={})).status_code == 403


async def test_people_are_found_by_the_beginning_of_a_word(company: Company) -> None:
    found = (await company.boris.get("/people", q="КОРОЛЕВ"))["items"]
    assert [one["login"] for one in found] == ["anna"]
    assert {"id", "login", "name", "mail", "phone", "title", "department", "place"} < set(found[0])
    assert found[0]["phones"] == [{"label": "work", "value": "+7 900 000-12-34"}]
    assert found[0]["mails"] == [{"label": "work", "value": "anna@example.com"}]
    assert (found[0]["skills"], found[0]["manager"], found[0]["absent_until"]) == ([], None, None)
    pages = await company.boris.pages("/people", limit=2)
    assert [len(page) for page in pages] == [2, 2, 2]
    names = [one["name"] for page in pages for one in page]
    assert names[0] == "Анна Королёва"
    assert len(set(names)) == 6


@pytest.mark.parametrize("phone", ["+7 900 000-12-34", "8 (900) 000 12 34", "+79000001234"])
async def test_a_number_is_recognised_in_any_spelling(company: Company, phone: str) -> None:
    found = await company.boris.get("/people/lookup", phone=phone)
    assert found["match"] == "exact"
    assert [one["login"] for one in found["people"]] == ["anna"]


async def test_numbers_of_nobody_of_several_and_withheld_ones(company: Company) -> None:
    await people.create(login="shared", name="Общий Телефон", phone="+7 900 000-12-34")
    assert (await company.boris.get("/people/lookup", phone="+79000001234"))["match"] == "several"
    for phone, match in (("+79009999999", "unknown"), ("abc", "unknown"), ("Anonymous", "withheld"), ("", "withheld")):
        assert await company.boris.get("/people/lookup", phone=phone) == {"match": match, "people": []}


async def test_any_number_of_a_person_is_recognised_and_what_he_can_do_is_told(company: Company) -> None:
    numbers = [("+7 900 000-55-55", "mobile"), ("7210", "internal")]
    await people.change(company.anna.id, {"manager_id": company.vera.id}, reached={"phone": numbers}, actor_id=None)
    await people.set_skills(company.anna.id, ["Wi-Fi"])
    for phone in ("7210", "89000005555"):
        [one] = (await company.boris.get("/people/lookup", phone=phone))["people"]
        assert (one["phone"], one["manager"], one["skills"]) == ("+7 900 000-55-55", "vera", ["Wi-Fi"])
    assert (await company.boris.get("/people/lookup", phone="+79000001234"))["match"] == "unknown"
    assert [one["login"] for one in (await company.boris.get("/people", q="000555"))["items"]] == ["anna"]
    assert (await company.anna.get("/me"))["manager"] == "vera"
    for path in ("/people", "/people/lookup?phone=7210"):
        assert (await company.anna.call("GET", path)).status_code == 403
