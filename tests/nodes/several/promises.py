"""What the nodes have promised, compared with what the database holds: each thing once, whatever has died."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from okno.db import fetch, fetch_value, in_list
from tests.flows.load import LETTERS, Ledger
from tests.nodes.several.writer import Writer
from tests.stands.smtp import Letter

_NUMBER = re.compile(r"№\s(\d+)")


async def drained() -> bool:
    """Whether no delivery and no job waits but those of schedules."""
    deliveries = await fetch_value("SELECT count(*) FROM delivery")
    jobs = await fetch_value("SELECT count(*) FROM job WHERE key IS NULL OR key NOT LIKE 'schedule:%'")
    return not deliveries and not jobs


async def check(ledger: Ledger, writer: Writer) -> dict[str, int]:
    """How many of each kind were promised; AssertionError when one is missing, is there twice or was not promised."""
    numbers = set(ledger.tickets.values())
    assert len(numbers) == len(ledger.tickets), "two orders got one number"
    await _tickets(ledger)
    places, args = in_list(int(number) for number in numbers)
    rows = await fetch(f"SELECT ticket_id, text FROM comment WHERE ticket_id IN {places}", *args)
    assert Counter((row["text"], str(row["ticket_id"])) for row in rows) == Counter(ledger.comments.items())
    rows = await fetch(f"SELECT ticket_id, person_id, kind FROM notice WHERE ticket_id IN {places}", *args)
    # Others of the team hear of these orders too; their notices were promised to nobody here.
    hearers = {person for _, person, _ in ledger.notices}
    told = Counter((str(row["ticket_id"]), row["person_id"], row["kind"]) for row in rows)
    assert Counter({one: count for one, count in told.items() if one[1] in hearers}) == ledger.notices
    await _forms(writer)
    return {
        "tickets": len(ledger.tickets),
        "comments": len(ledger.comments),
        "notices": ledger.notices.total(),
        "forms": len(writer.accepted),
        "forms without an answer": len(writer.unanswered),
    }


async def _tickets(ledger: Ledger) -> None:
    rows = await fetch("SELECT id, state, answers::jsonb ->> 'place' AS place FROM ticket")
    ours = [row for row in rows if row["place"] in ledger.tickets]
    assert Counter(row["place"] for row in ours) == Counter(ledger.tickets.keys())
    assert {str(row["id"]): row["state"] for row in ours} == ledger.states


async def _forms(writer: Writer) -> None:
    """A form that had no answer is there or is not, but never twice; nobody has written it a second time."""
    rows = await fetch("SELECT text FROM comment WHERE ticket_id = $1", int(writer.number))
    written = Counter(row["text"] for row in rows)
    assert not [text for text in writer.accepted if written[text] != 1]
    assert not [text for text, count in written.items() if count != 1]
    assert written.keys() <= {*writer.accepted, *writer.unanswered}


def check_letters(ledger: Ledger, letters: Iterable[Letter], *, kills: int) -> int:
    """How many letters came twice, at most one a kill, with one Message-ID; AssertionError when one is missing."""
    numbers = set(ledger.tickets.values())
    arrived: dict[str, str] = {}
    copies: Counter[str] = Counter()
    for letter in letters:
        found = _NUMBER.search(str(letter.message["Subject"]))
        if found is not None and found[1] in numbers:
            arrived[str(letter.message["Message-ID"])] = found[1]
            copies[str(letter.message["Message-ID"])] += 1
    due: Counter[str] = Counter()
    for (number, _, kind), count in ledger.notices.items():
        due[number] += count if kind in LETTERS else 0
    assert Counter(arrived.values()) == +due
    repeated = copies.total() - len(copies)
    # A node sends one letter at a time: the one that was on its way when it was killed.
    assert repeated <= kills
    return repeated
