"""Work time, written down on the page of a ticket: the timer, entries by hand, the plan."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from urllib.parse import urlencode

from starlette.responses import Response
from starlette.routing import BaseRoute

from okno.errors import Invalid
from okno.http import page
from okno.i18n import Translator
from okno.settings import Settings
from okno.text import N_
from okno.tickets import Sight, store, work, work_timer
from okno.tickets.work import MINUTE_US, Work, span
from okno.web import sending
from okno.web.ticket import TicketScreen
from okno.web.work_panel import TypedWork

_NAMES = ("spent", "day", "did", "task", "planned")


class WorkScreen(TicketScreen):
    """One act of work time."""

    undo_path = ""
    """Where what was deleted is brought back."""

    async def act(self) -> Response:
        """Does what the button says."""
        if self.seen is not Sight.STAFF:
            # A requester does not learn that such a thing is kept.
            raise store.no_ticket()
        does: Mapping[str, Callable[[], Awaitable[str]]] = {
            "add": self._add,
            "change": self._change,
            "delete": self._delete,
            "plan": self._plan,
            "start": self._start,
            "stop": self._stop,
            "discard": self._discard,
        }
        doing = does.get(self.text("act"))
        if doing is None:
            raise Invalid({"act": N_("This page is too old. Load it again.")})

        async def run() -> Response:
            said = await doing()
            return self.go(f"{self.address}#work", said, undo=self.undo_path)

        return await sending.once(self, f"work {self.ticket.id}", [self.text(name) for name in ("act", *_NAMES)], run)

    def _span(self, name: str) -> int | None:
        return span(self.text(name)) if self.text(name).strip() else None

    async def _add(self) -> str:
        task = self.text("task")
        made = await work.log(
            self.actor,
            self.ticket.id,
            spent=self._span("spent"),
            day=self.text("day"),
            text=self.text("did"),
            task_id=int(task) if task.isascii() and task.isdigit() and len(task) < 19 else None,
        )
        return self._written(made)

    def _written(self, made: Work) -> str:
        return self.t.say(N_("Written down: %(time)s", time=_said(self.t, made.spent)))

    async def _change(self) -> str:
        made = await work.change(
            self.actor,
            self.ticket.id,
            self.text("entry"),
            spent=self._span("spent") or 0,
            day=self.text("day"),
            text=self.text("did"),
        )
        return self.t.say(N_("The entry is changed: %(time)s", time=_said(self.t, made.spent)))

    async def _delete(self) -> str:
        gone = await work.delete(self.actor, self.ticket.id, self.text("entry"))
        # In the query, which is not logged.
        kept = {"spent": gone.spent // MINUTE_US, "day": gone.day, "text": gone.text, "task": gone.task_id or ""}
        self.undo_path = f"{self.address}/work/back?{urlencode(kept)}"
        return self.t.say(N_("The entry is deleted: %(time)s", time=_said(self.t, gone.spent)))

    async def _plan(self) -> str:
        typed = self.text("planned").strip()
        planned = span(typed) if typed else None
        if typed and planned is None:
            planned = 0
        await work.plan(self.actor, self.ticket.id, planned)
        if planned is None:
            return self.t.say(N_("There is no plan"))
        return self.t.say(N_("The plan is %(time)s", time=_said(self.t, planned)))

    async def _start(self) -> str:
        before = await work_timer.start(self.actor, self.ticket.id)
        if before is None:
            return self.t.say(N_("The timer runs"))
        said = N_(
            "The timer runs. On request %(number)s were written down: %(time)s",
            number=before.ticket_id,
            time=_said(self.t, before.spent),
        )
        return self.t.say(said)

    async def _stop(self) -> str:
        typed = self.text("spent").strip()
        made = await work_timer.stop(
            self.actor, self.ticket.id, spent=(span(typed) or 0) if typed else None, text=self.text("did")
        )
        return self._written(made)

    async def _discard(self) -> str:
        await work_timer.discard(self.actor, self.ticket.id)
        return self.t.say(N_("The timer is stopped, nothing is written down"))

    def typed_work(self) -> TypedWork:
        """What stood in the refused form."""
        entry = self.text("entry")
        return TypedWork(
            act=self.text("act"),
            id=int(entry) if entry.isascii() and entry.isdigit() and len(entry) < 19 else 0,
            values={name: self.text(name) for name in _NAMES},
            errors={"did" if name == "text" else name: said for name, said in self.errors.items()},
        )


def _said(t: Translator, us: int) -> str:
    return t.hours(us // MINUTE_US)


class WorkBack(WorkScreen):
    """An entry that was deleted a moment ago, written down again."""

    async def act(self) -> Response:
        """Writes it down as its own words say."""
        if self.seen is not Sight.STAFF:
            raise store.no_ticket()
        task = self.query.get("task", "")
        made = await work.log(
            self.actor,
            self.ticket.id,
            spent=span(self.query.get("spent", "")),
            day=self.query.get("day", ""),
            text=self.query.get("text", ""),
            task_id=int(task) if task.isascii() and task.isdigit() and len(task) < 19 else None,
        )
        return self.go(f"{self.address}#work", self._written(made))


def routes(_: Settings) -> Sequence[BaseRoute]:
    """The routes; they show the page of the ticket too, for whoever loads it anew."""
    return [
        page("/tickets/{number}/work", WorkScreen, needs="desk.open"),
        page("/tickets/{number}/work/back", WorkBack, needs="desk.open", methods=("POST",)),
    ]
