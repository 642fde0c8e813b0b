"""Attachments: kept under random names outside of any web root, their type decided by content, with limits."""

from okno.files.kind import kind_of
from okno.files.name import clean_name
from okno.files.serving import headers
from okno.files.store import File, get, open_path, save, settle
from okno.files.sweep import sweep
from okno.files.use import Attachment, Use, attach, of_comments, of_ticket, share, uses_of

__all__ = [
    "Attachment",
    "File",
    "Use",
    "attach",
    "clean_name",
    "get",
    "headers",
    "kind_of",
    "of_comments",
    "of_ticket",
    "open_path",
    "save",
    "settle",
    "share",
    "sweep",
    "uses_of",
]
