"""Class 20: no answer holds a hash, a secret or the token of another; secrets are compared in constant time."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterable

import pytest

from okno.db import fetch
from okno.http import one_time, sessions, tokens
from okno.http.one_time import Purpose
from tests.rules.sources import Module, core, sample
from tests.security.crawl import crawl, listed, prepared
from tests.security.matrix import World

SECRET = re.compile(r"hash|secret|passw|csrf|salt|private|digest|cookie|session|one_time|recovery", re.IGNORECASE)
FIELDS_MEANT: dict[str, str] = {
    **dict.fromkeys(
        ("NoticesBody.digest", "NoticesView.digest"), "when letters come together: the word for such a letter"
    ),
    "PluginDetail.secrets_set": "the names of the secret settings that have a value, never the value",
}
"""Fields of REST whose name sounds secret and whose value is not, with the reason."""
NAMED = re.compile(r"(?:^|_)(?:token|secret|signature|csrf|digest|hash|hashed|hmac|mac|password)$")
MAY_COMPARE: dict[str, str] = {
    "okno.http.idempotency": "the digest of a request of one's own",
    "okno.web.profile": "marks which of one's own sessions this is",
    "okno.web.admin_sessions": "marks which of the sessions is one's own",
    "okno.catalog.drafts": "the digest of a catalog item, which its readers may see",
    "okno.notify.times": "when letters come together: the word for such a letter",
    "okno.tickets.search.index": "whether the words of a ticket have changed since they were taken in",
    "okno.catalog.publishing": "the digest of a catalog item, which its readers may see",
}


def test_the_descriptions_of_answers_name_no_secret(descriptions: dict[str, object]) -> None:
    """All that REST gives is declared, and nothing that is declared is a secret."""
    fields = {f"{name}.{field}" for name, field in _properties(descriptions)}
    assert len(fields) > 60
    assert {one for one in fields if SECRET.search(one.rpartition(".")[2])} == set(FIELDS_MEANT)


@pytest.fixture
async def descriptions(world: World) -> dict[str, object]:
    """The schemas of the description of REST."""
    answer = await world.visitors["agent"].ask("GET", "/api/v1/openapi.json")
    found: dict[str, object] = json.loads(answer.body)["components"]["schemas"]
    return found


def _properties(schemas: dict[str, object]) -> Iterable[tuple[str, str]]:
    for name, schema in schemas.items():
        assert isinstance(schema, dict)
        for field in schema.get("properties", {}):
            yield name, field


async def test_rest_answers_only_what_is_declared(world: World) -> None:
    """Each answer of a list or a thing has exactly the fields of its description: nothing comes along by itself."""
    thing = await world.thing("ticket", "ours")
    answer = await world.visitors["agent"].ask("GET", "/api/v1/openapi.json")
    description = json.loads(answer.body)
    for path, model in ((f"/api/v1/tickets/{thing.parts['number']}", "TicketView"), ("/api/v1/me", "MeView")):
        got = json.loads((await world.visitors["agent"].ask("GET", path)).body)
        assert set(got) == set(description["components"]["schemas"][model]["properties"])


@pytest.mark.parametrize("who", ["agent", "auditor", "admin"])
async def test_no_page_shows_what_opens_something(world: World, who: str) -> None:
    """None of the secrets, and none of the hashes, that the database holds."""
    anna = world.actors["requester"]
    plain = {
        await tokens.issue(anna.id, "x"), world.visitors["requester"].cookie, world.visitors["lead"].csrf,
        await one_time.issue(Purpose.RESET, anna.id), await one_time.issue(Purpose.INVITATION, anna.id),
    }  # fmt: skip
    await prepared(world)
    hidden = plain | {
        str(row["value"])
        for sql in (
            "SELECT password AS value FROM account",
            "SELECT hash AS value FROM token",
            "SELECT hash AS value FROM one_time",
            "SELECT csrf AS value FROM session",
            "SELECT id_hash AS value FROM session",
            "SELECT secret AS value FROM second_factor",
            "SELECT hash AS value FROM recovery_code",
        )
        for row in await fetch(sql)
    }
    own = world.visitors[who]
    # The token of the forms is one's own; a session is named by its hash on the page of its owner.
    hidden -= {own.csrf} | {
        row["id_hash"] for row in await fetch("SELECT id_hash FROM session WHERE person_id = $1", own.person_id)
    }
    assert sessions.hashed(world.visitors["lead"].cookie) in hidden
    seen = await crawl(world, who)
    wrong = [f"{path}: {value[:12]}" for path, answer in seen.items() for value in hidden if value in answer.whole]
    assert not wrong, listed(wrong)


async def test_a_hash_opens_nothing(world: World) -> None:
    """Zammad let one in with the hash instead of the password."""
    agent = world.visitors["agent"]
    token = await tokens.issue(world.actors["agent"].id, "x")
    cookie = f"{sessions.COOKIE}={sessions.hashed(agent.cookie)}"
    nobody = world.visitors["nobody"]
    assert (await nobody.ask("GET", "/api/v1/me", headers={"cookie": cookie})).status == 401
    for wrong in (sessions.hashed(token), "okno_" + sessions.hashed(token), token[:-1], token.upper(), "okno_"):
        answer = await nobody.ask("GET", "/api/v1/me", headers={"authorization": f"Bearer {wrong}"})
        assert answer.status == 401


def compared(modules: Iterable[Module]) -> list[str]:
    """Where something that is named as a secret is compared by ==."""
    found = []
    for module in modules:
        if module.name in MAY_COMPARE:
            continue
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.Eq | ast.NotEq):
                names = [ast.unparse(one) for one in (node.left, *node.comparators)]
                constant = any(isinstance(one, ast.Constant) for one in (node.left, *node.comparators))
                if not constant and any(NAMED.search(name.rpartition(".")[2]) for name in names):
                    found.append(f"{module.at(node)}: {' and '.join(names)}")
    return found


def test_secrets_are_compared_in_constant_time() -> None:
    """Byte by byte, an answer that comes later tells how many bytes were right."""
    assert compared(core()) == []
    assert compared([sample("okno.x", "if sent == visit.csrf:\n    pass")])
