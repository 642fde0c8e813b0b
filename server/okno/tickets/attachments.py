"""Who may read a file: whoever may read the place that it was attached to."""

from __future__ import annotations

from okno.access import Actor
from okno.errors import NotFound
from okno.files import File, Use, get, uses_of
from okno.text import N_
from okno.tickets.merged import reads_words
from okno.tickets.store import load_seen
from okno.tickets.task_files import shows_file
from okno.tickets.visible import Sight


async def readable(actor: Actor, public_id: str) -> File:
    """The file. NotFound when there is none or the actor may not read it; one that has no place yet is its owner's."""
    file = await get(public_id)
    if file is None or not await _may_read(actor, file):
        raise NotFound(N_("There is no such file, or you may not see it."))
    if file.erased:
        raise NotFound(N_("This file is erased together with the personal data of whoever sent it."))
    return file


async def _may_read(actor: Actor, file: File) -> bool:
    uses = await uses_of(file)
    if not uses:
        return file.owner_id == actor.id
    for use in uses:
        if await _sees(actor, use) or await shows_file(actor, use, file):
            return True
    return False


async def _sees(actor: Actor, use: Use) -> bool:
    try:
        _, seen = await load_seen(actor, use.ticket_id)
    except NotFound:
        # What was said in it may be read in the ticket as which it goes on, with the files of the words.
        in_words = use.visibility == "public" and use.comment_id is not None
        return in_words and await reads_words(actor, use.ticket_id)
    return use.visibility == "public" or seen is Sight.STAFF
