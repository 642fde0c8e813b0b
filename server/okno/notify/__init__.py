"""Telling people: notices in the page and letters, each exactly who should hear of a fact, never the one who did it."""

from okno.notify.letters import Letter
from okno.notify.notices import Notice, page, read, unread_count
from okno.notify.outbox import send, settle
from okno.notify.ports import ConsoleMailer, Mailer, Refusal, SmtpMailer

__all__ = [
    "ConsoleMailer",
    "Letter",
    "Mailer",
    "Notice",
    "Refusal",
    "SmtpMailer",
    "page",
    "read",
    "send",
    "settle",
    "unread_count",
]
