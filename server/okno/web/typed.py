"""What was typed into a refused form on the page of a ticket: it is shown again, whatever the page has become."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, kw_only=True)
class Typed:
    """Words of a refused form and the sentences beside them."""

    notice: str = ""
    reply: str = ""
    reply_error: str = ""
    visibility: str = "public"
    move: str = ""
    """The state that was wanted."""
    move_text: str = ""
    move_error: str = ""

    def with_notice(self, notice: str) -> Typed:
        """The same with a sentence above the page."""
        return replace(self, notice=notice)

    def reply_text(self, *, move_is_shown: bool) -> str:
        """What stands in the reply box: also a reason whose own form is no longer on the page."""
        return self.reply or ("" if move_is_shown else self.move_text)
