"""The lines of support on the page of a ticket: its line, and where it can be handed on."""

from __future__ import annotations

from dataclasses import replace

from okno.access import Actor, may
from okno.i18n import Translator
from okno.teams import Team
from okno.text import N_
from okno.themes.lines import LineMove, LinesPanel
from okno.tickets import Ticket, routing
from okno.web.typed import Typed


def lines_panel(
    ticket: Ticket, team: Team | None, actor: Actor, t: Translator, typed: Typed, *, can_assign: bool
) -> LinesPanel | None:
    """The panel; None where the team has but one line."""
    most = routing.lines_of(team) if team is not None else 1
    if most <= 1:
        return None
    panel = LinesPanel(now=t.say(N_("line %(line)s", line=ticket.line)))
    if not can_assign:
        return panel
    moves = []
    if ticket.line < most:
        on = N_("Hand on to line %(line)s", line=ticket.line + 1)
        moves.append(LineMove(line=ticket.line + 1, label=t.say(on)))
    if ticket.line > 1:
        back = N_("Return to line %(line)s", line=min(ticket.line - 1, most))
        moves.append(LineMove(line=min(ticket.line - 1, most), label=t.say(back), back=True))
    return replace(
        panel,
        moves=tuple(moves),
        asks=may(actor, "ticket.note", team_id=ticket.team_id),
        open=typed.line,
        text=typed.line_text,
        error=typed.line_error,
    )
