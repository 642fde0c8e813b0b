"""Plugins at work in REST: services that they hide, answers that they check, moves that they refuse."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from okno.text import N_, Phrase
from tests.guests import broken, with_plugin
from tests.rest.conftest import MONITOR, Company


async def catalog_visible(ctx: object, services: frozenset[str]) -> frozenset[str]:
    """No monitors for anybody."""
    return services - {"monitor"}


async def test_a_hidden_service_is_not_there(company: Company) -> None:
    with with_plugin(catalog_visible=catalog_visible):
        listed = await company.anna.get("/services", q="монитор")
        assert "monitor" not in [one["key"] for one in listed["items"]]
        assert (await company.anna.call("GET", "/services/monitor")).status_code == 404
        said = await company.anna.post("/tickets", MONITOR, 422)
        assert [one["field"] for one in said["errors"]] == ["service"]


async def test_services_are_refused_while_nobody_knows_what_is_hidden(company: Company) -> None:
    with with_plugin(catalog_visible=broken):
        for path in ("/services", "/services/monitor"):
            told = await company.anna.call("GET", path)
            assert (told.status_code, told.json()["code"]) == (422, "check_failed"), path
        said = await company.anna.post("/tickets", MONITOR, 422)
        assert said["code"] == "check_failed"


async def test_problems_are_named_by_field_and_the_key_of_the_request_still_works(company: Company) -> None:
    asked: list[str] = []

    async def ticket_check(ctx: object, *, answers: Mapping[str, Any]) -> Mapping[str, Phrase]:
        asked.append(str(answers["place"]))
        return {"place": N_("There is no such room.")} if len(asked) == 1 else {}

    with with_plugin(ticket_check=ticket_check):
        key = {"headers": {"Idempotency-Key": "one"}}
        said = await company.anna.post("/tickets", MONITOR, 422, **key)
        assert [one["field"] for one in said["errors"]] == ["answers.place"]
        made = await company.anna.post("/tickets", MONITOR, 201, **key)
        again = await company.anna.post("/tickets", MONITOR, 201, **key)
    assert made["number"] == again["number"]
    # What is answered a second time asks nobody.
    assert len(asked) == 2


async def test_moves_and_actions_are_refused_with_the_sentence(company: Company) -> None:
    async def ticket_move_check(ctx: object) -> Phrase:
        return N_("Not today.")

    async def may(ctx: object, *, action: str) -> Phrase | None:
        return N_("Not by you.") if action == "ticket.note" else None

    ticket = await company.anna.order()
    with with_plugin(ticket_move_check=ticket_move_check, may=may):
        said = await company.boris.move(ticket, "in_progress", status=422)
        assert said["detail"] == "Not today."
        note = {"text": "Посмотрел", "visibility": "internal"}
        for headers in ({}, {"Idempotency-Key": "note"}):
            said = await company.boris.post(f"/tickets/{ticket['number']}/comments", note, 403, headers=headers)
            assert said["detail"] == "Not by you."
