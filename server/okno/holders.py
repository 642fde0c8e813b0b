"""Who holds personal data: the modules of the core that register themselves with okno.people.personal."""

from __future__ import annotations

from okno.access import personal as access
from okno.announcements import personal as announcements
from okno.audit import personal as audit
from okno.catalog import favourites, personal as catalog
from okno.channels import personal as channels
from okno.files import personal as files
from okno.http import personal as http
from okno.notify import personal as notify
from okno.people import card
from okno.teams import personal as teams
from okno.tickets import (
    approval_personal as approvals,
    personal as tickets,
    task_personal as tasks,
    work_personal as work,
)
from okno.tickets.search import personal as search

HOLDERS = (
    card, teams, access, audit, files, catalog, favourites, tickets, approvals, tasks, work, search, announcements,
    notify, channels, http,
)  # fmt: skip
"""All of them; those of plugins follow once plugins are loaded."""
