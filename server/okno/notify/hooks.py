"""What messages ask plugins before they leave."""

from __future__ import annotations

from dataclasses import dataclass

from okno.hooks import Chain


@dataclass(frozen=True)
class MessageText:
    """What a message says: of a letter the subject and both parts; of a notice on a device two lines, `html` empty."""

    subject: str
    text: str
    html: str = ""


@Chain.hook()
async def message_text(
    text: MessageText, *, channel: str, kind: str, person_id: int, ticket_id: int | None
) -> MessageText:
    """Change what a message says just before it leaves, such as a line under every letter.

    `channel` is "mail" or "push", `kind` what it tells of ("commented", "done", "digest" ...). It is asked again when
    a letter has to be sent again. Both parts of a letter are yours to keep alike.
    """
    raise NotImplementedError
