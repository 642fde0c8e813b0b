"""The declared context of the page of approvals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from okno.themes.approval_parts import ApprovalCard
from okno.themes.contexts import Page
from okno.themes.parts import ChipView


@dataclass(frozen=True, kw_only=True)
class ApprovalsPage(Page):
    """What waits for the decision of the person, and what he has decided."""

    template: ClassVar[str] = "approvals.html"
    show: str  # "waiting" | "decided"
    cards: tuple[ApprovalCard, ...]
    chips: tuple[ChipView, ...]
    next_href: str = ""
    notice: str = ""  # a refusal in one sentence
    live: str = ""  # "person:5"
