"""A company with forms: its people, a stranger outside, and what happens behind the pages."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from okno import access, extend, people
from okno.channels import parser
from okno.db import Row, fetch, fetch_value
from okno.events.dispatch import deliver_due
from okno.hooks import context_of
from okno.jobs import queue
from okno.jobs.registry import jobs
from okno.jobs.worker import run_job
from okno.notify import outbox
from okno_webform import draft, webform
from okno_webform.draft import Draft
from okno_webform.webform import ANYBODY, Form
from tests.stands.smtp import SmtpStand
from tests.web.browsing import Browser, Document
from tests.web.conftest import Company

WIKI = "https://wiki.example.test"
DOMAIN = "okno.test"
ANSWERS = {"answer.model": "27", "answer.reason": "second", "answer.place": "Office 2"}
JOBS = ("x.webform.ask", "x.webform.invite", "channels.take", "channels.send", "x.webform.expire")


@dataclass
class World:
    """The company, somebody outside, and the letters that leave."""

    company: Company
    smtp: SmtpStand
    outside: Browser
    stand_in_id: int
    at_browser: Callable[[], Awaitable[Browser]]
    clock: Callable[[int], None]
    now: list[int] = field(default_factory=list)

    async def form(self, key: str = "monitor", **more: Any) -> Form:
        """A form for monitors that is in use; anybody may send it unless `audience` says otherwise."""
        wish: dict[str, Any] = {
            "key": key,
            "title": {"ru": "Нужен монитор", "en": "A monitor, please"},
            "service": "monitor",
            "audience": ANYBODY,
            "stand_in_id": self.stand_in_id,
            "use": dict.fromkeys(("model", "reason", "old_number", "place", "needed_by"), "ask"),
            "fixed": {},
            "origins": (WIKI,),
            "theme": "",
            "accent": "",
            "locale": "en",
            "thanks": {"en": "We will see to it.", "ru": "Займёмся."},
            "per_hour": "10",
            "per_day": "200",
            "confidential": False,
            "active": False,
        }
        ctx = context_of("webform")
        made = Draft(**{**wish, **more})
        actor = await access.actor_of(await people.required(self.company.admin.id or 0))
        form_id = await draft.make(actor, await draft.checked(ctx, made, None))
        found = await webform.by_id(form_id)
        assert found is not None
        await draft.change(actor, found, {**await draft.checked(ctx, made, found), "active": True}, version=1)
        found = await webform.by_id(form_id)
        assert found is not None
        return found

    async def fill(self, form: Form, *, status: int = 200, **more: Any) -> Document:
        """Opens the form, waits as a person does, and sends it."""
        page = await self.outside.open(form.path)
        self.wait(5)
        files = more.pop("files", ())
        contact = {"name": "Ivan Petrov"} if form.audience == ANYBODY else {}
        return await self.outside.send(page.form(form.path), status, files=files, fill={**ANSWERS, **contact, **more})

    def wait(self, seconds: float) -> None:
        """The clock goes on."""
        self.now[0] += int(seconds * 1_000_000)
        self.clock(self.now[0])

    async def settle(self) -> None:
        """All that is due happens: jobs, facts, what follows from them."""
        for _ in range(6):
            while await deliver_due():
                pass
            for name in JOBS:
                for row in await queue.claim([name], 100):
                    await run_job(row, jobs()[name])

    async def tickets(self) -> list[Row]:
        """All requests, the oldest first."""
        return await fetch("SELECT id, service, source, requester_id, answers, text, subject FROM ticket ORDER BY id")

    async def answers(self, n: int = 0) -> dict[str, Any]:
        """The answers of a request."""
        told = (await self.tickets())[n]["answers"]
        found: dict[str, Any] = json.loads(told) if isinstance(told, str) else told
        return found

    async def waiting(self) -> int:
        """How many submissions wait for a confirmation."""
        return int(await fetch_value("SELECT count(*) FROM x_webform_submission WHERE state = 'waiting'"))

    async def set(self, **values: Any) -> None:
        """Settings of the plugin."""
        await extend.put_settings(outbox.current(), "webform", values, actor_id=None)

    async def close(self) -> None:
        """Ends what reads messages."""
        await parser.stop()
