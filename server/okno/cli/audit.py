"""`okno audit`: who did what, on the command line."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import typer

from okno import people
from okno.audit import GROUPS, Wanted, page
from okno.audit.entries import pieces
from okno.audit.groups import OTHER
from okno.cli import home
from okno.clock import to_us
from okno.errors import Refused
from okno.i18n import Translator, translator
from okno.settings import Settings
from okno.text import N_
from okno.web import sheet
from okno.web.admin_audit import FILE_MOST, cells, heads, note_export
from okno.web.audit_words import words_of


def audit(
    since: str = typer.Option("", "--since", metavar="DAY", help="Not before this day: 2026-11-30."),
    person: str = typer.Option("", "--person", metavar="LOGIN", help="What was done with this person."),
    actor: str = typer.Option("", "--actor", metavar="LOGIN", help="What this person did."),
    kind: str = typer.Option("", "--kind", help=f"A group ({', '.join((*GROUPS, OTHER))}) or a name: RoleGranted."),
    limit: int = typer.Option(100, "--limit", min=1, max=1000, help="How many lines; not for --csv."),
    as_csv: bool = typer.Option(False, "--csv", help=f"A file for spreadsheets with at most {FILE_MOST} facts."),
) -> None:
    """Prints the audit, the newest first: time, what happened, way in, reason, separated by tabs."""

    async def work(settings: Settings) -> None:
        t = translator(home.locale(), settings.time_zone)
        wanted = await _wanted(since, person, actor, kind, t)
        if as_csv:
            await _file(wanted, t)
        else:
            await _list(wanted, limit, t)

    home.connected(work)


async def _wanted(since: str, person: str, actor: str, kind: str, t: Translator) -> Wanted:
    group = kind if kind in (*GROUPS, OTHER) else ""
    return Wanted(
        group=group,
        kinds=(kind,) if kind and not group else (),
        by_id=await _person(actor),
        person_id=await _person(person),
        since=_day(since, t),
    )


async def _person(login: str) -> int | None:
    if not login:
        return None
    found = await people.by_login(login)
    if found is None:
        raise Refused(N_("There is no person with the login %(login)s.", login=login))
    return found.id


def _day(text: str, t: Translator) -> int | None:
    if not text:
        return None
    try:
        return to_us(datetime.combine(date.fromisoformat(text), time(), ZoneInfo(t.zone)))
    except (ValueError, OverflowError):
        raise Refused(N_("Write the day as 2026-11-30.")) from None


async def _list(wanted: Wanted, limit: int, t: Translator) -> None:
    entries, _ = await page(wanted, limit=limit)
    words = await words_of(entries, t, None)
    for entry in entries:
        when = f"{t.local(entry.moment):%Y-%m-%d %H:%M:%S}"
        reason = " ".join(entry.reason.split())
        typer.echo("\t".join((when, words.sentence(entry), words.way(entry), reason)).rstrip("\t"))


async def _file(wanted: Wanted, t: Translator) -> None:
    await note_export(wanted, actor_id=None)
    typer.echo(sheet.BOM + sheet.lines([heads(t)]), nl=False)
    async for piece in pieces(wanted, most=FILE_MOST):
        words = await words_of(piece, t, None)
        typer.echo(sheet.lines(cells(entry, words) for entry in piece), nl=False)
