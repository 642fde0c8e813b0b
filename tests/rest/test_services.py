"""The catalog over REST: services in the language of who asks, forms as JSON Schema."""

from __future__ import annotations

import httpx
import jsonschema

from okno import people
from tests.rest.conftest import MONITOR, Company


async def test_services_come_in_pages(company: Company) -> None:
    pages = await company.anna.pages("/services", limit=10)
    keys = [one["key"] for page in pages for one in page]
    assert len(keys) == len(set(keys)) >= 20
    assert all(len(page) <= 10 for page in pages)
    it = await company.anna.get("/services", category="it", limit=100)
    assert {"incident", "monitor", "vpn"} <= {one["key"] for one in it["items"]}
    assert {one["category"].partition("-")[0] for one in it["items"]} == {"it"}
    devices = await company.anna.get("/services", category="it-devices", limit=100)
    assert {one["category"] for one in devices["items"]} == {"it-devices"}
    assert (await company.anna.get("/services", category="nothing"))["items"] == []


async def test_a_service_is_found_by_words(company: Company) -> None:
    for words in ("монитор", "второй экран", "monitor"):
        assert (await company.anna.get("/services", q=words))["items"][0]["key"] == "monitor", words


async def test_a_form_is_a_schema_that_takes_good_answers(company: Company) -> None:
    found = await company.anna.get("/services/monitor")
    jsonschema.Draft202012Validator.check_schema(found["form"])
    jsonschema.validate(MONITOR["answers"], found["form"])
    assert found["revision"] == 1
    assert found["title"] == "Монитор"
    assert (await company.anna.call("GET", "/services/nothing")).status_code == 404


async def test_texts_are_in_the_language_of_the_person(company: Company, client: httpx.AsyncClient) -> None:
    await people.change(company.anna.id, {"locale": "en"}, actor_id=None)
    assert (await company.anna.get("/services/monitor"))["title"] == "Monitor"
    assert (await company.anna.call("GET", "/services/nothing")).json()["title"] == "There is no such service."
    spoken = await client.get("/api/v1/me", headers={"Accept-Language": "en"})
    assert spoken.json()["title"] == "Sign in to go on."


async def test_an_order_by_an_older_form_is_told_so(company: Company) -> None:
    made = await company.anna.order(revision=1)
    assert made["revision"] == 1
    stale = {"service": "monitor", "answers": {"gone": "1"}, "revision": 99}
    refused = await company.anna.post("/tickets", stale, 409)
    assert (refused["revision"], "gone" in refused["fields"]) == (1, True)
