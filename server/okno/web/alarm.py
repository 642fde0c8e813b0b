"""The line at the top of administration when the database or a disk is in trouble, was, or soon will be."""

from __future__ import annotations

from anyio import to_thread

from okno import disk
from okno.db import condition
from okno.db.trouble import KINDS
from okno.disk import Space
from okno.files import store
from okno.i18n import Translator
from okno.settings import Settings
from okno.text import N_


async def tightest(settings: Settings) -> Space | None:
    """The disk with the least space; asked in a thread, for a network disk may let its asker wait."""
    return await to_thread.run_sync(disk.tightest, (settings.home, store.root()))


async def told(settings: Settings, t: Translator) -> str:
    """What to tell, the worst first; "" when there is nothing."""
    lasting = condition.lasting()
    if lasting:
        kind = KINDS[lasting]
        return f"{t.say(kind.phrase)} {t.say(kind.advice)}"
    space = await tightest(settings)
    if space is not None and space.low:
        return t.say(
            N_(
                "Only %(free)s are left on the disk of %(folder)s. Free some space before nothing can be saved.",
                free=t.size(space.free),
                folder=str(space.folder),
            )
        )
    for met in condition.met_of_late():
        when, phrase = t.moment(met.last), t.say(KINDS[met.code].phrase)
        return t.say(N_("It has passed, last seen %(when)s: %(what)s", when=when, what=phrase))
    return ""
