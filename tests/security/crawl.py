"""Opening all that somebody can open: every entry about every shared thing, and every address that the answers name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from html import unescape
from urllib.parse import urljoin, urlsplit

from okno import db
from tests.security.matrix import READING, WHO, World, address
from tests.security.matrix.entry import KINDS, Entry
from tests.security.matrix.world import TICKETS
from tests.security.visitor import Answer

ADDRESS = re.compile(
    r"""(?:href|src|action|hx-get|hx-post|data-href|value)="(/[^"]*)"|"(?:url|location)":\s*"([^"]*)\""""
)
OF_ONE_SORT = 3
LISTS = "/desk/"
MOST = 1400
"""More than there is to open: a crawl that reaches it proves nothing."""
SHOWN = 15
SKIPPED = (
    "/assets", "/sign-in", "/catalog/", "/health", "/favicon", "/metrics", "/robots", "/admin/audit.csv",
    "/admin/catalog/",
)  # fmt: skip
"""What no ticket can change, and what changes by being opened."""
SIDES = ("ours", "theirs", "confidential", "own_secret", "parted", "secret_parted", "absent")
"""The tickets whose side pages are opened too; the matrix has opened those of all of them."""
SIDE = re.compile(r"/tickets/\{number\}/\w")
SAME = re.compile(r"/(tickets/\d+|tasks/\d+)/(?!links|merge|split|reclassify)\w+|/announcements/\d+/[\w-]+$")
"""Addresses of forms that show the page of the thing itself."""
# What is new in each answer, whatever happens: numbers of requests, tokens of forms, pauses of streams.
NEW_EACH_TIME = [
    (re.compile(rb'"request_id": ?"[0-9a-f]+"'), b'"request_id"'),
    (re.compile(rb"\b[0-9a-f]{16}\b"), b"REQUEST"),
    (re.compile(rb'(name="(?:_csrf|once)"[^>]*value=)"[^"]*"'), rb'\1""'),
    (re.compile(rb'("X-CSRF-Token": ?|csrf-token" content=)"[^"]*"'), rb'\1""'),
    (re.compile(rb"&#34;X-CSRF-Token&#34;: ?&#34;[^&]*&#34;"), b"CSRF"),
    (re.compile(rb"retry: \d+"), b"retry"),
]
VOLATILE_HEADERS = ("x-request-id", "set-cookie", "date", "etag", "last-modified", "content-length")


async def crawl(
    world: World,
    who: str,
    more: Iterable[str] = (),
    entries: Iterable[Entry] = READING,
    within: re.Pattern[str] | None = None,
) -> dict[str, Answer]:
    """The answers by address. `more` are addresses to begin with besides those of the entries.

    `within` keeps it from going on to anything else. Of the many addresses of one sort that pages name (such as one
    person each) only the first few are opened.
    """
    seeds = {*more, *await _seeds(world, who, entries)}
    waiting, sorts, got = set(seeds), Counter[str](), dict[str, Answer]()
    while waiting:
        assert len(got) < MOST, f"{who} has opened {MOST} addresses and more wait: {sorted(waiting)[:9]}"
        path = min(waiting)
        waiting.remove(path)
        if path not in seeds:
            sorts[sort_of(path)] += 1
            if sorts[sort_of(path)] > OF_ONE_SORT:
                continue
        got[path] = await world.visitors[who].ask("GET", path)
        if "q=" not in path:
            # What was found leads to pages that are opened anyway.
            named = addresses(got[path].text, path) - got.keys()
            waiting |= {one for one in named if within is None or within.search(one)}
    return got


def sort_of(path: str) -> str:
    """What an address is about, without which one and in what order; of a list at the desk only what narrows it."""
    path, _, query = path.partition("?")
    if query and path.startswith(LISTS):
        return f"{LISTS}*?" + "&".join(sorted({part.partition("=")[0] for part in query.split("&")}))
    path = f"{path}?{query}" if query else path
    return re.sub(r"\d+|[A-Za-z0-9_-]{24,}|(?:cursor|reply)=[^&]*", "*", path)


async def prepared(world: World) -> None:
    """Makes all things that a crawl begins with: what is made meanwhile would be news to somebody."""
    for name in (*KINDS["ticket"].names, *KINDS["ticket"].only_read):
        await world.thing("ticket", name)
    for who in WHO:
        await _seeds(world, who, READING)


async def _seeds(world: World, who: str, entries: Iterable[Entry]) -> set[str]:
    found = set()
    for entry in entries:
        for name in entry.things:
            if name in TICKETS and name not in SIDES and SIDE.search(entry.path):
                continue
            thing = await world.thing(entry.about, name, who if entry.kind.own else "")
            found.add(address(entry, thing))
    return {path for path in found if _is_opened(path)}


def _is_opened(path: str) -> bool:
    return not path.startswith(SKIPPED) and not SAME.match(path)


def addresses(text: str, base: str) -> set[str]:
    """The addresses of ours that an answer names."""
    found = set()
    for pair in set(ADDRESS.findall(text)):
        named = unescape(pair[0] or pair[1])
        parts = urlsplit(named if named.startswith("/") else urljoin(base, named))
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        if _is_opened(path) and not (_is_list(base) and _is_list(path)):
            found.add(path)
    return found


def _is_list(path: str) -> bool:
    """Whether it is a list at the desk in one of its endless forms: these lead to each other."""
    return path.startswith(LISTS) and "?" in path


def plain(answer: Answer) -> tuple[int, str, bytes]:
    """An answer without what is new each time."""
    body = answer.body
    for pattern, instead in NEW_EACH_TIME:
        body = pattern.sub(instead, body)
    head = "\n".join(f"{name}: {value}" for name, value in answer.headers.items() if name not in VOLATILE_HEADERS)
    return answer.status, head, body


def listed(findings: Iterable[object]) -> str:
    """Findings a line each; of very many the first."""
    lines = [str(one) for one in findings]
    return "\n".join(lines[:SHOWN] + ([f"... and {len(lines) - SHOWN} more"] if len(lines) > SHOWN else []))


async def told(world: World, who: str) -> dict[str, str]:
    """Letters and notices of somebody."""
    person_id = world.visitors[who].person_id or 0
    letters = await db.fetch("SELECT * FROM message WHERE person_id = $1", person_id)
    notices = await db.fetch("SELECT * FROM notice WHERE person_id = $1", person_id)
    return {
        f"{kind} {row['id']}": str(row) for kind, rows in (("letter", letters), ("notice", notices)) for row in rows
    }
