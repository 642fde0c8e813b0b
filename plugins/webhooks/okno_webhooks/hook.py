"""A webhook as read from the database."""

from __future__ import annotations

from dataclasses import dataclass, fields
from urllib.parse import urlsplit

from okno.api import N_, NotFound, Phrase, Row, fetch, fetch_one, in_list, load_json

IDS, FIELDS, PERSON = "ids", "fields", "person"
LEVELS = {
    IDS: N_("Numbers only"),
    FIELDS: N_("Number, subject, state, service, team"),
    PERSON: N_("The same, and the name of the requester"),
}
"""How much a delivery says, in the order in which it gets more."""

OWNER_LEFT, OWNER_RIGHT, GONE, FAILING = "owner_left", "owner_right", "gone", "failing"
PAUSES: dict[str, Phrase] = {
    OWNER_LEFT: N_("Its owner does not work here any more. Whoever saves it becomes the owner."),
    OWNER_RIGHT: N_("Its owner may not manage webhooks any more. Whoever saves it becomes the owner."),
    GONE: N_("The receiver has said that it is gone for good (410)."),
    FAILING: N_("Nothing gets through for days. Look at the log, then let it go on."),
}
"""Why the server has stopped a webhook."""


@dataclass(frozen=True)
class Hook:
    """Columns as in HookRow."""

    id: int
    title: str
    url: str
    owner_id: int
    active: bool
    level: str
    kinds: tuple[str, ...]
    teams: tuple[int, ...]
    services: tuple[str, ...]
    header_names: tuple[str, ...]
    header_values: str
    secret: str
    old_secret: str
    old_until: int | None
    paused: str
    paused_at: int | None
    streak: int
    lost: int
    rest_until: int
    made_at: int
    changed_at: int
    deleted_at: int | None
    version: int

    @property
    def host(self) -> str:
        """Where it goes, without what may be a secret in the address."""
        return urlsplit(self.url).netloc

    @property
    def running(self) -> bool:
        """Whether it is told of facts."""
        return self.active and not self.paused and self.deleted_at is None


COLUMNS = ", ".join(field.name for field in fields(Hook))
_LISTS = ("kinds", "teams", "services", "header_names")


def hook_of(row: Row) -> Hook:
    """The webhook in a row of COLUMNS."""
    lists = {name: tuple(load_json(row[name])) for name in _LISTS}
    return Hook(**{**row, **lists, "active": bool(row["active"])})


async def required(hook_id: int | str) -> Hook:
    """The webhook with this id, deleted or not. Raises NotFound."""
    text = str(hook_id)
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
    row = await fetch_one(f"SELECT {COLUMNS} FROM x_webhooks_hook WHERE id = $1", number)
    if row is None:
        raise NotFound(N_("There is no such webhook."))
    return hook_of(row)


async def present(hook_id: int | str) -> Hook:
    """The same, and not deleted."""
    found = await required(hook_id)
    if found.deleted_at is not None:
        raise NotFound(N_("There is no such webhook."))
    return found


async def get_many(ids: set[int]) -> dict[int, Hook]:
    """Those that exist, by id."""
    places, args = in_list(sorted(ids))
    rows = await fetch(f"SELECT {COLUMNS} FROM x_webhooks_hook WHERE id IN {places}", *args)
    return {row["id"]: hook_of(row) for row in rows}


async def every(*, deleted: bool = False) -> list[Hook]:
    """All webhooks, or all that are deleted and can be taken back: they are few."""
    which = "IS NOT NULL" if deleted else "IS NULL"
    sql = f"SELECT {COLUMNS} FROM x_webhooks_hook WHERE deleted_at {which} ORDER BY id"
    return [hook_of(row) for row in await fetch(sql)]


async def told_of(kind: str) -> list[Hook]:
    """The running webhooks that want facts of a kind."""
    sql = f"SELECT {COLUMNS} FROM x_webhooks_hook WHERE active = $1 AND paused = '' AND deleted_at IS NULL ORDER BY id"
    return [one for row in await fetch(sql, True) if kind in (one := hook_of(row)).kinds]
