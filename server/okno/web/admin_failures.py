"""What failed: jobs, deliveries and letters by their numbers, without a word of what they were about."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.responses import Response
from starlette.routing import BaseRoute

from okno.audit.events import WorkDropped, WorkRetried
from okno.clock import from_us, now_us
from okno.db import tx
from okno.errors import NotFound
from okno.events import record
from okno.events.failed import failed_deliveries, retry_delivery
from okno.extend import plugin_of
from okno.http import page
from okno.jobs.failed import drop_job, failed_jobs, retry_job
from okno.notify.failed import drop_letter, failed_letters, retry_letter
from okno.notify.outbox import JOB, PUSH_JOB
from okno.settings import Settings
from okno.text import N_, Phrase, pick, plural
from okno.themes.oversight import AdminFailuresPage, FailureGroup, FailureView
from okno.web.shell import Screen

PATH = "/admin/failures"
OF_PLUGIN = "x."
"""How the names of the work of plugins begin."""
MOST = 100
"""How many of each sort are shown: whoever has more has one cause to mend."""
_RETRY = {"job": retry_job, "delivery": retry_delivery, "letter": retry_letter}
_DROP = {"job": drop_job, "letter": drop_letter}


class Failures(Screen):
    """The page, and what can be done about each line."""

    section = "failures"

    async def act(self) -> Response:
        """Tries again or drops what the form names."""
        work, text = self.text("work"), self.text("id")
        if not (text.isascii() and text.isdigit() and len(text) < 19):
            raise NotFound
        match self.text("act"):
            case "retry" if work in _RETRY:
                done, said = await self._retry(work, int(text)), N_("It is tried again now")
            case "drop" if work in _DROP:
                done, said = await self._drop(work, int(text)), N_("It is dropped")
            case _:
                raise NotFound
        return self.go(PATH, self.t.say(said if done else N_("This has been dealt with meanwhile")))

    async def _retry(self, work: str, row_id: int) -> bool:
        async with tx():
            done = await _RETRY[work](row_id)
            if done:
                await record(WorkRetried(stream_id=row_id, actor_id=self.actor.id, work=work))
        return done

    async def _drop(self, work: str, row_id: int) -> bool:
        async with tx():
            done = await _DROP[work](row_id)
            if done:
                await record(WorkDropped(stream_id=row_id, actor_id=self.actor.id, work=work))
        return done

    async def context(self) -> AdminFailuresPage:
        """The page: only those sorts of which something failed."""
        groups = (await self._jobs(), await self._deliveries(), await self._letters())
        return AdminFailuresPage(groups=tuple(group for group in groups if group.rows))

    async def _jobs(self) -> FailureGroup:
        found = await failed_jobs(limit=MOST + 1, but=(JOB, PUSH_JOB))
        rows = [
            FailureView(
                id=one.id,
                what=one.name,
                facts=(*self._plugin(one.name), *self._facts(one.attempts, None if one.over else one.next_at)),
                error=one.error,
                over=one.over,
            )
            for one in found
        ]
        return self._group(
            "job",
            N_("Jobs"),
            N_("Mend the cause, which the log of the server names, then have the job tried again."),
            N_("What this job had to do will not be done."),
            rows,
        )

    async def _deliveries(self) -> FailureGroup:
        found = await failed_deliveries(limit=MOST + 1)
        rows = [
            FailureView(
                id=one.id,
                what=f"{one.kind} → {one.listener}",
                facts=(*self._plugin(one.listener), *self._facts(one.attempts, one.next_at)),
                error=one.error,
                can_drop=False,
            )
            for one in found
        ]
        help_ = N_(
            "A fact is delivered again and again until it succeeds. It holds back later facts of its own thing only."
        )
        return self._group("delivery", N_("Deliveries of facts"), help_, None, rows)

    async def _letters(self) -> FailureGroup:
        found = await failed_letters(limit=MOST + 1)
        rows = [
            FailureView(
                id=one.id,
                what=one.channel,
                facts=self._facts(one.attempts, None if one.over else one.next_at or now_us()),
                error=one.error,
                over=one.over,
                can_retry=one.kept,
            )
            for one in found
        ]
        return self._group(
            "letter",
            N_("Letters"),
            N_("Check the section [mail] of the settings and the mail server. Addresses and texts are not shown here."),
            N_("Its reader will not get this letter. The notice in the page stays."),
            rows,
        )

    def _plugin(self, name: str) -> tuple[str, ...]:
        """Whose work it is, when it is a plugin's: its names are x.<plugin>.<job>."""
        if not name.startswith(OF_PLUGIN):
            return ()
        owner = name.removeprefix(OF_PLUGIN).partition(".")[0]
        found = plugin_of(owner)
        title = pick(found.title, self.t.locale) if found is not None else owner
        return (self.t.say(N_("Plugin “%(name)s”", name=title)),)

    def _facts(self, attempts: int, next_at: int | None) -> tuple[str, ...]:
        tries = self.t.say(plural("%(n)s try", "%(n)s tries", attempts))
        if next_at is None:
            return tries, self.t.say(N_("not tried any more"))
        if next_at <= now_us():
            return tries, self.t.say(N_("is tried now"))
        return tries, self.t.say(N_("next try %(when)s", when=self.t.moment(from_us(next_at))))

    def _group(
        self, work: str, title: Phrase, help_: Phrase, warning: Phrase | None, rows: Sequence[FailureView]
    ) -> FailureGroup:
        say = self.t.say
        return FailureGroup(
            work=work,
            title=say(title),
            help=say(help_),
            warning=say(warning) if warning is not None else "",
            rows=tuple(rows[:MOST]),
            crowded=len(rows) > MOST,
        )


def routes(_: Settings) -> Sequence[BaseRoute]:
    """The route of failures."""
    return [page(PATH, Failures, needs="system.view")]
