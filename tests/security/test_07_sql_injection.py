"""Class 7: words of people never become part of a statement, and wild cards find only themselves."""

from __future__ import annotations

import json
import re
from urllib.parse import quote

from okno.db import fetch_value
from tests.rules.sources import core
from tests.security.conftest import House
from tests.security.matrix import READING, World, address
from tests.security.matrix.entry import Entry

WORDS = [
    "%", "_", "\\", "'", '"', "%_\\", "\\%", "' OR 1=1 --", "$1", "?1", "{now}", "%(x)s", "\u0000x",
    "'; DROP TABLE ticket", "1) OR (1=1", "id; --", "\ud7ff\u2028", "0x27", "1e309", "NaN", "-1", "9" * 30, "null",
]  # fmt: skip
NAMES = ("q", "sort", "filter", "queue", "state", "show", "tab", "cursor", "limit", "person", "team", "group", "kind")
NAMES += ("actor", "since", "until", "right", "role", "phone", "category", "ask", "ticket", "number", "copy", "skill")


async def test_filters_take_every_word(house: House) -> None:
    """Found or not, on both databases."""
    agent, admin = house.visitors["agent"], house.visitors["admin"]
    for word in WORDS:
        text = quote(word, errors="replace")
        for visitor, path in (
            (agent, f"/api/v1/tickets?q={text}"), (agent, f"/api/v1/people?q={text}"), (agent, f"/desk/all?q={text}"),
            (agent, f"/api/v1/tickets?state={text}"), (admin, f"/admin/people?q={text}"),
            (agent, f"/people/suggest?q={text}"), (agent, f"/api/v1/services?q={text}"),
            (admin, f"/admin/sessions?q={text}"), (agent, f"/catalog?q={text}"),
        ):  # fmt: skip
            answer = await visitor.ask("GET", path)
            assert answer.status == (404 if "\x00" in word else 200), path
            wild = not any(c.isalnum() for c in word)
            if wild and path.startswith(("/api/v1/tickets?q", "/api/v1/people?")) and answer.status == 200:
                assert json.loads(answer.body)["items"] == [], path
        for name in ("sort", "filter", "queue"):
            answer = await agent.ask("GET", f"/api/v1/tickets?{name}={text}")
            assert answer.status in (404, 422), name


async def test_no_parameter_breaks_a_page(world: World) -> None:
    """Names that pages know, three at a time, on every page and list, with odd words in turn: refused or answered."""
    asked = [one for one in READING if not one.query and one.path not in ("/live", "/metrics", "/admin/audit.csv")]
    paths = [(asker(one), address(one, await world.thing(one.about, one.things[0]))) for one in asked]
    people = await fetch_value("SELECT count(*) FROM person")
    wrong = []
    for turn, (who, path) in enumerate(paths):
        # Other neighbours on each page: what refuses the first of three would hide the others.
        names = [NAMES[(turn + n * 7) % len(NAMES)] for n in range(len(NAMES))]
        for n in range(0, len(names), 3):
            words = [quote(WORDS[(turn + n + at) % len(WORDS)], errors="replace") for at in range(3)]
            query = "&".join(f"{name}={word}" for name, word in zip(names[n : n + 3], words, strict=False))
            answer = await world.visitors[who].ask("GET", f"{path}?{query}")
            if answer.status >= 500:
                wrong.append(f"{who} at {path}?{query}: {answer.status}")
    assert not wrong, "\n".join(wrong)
    assert await fetch_value("SELECT count(*) FROM person") == people


def asker(entry: Entry) -> str:
    """Who gets furthest at an entry."""
    return "admin" if entry.path.startswith(("/admin", "/api/v1/a")) else "lead"


def test_statements_are_put_together_from_our_own_words() -> None:
    """No `%` and no `.format` of what came in: values go by places, `$1`, names come from lists of ours."""
    found = []
    for module in core():
        for node, text in module.statements():
            if re.search(r"%s|%\(", text) and "LIKE" not in text and re.search(r"\b(WHERE|VALUES|SET)\b", text):
                found.append(f"{module.at(node)}: {text[:60]}")
    assert not found, "\n".join(found)
