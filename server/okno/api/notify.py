"""Telling people: a notice in the page, a letter, their devices, each as its reader wants it."""

from okno.notify import Message, tell
from okno.notify.hooks import MessageText
from okno.notify.outbox import can_send
from okno.notify.ports import Refusal
from okno.notify.strangers import mail_address, write_to

__all__ = ["Message", "MessageText", "Refusal", "can_send", "mail_address", "tell", "write_to"]
