"""Class 9: the words of whoever edits the catalog, announces, agrees, refuses and hands out parts stay words, too."""

from __future__ import annotations

from dataclasses import replace

import pytest
import pytest_asyncio
from starlette.applications import Starlette

from okno import announcements, tickets
from okno.announcements import Wording
from okno.catalog import drafts, registry, store
from okno.catalog.model import Article, Catalog, Choice, Field, Reply, Service
from okno.catalog.shape import plain
from okno.text import Texts, one_line
from okno.tickets import Order, approvals, checklist, deciding, draft, task_adding, task_work, watch
from okno.tickets.reclassify import Wish as Reclassified
from okno.tickets.task_adding import NewTask
from okno.tickets.task_work import Wish
from tests.company import Company, starter_catalog
from tests.security.payloads import MARK, PAYLOADS
from tests.security.test_09_stored_xss import Stage, _check, _settle, stage
from tests.security.visitor import Visitor

__all__ = ["stage"]
WRITTEN = [one_line(words, 110) for words in PAYLOADS]
"""As texts of the catalog may be: one line, not too long."""


def _texts(words: str) -> Texts:
    return {"ru": words, "en": words}


def _evil(base: Service, n: int, words: str) -> Service:
    said = _texts(words)
    choice = Choice(value="x", title=said, note=said)
    fields = (
        Field(key="words", type="text", title=said, help=said),
        Field(key="one", type="select", title=said, choices=(choice,)),
        Field(key="many", type="multiselect", title=said, choices=(choice,)),
        Field(key="head", type="heading", title=said, help=said),
        Field(key="advice", type="help", title=said, help=said),
    )
    return replace(
        base, key=f"evil-{n}", title=said, summary=said, description=said, done_text=said, owner=said, subject={},
        words={"ru": (words,)}, fields=fields, articles=(Article(title=said, text=said),), popular=n % 5 == 0,
    )  # fmt: skip


def _catalog() -> Catalog:
    known = starter_catalog()
    services = {f"evil-{n}": _evil(known.services["monitor"], n, words) for n, words in enumerate(WRITTEN)}
    replies = known.replies["it-devices"]
    more = tuple(Reply(key=f"r{n}", title=_texts(words), text=_texts(words)) for n, words in enumerate(WRITTEN))
    return replace(
        known,
        services={**known.services, **services},
        replies={**known.replies, "it-devices": replace(replies, replies=more)},
    )


@pytest_asyncio.fixture
async def written(stage: Stage, app: Starlette) -> Stage:
    """A catalog whose every text is a payload; the lead of its team is here."""
    await store.apply(_catalog(), actor_id=None)
    await registry.refresh()
    stage.visitors = {**stage.visitors, "lead": Visitor(app, stage.company.vera.id)}
    await stage.visitors["lead"].enter()
    return stage


async def test_the_catalog_and_its_forms(written: Stage) -> None:
    """Titles, texts, questions, options, advice, announcements: in lists, in searches, in forms and begun forms."""
    anna, admin = written.company.anna, written.company.admin
    for n, words in enumerate(WRITTEN):
        wording = Wording(kind="outage", title=_texts(words), text=_texts(words), services=(f"evil-{n}",))
        await announcements.publish(admin, wording)
        await draft.save(anna.id, f"evil-{n}", registry.revision(), {"words": words, "one": words})
    paths = [f"/catalog/evil-{n}" for n in range(0, len(WRITTEN), 3)]
    for who in ("employee", "admin"):
        ask = written.visitors[who].ask
        pages = {path: await ask("GET", path) for path in (*paths, "/", "/catalog", "/announcements")}
        assert all(MARK in answer.body.decode() for answer in pages.values())
        _check(pages)
    _check({"list": await written.visitors["employee"].ask("GET", "/services/suggest?q=alert")})


async def test_the_editor_of_the_catalog(written: Stage) -> None:
    """What is in force, what is drafted, what differs, and what is wrong with it."""
    ask = written.visitors["admin"].ask
    for n in range(0, len(WRITTEN), 4):
        key, words = f"evil-{n}", WRITTEN[n]
        body = plain(registry.current().services[key])
        await drafts.save(written.company.admin.id, "service", key, {**body, "team": words}, version=None)
        parts = (
            "",
            "/form",
            "/form/words",
            "/form/one",
            "/place",
            "/articles",
            "/approval",
            "/tasks",
            "/preview",
            "/state",
        )
        _check({part: await ask("GET", f"/admin/catalog/services/{key}{part}") for part in parts})
    await ask("POST", "/admin/catalog/services/new", form={"title.ru": WRITTEN[0], "category": WRITTEN[1]})
    lists = ("", "/replies/it-devices", "/replies/it-devices/r3", "/history", f"?q={MARK}")
    _check({path: await ask("GET", f"/admin/catalog{path}") for path in lists})
    for words in WRITTEN[::6]:
        form = {"title.ru": words, "act": words, "new.title.ru": words, "new.type": words, "key": words, "note": words}
        for path in ("", "/services/new", "/services/evil-0/form", "/teams/it-devices", "/lifecycles/default"):
            _check({path: await ask("POST", f"/admin/catalog{path}", form=form)})


async def test_the_life_of_a_request(written: Stage) -> None:
    """What is asked, agreed, refused, begun without; parts, lines, answers, followers; in pages, lists and letters."""
    company = written.company
    for n, words in enumerate(PAYLOADS[::4]):
        await _lived(company, n, words)
    await _settle()
    for who in ("employee", "agent", "lead"):
        pages = await written.crawl(who)
        for path in ("/approvals", "/approvals?show=decided", "/desk/tasks", "/desk/tasks?show=done"):
            pages[path] = await written.visitors[who].ask("GET", path)
        assert any(MARK in answer.body.decode("utf-8", "replace") for answer in pages.values())
        _check(pages)


async def _lived(company: Company, n: int, words: str) -> None:
    anna, boris, vera = company.anna, company.boris, company.vera
    number = (await tickets.order(anna, Order(service=f"evil-{n}", subject=words, text=words))).number
    await watch.add(boris, number, company.fedor.id)
    await checklist.add(boris, number, text=words[:200])
    part = await task_adding.add(boris, number, NewTask(title=words[:200], text=words))
    await checklist.add(boris, number, text=words[:200], task_id=part.task.id)
    await task_work.change(vera, part.task.id, Wish(to=("done", "cancelled")[n % 2], comment=words))
    asked = await approvals.ask_person(boris, number, vera.id, words)
    ticket, _ = await tickets.get(boris, number)
    await tickets.reclassify(boris, number, Reclassified(subject=words[:200]), version=ticket.version)
    if n % 3 == 0:
        await deciding.decide(vera, number, asked, decision="approve", text=words)
    if n % 3 == 1:
        await deciding.decide(vera, number, asked, decision="refuse", text=words)


@pytest.mark.parametrize("words", WRITTEN[:3])
async def test_refused_forms_of_it_show_words_again(written: Stage, words: str) -> None:
    """A decision, a part, a line, a follower, an announcement."""
    company = written.company
    number = (await tickets.order(company.anna, Order(service="evil-0", text="x"))).number
    part = await task_adding.add(company.boris, number, NewTask(title="x"))
    form = {
        "person": words, "person.text": words, "comment": words, "reason": words, "title": "", "text": words * 300,
        "team": words, "due": words, "after": words, "who": words, "who.text": words, "to": words, "kind": words,
        "into": words, "service": words, "subject": words, "act": words, "line": words, "title.ru": words * 9,
        "starts_at": words, "services": words, "departments": words, "decision": words, "assignee": words,
    }  # fmt: skip
    parts = ("approvals", "approvals/bypass", "approvals/1", "tasks", "checklist", "watchers", "links", "merge",
             "split", "reclassify", "follow-up")  # fmt: skip
    asked = [("agent", f"/tickets/{number}/{part}") for part in parts]
    asked += [("agent", f"/tasks/{part.task.id}/{what}") for what in ("assign", "move", "checklist")]
    asked += [("admin", "/announcements/new"), ("employee", "/approvals"), ("employee", "/catalog/evil-0/draft")]
    _check({f"{who} {path}": await written.visitors[who].ask("POST", path, form=form) for who, path in asked})
