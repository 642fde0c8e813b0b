"""Letters of one person gathered into one: what happened in each request, oldest first, with the way to it.

The gathered letter holds the ids of those that it carries and no words. It is composed when it leaves: what its
person may not read by then is left out, what was erased is not in it, what has become confidential is a number.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from okno.clock import from_us, now_us, zone_of
from okno.db import Row, execute, fetch, in_list, tx
from okno.events import Fact
from okno.events.log import read_facts
from okno.i18n import Translator, say, translator
from okno.jobs import job, schedule
from okno.jobs.failed import hurry_job
from okno.log import get as get_log
from okno.notify import clock_words, due, letters, outages, outbox
from okno.notify.choices import wishes_of
from okno.notify.hearers import DISCREET, WORDS, words
from okno.notify.letters import FOOT
from okno.notify.outbox import DIGEST, NO_TICKET, Outgoing
from okno.notify.task_words import WORDS as TASK_WORDS
from okno.notify.telling import comment_of
from okno.notify.times import gathered_at, loud_from
from okno.notify.wording import Said
from okno.people import Person, get_many
from okno.text import N_, Phrase, one_line, plural
from okno.themes.letters import DigestView, GatheredView, Happening
from okno.tickets import story

log = get_log(__name__)

EVERY = timedelta(minutes=1)
PEOPLE_AT_ONCE = 100
MOST = 200
"""Letters in one; more become a second one."""
TOLD_MOST = 12
"""Happenings of one request that are told; more are counted."""
QUOTE = 600
"""Characters of what somebody wrote."""
SENTENCE = 300


@job("mail.gather", at_once=1)
async def gather(_: object) -> None:
    """Makes one letter of those of each person whose time has come."""
    after = 0
    while rows := await fetch(
        "SELECT DISTINCT person_id FROM message WHERE state = 'waiting' AND digest = $1 AND not_before <= $2"
        " AND person_id > $3 ORDER BY person_id LIMIT $4",
        True,
        now_us(),
        after,
        PEOPLE_AT_ONCE,
    ):
        people = await get_many(row["person_id"] for row in rows)
        for person in people.values():
            try:
                await gather_for(person)
            except Exception:
                # Those behind him have their turn all the same; his letters are tried again in a minute.
                log.exception("the letters of a person could not be gathered", person=person.id)
        after = rows[-1]["person_id"]


schedule("mail.gather", every=EVERY)


async def gather_for(person: Person) -> None:
    """Makes one letter of all that wait for a person; during his quiet time they wait on."""
    wishes = (await wishes_of([person]))[person.id]
    now = now_us()
    until = loud_from(wishes.times, now, wishes.zone)
    if until > now:
        await _put_off(person.id, until)
        return
    async with tx():
        ids = await _claim(person.id)
        if len(ids) == 1 or not wishes.times.digest:
            await _let_go(ids, now)
        elif ids:
            await _write(person, ids)


async def _put_off(person_id: int, until: int) -> None:
    await execute(
        "UPDATE message SET not_before = $3 WHERE person_id = $1 AND state = 'waiting' AND digest = $2",
        person_id,
        True,
        until,
    )


async def _claim(person_id: int) -> list[int]:
    """Of several who gather at once one gets each letter."""
    rows = await fetch(
        "UPDATE message SET state = 'gathered' WHERE state = 'waiting' AND digest = $2 AND id IN"
        " (SELECT id FROM message WHERE person_id = $1 AND state = 'waiting' AND digest = $2 ORDER BY id LIMIT $3)"
        " RETURNING id",
        person_id,
        True,
        MOST,
    )
    return sorted(row["id"] for row in rows)


async def _let_go(ids: Sequence[int], now: int) -> None:
    """They go out each by itself."""
    places, args = in_list(ids, start=3)
    sql = f"UPDATE message SET state = 'waiting', digest = $1, not_before = $2 WHERE id IN {places}"
    await execute(sql, False, now, *args)
    for row_id in ids:
        await outbox.queue(row_id)


async def _write(person: Person, ids: Sequence[int]) -> None:
    await outbox.write(
        Outgoing(
            # It belongs to no fact, and facts have positive numbers: the only one that begins with this letter.
            event_id=-ids[0],
            person=person,
            kind=DIGEST,
            ticket_id=NO_TICKET,
            subject="",
            text=",".join(str(one) for one in ids),
        )
    )


async def look_again(person: Person) -> None:
    """Has all that waits for a person planned anew, in the current transaction: he has other wishes than before.

    Nothing is lost by that: what need not wait any more goes out.
    """
    wishes = (await wishes_of([person]))[person.id]
    times, now = wishes.times, now_us()
    if times.digest:
        at = loud_from(times, gathered_at(times, now, wishes.zone), wishes.zone)
        await _put_off(person.id, at)
    else:
        await _let_go(await _claim(person.id), loud_from(times, now, wishes.zone))
    rows = await fetch(
        "SELECT id, channel FROM message WHERE person_id = $1 AND state = 'waiting' AND digest = $2"
        " AND not_before > $3",
        person.id,
        False,
        now,
    )
    for row in rows:
        # It looks at the wishes of its person by itself, and is put off again if it must be.
        await hurry_job(outbox.job_key(row["id"], row["channel"]))


# Composing ----------------------------------------------------------------------------------------------------


async def said(row: Row, person: Person) -> Said | None:
    """The gathered letter; None when nothing is left of it."""
    settings = outbox.current()
    t = translator(person.locale, zone_of(person.time_zone))
    kept: dict[str, list[tuple[Row, Said]]] = {}
    for one in await _members(row):
        now_said = await due.ready(one)
        if now_said is not None:
            kept.setdefault(due.href_of(one), []).append((one, now_said))
    if not kept:
        return None
    facts = {fact.id: fact for fact in await read_facts([one["event_id"] for some in kept.values() for one, _ in some])}
    groups = [await _group(settings.own_url + href, some, facts, t) for href, some in kept.items()]
    count = sum(len(some) for some in kept.values())
    lead = plural("%(n)s notice since the last letter", "%(n)s notices since the last letter", count)
    made = DigestView(
        company=settings.company,
        lead=t.say(lead),
        groups=tuple(groups),
        foot=(say(FOOT, person.locale),),
        href=f"{settings.own_url}/profile/notices",
        link=say(N_("Choose letters and times"), person.locale),
    )
    parts = letters.written(settings, made, person.locale)
    return Said(f"{settings.company}: {t.say(lead)}", parts.text, parts.html)


async def settle_members(row: Row, state: str) -> None:
    """What became of the letter became of all that it carried."""
    places, args = in_list(_ids(row), start=3)
    sent = now_us() if state == "sent" else None
    sql = f"UPDATE message SET state = $1, sent_at = $2 WHERE state = 'gathered' AND id IN {places}"
    await execute(sql, state, sent, *args)


def _ids(row: Row) -> list[int]:
    return [int(one) for one in row["text"].split(",") if one]


async def _members(row: Row) -> list[Row]:
    found = [await due.waiting(one, "gathered") for one in _ids(row)]
    return [one for one in found if one is not None]


async def _group(href: str, some: Sequence[tuple[Row, Said]], facts: dict[int, Fact], t: Translator) -> GatheredView:
    shown = [await _happening(row, facts.get(row["event_id"]), t, now_said) for row, now_said in some[:TOLD_MOST]]
    rest = len(some) - len(shown)
    more = plural("and %(n)s more on its page", "and %(n)s more on its page", rest)
    return GatheredView(
        # What it is called by now.
        title=some[-1][1].subject,
        href=href,
        happenings=tuple(shown),
        rest=t.say(more) if rest else "",
    )


async def _happening(row: Row, fact: Fact | None, t: Translator, now_said: Said) -> Happening:
    when = t.moment(from_us(fact.at if fact is not None else row["created_at"]))
    actor = await due.name_of(row["actor_id"])
    quote = "" if now_said.discreet else await _quote(row, fact)
    return Happening(when=when, told=one_line(t.say(_phrase(row, fact, actor)), SENTENCE), quote=quote)


def _phrase(row: Row, fact: Fact | None, actor: str) -> Phrase:
    """The sentence; what needs a reason is told as it is told discreetly: the reason is on the page."""
    kind = row["kind"]
    if kind in outages.WORDS:
        return outages.WORDS[kind]
    if kind in TASK_WORDS:
        return Phrase(TASK_WORDS[kind].msgid, {"actor": actor})
    if kind in WORDS:
        much = clock_words.amount(clock_words.kept(fact)) if fact is not None else ""
        return words(kind, actor, str(row["ticket_id"]), much, discreet=kind in DISCREET)
    return N_("There is news.")


async def _quote(row: Row, fact: Fact | None) -> str:
    if fact is None or row["ticket_id"] == NO_TICKET or row["kind"] in TASK_WORDS:
        return ""
    wrote = await story.public_text(await comment_of(fact))
    return wrote if len(wrote) <= QUOTE else f"{wrote[:QUOTE].rstrip()}…"
