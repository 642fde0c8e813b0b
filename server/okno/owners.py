"""Who owns tables: the core, with the modules of all its models."""

from __future__ import annotations

from okno.db.connection import Owner

CORE = Owner(
    name="core",
    models=(
        "okno.events.models",
        "okno.jobs.models",
        "okno.extend.models",
        "okno.people.models",
        "okno.audit.models",
        "okno.teams.models",
        "okno.access.models",
        "okno.files.models",
        "okno.catalog.models",
        "okno.tickets.models",
        "okno.tickets.desk_models",
        "okno.announcements.models",
        "okno.channels.models",
        "okno.notify.models",
        "okno.http.models",
        "okno.nodes.models",
    ),
    migrations="okno.migrations",
)

OWNERS = (CORE,)
"""All owners, the core first; those of plugins follow once plugins are loaded."""
