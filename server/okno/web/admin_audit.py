"""The audit log: who did what, narrowed and in pages, and as a file for spreadsheets."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from urllib.parse import urlencode

from starlette.responses import Response, StreamingResponse
from starlette.routing import BaseRoute

from okno.audit import Entry, Wanted, page as entries_page
from okno.audit.entries import pieces
from okno.audit.events import AuditExported
from okno.clock import now
from okno.db import tx
from okno.errors import Invalid
from okno.events import record
from okno.http import Page, page
from okno.http.cursor import decode, encode
from okno.i18n import Translator, utc
from okno.settings import Settings
from okno.text import N_
from okno.themes.oversight import AdminAuditPage, AuditRowView
from okno.web import sheet
from okno.web.audit_filter import Filter, filter_of
from okno.web.audit_sentences import GROUP_WORDS
from okno.web.audit_words import Words, words_of
from okno.web.faces import error_links
from okno.web.shell import Screen

PATH = "/admin/audit"
FILE_MOST = 100_000
"""How many facts a file holds at most: more than that Excel opens badly, and nobody reads."""
ICONS: Mapping[str, str] = {
    "sign_in": "key-round",
    "sessions": "monitor",
    "people": "user-round",
    "roles": "users",
    "catalog": "book-open",
    "emergency": "triangle-alert",
    "personal": "id-card",
    "server": "server",
}
COLUMNS = (
    N_("Time"), N_("Who"), N_("What happened"), N_("About whom"), N_("Team"), N_("How"), N_("Address"), N_("Reason"),
    N_("Group"), N_("Kind"), N_("Number"),
)  # fmt: skip


class Audit(Screen):
    """The log."""

    section = "audit"

    async def context(self) -> AdminAuditPage:
        """A page of it; with a filter that is not understood, what to correct."""
        wish = await filter_of(self.query, self.t)
        cursor = self.query.get("cursor", "")
        before = int(decode(cursor, int)[0]) if cursor else None
        entries, following = ([], None) if wish.errors else await entries_page(wish.wanted, before=before)
        fields = await wish.fields(self.t)
        words = await words_of(entries, self.t, self.actor)
        more = {**wish.given, "cursor": encode(following)} if following is not None else {}
        return AdminAuditPage(
            rows=tuple(_row(entry, words) for entry in entries),
            fields=fields,
            errors=error_links(fields, {name: self.t.say(phrase) for name, phrase in wish.errors.items()}),
            filtered=bool(wish.given),
            most=self.t.number(FILE_MOST),
            file_href=f"{PATH}.csv?{urlencode(wish.given)}",
            next_href=f"{PATH}?{urlencode(more)}" if more else "",
        )


def _row(entry: Entry, words: Words) -> AuditRowView:
    t = words.t
    return AuditRowView(
        icon=ICONS.get(entry.group, "puzzle"),
        group=t.say(GROUP_WORDS[entry.group]),
        text=words.sentence(entry),
        day=t.day_head(entry.moment),
        time=t.time(entry.moment),
        iso=utc(entry.moment),
        title=t.full(entry.moment),
        way=words.way(entry),
        reason=entry.reason,
    )


async def audit_file(current: Page) -> Response:
    """The same as a file. That it was taken is a fact of its own, written before the first line leaves."""
    wish = await filter_of(current.query, current.t)
    if wish.errors:
        raise Invalid(wish.errors)
    await note_export(wish.wanted, actor_id=current.actor.id)
    name = f"okno-audit-{current.t.local(now()):%Y-%m-%d}.csv"
    return StreamingResponse(
        _lines(current, wish),
        media_type=sheet.MEDIA_TYPE,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


async def note_export(wanted: Wanted, *, actor_id: int | None) -> None:
    """Writes down that the audit is taken out."""
    async with tx():
        await record(
            AuditExported(
                stream_id=0,
                actor_id=actor_id,
                group=wanted.group,
                by_id=wanted.by_id,
                person_id=wanted.person_id,
                team_id=wanted.team_id,
            )
        )


async def _lines(current: Page, wish: Filter) -> AsyncIterator[str]:
    yield sheet.BOM + sheet.lines([heads(current.t)])
    async for piece in pieces(wish.wanted, most=FILE_MOST):
        words = await words_of(piece, current.t, current.actor)
        yield sheet.lines(cells(entry, words) for entry in piece)


def heads(t: Translator) -> list[str]:
    """The names of the columns."""
    return [t.say(column) for column in COLUMNS]


def cells(entry: Entry, words: Words) -> list[object]:
    """A fact as a row of a file."""
    t = words.t
    return [
        f"{t.local(entry.moment):%Y-%m-%d %H:%M:%S}",
        words.who(entry),
        words.sentence(entry),
        words.person(entry.person_id) if entry.person_id is not None else "",
        words.team(entry.team_id) if entry.team_id is not None else "",
        words.way(entry, with_address=False),
        entry.address,
        entry.reason,
        t.say(GROUP_WORDS[entry.group]),
        entry.kind,
        entry.event_id,
    ]


def routes(_: Settings) -> Sequence[BaseRoute]:
    """The routes of the audit. None of them changes it."""
    return [
        page(PATH, Audit, needs="audit.see", methods=("GET",)),
        page(f"{PATH}.csv", audit_file, needs="audit.see", methods=("GET",)),
    ]
