"""Telling people: notices in the page and letters, each exactly who should hear of a fact, never the one who did it."""

from okno.notify import (  # noqa: F401  they register listeners and jobs
    account as _account,
    plugins as _plugins,
    push as _push,
    sending as _sending,
    task_notices as _tasks,
    telling as _telling,
)
from okno.notify.brought import Message, tell
from okno.notify.letters import Letter
from okno.notify.notices import Notice, page, read, unread_count
from okno.notify.outbox import can_send, settle
from okno.notify.ports import ConsoleMailer, Mailer, Refusal, SmtpMailer
from okno.notify.post import post

__all__ = [
    "ConsoleMailer",
    "Letter",
    "Mailer",
    "Message",
    "Notice",
    "Refusal",
    "SmtpMailer",
    "can_send",
    "page",
    "post",
    "read",
    "settle",
    "tell",
    "unread_count",
]
