"""Class 9: whatever is written, wherever it is shown, stays words: a browser makes no element, no handler of it."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser
from urllib.parse import quote, urljoin, urlsplit

import pytest
import pytest_asyncio
from starlette.applications import Starlette

from okno import access, files, people, tickets
from okno.access import Role
from okno.access.rolebook import make
from okno.clock import now
from okno.db import fetch
from okno.events.dispatch import deliver_due
from okno.events.origin import because
from okno.http import sessions, tokens
from okno.notify import letters, outbox
from okno.people import skills
from okno.text import one_line
from okno.tickets import Order, emergency
from tests.company import MONITOR, MONITOR_TEAM, Company, hire, open_company
from tests.security.payloads import MARK, PAYLOADS, WORDS, Look
from tests.security.visitor import Answer, Visitor

HREF = re.compile(r'(?:href|hx-get|data-href)="(/[^"]*)"')
SKIPPED = ("/assets", "/live", "/sign-out", "/catalog/", "/files/", "/x/")
MOST = 900
LIMIT = 2**20
FEW = re.compile(r"/tickets/\d+[/?]|/admin/catalog/|/desk/[\w-]+\?|/search\?|/profile/replies\?")
"""Pages that many things have alike: of each sort those of the last few are opened, which hold payloads.

Of each ticket its own page is opened, with each payload in every place.
"""
LISTS = re.compile(r"/desk/[\w-]+\?")
"""Lists at the desk in one of their endless forms, which lead to each other."""
OF_ONE_SORT = 6
# Links that words may become: a web address in a text.
LINKS = {("a", frozenset({"href", "rel"})), ("br", frozenset()), ("p", frozenset()), ("mark", frozenset())}


@dataclass
class Stage:
    """A company that writes payloads, at browsers."""

    company: Company
    visitors: Mapping[str, Visitor]
    numbers: list[int] = field(default_factory=list)

    async def crawl(self, who: str) -> dict[str, Answer]:
        """All pages that somebody reaches by links from the first pages."""
        waiting = {
            "/",
            "/tickets",
            "/tickets?tab=closed",
            "/notices",
            "/profile",
            "/desk",
            "/desk/all",
            "/admin/people",
        }
        waiting |= {
            "/admin",
            "/admin/audit",
            "/admin/sessions",
            "/admin/sessions?tab=tokens",
            "/admin/roles",
            "/catalog",
        }
        got: dict[str, Answer] = {}
        sorts, left = Counter[str](), set[str]()
        while waiting:
            assert len(got) < MOST, f"{who} has opened {MOST} pages and more wait: {sorted(waiting)[:9]}"
            # The first tickets hold plain words.
            path = min((one for one in waiting if not FEW.match(one)), default="") or max(waiting)
            sorts[_sort(path)] += 1
            if FEW.match(path) and sorts[_sort(path)] > OF_ONE_SORT:
                left.add(path)
                waiting.remove(path)
                continue
            got[path] = await self.visitors[who].ask("GET", path)
            if got[path].status == 200:
                waiting |= _links(got[path].body.decode(), path)
            if location := got[path].headers.get("location"):
                waiting |= _kept([location], path)
            waiting -= got.keys() | left
        return got

    async def write(self, words: str) -> int:
        """An employee orders and writes, an agent answers and notes, with these words in every place."""
        anna, boris = self.company.anna, self.company.boris
        wish = Order(service="monitor", answers={**MONITOR, "place": words}, subject=words, text=words)
        number = (await tickets.order(anna, wish)).id
        sent = [await self.keep(who, words) for who in (anna, boris, boris)]
        await tickets.comment(anna, number, text=words, files=sent[:1])
        await tickets.comment(boris, number, text=f"{words}\n\n{words}", files=sent[1:2])
        await tickets.comment(boris, number, text=words, visibility="internal", files=sent[2:])
        self.numbers.append(number)
        return number

    async def keep(self, owner: access.Actor, words: str) -> str:
        """A file whose name and content are the words."""
        content = f"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'>{words}</svg>".encode()
        return (await files.save(owner.id, f"{words}.svg", content, limit=LIMIT)).public_id


def _sort(path: str) -> str:
    """What a page is about, without which one; of a list at the desk and of a search only what narrows it."""
    if path.startswith(("/desk/", "/search?")) and "?" in path:
        place, _, query = path.partition("?")
        return f"{place}?{'&'.join(sorted({part.partition('=')[0] for part in query.split('&')}))}"
    kind = re.sub(r"(/admin/catalog/\w+/)[\w-]+", r"\1*", path)
    return re.sub(r"(/(?:tasks|approval|fields)/)[\w-]+", r"\1*", re.sub(r"\d+", "*", kind))


def _links(html: str, base: str) -> set[str]:
    return _kept((unescape(one) for one in set(HREF.findall(html))), base)


def _kept(addresses: Iterable[str], base: str) -> set[str]:
    found = set()
    for one in addresses:
        parts = urlsplit(urljoin(base, one))
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        if not path.startswith(SKIPPED) and not (LISTS.match(base) and LISTS.match(path)):
            found.add(path)
    return found


@pytest_asyncio.fixture
async def stage(stocked: None, app: Starlette) -> Stage:
    """Everybody signed in; ordinary words have been written already."""
    company = await open_company()
    await people.change(company.anna.id, {"mail": "anna@example.test"}, actor_id=None)
    await people.change(company.boris.id, {"mail": "boris@example.test"}, actor_id=None)
    for one in (company.boris, company.anna):
        await skills.set_skills(one.id, [WORDS], actor_id=None)
    visitors = {
        "employee": Visitor(app, company.anna.id),
        "agent": Visitor(app, company.boris.id),
        "admin": Visitor(app, company.admin.id),
        "nobody": Visitor(app),
    }
    for visitor in visitors.values():
        await visitor.enter()
    made = Stage(company, visitors)
    await made.write(WORDS)
    await _settle()
    return made


async def _settle() -> None:
    while await deliver_due():
        pass


def _check(pages: Mapping[str, Answer], allowed: set[tuple[str, frozenset[str]]] | None = None) -> None:
    """No page has anything that words have made; `allowed` are the elements that pages are made of."""
    wrong: list[str] = []
    for path, answer in pages.items():
        assert answer.status < 500, path
        if "text/html" not in answer.headers.get("content-type", ""):
            continue
        html = answer.body.decode()
        look = Look(html)
        wrong += [f"{path}: {one}" for one in look.wrong]
        wrong += [f"{path}: as it was written: {one[:50]!r}" for one in PAYLOADS if "<" in one and one in html]
        wrong += [f"{path}: a template has run"] if f"49{MARK}" in html else []
        if allowed is not None:
            wrong += [f"{path}: a new element {tag} {sorted(names)}" for tag, names in look.shapes - allowed]
        assert "script-src" in answer.headers["content-security-policy"], path
        assert "unsafe-inline" not in answer.headers["content-security-policy"], path
    assert not wrong, "\n".join(wrong[:30])


def _shapes(pages: Mapping[str, Answer]) -> set[tuple[str, frozenset[str]]]:
    return {shape for one in pages.values() for shape in Look(one.body.decode("utf-8", "replace")).shapes}


# The check itself ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", [one for one in PAYLOADS if f"<{MARK}>" in one or "onerror=" in one])
def test_the_look_sees_what_is_alive(words: str) -> None:
    """A page that forgets to escape is caught, be it in a text, an attribute or a title."""
    places = (f"<p>{words}</p>", f'<a title="{words}">x</a>', f"<a title='{words}'>x</a>", f"<title>{words}</title>")
    assert any(Look(place).wrong or Look(place).shapes - Look("<p></p><a title=''></a><title></title>").shapes
               for place in places)  # fmt: skip


# Pages --------------------------------------------------------------------------------------------------------


async def test_requests_and_words(stage: Stage) -> None:
    """Subjects, texts, answers, comments, notes and names of files, on the pages of both sides and in lists."""
    plain = stage.numbers[0]
    # The page of a request lists others of the same person.
    for _ in range(3):
        await stage.write(WORDS)
    before = {who: await stage.visitors[who].ask("GET", f"/tickets/{plain}") for who in ("employee", "agent")}
    _check(before)
    for words in PAYLOADS:
        await stage.write(words)
    await _settle()
    for who, ordinary in before.items():
        pages = await stage.crawl(who)
        assert sum(MARK in answer.body.decode("utf-8", "replace") for answer in pages.values()) > len(PAYLOADS)
        _check(pages)
        # Those that nobody wrote a payload into tell which elements such a page is made of.
        own = {f"/tickets/{number}": pages[f"/tickets/{number}"] for number in stage.numbers}
        _check(own, _shapes({"": ordinary}) | LINKS)


async def test_people_and_what_they_are(stage: Stage) -> None:
    """Names, positions, departments, places, skills, roles, tokens, browsers, reasons: on all pages of all."""
    company = stage.company
    number = await stage.write(WORDS)
    for n, words in enumerate(PAYLOADS):
        hired = await hire(f"p{n}", "Plain", team=MONITOR_TEAM if n % 2 else "")
        values = dict.fromkeys(("name", "title", "department", "place"), words)
        await people.change(hired.id, values, actor_id=None)
        await skills.set_skills(hired.id, [words[:60]], actor_id=None)
        await _title(n, words)
        await access.grant(hired.id, f"role_{n}")
        await tokens.issue(hired.id, words)
        await tokens.issue(company.anna.id, words)
        await sessions.create(hired.id, address=one_line(words), agent=words, hours=1)
        await sessions.create(company.anna.id, address=one_line(words), agent=words, hours=1)
        await sessions.create(company.admin.id, address=one_line(words), agent=words, hours=1)
        with because(one_line(words)):
            await access.revoke(hired.id, f"role_{n}")
            await access.grant(hired.id, f"role_{n}")
    for who in (company.anna, company.boris, company.admin):
        await people.change(who.id, {"name": PAYLOADS[n % 7] + who.name, "department": PAYLOADS[3]}, actor_id=None)
    await emergency.begin(company.admin, str(number), reason=" ".join(PAYLOADS)[:400])
    await _settle()
    for who in ("employee", "agent", "admin"):
        # So many new sessions have ended the oldest.
        await stage.visitors[who].enter()
        pages = await stage.crawl(who)
        assert any(MARK in answer.body.decode("utf-8", "replace") for answer in pages.values()), who
        _check(pages)


async def _title(n: int, words: str) -> None:
    title = {"ru": words, "en": words}
    await make(
        f"role_{n}",
        Role(f"role_{n}", title, title, frozenset({"people.see"}), frozenset(), frozenset()),
        actor_id=None,
    )


async def test_reasons_of_moves(stage: Stage) -> None:
    """A question, a refusal and a cancelling are words too, in the story, the lists and the notices."""
    company = stage.company
    for words in PAYLOADS[::5]:
        number = await stage.write(WORDS)
        ticket = await tickets.take(company.boris, number, version=None)
        ticket = await tickets.move(company.boris, number, to="waiting_user", version=ticket.version, text=words)
        if len(stage.numbers) % 2:
            await tickets.move(company.anna, number, to="cancelled", version=ticket.version, text=words)
    await _settle()
    for who in ("employee", "agent"):
        _check(await stage.crawl(who))


@pytest.mark.parametrize("path", ["/desk/all?q={}", "/desk/all?filter={}", "/catalog?q={}", "/admin/people?q={}",
                                  "/sign-in?next={}", "/people/suggest?q={}", "/{}", "/tickets/{}",
                                  "/admin/sessions?q={}", "/admin/audit?since={}"])  # fmt: skip
async def test_what_is_asked_for_is_echoed_as_words(stage: Stage, path: str) -> None:
    """Searches, filters and addresses that there are not."""
    for words in PAYLOADS:
        asked = path.format(quote(words, safe=""))
        _check({f"{who} {asked}": await visitor.ask("GET", asked) for who, visitor in stage.visitors.items()})


async def test_refused_forms_show_words_again(stage: Stage) -> None:
    """What was typed stands in the fields, quotes and all."""
    number = stage.numbers[0]
    fields = ("login", "name", "mail", "phone", "title", "department", "skills", "text", "subject", "place", "reason")
    for words in PAYLOADS[::3]:
        form = dict.fromkeys(fields, words) | {"visibility": words, "to": words, "model": words, "manager.text": words}
        _check(
            {
                f"{who} {path} {words[:20]}": await stage.visitors[who].ask("POST", path, form=form)
                for who, path in (
                    ("admin", "/admin/people"),
                    ("employee", "/catalog/monitor"),
                    ("agent", f"/tickets/{number}/comment"),
                    ("agent", f"/tickets/{number}/move"),
                    ("nobody", "/sign-in"),
                )
            }
        )


async def test_headers_of_requests_are_words(stage: Stage) -> None:
    """The browser and the address that somebody claims, at the door and later."""
    for words in PAYLOADS:
        claimed = words.encode("ascii", "replace").decode().replace("\n", " ").replace("\x00", "").replace("\r", " ")
        names = ("user-agent", "x-forwarded-for", "x-forwarded-host", "referer", "accept-language", "x-request-id")
        headers = dict.fromkeys(names, claimed)
        for who in ("nobody", "employee"):
            answer = await stage.visitors[who].ask("GET", "/sign-in", headers=headers)
            _check({who: answer})
            assert MARK not in "\n".join(f"{name}: {value}" for name, value in answer.headers.items())


# Not pages ----------------------------------------------------------------------------------------------------


async def test_files_are_not_run(stage: Stage) -> None:
    """A picture that is a program, a page, an XML: saved, never shown; no header is broken by the name."""
    kinds = (
        ("evil.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
        ("evil.html", b"<!doctype html><script>alert(1)</script>"),
        (
            "evil.xhtml",
            b"<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'><script>alert(1)</script></html>",
        ),
        ("evil.png", b"<html><script>alert(1)</script>"),
        ("evil.gif", b"GIF89a=1;/*<script>alert(1)</script>*/"),
        ("evil.js", b"alert(1)"),
        *((words, b"plain") for words in PAYLOADS),
    )
    for name, content in kinds:
        public_id = (await files.save(stage.company.anna.id, name, content, limit=LIMIT)).public_id
        for path in (f"/files/{public_id}", f"/files/{public_id}?inline=1", f"/files/{public_id}/evil.html?inline=1"):
            answer = await stage.visitors["employee"].ask("GET", path)
            assert answer.status == 200, path
            assert answer.headers["x-content-type-options"] == "nosniff"
            assert "sandbox" in answer.headers["content-security-policy"]
            kind = answer.headers["content-type"]
            assert not re.search(r"html|svg|xml\b|script", kind), (name, kind)
            shown = answer.headers["content-disposition"].startswith("inline")
            assert not shown or kind == "image/gif"
            assert "\n" not in answer.headers["content-disposition"]


async def test_rest_answers_are_json(stage: Stage) -> None:
    """With a type that no browser takes for a page; what was written comes back as it is kept."""
    token = await tokens.issue(stage.company.boris.id, "script")
    for words in PAYLOADS[::2]:
        await stage.write(words)
    headers = {"authorization": f"Bearer {token}"}
    paths = ["/api/v1/tickets", f"/api/v1/people?q={quote(PAYLOADS[0])}", f"/api/v1/{quote(PAYLOADS[0], safe='')}"]
    for number in stage.numbers:
        paths += [f"/api/v1/tickets/{number}{part}" for part in ("", "/comments", "/files", "/events")]
    for path in paths:
        answer = await Visitor(stage.visitors["agent"].app).ask("GET", path, headers=headers)
        assert answer.status < 500, path
        assert answer.headers["content-type"].split(";")[0] in ("application/json", "application/problem+json"), path
        assert answer.headers["x-content-type-options"] == "nosniff"
        json.loads(answer.body)


async def test_letters_hold_no_tag_that_is_not_ours(stage: Stage) -> None:
    """A plain part and one of HTML, whose only links are ours; no header that was not ours."""
    for words in PAYLOADS:
        await stage.write(words)
    await _settle()
    rows = await fetch("SELECT * FROM message WHERE subject LIKE $1 OR text LIKE $1", f"%{MARK}%")
    assert rows
    for row in rows:
        letter = letters.Letter(
            row["to_address"], f"{MARK}\r\nBcc: x@x.test", "a@b.test", PAYLOADS[0], row["subject"], row["text"],
            row["message_id"], "<t@x>", now(), row["html"],
        )  # fmt: skip
        message = letters.wire(letter)
        assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
        assert "bcc" not in {name.lower() for name in message}
        seen = _Letter(row["html"])
        assert seen.tags <= LETTER_TAGS
        assert all(one.startswith(outbox.current().own_url) for one in seen.links)
        assert seen.attributes <= LETTER_ATTRIBUTES


LETTER_TAGS = frozenset(
    ["html", "head", "meta", "style", "body", "div", "p", "span", "br", "b", "h2", "a", "blockquote"]
)
LETTER_ATTRIBUTES = frozenset(["lang", "charset", "name", "content", "class", "href"])


class _Letter(HTMLParser):
    """Tags, attributes and links of a letter."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.links: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Notes what stands there."""
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.links += [value or "" for name, value in attrs if name in ("href", "src")]


async def test_tables_hold_no_formula(stage: Stage) -> None:
    """The audit as a file: a cell that a spreadsheet would run begins with an apostrophe."""
    for n, words in enumerate(("=1+1", "+1", "-1", "@x", "\t=1", *PAYLOADS)):
        await people.create(login=f"c{n}", name=words if words.strip() else "x", actor_id=stage.company.admin.id)
        with because(one_line(words)):
            await access.grant(stage.company.vera.id, "operator", actor_id=None)
            await access.revoke(stage.company.vera.id, "operator", actor_id=None)
    page = await stage.visitors["admin"].ask("GET", "/admin/audit")
    if page.status == 403:
        await access.grant(stage.company.admin.id, "auditor")
        page = await stage.visitors["admin"].ask("GET", "/admin/audit")
    href = next(
        one
        for one in (unescape(found) for found in HREF.findall(page.body.decode()))
        if "audit" in one and "csv" in one
    )
    answer = await stage.visitors["admin"].ask("GET", href)
    assert answer.headers["content-type"].startswith("text/csv")
    assert answer.headers["x-content-type-options"] == "nosniff"
    cells = [cell for row in csv.reader(io.StringIO(answer.body.decode("utf-8-sig")), delimiter=";") for cell in row]
    assert any(MARK in cell for cell in cells)
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
