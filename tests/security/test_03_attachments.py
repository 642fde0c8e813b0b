"""Class 3: a file is for whoever may read the place that it was put to. Who gets which by its address: the matrix."""

from __future__ import annotations

import json
import re

import pytest

from okno.tickets import assign, get
from tests.security.conftest import House, keep


@pytest.mark.parametrize("headers", [{}, {"range": "bytes=0-0"}, {"if-none-match": "*"}, {"if-modified-since": "x"}])
async def test_no_header_makes_a_file_answer(house: House, headers: dict[str, str]) -> None:
    """Neither a part of it nor whether it has changed."""
    for who, status in (("nobody", (303, 401)), ("stranger", (404,)), ("other", (404,)), ("admin", (404,))):
        for file in (house.public_file, house.internal_file, house.loose_file):
            for path in (f"/files/{file}", f"/files/{file}/x.txt", f"/files/{file}?inline=1", f"/api/v1/files/{file}"):
                for method in ("GET", "HEAD"):
                    answer = await house.visitors[who].ask(method, path, headers=headers)
                    assert answer.status in status, (who, method, path)
                    assert "content-disposition" not in answer.headers


async def test_ids_cannot_be_guessed(house: House) -> None:
    """192 random bits; nothing of one follows from another."""
    ids = [await keep(house.company.anna, "x.txt", b"x") for _ in range(20)]
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{32}", one) for one in ids)
    assert len({one[:6] for one in ids}) == 20


async def test_nobody_takes_the_file_of_another(house: House) -> None:
    """By putting it to a ticket of his own one would read it; the refusal does not tell whether it exists."""
    requester, number = house.visitors["requester"], house.ticket.number
    told = []
    for file in (house.internal_file, house.loose_file, house.public_file, "x" * 32):
        for path, body in (
            (f"/api/v1/tickets/{number}/comments", {"text": "x", "files": [file]}),
            (f"/api/v1/tickets/{number}/files", {"files": [file]}),
            ("/api/v1/tickets", {"subject": "x", "text": "y", "files": [file]}),
        ):
            sent = json.dumps(body).encode()
            answer = await requester.ask("POST", path, body=sent, headers={"content-type": "application/json"})
            assert answer.status == 422, (file, path)
            told.append({**json.loads(answer.body), "request_id": ""})
    assert all(told[n] == told[n % 3] for n in range(len(told)))


async def test_a_file_goes_where_its_ticket_goes(house: House) -> None:
    """Out of the sight of the old team, into that of the new one."""
    company, number = house.company, house.ticket.number
    ticket, _ = await get(company.boris, number)
    await assign(company.boris, number, version=ticket.version, team="accounting")
    for file in (house.public_file, house.internal_file):
        assert (await house.visitors["agent"].ask("GET", f"/files/{file}")).status == 404
        assert (await house.visitors["other"].ask("GET", f"/files/{file}")).status == 200
