"""A request burns by itself: escalated in its very second by the worker, told to each as he likes, explained later.

The clock is set by hand. Counted again from outside, minute by minute, by the slow twin of the calendar.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import httpx
import pytest
import pytest_asyncio
from starlette.applications import Starlette

from okno import access, notify, people
from okno.access import Actor
from okno.catalog.levels import ClockStep, Target
from okno.catalog.model import CalendarSpec
from okno.clock import SECOND_US, from_us
from okno.db import execute, fetch
from okno.events.dispatch import deliver_due
from okno.events.log import read_stream
from okno.http import sessions, tokens
from okno.jobs import queue
from okno.jobs.registry import jobs
from okno.jobs.worker import run_job
from okno.notify import SmtpMailer, digest
from okno.settings import Mail, Settings
from okno.tickets.clock_alarm import JOB, KEY, Alarm
from tests.company import hire
from tests.fixtures import database_url, home  # noqa: F401  the application in this process, not a server beside it
from tests.stands.smtp import SmtpStand
from tests.tickets.agreeing import moved_clock, step
from tests.tickets.burning import DAY, TERMS, at, catalog, level, put_in_force
from tests.wallclock import Wall
from tests.web.browsing import Browser

HOLIDAY = "2026-11-18"
CALENDAR: CalendarSpec = replace(DAY, exceptions={HOLIDAY: ()})
WALL = Wall(f"""
zone: UTC
week: {{mon: ["09:00-18:00"], tue: ["09:00-18:00"], wed: ["09:00-18:00"], thu: ["09:00-18:00"], fri: ["09:00-18:00"]}}
exceptions: {{"{HOLIDAY}": []}}
""")
TERM = {**TERMS, "high": Target(respond="1h", resolve="7h")}
STEPS = (
    ClockStep(at="75%", tell=("assignee", "lead"), raise_priority=True),
    ClockStep(at="100%", tell=("lead",), next_line=True),
    ClockStep(at="+2h", tell=("line", "manager")),
)
ACTS = ("SlaWarned", "SlaBreached", "PriorityRaised", "TicketLineChanged")
ORDERED, AGREED, TAKEN = at(16), at(10, 30, day=17), at(11, 15, day=17)
ASKED, ANSWERED, READ = at(16, day=17), at(12, 20, day=19), at(10, 7, day=23)
"""Monday to Monday: the 18th is a holiday, the 21st and the 22nd are a weekend."""
RUNS = ((AGREED, TAKEN), (TAKEN, ASKED), (ANSWERED, READ))
BURNS, LATE, LONG_LATE = at(12, 50, day=19), at(13, 50, day=19), at(15, 50, day=19)


@dataclass(frozen=True)
class Caller:
    """Somebody at REST and at a browser."""

    actor: Actor
    client: httpx.AsyncClient
    token: str

    async def rest(self, method: str, path: str, body: Any = None) -> Any:
        """What a path gives to this person."""
        headers = {"Authorization": f"Bearer {self.token}"}
        answer = await self.client.request(method, f"/api/v1{path}", json=body, headers=headers)
        assert answer.status_code in (200, 201), answer.text
        return answer.json()

    async def page(self, path: str) -> str:
        """The page that this person sees."""
        key = await sessions.create(self.actor.id, address="127.0.0.1", agent="Firefox", hours=1)
        self.client.cookies.set(sessions.COOKIE, key)
        browser = Browser(self.client)
        await browser.open(path)
        self.client.cookies.clear()
        return browser.response.text


@dataclass(frozen=True)
class Week:
    """The people, and the clock that is set by hand."""

    set_to: Callable[[int], None]
    anna: Caller
    head: Caller
    boris: Caller
    vera: Caller
    lead: Caller
    manager: Caller

    async def until_it_is_asked_and_answered(self) -> str:
        """The request waits for approval, is taken, waits for its requester; at last it is worked on again."""
        number = (await self.anna.rest("POST", "/tickets", {"service": "help", "text": "It burns"}))["number"]
        path = f"/tickets/{number}"
        self.set_to(AGREED)
        [asked] = (await self.head.rest("GET", "/approvals"))["items"]
        await self.head.rest("POST", f"{path}/approvals/{asked['id']}", {"decision": "approve"})
        self.set_to(TAKEN)
        await self._do(number, "assignment", assignee="boris")
        await self._do(number, "moves", to="in_progress")
        self.set_to(ASKED)
        await self._do(number, "moves", to="waiting_user", comment="Which?")
        self.set_to(ANSWERED)
        await self.anna.rest("POST", f"{path}/comments", {"text": "The big one", "visibility": "public"})
        await deliver()
        now = await self.boris.rest("GET", path)
        if now["state"] != "in_progress":
            await self._do(number, "moves", to="in_progress")
        return str(number)

    async def _do(self, number: str, what: str, **body: Any) -> None:
        seen = await self.boris.rest("GET", f"/tickets/{number}")
        await self.boris.rest("POST", f"/tickets/{number}/{what}", {"version": seen["version"], **body})


@pytest_asyncio.fixture
async def week(app: Starlette, client: httpx.AsyncClient, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Week:
    """A small catalog in force; a Monday, four in the afternoon."""
    set_to = moved_clock(monkeypatch)
    set_to(ORDERED)
    made = catalog(replace(level(*STEPS), targets=TERM), calendars=(CALENDAR,))
    service = replace(made.services["help"], approval=(step(),))
    await put_in_force(replace(made, services={"help": service}))

    async def come(login: str, **more: Any) -> Caller:
        actor = await hire(login, login.title(), **more)
        await people.change(
            actor.id, {"locale": "en", "time_zone": "UTC", "mail": f"{login}@example.test"}, actor_id=None
        )
        own = await access.actor_of(await people.required(actor.id))
        return Caller(own, client, await tokens.issue(actor.id, "flow"))

    manager = await come("galina", role="manager", role_in="desk")
    made_of = {
        "anna": await come("anna"),
        "head": await come("egor"),
        "boris": await come("boris", role="agent", team="desk", line=1),
        "vera": await come("vera", role="agent", team="desk", line=2),
        "lead": await come("lev", team="desk", lead=True),
    }
    for who, above in (("anna", "head"), ("boris", ""), ("vera", ""), ("lead", "")):
        boss = made_of[above] if above else manager
        await people.change(made_of[who].actor.id, {"manager_id": boss.actor.id}, actor_id=None)
    return Week(set_to, manager=manager, **made_of)


async def deliver() -> None:
    """Whoever listens hears of all that has happened."""
    while await deliver_due():
        pass


async def worker(alarm: Alarm) -> None:
    """What a worker does when it wakes: asks the alarm, runs the job of the clock if it is due, tells, writes."""
    await alarm.ring()
    await _run(JOB)
    await execute("DELETE FROM job WHERE key = $1", KEY)
    await deliver()
    await digest.gather({})
    await _run("mail.send")


async def _run(name: str) -> None:
    for row in await queue.claim([name], 100):
        await run_job(row, jobs()[name])


async def come_of(number: str) -> list[tuple[str, str]]:
    """What the clock has done to a request."""
    facts = await read_stream("ticket", int(number))
    return [
        (one.kind, str(one.payload.get("at_step") or one.payload.get("of") or "")) for one in facts if one.kind in ACTS
    ]


async def told(person: Caller) -> list[str]:
    """What somebody was told of what burns."""
    rows = await fetch("SELECT kind FROM notice WHERE person_id = $1 ORDER BY id", person.actor.id)
    return [row["kind"] for row in rows if row["kind"] in ("burns", "late", "late_long")]


# By itself, in its second ---------------------------------------------------------------------------------------


async def test_what_burns_escalates_in_its_second_and_not_before(week: Week) -> None:
    """After an approval, a pause and a holiday: raised, told, handed on. A second before nothing has happened."""
    number = await week.until_it_is_asked_and_answered()
    alarm = Alarm()
    warned = [("SlaWarned", "75%"), ("PriorityRaised", "")]
    late = [*warned, ("SlaBreached", "resolve"), ("TicketLineChanged", "")]
    before: list[tuple[str, str]] = []
    for moment, after in ((BURNS, warned), (LATE, late), (LONG_LATE, [*late, ("SlaWarned", "+2h")])):
        week.set_to(moment - SECOND_US)
        await worker(alarm)
        assert await come_of(number) == before
        assert alarm.seconds() == 1, "the worker wakes for it"
        week.set_to(moment)
        await worker(alarm)
        await worker(alarm)
        assert await come_of(number) == after
        before = after
    assert await told(week.boris) == ["burns"]
    assert await told(week.lead) == ["burns", "late", "late_long"], "he leads, and works on every line"
    assert "late_long" in await told(week.vera)
    assert await told(week.manager) == ["late_long"]
    assert await told(week.anna) == []
    seen = await week.lead.rest("GET", f"/tickets/{number}")
    assert (seen["priority"], seen["line"], seen["assignee"]) == ("high", 2, None)
    by = {str(one.payload["rule"]) for one in await read_stream("ticket", int(number)) if one.kind in ACTS[2:]}
    assert by == {"sla:fast"}


# Told as each has chosen ---------------------------------------------------------------------------------------


async def test_each_is_told_as_he_has_chosen(week: Week, settings: Settings, smtp: SmtpStand) -> None:
    """One wants no letters, one none before three, one gathers them by the hour, one has chosen nothing."""
    notify.settle(settings, SmtpMailer(Mail(host=smtp.host, port=smtp.port, sender="okno@example.test")))
    await week.boris.rest("PATCH", "/me/notices", {"groups": {"deadlines": {"mail": False}}, "version": 0})
    quiet = {"since": "13:00", "until": "15:00", "days": []}
    await week.lead.rest("PATCH", "/me/notices", {"quiet": quiet, "version": 0})
    await week.manager.rest("PATCH", "/me/notices", {"digest": "hour", "version": 0})
    await week.until_it_is_asked_and_answered()
    await worker(Alarm())
    came: dict[str, list[int]] = {"boris": [], "lev": [], "vera": [], "galina": []}
    before = {login: len(smtp.to(f"{login}@example.test")) for login in came}
    for moment in (BURNS, LATE, at(14, 59, day=19), at(15, day=19), LONG_LATE, at(15, 59, day=19), at(16, day=19)):
        week.set_to(moment)
        await worker(Alarm())
        for login, found in came.items():
            found.append(len(smtp.to(f"{login}@example.test")) - before[login])
    assert came["boris"] == [0] * 7
    assert came["lev"] == [1, 1, 1, 2, 3, 3, 3], "what was late at ten to two comes at three"
    assert came["vera"] == [0, 0, 0, 0, 1, 1, 1]
    assert came["galina"] == [0, 0, 0, 0, 0, 0, 1], "at the full hour"
    assert await told(week.boris) == ["burns"], "on the page all the same"


# Why it is late, minute by minute -------------------------------------------------------------------------------


async def test_a_manager_reads_why_it_is_late_minute_by_minute(week: Week) -> None:
    """REST, the page and a clock on the wall agree to the minute; what did not count is named."""
    number = await week.until_it_is_asked_and_answered()
    for moment in (BURNS, LATE, READ):
        week.set_to(moment)
        await worker(Alarm())
    rest = await week.manager.rest("GET", f"/tickets/{number}/clock")
    counted = [WALL.between(from_us(start), from_us(end)) for start, end in RUNS]
    minutes = _by_state(rest["segments"])
    assert [one for one in minutes if one] == counted
    assert rest["resolve"]["worked_seconds"] == 60 * sum(counted) == sum(60 * one for one in minutes)
    assert datetime.fromisoformat(rest["resolve"]["by"]) == from_us(LATE) == WALL.due(from_us(ANSWERED), 90)
    html = await week.manager.page(f"/tickets/{number}")
    lines = _lines(html)
    assert [line.minutes for line in lines if line.runs] == [one for one in _running(rest["segments"]) if one]
    assert [line.why for line in lines if not line.runs] == [
        "waiting for approval: the clock stands",
        "waiting for the requester: the clock stands",
    ]
    assert _total(html) == sum(counted)
    notes = " ".join(line.notes for line in lines)
    assert "Sat 21 Nov, Sun 22 Nov: weekend" in notes
    late = sum(counted) - 7 * 60
    assert f"Overdue by {late // 60} h {late % 60} min" in _plain(html)
    assert "promised for the solution" in notes


@dataclass(frozen=True)
class Line:
    """A line of the clock on the page."""

    runs: bool
    minutes: int
    why: str
    notes: str


def _plain(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html).replace("\u00a0", " ").replace("&nbsp;", " ")).strip()


def _minutes(text: str) -> int:
    found = re.fullmatch(r"(?:(\d+) h)? ?(?:(\d+) min)?", _plain(text))
    return int(found[1] or 0) * 60 + int(found[2] or 0) if found is not None else 0


def _lines(html: str) -> list[Line]:
    """The lines of the table, of which each tells its time, why, and what did not count."""
    found = re.findall(
        r'<li class="(ran|held)">.*?<b class="num">(.*?)</b><p>(.*?)</p>(.*?)(?=<li class="(?:ran|held|sum))',
        html,
        re.DOTALL,
    )
    return [Line(kind == "ran", _minutes(much), _plain(why), _plain(rest)) for kind, much, why, rest in found]


def _total(html: str) -> int:
    found = re.search(r'<li class="sum"><b>.*?</b> <b class="num">(.*?)</b>', html, re.DOTALL)
    assert found is not None
    return _minutes(found[1])


def _running(segments: list[Any]) -> list[int]:
    return [one["counted_seconds"] // 60 for one in segments if one["running"]]


def _by_state(segments: list[Any]) -> list[int]:
    """Minutes of each time in a state; what was promised anew in it does not part it."""
    found: list[int] = []
    for one in segments:
        if one["began"] == "promised" and found:
            found[-1] += one["counted_seconds"] // 60
        else:
            found.append(one["counted_seconds"] // 60)
    return found
