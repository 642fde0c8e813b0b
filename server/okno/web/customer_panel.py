"""The panel about whoever asks: who he is, how to reach him, what time it is there, what else he has asked for."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from okno.catalog.automation import Criterion
from okno.clock import from_us, now_us, zone_of
from okno.http import Page
from okno.i18n import Translator, translator
from okno.people import Contact, Person, contacts_of, get as get_person
from okno.people.contacts import MAIL, PHONE
from okno.text import N_
from okno.themes.agent_panels import CustomerView, PhoneView
from okno.themes.contexts import MiniRow
from okno.tickets import Ticket
from okno.tickets.clock_story import customer as facts_about
from okno.tickets.reading import others_of
from okno.tickets.visible import is_staff
from okno.web.away import Away
from okno.web.contact_rows import WORDS
from okno.web.desk_address import Address
from okno.web.faces import person_view, state_view

OPEN_MOST = 5
PAST_MOST = 3
_LOOKED_AT = 40
WHATEVER = Criterion(of="phase", values=("open", "paused", "done", "closed"))
"""Without it a list holds what is open."""


async def panel(current: Page, ticket: Ticket) -> CustomerView | None:
    """The panel; other tickets stand in it as far as the reader may know of them."""
    person = await get_person(ticket.customer_id)
    if person is None:
        return None
    t = current.t
    reach = await contacts_of(person.id)
    away = await Away.of([person.id], t, current.settings.time_zone)
    manager = await get_person(person.manager_id) if person.manager_id is not None else None
    _, vip = await facts_about(person.id)
    others = await others_of(current.actor, ticket, _LOOKED_AT)
    by_him = Criterion(of="customer", values=(person.login,))
    return CustomerView(
        person=person_view(person, away=away.words(person.id)),
        vip=vip,
        position=person.title,
        department=person.department,
        place=person.place,
        phones=_phones(reach, t),
        mails=tuple(one.value for one in reach if one.kind == MAIL),
        manager=manager.name if manager is not None else "",
        local_time=_local_time(current, person),
        open_rows=_rows([one for one in others if one.open], t.locale)[:OPEN_MOST],
        past_rows=_rows([one for one in others if not one.open], t.locale)[:PAST_MOST],
        all_href=Address(queue="all", criteria=(by_him, WHATEVER)).href()
        if is_staff(current.actor, ticket) and others
        else "",
    )


def _phones(reach: Sequence[Contact], t: Translator) -> tuple[PhoneView, ...]:
    return tuple(
        PhoneView(shown=one.shown, href=f"tel:{one.key}", label=t.say(WORDS[one.label]) if one.label in WORDS else "")
        for one in reach
        if one.kind == PHONE
    )


def _rows(tickets: Sequence[Ticket], locale: str) -> tuple[MiniRow, ...]:
    return tuple(
        MiniRow(number=one.id, href=f"/tickets/{one.number}", subject=one.subject, state=state_view(one, locale))
        for one in tickets
    )


def _local_time(current: Page, person: Person) -> str:
    """What time it is for him, where that is another one than for whoever looks."""
    there, here = zone_of(person.time_zone), zone_of(current.person.time_zone)
    now = from_us(now_us())
    if now.astimezone(ZoneInfo(there)).utcoffset() == now.astimezone(ZoneInfo(here)).utcoffset():
        return ""
    said = translator(current.t.locale, there)
    return current.t.say(N_("%(time)s there now, %(city)s", time=said.time(now), city=said.city(there)))
