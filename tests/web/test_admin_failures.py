"""What failed, by numbers: no word of what it was about, tried again, dropped, written down."""

from __future__ import annotations

from typing import Any

import pytest

from okno.clock import SECOND_US, now_us
from okno.db import execute, fetch, fetch_one, fetch_value, tx
from okno.errors import class_of
from okno.jobs import enqueue
from okno.notify.outbox import queue
from tests.web.conftest import Company, order

PATH = "/admin/failures"
CANARY = "Канарейка"
LATER = 3600 * SECOND_US


async def failed_job(name: str = "reports.build", *, over: bool = True) -> int:
    """A job that failed with an error that quotes what it was about."""
    async with tx():
        await enqueue(name, {"subject": CANARY})
    await execute(
        "UPDATE job SET attempts = 3, error = $1, run_at = $2, failed_at = $3 WHERE name = $4",
        f"ValueError: {CANARY} can't be read",
        now_us() + LATER,
        now_us() if over else None,
        name,
    )
    return int(await fetch_value("SELECT id FROM job WHERE name = $1", name))


async def letter(state: str, error: str, *, attempts: int = 3, text: str = CANARY) -> int:
    """A letter about a canary."""
    person_id = await fetch_value("SELECT id FROM person WHERE login = 'anna'")
    return int(
        await fetch_value(
            "INSERT INTO message (event_id, person_id, ticket_id, channel, to_address, subject, text, message_id,"
            " state, attempts, created_at, error) VALUES (1, $1, 1, 'mail', $2, $3, $4, 'id', $5, $6, 1, $7)"
            " RETURNING id",
            person_id,
            f"{CANARY}@example.test",
            CANARY,
            text,
            state,
            attempts,
            error,
        )
    )


async def row(table: str, row_id: int) -> Any:
    """A row by its id."""
    return await fetch_one(f"SELECT * FROM {table} WHERE id = $1", row_id)


async def audited(kind: str) -> list[tuple[int, int]]:
    """Who did it, and to which row."""
    found = await fetch("SELECT actor_id, stream_id FROM audit WHERE kind = $1", kind)
    return [(one["actor_id"], one["stream_id"]) for one in found]


async def test_all_is_well(company: Company) -> None:
    assert "All is well" in (await company.admin.open(PATH)).text("main")


async def test_nothing_is_told_but_numbers_and_kinds(company: Company) -> None:
    """Neither the subject, the address, the text nor the error's words; nor the number of the request."""
    number = await order(company.anna, place=CANARY)
    await execute(
        "UPDATE delivery SET attempts = 2, next_at = $1, error = $2",
        now_us() + LATER,
        f"KeyError: {CANARY} {number}",
    )
    job_id = await failed_job()
    await letter("failed", f"Refusal: 550 {CANARY}@example.test")
    text = (await company.admin.open(PATH)).text("main")
    assert CANARY not in company.admin.response.text
    assert str(number) not in text
    assert f"№ {job_id} reports.build" in text
    for word in ("ValueError", "KeyError", "Refusal", "TicketCreated", "3 tries", "not tried any more"):
        assert word in text


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("ValueError: secret", "ValueError"),
        ("TimeoutError: ", "TimeoutError"),
        ("TimeoutError:", "TimeoutError"),
        ("550 5.1.1 <anna@example.test>: no", ""),
        ("Иван: нет", ""),
        ("secret", ""),
        ("http://secret", ""),
        ("", ""),
        (None, ""),
    ],
)
def test_of_an_error_only_the_class_is_told(written: str | None, shown: str) -> None:
    assert class_of(written) == shown


async def test_a_job_is_tried_again(company: Company) -> None:
    job_id = await failed_job()
    page = await company.admin.open(PATH)
    page = await company.admin.send(page.form(PATH, "retry", work="job"), press="retry")
    assert "tried again" in page.text("toast")
    again = await row("job", job_id)
    assert again["failed_at"] is None
    assert again["run_at"] <= now_us()
    assert await audited("WorkRetried") == [(company.admin.id, job_id)]


async def test_a_job_is_dropped(company: Company) -> None:
    job_id = await failed_job()
    page = await company.admin.open(PATH)
    form = page.form(PATH, "drop", work="job")
    page = await company.admin.send(form, press="drop")
    assert "All is well" in page.text("main")
    assert await row("job", job_id) is None
    page = await company.admin.send(form, press="drop")
    assert "dealt with meanwhile" in page.text("toast")
    assert await audited("WorkDropped") == [(company.admin.id, job_id)]


async def test_what_runs_is_let_alone(company: Company) -> None:
    """A worker has it: what it writes down counts."""
    job_id = await failed_job(over=False)
    page = await company.admin.open(PATH)
    await execute("UPDATE job SET lease_until = $1 WHERE id = $2", now_us() + LATER, job_id)
    for act in ("retry", "drop"):
        after = await company.admin.send(page.form(PATH, act, work="job"), press=act)
        assert "dealt with meanwhile" in after.text("toast")
    assert (await row("job", job_id))["run_at"] > now_us()
    assert await audited("WorkRetried") == await audited("WorkDropped") == []


async def test_a_letter_that_was_given_up_is_sent_again(company: Company) -> None:
    letter_id = await letter("failed", "Refusal: no")
    page = await company.admin.open(PATH)
    await company.admin.send(page.form(PATH, "retry", work="letter"), press="retry")
    assert (await row("message", letter_id))["state"] == "waiting"
    found = await fetch("SELECT key FROM job WHERE name = 'mail.send'")
    assert [one["key"] for one in found] == [f"mail.send:{letter_id}"]


async def test_a_letter_that_waits_is_hurried_not_doubled(company: Company) -> None:
    letter_id = await letter("waiting", "OSError: no")
    async with tx():
        await queue(letter_id)
    await execute("UPDATE job SET run_at = $1 WHERE name = 'mail.send'", now_us() + LATER)
    page = await company.admin.open(PATH)
    assert "next try" in page.text("main")
    page = await company.admin.send(page.form(PATH, "retry", work="letter"), press="retry")
    assert "is tried now" in page.text("main")
    assert await fetch_value("SELECT count(*) AS n FROM job WHERE name = 'mail.send'") == 1


async def test_a_letter_is_dropped(company: Company) -> None:
    letter_id = await letter("waiting", "OSError: no")
    page = await company.admin.open(PATH)
    page = await company.admin.send(page.form(PATH, "drop", work="letter"), press="drop")
    assert (await row("message", letter_id))["state"] == "dropped"
    assert "All is well" in page.text("main")


async def test_a_letter_without_its_text_is_only_dropped(company: Company) -> None:
    """Links that open doors are blanked when their letter is given up."""
    await letter("failed", "Refusal: no", text="")
    page = await company.admin.open(PATH)
    assert not page.has_form(PATH, "retry")
    assert page.has_form(PATH, "drop")


async def test_a_delivery_is_hurried_but_never_dropped(company: Company) -> None:
    await order(company.anna)
    await execute("UPDATE delivery SET attempts = 1, next_at = $1, error = 'KeyError: x'", now_us() + LATER)
    page = await company.admin.open(PATH)
    form = page.form(PATH, "retry", work="delivery")
    assert not page.has_form(PATH, "drop")
    await company.admin.send(form, press="retry")
    assert (await row("delivery", int(form.values["id"][0])))["next_at"] <= now_us()
    csrf = form.values["_csrf"][0]
    answer = await company.admin.client.post(
        PATH, data={"work": "delivery", "act": "drop", "id": form.values["id"][0], "_csrf": csrf}
    )
    assert answer.status_code == 404


async def test_it_is_for_those_with_the_right(company: Company) -> None:
    for who in (company.anna, company.boris):
        await who.open(PATH, 403)
        assert (await who.client.post(PATH, data={"act": "retry"})).status_code == 403
