"""Entries of the pages of administration."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import count

from tests.security.matrix.entry import Entry, Thing

_numbers = count(1)
PEOPLE, TEAMS, SEE, ERASE, END = "people.manage", "teams.manage", "access.see", "person.erase", "session.manage"
PLUGINS = "plugin.manage"
PERSON = "/admin/people/{person}"
WRITTEN_DOWN = frozenset({"event", "audit", "delivery"})
"""Where it is kept that somebody took the audit out, or asked for a number that there is not."""


def _somebody(_: Thing) -> Mapping[str, str]:
    return {"login": f"new{next(_numbers)}", "name": "Новый Человек"}


def _role(_: Thing) -> Mapping[str, object]:
    return {"key": f"made{next(_numbers)}", "title.ru": "Ночь", "title.en": "Night", "in_team": ["ticket.see"]}


def _saved(thing: Thing) -> Mapping[str, object]:
    return {"act": "save", "title.ru": "Утро", "title.en": "Morning", "version": thing.version}


def emergency(thing: Thing) -> Mapping[str, str]:
    """What somebody says who must see a ticket."""
    return {"number": thing.parts["number"], "reason": "Сотрудник в больнице, договор нужен сейчас"}


ENTRIES = (
    # The door to the sections: four roles have some.
    Entry(
        method="GET", path="/admin", right="profile.edit", besides="audit.see", status=303,
        but={("owner", ""): (303, "the catalog is a section")},
    ),
    Entry(method="GET", path="/admin/people", right=PEOPLE),
    Entry(method="POST", path="/admin/people", right=PEOPLE, body=_somebody, status=303),
    Entry(method="GET", path=PERSON, right=PEOPLE, about="person"),
    Entry(
        method="POST", path=PERSON, right=PEOPLE, about="person", body=lambda _: {"name": "Другое Имя", "active": "1"},
        status=303,
    ),
    Entry(method="GET", path=f"{PERSON}/password", right=PEOPLE, about="person"),
    Entry(method="POST", path=f"{PERSON}/password", right=PEOPLE, about="person"),
    Entry(method="POST", path=f"{PERSON}/invite", right=PEOPLE, about="person"),
    Entry(method="POST", path=f"{PERSON}/second-factor", right=END, about="person", status=303),
    Entry(method="GET", path=f"{PERSON}/data", right=ERASE, about="person"),
    Entry(method="POST", path=f"{PERSON}/data/export", right=ERASE, about="person", body=lambda _: {"why": "Просит"}),
    Entry(
        method="POST", path=f"{PERSON}/data/forget", right=ERASE, about="former", status=303,
        body=lambda thing: {"reason": "Уволен", "login": thing.values["login"]},
    ),
    Entry(method="GET", path="/admin/teams", right=TEAMS),
    Entry(method="GET", path="/admin/teams/{team}", right=TEAMS, about="team"),
    Entry(
        method="POST", path="/admin/teams/{team}", right=TEAMS, about="team", status=303,
        body=lambda _: {"act": "withhold", "line": "4", "withheld": "ticket.close"},
    ),
    Entry(
        method="POST", path="/admin/teams/{team}", right=TEAMS, about="team", besides="role.grant", status=303,
        body=lambda thing: {"act": "grant", "holder": thing.values["member"], "role": "agent"},
    ),
    Entry(method="GET", path="/admin/roles", right=SEE),
    Entry(method="POST", path="/admin/roles", right=SEE, besides="role.manage", body=_role, status=303),
    Entry(method="GET", path="/admin/roles/{role}", right=SEE, about="role"),
    Entry(
        method="POST", path="/admin/roles/{role}", right=SEE, about="role", besides="role.manage", body=_saved,
        status=303,
    ),
    Entry(
        method="POST", path="/admin/roles/{role}", right=SEE, about="role", besides="role.manage",
        body=lambda _: {"act": "remove"}, status=303,
    ),
    Entry(method="GET", path="/admin/access", right=SEE),
    # Whoever explains a ticket has to see it: else the explanation would tell that it exists.
    Entry(
        method="GET", path="/admin/access", right=SEE, about="ticket", query="?ask=ticket&person=1&ticket={number}"
    ),
    Entry(method="GET", path="/admin/access/{person}", right=SEE, about="person"),
    Entry(method="GET", path="/admin/sessions", right=END),
    Entry(method="GET", path="/admin/sessions", right=END, about="person", query="?person={person}"),
    Entry(method="GET", path="/admin/sessions", right=END, query="?tab=tokens"),
    Entry(
        method="POST", path="/admin/sessions", right=END, about="person", names=("person",), status=303,
        body=lambda thing: {"act": "end_all", "person": thing.values["id"]},
    ),
    Entry(method="GET", path="/admin/audit", right="audit.see"),
    Entry(method="GET", path="/admin/audit.csv", right="audit.see", leaves=WRITTEN_DOWN),
    Entry(method="GET", path="/admin/failures", right="system.view"),
    Entry(
        method="POST", path="/admin/failures", right="system.view", status=303,
        body=lambda _: {"act": "retry", "work": "job", "id": "1"},
    ),
    Entry(method="GET", path="/admin/messages", right="message.manage"),
    Entry(method="GET", path="/admin/messages", right="message.manage", query="?way=out"),
    Entry(
        method="POST", path="/admin/messages", right="message.manage", status=303,
        body=lambda _: {"act": "retry", "way": "in", "id": "1"},
    ),
    Entry(method="GET", path="/admin/plugins", right=PLUGINS),
    Entry(method="GET", path="/admin/plugins/{name}", right=PLUGINS, about="plugin"),
    Entry(
        method="POST", path="/admin/plugins/{name}", right=PLUGINS, about="plugin", status=303,
        body=lambda thing: {"version": str(thing.version), "s.days": "9"},
    ),
    Entry(
        method="POST", path="/admin/plugins/{name}/enable", right=PLUGINS, about="plugin", status=303, body=lambda _: {}
    ),
    Entry(
        method="POST", path="/admin/plugins/{name}/disable", right=PLUGINS, about="plugin", status=303,
        body=lambda _: {},
    ),
    Entry(method="GET", path="/admin/plugins/{name}/data", right=PLUGINS, about="plugin off"),
    Entry(
        method="POST", path="/admin/plugins/{name}/data", right=PLUGINS, about="plugin off", status=303,
        body=lambda thing: {"name": thing.parts["name"]},
    ),
    Entry(method="GET", path="/api/v1/plugins", right=PLUGINS),
    Entry(method="GET", path="/api/v1/plugins/{name}", right=PLUGINS, about="plugin"),
    Entry(
        method="PATCH", path="/api/v1/plugins/{name}", right=PLUGINS, about="plugin",
        body=lambda _: {"enabled": True, "settings": {"days": 8}},
    ),
    Entry(method="GET", path="/admin/emergency", right="ticket.emergency"),
    Entry(
        method="POST", path="/admin/emergency", right="ticket.emergency", about="unseen", body=emergency, status=303,
        leaves=WRITTEN_DOWN,
    ),
    Entry(
        method="POST", path="/admin/emergency/end", right="ticket.emergency", about="unseen", names=("theirs",),
        body=lambda thing: {"number": thing.parts["number"]}, status=303,
    ),
)  # fmt: skip
