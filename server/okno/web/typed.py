"""What was typed into a refused form on the page of a ticket: it is shown again, whatever the page has become."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace


@dataclass(frozen=True, kw_only=True)
class Approving:
    """A refused form of the approvals: `form` is decide, ask or bypass, `id` the approval that it decides."""

    form: str
    id: int = 0
    text: str = ""
    person: str = ""
    """The id that was chosen; `person_text` is what was typed."""
    person_text: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class AddedTask:
    """A refused form that adds a task, or a line to tick."""

    values: Mapping[str, str] = field(default_factory=dict)
    after: Sequence[str] = ()
    errors: Mapping[str, str] = field(default_factory=dict)
    line: str = ""
    line_error: str = ""


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
    line: int = 0
    """The line of support that was wanted."""
    line_text: str = ""
    line_error: str = ""
    approving: Approving | None = None
    task: AddedTask = AddedTask()

    def with_notice(self, notice: str) -> Typed:
        """The same with a sentence above the page."""
        return replace(self, notice=notice)

    def reply_text(self, *, move_is_shown: bool) -> str:
        """What stands in the reply box: also a reason whose own form is no longer on the page."""
        return self.reply or ("" if move_is_shown else self.move_text)
