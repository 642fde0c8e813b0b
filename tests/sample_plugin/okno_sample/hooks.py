"""What the sample answers and listens to: each hook once, moved by its settings."""

from __future__ import annotations

import hmac
import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from okno.api import (
    N_,
    Actor,
    Context,
    Fact,
    HealthLine,
    Phrase,
    Subject,
    enqueue,
    listen,
    now_us,
    pick,
    search_key,
    tx,
)
from okno.api.catalog import CatalogSource, FieldType, Guard, Service
from okno.api.channels import Channel
from okno.api.door import SignInMethod
from okno.api.notify import MessageText
from okno.api.people import Erasure, Person, PersonSource, by_login, by_mail
from okno.api.search import Hit, Report, SearchSource
from okno.api.tickets import Due, Ticket
from okno_sample import note, tally
from okno_sample.channels import FILE_DROP
from okno_sample.events import NoteAdded

BADGE = re.compile(r"[A-Z]-\d{3}")


# Facts --------------------------------------------------------------------------------------------------------


@listen("TicketDone")
async def count_done(ctx: Context, fact: Fact) -> None:
    """Counts how often a request was done: in the transaction of the delivery, so exactly once."""
    await tally.done(fact.stream_id)


@listen(NoteAdded)
async def count_notes(ctx: Context, fact: Fact) -> None:
    """Hears its own event, as any other plugin could."""
    await enqueue(note.COUNT, {"ticket": fact.stream_id}, key=f"{note.COUNT}:{fact.stream_id}")


# About itself -------------------------------------------------------------------------------------------------


async def settings_check(ctx: Context, *, values: Mapping[str, Any]) -> Mapping[str, Phrase]:
    """A word has no spaces."""
    return {"banned": N_("Write one word.")} if " " in values["banned"] else {}


async def health(ctx: Context) -> Sequence[HealthLine]:
    """The folder is there, if one is set."""
    folder = ctx.settings["folder"]
    there = not folder or Path(folder).is_dir()
    return [HealthLine(N_("Folder of files"), there, N_("It is there.") if there else N_("Make the folder."))]


# The catalog --------------------------------------------------------------------------------------------------


def field_types(ctx: Context) -> Sequence[FieldType]:
    """The number of a badge, such as A-123."""

    def check(value: Any) -> str:
        if not isinstance(value, str) or not BADGE.fullmatch(value.strip().upper()):
            raise ValueError(N_("Write the number of a badge, such as A-123."))
        return value.strip().upper()

    schema = {"type": "string", "pattern": "^[A-Za-z]-[0-9]{3}$"}
    return [FieldType(key="x.sample.badge", title={"ru": "Номер пропуска", "en": "Badge"}, check=check, schema=schema)]


def lifecycle_guards(ctx: Context) -> Sequence[Guard]:
    """A request may go on when whoever moves it has a note about it."""

    async def noted(ctx: Context, *, actor: Actor | None, ticket: Ticket, to: str) -> Phrase | None:
        has_one = actor is None or await note.number_of(ticket.id, actor.id)
        return None if has_one else N_("Write a note about this request first.")

    return [Guard(key="x.sample.noted", title={"ru": "Есть заметка", "en": "There is a note"}, check=noted)]


def catalog_sources(ctx: Context) -> Sequence[CatalogSource]:
    """A service that an administrator may put in force."""
    return [CatalogSource(folder=Path(__file__).with_name("catalog"), title={"ru": "Пропуск", "en": "Badge"})]


async def catalog_visible(ctx: Context, services: frozenset[str], *, person: Person) -> frozenset[str]:
    """Without those that the settings hide; from memory, for it is asked at each look."""
    return services - set(ctx.settings["hidden"])


# Requests -----------------------------------------------------------------------------------------------------


async def form_prefill(ctx: Context, *, service: Service, customer: Person) -> Mapping[str, Any]:
    """Where the customer sits, in forms that ask for a place."""
    return {one.key: customer.place for one in service.fields if one.key == "place" and customer.place}


async def ticket_check(ctx: Context, *, answers: Mapping[str, Any]) -> Mapping[str, Phrase]:
    """No answer has the word of the settings."""
    word = search_key(ctx.settings["banned"])
    return {
        key: N_("Find another word for this.")
        for key, value in answers.items()
        if word and isinstance(value, str) and word in search_key(value)
    }


async def ticket_route(ctx: Context, *, service: Service) -> str | None:
    """The team of the settings."""
    return ctx.settings["team"] or None


async def ticket_priority(ctx: Context, *, kind: str) -> int | None:
    """The priority of the settings."""
    return ctx.settings["priority"] or None


async def ticket_due(ctx: Context, *, priority: int, resolve_by: datetime) -> Due | None:
    """The time to solve of the settings, as working time."""
    seconds = ctx.settings["promise"]
    return Due(resolve=timedelta(seconds=seconds)) if seconds else None


async def may(ctx: Context, *, actor: Actor, action: str, ticket: Ticket) -> Phrase | None:
    """Nobody comments while all is frozen."""
    frozen = ctx.settings["frozen"] and action == "ticket.comment"
    return N_("Nothing may be written at the moment.") if frozen else None


async def ticket_move_check(ctx: Context, *, actor: Actor | None, ticket: Ticket, to: str) -> Phrase | None:
    """Nobody cancels while all is frozen."""
    frozen = ctx.settings["frozen"] and to == "cancelled"
    return N_("Nothing may be cancelled at the moment.") if frozen else None


# Messages -----------------------------------------------------------------------------------------------------


async def message_text(ctx: Context, text: MessageText, *, channel: str, kind: str) -> MessageText | None:
    """A line under each letter."""
    footer = ctx.settings["footer"]
    if channel != "mail" or not footer:
        return None
    return MessageText(text.subject, f"{text.text}\n{footer}\n", text.html)


def message_channels(ctx: Context) -> Sequence[Channel]:
    """Files in a folder."""
    return [FILE_DROP]


# Pages --------------------------------------------------------------------------------------------------------


async def slot_context(
    ctx: Context, *, slot: str, actor: Actor | None, subject: Subject | None
) -> Mapping[str, object] | None:
    """One's notes beside a request; a greeting on the home page."""
    if actor is None:
        return None
    if slot == "portal.side":
        words = pick(ctx.settings["greeting"], actor.locale) if ctx.settings["greeting"] else ""
        return {"words": words, "site": ctx.settings["site"]} if words else None
    if subject is None:
        return None
    number = await note.number_of(subject.id, actor.id)
    return {"notes": number, "href": f"/x/sample/notes?number={subject.number}"}


async def page_head(ctx: Context, *, template: str) -> Sequence[str] | None:
    """Its sheet and script on its own pages."""
    return ["sample.css", "sample.js"] if template.startswith("x/sample/") else None


def search_sources(ctx: Context) -> Sequence[SearchSource]:
    """One's own notes."""

    async def find(ctx: Context, *, actor: Actor, q: str, limit: int) -> Sequence[Hit]:
        found = await note.of_author(actor.id, q=q, limit=limit)
        return [Hit(one.text, f"/tickets/{one.ticket_id}", f"№ {one.ticket_id}") for one in found]

    return [SearchSource("notes", {"ru": "Заметки", "en": "Notes"}, find)]


def report_kinds(ctx: Context) -> Sequence[Report]:
    """The number of notes, for those who may see it."""
    summary = N_("How many notes people keep.")
    return [Report("notes", N_("Number of notes"), summary, "/x/sample/report", "sample.report", "pencil")]


# People -------------------------------------------------------------------------------------------------------


def sign_in_methods(ctx: Context) -> Sequence[SignInMethod]:
    """One password for everybody: never do this, but a directory looks the same from here."""

    async def check(ctx: Context, login: str, password: str) -> int | None:
        right = ctx.settings["password"]
        person = await by_login(login)
        proved = bool(right) and hmac.compare_digest(right.encode(), password.encode())
        return person.id if proved and person is not None else None

    return [SignInMethod("sample", {"ru": "Общий пароль", "en": "Common password"}, check=check)]


async def person_from_request(ctx: Context, *, headers: Mapping[str, str], by_proxy: bool) -> int | None:
    """Whom the proxy names in the header of the settings."""
    header = ctx.settings["header"].lower()
    person = await by_login(headers.get(header, "")) if by_proxy and header else None
    return person.id if person is not None else None


def person_sources(ctx: Context) -> Sequence[PersonSource]:
    """A directory that decides about departments."""
    return [PersonSource("sample", {"ru": "Образец", "en": "Sample"}, frozenset({"department"}))]


async def caller_match(ctx: Context, *, number: str) -> Sequence[int]:
    """Whose mail is that of the settings calls with this number; a real plugin has a table."""
    mail = ctx.settings["mail"]
    return await by_mail(mail) if mail and number == "+78005550100" else ()


async def export_person(ctx: Context, *, person_id: int, whole: bool) -> Mapping[str, Any] | None:
    """One's notes; without their words for who may not read them."""
    found = await note.of_author(person_id, limit=10_000)
    if not found:
        return None
    return {"notes": [{"ticket": one.ticket_id, "text": one.text if whole else None} for one in found], "at": now_us()}


async def forget_person(ctx: Context, *, erasure: Erasure) -> bool:
    """Notes are their author's, so they go with him."""
    async with tx():
        await note.forget(erasure.person.id)
    return True
