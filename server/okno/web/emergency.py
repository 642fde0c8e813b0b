"""Emergency access: opening a request that one does not see, with a reason, and ending it."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.responses import Response
from starlette.routing import BaseRoute

from okno.clock import from_us, now_us
from okno.errors import NotFound
from okno.http import Page, page
from okno.i18n import utc
from okno.settings import Settings
from okno.text import N_
from okno.themes.admin import AdminEmergencyPage, EmergencyView
from okno.themes.contexts import FieldView
from okno.tickets import emergency
from okno.tickets.visible import EMERGENCY
from okno.web import toast
from okno.web.clockview import exact
from okno.web.clockwhy import MINUTE_US
from okno.web.emergency_link import PATH
from okno.web.faces import error_links
from okno.web.form_input import Inputs
from okno.web.shell import Screen


class Emergency(Screen):
    """What an access does, its form, and the accesses that run."""

    section = "emergency"

    async def act(self) -> Response | None:
        """Opens the request for this person."""
        try:
            found = await emergency.begin(self.actor, self.text("number"), reason=self.text("reason"))
        except NotFound as error:
            # The form stays, with the reason as it was typed.
            self.problem = error
            return None
        return self.redirect(f"/tickets/{found.ticket_id}")

    async def context(self) -> AdminEmergencyPage:
        """The page."""
        fields = self._fields()
        return AdminEmergencyPage(
            fields=fields,
            rows=tuple(self._row(one) for one in await emergency.running(self.actor)),
            minutes=int(emergency.LASTS.total_seconds()) // 60,
            errors=error_links(fields, self.errors, self.notice if not self.errors else ""),
        )

    def _fields(self) -> tuple[FieldView, ...]:
        sent = self.problem is not None
        typed = {name: self.text(name) if sent else self.query.get(name, "") for name in ("number", "reason")}
        inputs = Inputs(self.t, typed, self.errors)
        return (
            inputs.field("text", "number", N_("Number of the request"), max_chars=24),
            inputs.field(
                "long",
                "reason",
                N_("Reason"),
                help_=N_("What has happened and why it can’t wait for the team. The team will read it."),
                max_chars=emergency.LONGEST,
            ),
        )

    def _row(self, one: emergency.Emergency) -> EmergencyView:
        until = from_us(one.until)
        left = max(one.until - now_us(), 0)
        return EmergencyView(
            number=str(one.ticket_id),
            href=f"/tickets/{one.ticket_id}",
            until=self.t.say(N_("until %(time)s", time=self.t.time(until))),
            until_iso=utc(until),
            left=self.t.say(N_("%(term)s left", term=exact(self.t, -(-left // MINUTE_US)))),
            reason=one.reason,
        )


async def end(current: Page) -> Response:
    """Ends an access before its time."""
    await emergency.end(current.actor, current.text("number"))
    response = current.redirect(PATH)
    toast.put(response, current.visit, current.t.say(N_("The access has ended")))
    return response


def routes(_: Settings) -> Sequence[BaseRoute]:
    """The routes of emergency access."""
    return [
        page(PATH, Emergency, needs=EMERGENCY),
        page(f"{PATH}/end", end, needs=EMERGENCY, methods=("POST",)),
    ]
