"""What a message says: a letter with both its parts, or the two lines that a device shows."""

from __future__ import annotations

from dataclasses import dataclass, replace

from okno.i18n import say
from okno.notify import leave, letters
from okno.notify.groups import group_of
from okno.notify.hearers import words
from okno.notify.letters import DISCREET_WORDS, FOOT, Tale
from okno.notify.task_words import WORDS as TASK_WORDS
from okno.people import Person
from okno.settings import Settings
from okno.text import N_, Phrase, one_line
from okno.themes.letters import LetterView
from okno.tickets.task import Task
from okno.tickets.ticket import Ticket

PUSH_TITLE = 120
PUSH_BODY = 240
"""Characters: a device shows no more, and what is encrypted has to be short."""
LEAVE = N_("Stop such letters")


@dataclass(frozen=True)
class Said:
    """The subject and the parts of a letter; or title and line of what a device shows, with `html` empty."""

    subject: str
    text: str
    html: str = ""
    discreet: bool = False
    """Whether it keeps to a number and a link, for a confidential team."""


def ticket_letter(settings: Settings, person: Person, ticket: Ticket, says: str, tale: Tale) -> Said:
    """The letter about a ticket."""
    made = letters.view(settings, ticket, says, tale, person.locale)
    return finished(settings, person, says, letters.subject(ticket, tale, person.locale), made)


def ticket_push(person: Person, ticket: Ticket, says: str, tale: Tale) -> Said:
    """What a device shows about a ticket: number, subject and what happened; no words of people beyond."""
    reason = one_line(tale.reason, PUSH_BODY) if isinstance(tale.reason, str) else tale.reason
    told = words(says, tale.actor, ticket.number, reason, discreet=tale.discreet)
    subject = letters.subject(ticket, replace(tale, details=""), person.locale)
    return Said(one_line(subject, PUSH_TITLE), one_line(say(told, person.locale), PUSH_BODY))


def task_letter(
    settings: Settings, person: Person, ticket: Ticket, task: Task, says: str, actor: str, *, discreet: bool
) -> Said:
    """The letter about a task; when it has to do with a confidential team, the number and the way alone."""
    locale = person.locale
    about = one_line(task.name(locale), letters.SUBJECT_LIMIT)
    made = LetterView(
        company=settings.company,
        lead=_task_told(says, actor, locale),
        discreet=say(DISCREET_WORDS, locale) if discreet else "",
        about_label="" if discreet else say(N_("Task"), locale),
        about="" if discreet else about,
        href=f"{settings.own_url}/tasks/{task.id}",
        link=say(N_("Open the task"), locale),
        foot=(say(FOOT, locale),),
    )
    return finished(settings, person, says, _task_subject(ticket, about, locale, discreet=discreet), made)


def task_push(person: Person, ticket: Ticket, task: Task, says: str, actor: str, *, discreet: bool) -> Said:
    """What a device shows about a task."""
    subject = _task_subject(ticket, one_line(task.name(person.locale)), person.locale, discreet=discreet)
    return Said(one_line(subject, PUSH_TITLE), one_line(_task_told(says, actor, person.locale), PUSH_BODY))


def finished(settings: Settings, person: Person, kind: str, subject: str, made: LetterView) -> Said:
    """The letter with the link that ends letters of its sort, where there is such a link."""
    group = group_of(kind)
    if group.left_by_link:
        href = leave.href(settings, person.id, group.key)
        made = replace(made, leave_href=href, leave=say(LEAVE, person.locale))
    parts = letters.written(settings, made, person.locale)
    return Said(subject, parts.text, parts.html)


def _task_told(says: str, actor: str, locale: str) -> str:
    return say(Phrase(TASK_WORDS[says].msgid, {"actor": actor}), locale)


def _task_subject(ticket: Ticket, about: str, locale: str, *, discreet: bool) -> str:
    return f"[№ {ticket.number}] {say(N_('Task'), locale) if discreet else about}"
