"""Who holds personal data: the modules of the core that register themselves with okno.people.personal."""

from __future__ import annotations

from okno.access import personal as access
from okno.audit import personal as audit
from okno.catalog import personal as catalog
from okno.files import personal as files
from okno.http import personal as http
from okno.notify import personal as notify
from okno.people import card
from okno.teams import personal as teams
from okno.tickets import personal as tickets

HOLDERS = (card, teams, access, audit, files, catalog, tickets, notify, http)
"""All of them; those of plugins follow once plugins are loaded."""
