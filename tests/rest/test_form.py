"""A form by REST: its schema tells what the server will say, and the server says it."""

from __future__ import annotations

from typing import Any

from jsonschema import Draft202012Validator

from tests.forms import GOOD, PLAIN, put, without
from tests.rest.conftest import Company

ANSWERS: tuple[tuple[dict[str, Any], set[str]], ...] = (
    (GOOD, set()),
    ({"house": "south", "floor": "s1", "food": True, "budget": 10.5}, set()),
    ({"house": "south", "floor": "n1"}, {"floor"}),
    ({"house": "north"}, {"floor"}),
    ({**GOOD, "food": True}, {"budget"}),
    ({**GOOD, "food": True, "budget": 1000}, {"reason"}),
    ({**GOOD, "food": True, "budget": 1000, "reason": "Guests"}, set()),
    ({**GOOD, "door": "12AB"}, {"door"}),
    ({**GOOD, "start": "2030-01-01T10:00:00+05:00"}, set()),
    ({**GOOD, "start": "tomorrow"}, {"start"}),
    ({**GOOD, "about": "words"}, {"about"}),
    ({**GOOD, "seal": "of a team"}, {"seal"}),
    ({**GOOD, "act": "of the closing"}, {"act"}),
)


async def test_the_schema_and_the_answer_agree(company: Company) -> None:
    """Each wrong answer is named; what the schema takes is taken."""
    await put(PLAIN)
    told = await company.anna.get("/services/test-room")
    assert "$ref" not in str(told["form"])
    assert (told["kinds"], told["cost"], told["currency"]) == (["request", "incident"], 1200, "RUB")
    fits = Draft202012Validator(told["form"]).is_valid
    for answers, wrong in ANSWERS:
        assert fits(answers) is not bool(wrong), answers
        body = {"service": "test-room", "answers": answers, "revision": told["revision"]}
        said = await company.anna.post("/tickets", body, 422 if wrong else 201)
        if wrong:
            assert {one["field"] for one in said["errors"]} == {f"answers.{key}" for key in wrong}


async def test_a_hidden_answer_is_left_out_and_a_moment_is_in_utc(company: Company) -> None:
    """The schema says so in words."""
    await put(PLAIN)
    told = await company.anna.get("/services/test-room")
    assert told["form"]["description"]
    answers = {**GOOD, "budget": "anything", "start": "2030-01-01T10:00"}
    made = await company.anna.post("/tickets", {"service": "test-room", "answers": answers})
    assert made["answers"] == {**GOOD, "start": "2030-01-01T07:00:00Z"}


async def test_a_changed_form_is_a_conflict_that_names_the_fields(company: Company) -> None:
    """With the revision to read anew."""
    await put(PLAIN)
    old = (await company.anna.get("/services/test-room"))["revision"]
    await put(without(PLAIN, "door"))
    body = {"service": "test-room", "answers": {**GOOD, "door": "12-AB"}, "revision": old}
    said = await company.anna.post("/tickets", body, 409)
    assert said["fields"] == ["door"]
    assert said["revision"] > old
    del body["answers"]["door"]  # type: ignore[attr-defined]
    await company.anna.post("/tickets", body)
