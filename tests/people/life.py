"""A person who has left a mark in every place that there is, and the search for it in the whole database."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from okno import access, files, people, tickets
from okno.access import Actor
from okno.catalog import registry, store
from okno.catalog.automation import Criterion
from okno.channels.address import link
from okno.channels.outgoing import send
from okno.channels.receive import receive
from okno.clock import now_us
from okno.db import dialect, dump_json, execute, fetch, fetch_one, fetch_value, tx
from okno.events.dispatch import deliver_due
from okno.events.origin import because, coming
from okno.files import File
from okno.http import sessions, tokens
from okno.http.attempts import account_key
from okno.notify import times
from okno.notify.choices import choose
from okno.people import preferences, skills
from okno.settings import Settings
from okno.text import N_
from okno.tickets import (
    Order,
    bulk_store,
    checklist,
    draft,
    own_replies,
    past_forms,
    reply_drafts,
    saved_lists,
    store as ticket_store,
    task_adding,
    task_work,
    work,
    work_timer,
)
from okno.tickets.saved_lists import SavedList
from okno.tickets.task_adding import NewTask
from tests.company import MONITOR, MONITOR_TEAM, Company, hire, open_company, starter_catalog

MARK = "zqmark"
"""In Latin letters, small ones only: keys of search hold it too."""
DIGITS = "9005550177"
OTHERS = "words of a colleague"
NOTE = "what the staff thinks of it"
PASSWORD = f"{MARK} password"


@dataclass
class Life:
    """Whoever left the marks, what was ordered by and for whom, the files, and secrets that nobody may read."""

    company: Company
    settings: Settings
    who: Actor
    own: int
    for_him: int
    by_him: int
    foreign: int
    about: int
    sent: File
    received: File
    noted: File
    loose: File
    secrets: tuple[str, ...]

    @property
    def id(self) -> int:
        """The id that stays."""
        return self.who.id

    async def switch_off(self) -> None:
        """Takes the access away, and ends what is open."""
        await people.change(self.id, {"active": False}, actor_id=self.company.admin.id)
        await execute("UPDATE ticket SET open = $1, state = 'closed'", False)

    async def forget(self, reason: str = "the person asked for it") -> None:
        """Forgets the person as an administrator does."""
        await people.forget_person(self.id, actor_id=self.company.admin.id, reason=reason, locale="en")


async def live(settings: Settings) -> Life:
    """Lets the person live: he orders, writes, works in a team, signs in, is talked to."""
    company = await open_company()
    who = await _arrive(company)
    boris, vera = company.boris, company.vera
    sent, received, noted, loose = [
        await files.save(owner.id, f"{MARK}-{n}.txt", f"{MARK} content {n}".encode(), limit=1000)
        for n, owner in enumerate((who, boris, vera, who))
    ]
    answers = {**MONITOR, "place": f"{MARK} street"}
    wish = Order(service="monitor", answers=answers, subject=f"{MARK} subject", text=f"{MARK} text")
    own = (await tickets.order(who, wish)).id
    by_him = (await tickets.order(who, Order(**{**vars(wish), "on_behalf_of": "anna"}))).id
    for_him = (await tickets.order(company.boris, Order(**{**vars(wish), "on_behalf_of": who.id}))).id
    foreign = (await company.order(subject="A monitor of a stranger")).id
    about = (await company.order(subject=f"For {MARK} Person")).id
    await execute("INSERT INTO ticket_value (ticket_id, field, value) VALUES ($1, 'whom', $2)", about, str(who.id))
    await tickets.comment(who, own, text=f"{MARK} answer", files=[sent.public_id])
    await tickets.comment(boris, own, text=f"Dear {MARK}, {OTHERS}", files=[received.public_id])
    await tickets.comment(vera, own, text=f"{MARK} {NOTE}", visibility="internal", files=[noted.public_id])
    await tickets.comment(who, foreign, text=f"{MARK} advice")
    await tickets.comment(who, foreign, text=f"{MARK} gossip", visibility="internal")
    await tickets.comment(company.anna, foreign, text=OTHERS)
    await draft.save(who.id, "monitor", 1, {"place": f"{MARK} draft"})
    await _like(company, who, own)
    await _write(who, own)
    await _note(company, who, own, foreign)
    await _agree(company, who, own)
    await _divide(company, who, own)
    async with tx():
        await past_forms.keep(await ticket_store.load(own), now_us())
    while await deliver_due():
        pass
    secrets = (*await _enter(company, who, own), await _subscribe(who))
    return Life(company, settings, who, own, for_him, by_him, foreign, about, sent, received, noted, loose, secrets)


async def _subscribe(who: Actor) -> str:
    """A device of his shows notices, and he has chosen when. Returns what encrypts for it."""
    secret = "c2VjcmV0IG9mIGEgZGV2aWNl"
    await execute(
        "INSERT INTO push_subscription (person_id, endpoint, key, secret, browser, created_at, failures)"
        " VALUES ($1, $2, 'key', $3, $4, 1, 0)",
        who.id,
        f"https://push.example.test/{MARK}",
        secret,
        f"{MARK} device",
    )
    async with tx():
        await times.put(who.id, times.Times(digest="hour"))
        await choose(who.id, {("work", "mail"): False}, actor_id=who.id)
    return secret


async def _write(who: Actor, own: int) -> None:
    """He writes by a channel, long and short, is answered there, and has an address in another one."""
    for size in (1, 70_000):
        message = await receive("letters", f"{MARK} {'x' * size}".encode(), meta={"to": f"{MARK} desk"})
        await execute(
            "UPDATE channel_incoming SET state = 'delivered', principal_id = $2, ticket_id = $3, sender = $4,"
            " sender_key = $4, sender_name = $5 WHERE id = $1",
            message,
            who.id,
            own,
            f"{MARK}@example.test",
            f"{MARK} Person",
        )
    async with tx():
        await link("letters", f"{MARK}@chat.test", who.id)
        text, subject = f"Dear {MARK}", f"{MARK} letter"
        await send("letters", f"{MARK}@chat.test", text=text, subject=subject, principal_id=who.id, ticket_id=own)
    await execute("DELETE FROM job WHERE name IN ('channels.take', 'channels.send')")


async def _like(company: Company, who: Actor, own: int) -> None:
    """He keeps a list and a preference; a colleague keeps a list of his work and has done something to his ticket."""
    await preferences.put(who.id, "desk.columns.all", [f"{MARK} column"])
    named = Criterion(of="assignee", values=(f"{MARK}.login",))
    kept = SavedList(title=f"{MARK} list", queue="all", person_id=who.id)
    await saved_lists.save(who, replace(kept, criteria=(Criterion(of="subject", words=f"{MARK} words"), named)))
    await saved_lists.save(company.boris, replace(kept, title="All", person_id=company.boris.id, criteria=(named,)))
    left = [bulk_store.Left(str(own), "invalid", N_("%(who)s", who=f"{MARK} left"))]
    await bulk_store.keep(company.boris, "take", [], left, undoable=True)


async def _note(company: Company, who: Actor, own: int, foreign: int) -> None:
    """He begins answers, keeps a reply and his time; a colleague begins an answer to him and tells what he did."""
    await reply_drafts.save(who, foreign, "public", f"{MARK} half a sentence")
    await reply_drafts.save(company.vera, own, "internal", f"{MARK} seems to be in a hurry")
    await own_replies.add(who.id, title=f"{MARK} reply", text=f"{MARK} words")
    await work.log(who, foreign, spent=work.MINUTE_US, text=f"{MARK} thought")
    await work.log(company.vera, own, spent=work.MINUTE_US, text=f"called {MARK}")
    await work_timer.start(who, foreign)


async def _divide(company: Company, who: Actor, own: int) -> None:
    """His ticket has a task and a line to tick, both about him; he writes such into a stranger's and does his part."""
    await task_adding.add(company.boris, own, NewTask(title=f"For {MARK}", text=f"{MARK} wants it"))
    await checklist.add(company.vera, own, text=f"Ask {MARK}")
    foreign = (await company.order(subject="A third monitor of a stranger")).id
    made = await task_adding.add(who, foreign, NewTask(title=f"{MARK} task", text=f"{MARK} details"))
    await task_work.change(who, made.task.id, task_work.Wish(to="done"))
    await execute("UPDATE task SET answers = $1 WHERE id = $2", dump_json({"note": f"{MARK} filled"}), made.task.id)
    await checklist.add(who, foreign, text=f"{MARK} line")


async def _agree(company: Company, who: Actor, own: int) -> None:
    """He asks a colleague whether to go on, and agrees to what he is asked himself; the ticket goes on as it was."""
    foreign = (await company.order(subject="Another monitor of a stranger")).id
    asked = await tickets.approvals.ask_person(who, foreign, company.vera.id, f"{MARK} plea")
    await tickets.deciding.decide(company.vera, foreign, asked, decision="approve", text=OTHERS)
    asked = await tickets.approvals.ask_person(company.vera, foreign, who.id, OTHERS)
    await tickets.deciding.decide(who, foreign, asked, decision="approve", text=f"{MARK} consent")
    asked = await tickets.approvals.ask_person(company.boris, own, company.vera.id, f"Shall {MARK} have it?")
    await tickets.deciding.decide(company.vera, own, asked, decision="approve", text=f"{MARK} may have it")


async def _arrive(company: Company) -> Actor:
    """A person with everything that a card holds, an agent of the team for monitors."""
    hired = await hire(f"{MARK}.login", f"{MARK} Person", role="agent", team=MONITOR_TEAM)
    await people.change(
        hired.id,
        {
            "mail": f"{MARK}@example.test",
            "phone": f"+7{DIGITS}",
            "title": f"{MARK} title",
            "department": f"{MARK} department",
            "place": f"{MARK} place",
            "manager_id": company.boris.id,
        },
        actor_id=company.admin.id,
    )
    await skills.set_skills(hired.id, [f"{MARK} skill"], actor_id=hired.id)
    await people.set_groups(hired.id, [f"{MARK} group"], actor_id=hired.id)
    with coming("page", "192.0.2.77"), because(f"{MARK} reason"):
        await people.set_password(hired.id, PASSWORD, actor_id=hired.id)
    now = now_us()
    await execute("UPDATE person SET directory_id = $2 WHERE id = $1", hired.id, f"{MARK}-guid")
    await execute(
        "INSERT INTO person_contact (person_id, kind, label, value, value_key, position)"
        " VALUES ($1, 'mail', 'home', $2, $3, 5)",
        hired.id,
        f"{MARK}@home.test",
        f"{MARK}@home.test",
    )
    for person_id, substitute in ((hired.id, company.vera.id), (company.vera.id, hired.id)):
        await execute(
            "INSERT INTO absence (person_id, starts_at, ends_at, substitute_id, created_by, created_at)"
            " VALUES ($1, $2, $3, $4, $5, $6)",
            person_id,
            now,
            now + 1000,
            substitute,
            hired.id,
            now,
        )
    return await access.actor_of(await people.required(hired.id))


async def _enter(company: Company, who: Actor, own: int) -> tuple[str, ...]:
    """What signing in leaves behind; returns all that is secret of it."""
    now = now_us()
    await sessions.create(who.id, address="192.0.2.77", agent=f"{MARK} browser", hours=1)
    await tokens.issue(who.id, f"{MARK} token")
    await execute(
        "INSERT INTO second_factor (person_id, secret, created_at, last_step) VALUES ($1, $2, $3, 0)",
        who.id,
        "totp0s",
        now,
    )
    await execute("INSERT INTO recovery_code (person_id, hash) VALUES ($1, $2)", who.id, "code0hash")
    await execute(
        "INSERT INTO one_time (hash, purpose, person_id, created_at, expires_at) VALUES ($1, 'reset', $2, $3, $4)",
        "once0hash",
        who.id,
        now,
        now,
    )
    await execute(
        "INSERT INTO sign_in_attempt (key, started_at, count) VALUES ($1, $2, 1)",
        account_key(f"{MARK}.login"),
        now,
    )
    for actor_id, location in ((who.id, ""), (company.boris.id, f"/api/v1/tickets/{own}")):
        await execute(
            "INSERT INTO idempotency (actor_id, key, body_hash, status, response, location, at)"
            " VALUES ($1, 'k', 'h', 201, $2, $3, $4)",
            actor_id,
            f'{{"subject": "{MARK} subject"}}',
            location,
            now,
        )
    await execute(
        "INSERT INTO emergency (person_id, ticket_id, reason, at, until) VALUES ($1, $2, $3, $4, $5)",
        who.id,
        own,
        f"{MARK} emergency",
        now,
        now,
    )
    await execute(
        "INSERT INTO job (name, payload, run_at, lease_until, attempts, error) VALUES ('x', '{}', $1, 0, 1, $2)",
        now,
        f"to {MARK}.login",
    )
    await store.apply(starter_catalog(), actor_id=who.id)
    await execute("UPDATE catalog_revision SET actor_id = $1, note = $2", who.id, f"{MARK} note")
    await registry.refresh()
    with because(f"{MARK} was bad"):
        await access.grant(who.id, "auditor", actor_id=company.admin.id)
    session = await fetch_one("SELECT id_hash, csrf FROM session WHERE person_id = $1", who.id)
    assert session is not None
    hashes = [
        await fetch_value("SELECT password FROM account WHERE person_id = $1", who.id),
        await fetch_value("SELECT hash FROM token WHERE person_id = $1", who.id),
    ]
    return (session["id_hash"], session["csrf"], *hashes, "totp0s", "code0hash", "once0hash", PASSWORD)


# Looking for the mark -----------------------------------------------------------------------------------------


async def columns() -> list[tuple[str, str]]:
    """Every column of every table that can hold words."""
    if dialect() == "postgres":
        rows = await fetch(
            "SELECT table_name AS t, column_name AS c FROM information_schema.columns WHERE table_schema = 'public'"
            " AND data_type IN ('text', 'character varying', 'character', 'json', 'jsonb') ORDER BY 1, 2"
        )
        return [(row["t"], row["c"]) for row in rows]
    tables = await fetch("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'")
    return [
        (table["name"], row["name"])
        for table in tables
        for row in await fetch(f'SELECT name FROM pragma_table_info("{table["name"]}")')
    ]


async def found(mark: str) -> dict[str, int]:
    """In which columns the mark stands, and how often."""
    hits: dict[str, int] = {}
    for table, column in await columns():
        sql = f'SELECT count(*) FROM "{table}" WHERE CAST("{column}" AS TEXT) LIKE $1'
        count = int(await fetch_value(sql, f"%{mark}%"))
        if count:
            hits[f"{table}.{column}"] = count
    return hits


def on_disk(home: Path, mark: str) -> list[Path]:
    """The files of a home folder in whose name or content the mark stands; the database is searched by SQL."""
    return [path for path in _files(home) if mark in path.name or mark.encode() in path.read_bytes()]


def _files(home: Path) -> Iterator[Path]:
    for path in home.rglob("*"):
        if path.is_file() and not path.name.startswith("okno.sqlite3"):
            yield path


async def card(person_id: int) -> dict[str, Any]:
    """The row of a person."""
    row = await fetch_one("SELECT * FROM person WHERE id = $1", person_id)
    assert row is not None
    return row
