"""What one press has done to one ticket can be taken back by another: the same acts as those on several tickets."""

from __future__ import annotations

from starlette.responses import Response

from okno.tickets import Ticket, bulk_store, store
from okno.tickets.bulk_store import Item
from okno.web.shell import Screen


async def with_undo(current: Screen, path: str, said: str, before: Ticket, *, action: str) -> Response:
    """Goes to a page that says what was done, with a button that takes it back."""
    after = await store.load(before.id)
    if after.version == before.version:
        return current.go(path, said)
    item = Item.of(before, after, watcher=None)
    kept = await bulk_store.keep(current.actor, action, [item], [], undoable=True)
    return current.go(path, said, undo=f"/desk/bulk/{kept.id}/undo")
