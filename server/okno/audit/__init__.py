"""Audit: who did what, from where and why. It is kept for ever; nothing here changes or deletes it."""

from okno.audit import witness  # noqa: F401  registers the witness
from okno.audit.entries import Entry, Wanted, page
from okno.audit.groups import GROUPS, group_of

__all__ = ["GROUPS", "Entry", "Wanted", "group_of", "page"]
