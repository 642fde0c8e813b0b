"""Telling people: notices in the page and letters, each exactly who should hear of a fact, never the one who did it."""

from okno.notify import account as _account, task_notices as _tasks  # noqa: F401  they register their listeners
from okno.notify.letters import Letter
from okno.notify.notices import Notice, page, read, unread_count
from okno.notify.outbox import can_send, send, settle
from okno.notify.ports import ConsoleMailer, Mailer, Refusal, SmtpMailer
from okno.notify.post import post

__all__ = [
    "ConsoleMailer",
    "Letter",
    "Mailer",
    "Notice",
    "Refusal",
    "SmtpMailer",
    "can_send",
    "page",
    "post",
    "read",
    "send",
    "settle",
    "unread_count",
]
