"""Notices: what happened in one's requests since one looked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from starlette.responses import Response
from starlette.routing import BaseRoute

from okno import notify
from okno.clock import from_us
from okno.db import fetch, in_list
from okno.http import Page, page
from okno.i18n import utc
from okno.settings import Settings
from okno.themes.contexts import NoticesPage, NoticeView
from okno.web.shell import Screen

ICONS: Mapping[str, str] = {
    "team_new": "inbox",
    "assigned": "user-plus",
    "assigned_away": "user-plus",
    "given": "user-plus",
    "given_away": "user-plus",
    "line_new": "arrow-right",
    "taken": "user-round",
    "asked": "circle-help",
    "answered": "message-square",
    "commented": "message-square",
    "noted": "lock",
    "done": "check",
    "reopened": "rotate-ccw",
    "cancelled": "x",
    "closed": "st-closed",
    "withdrawn": "x",
    "emergency": "eye",
    "approve": "stamp",
    "approve_again": "stamp",
    "approve_instead": "stamp",
    "approve_above": "stamp",
    "approved": "st-done",
    "may_begin": "st-done",
    "refused": "st-cancel",
    "overdue": "st-cancel",
    "not_approved": "st-cancel",
    "bypassed": "zap",
    "bypassed_you": "zap",
    "burns": "alarm-clock",
    "burns_answer": "alarm-clock",
    "ends": "alarm-clock",
    "ends_answer": "alarm-clock",
    "late": "alarm-clock",
    "late_answer": "alarm-clock",
    "late_long": "alarm-clock",
    "late_long_answer": "alarm-clock",
    "task_burns": "alarm-clock",
    "task_late": "alarm-clock",
    "merged": "merge",
    "joined": "merge",
    "separated": "split",
    "returned": "split",
    "split": "split",
    "outage_over": "st-done",
    "works_over": "st-done",
    "newcomer": "user-plus",
    "new_lead": "users",
    "new_role": "key-round",
    "keys": "key-round",
    "try": "bell",
}


class Notices(Screen):
    """The list, newest first."""

    section = "notices"

    async def context(self) -> NoticesPage:
        """A page of the list."""
        cursor = self.query.get("cursor", "")
        at = int(cursor) if cursor.isascii() and cursor.isdigit() and len(cursor) < 19 else None
        found, following = await notify.page(self.actor, cursor=at)
        return NoticesPage(
            notices=tuple(self._view(one) for one in found),
            unread=await notify.unread_count(self.actor),
            upto=found[0].id if found else 0,
            next_href=f"/notices?cursor={following}" if following is not None else "",
            live=f"person:{self.actor.id}",
        )

    def _view(self, one: notify.Notice) -> NoticeView:
        moment = from_us(one.at)
        return NoticeView(
            id=one.id,
            href=one.href,
            text=self.t.say(one.phrase),
            line=one.subject,
            time=self.t.moment(moment),
            iso=utc(moment),
            icon=ICONS.get(one.kind, "bell"),
            unread=not one.is_read,
        )


async def mark_read(current: Page) -> Response:
    """Marks all that were shown as read."""
    upto = current.text("upto")
    if upto.isascii() and upto.isdigit() and len(upto) < 19:
        await notify.read(current.actor.id, upto=int(upto))
    return current.redirect("/notices")


async def unread_of(person_id: int, ticket_ids: Sequence[int]) -> set[int]:
    """Those of the tickets of which the person has a notice that he has not read."""
    places, args = in_list(ticket_ids, start=2)
    rows = await fetch(
        f"SELECT DISTINCT ticket_id FROM notice WHERE person_id = $1 AND read_at IS NULL AND ticket_id IN {places}",
        person_id,
        *args,
    )
    return {row["ticket_id"] for row in rows}


def routes(_: Settings) -> Sequence[BaseRoute]:
    """The routes of notices."""
    return [
        page("/notices", Notices, needs="ticket.own", methods=("GET",)),
        page("/notices/read", mark_read, needs="ticket.own", methods=("POST",)),
    ]
