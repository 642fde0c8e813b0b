"""What the plugin answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from okno.api import N_, Context, HealthLine, Phrase
from okno.api.channels import Channel
from okno.api.notify import can_send
from okno.api.people import Erasure
from okno_webform import channels, draft, letters, personal, webform
from okno_webform.webform import STAFF


def message_channels(ctx: Context) -> Sequence[Channel]:
    """The channel of all forms."""
    return [channels.FORM]


async def settings_check(ctx: Context, *, values: Mapping[str, Any]) -> Mapping[str, Phrase] | None:
    """Mail domains are domains."""
    for one in values["domains"]:
        if not letters.domain_of(one) or "@" in one.strip()[1:]:
            return {"domains": N_("This is no mail domain: %(what)s", what=one[:80])}
    return None


async def health(ctx: Context) -> Sequence[HealthLine]:
    """Whether the forms in use fit their services, and whether letters leave."""
    used = [one for one in await webform.all_forms() if one.active]
    broken = [one.key for one in used if await draft.trouble(ctx, one) is not None]
    name = N_("Forms in use")
    if broken:
        said = N_("These do not work, look at them: %(keys)s", keys=", ".join(broken))
        lines = [HealthLine(name, False, said)]
    else:
        lines = [HealthLine(name, True, N_("All fit their services."))]
    if any(one.audience != STAFF for one in used) and not can_send():
        lines.append(HealthLine(N_("Letters of forms"), False, N_("No mail server is set: nobody gets them.")))
    return lines


async def export_person(ctx: Context, *, person_id: int, whole: bool) -> Mapping[str, Any] | None:
    """What he has sent, and what waits for him."""
    return await personal.export(ctx, person_id, whole=whole)


async def forget_person(ctx: Context, *, erasure: Erasure) -> bool:
    """What waits goes, what was sent is nobody's."""
    await personal.forget(ctx, erasure.person)
    return True
